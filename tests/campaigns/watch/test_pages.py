"""The watch pages: who sees what, what a report needs, and that nothing typed is lost."""

import itertools
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.accounts.models import User
from actors.checking import revisions
from actors.positions.models import Look, Position
from actors.watch import reports, sheets
from actors.watch.models import Assignment, Sheet
from tests import address_map, make
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import coercing, confirm_all, correspondent, keeper, opened, states
from tests.conftest import login
from tests.test_urls import METHODS

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/?next="
WORDS = {
    "quote": "Lift them.",
    "source": "https://ministry.example/lift",
    "source_grade": "first_hand",
    "on": "2026-11-18",
}
NOTHING = {"where": "Its news page", "looked_on": "2026-11-18"}


def url(name: str, sheet: Sheet, key: str = "X000") -> str:
    arguments = [] if name in {"home", "open"} else [sheet.code]
    return reverse(f"watch:{name}", args=[*arguments, key] if name in {"line", "say", "nothing"} else arguments)


@pytest.fixture
def ann() -> User:
    """Watches X000 of three states."""
    return correspondent("Ann", states(3)[0])


@pytest.fixture
def sheet(ann: User) -> Sheet:
    return opened()


def body(answer: Any) -> str:
    return str(answer.content.decode())


# --- who ----------------------------------------------------------------------------------------
def expected(name: str, method: str, who: str) -> int:
    is_deed = f"watch:{name}" in address_map.WATCH_DEEDS
    if method not in ({"POST"} if is_deed else {"GET", "HEAD"}):
        return 405
    if who == "anonymous":
        return 403 if name in {"say", "nothing"} else 302
    may = {
        "curator": {"home", "sheet", "export", "export_xlsx", "open", "close", "reopen"},
        "correspondent": {"home", "sheet", "export", "export_xlsx", "line", "say", "nothing"},
    }.get(who, {"home"})
    if name not in may:
        return 404
    # What is sent is empty: forms are refused with words, the other deeds are done.
    return {"open": 422, "say": 422, "nothing": 422, "close": 302, "reopen": 302}.get(name, 200)


def test_everybody_at_every_address(sheet: Sheet, ann: User, charlie: User, admin_user: User) -> None:
    boss = keeper()
    gone = correspondent("Gone", states(1)[0])
    Assignment.objects.filter(member__user=gone).delete()
    unverified = correspondent("Una", states(1)[0], of="Unverified", verified=False)
    people = {"correspondent": ann, "curator": boss, "stranger": charlie, "gone": gone, "unverified": unverified}
    everybody = {who: login(user) for who, user in people.items()} | {"anonymous": Client()}
    names = [name.partition(":")[2] for name in sorted(address_map.WATCH_PAGES | address_map.WATCH_DEEDS)]
    seen = set()
    for (who, client), name, method in itertools.product(everybody.items(), names, METHODS):
        answer = client.generic(method, url(name, sheet))
        should = expected(name, method, who)
        assert answer.status_code == should, (who, name, method, answer.status_code)
        assert "no-store" in answer["Cache-Control"], (who, name)
        if who not in {"correspondent", "curator"} and should != 405:
            assert b"The Assembly meets" not in answer.content, (who, name)
        seen.add(should)
    assert seen == {200, 302, 403, 404, 405, 422}


def test_a_correspondent_reports_only_on_their_own_states(sheet: Sheet, ann: User) -> None:
    client = login(ann)
    for name, sent in (("say", WORDS), ("nothing", NOTHING)):
        for key in ("X001", "XC", "ZZ"):
            assert client.post(url(name, sheet, key), sent).status_code == 404, key
        assert client.get(url("line", sheet, "X001")).status_code == 404
        assert client.post(url(name, sheet), sent).status_code == 302, "the control"
    assert revisions.waiting().count() == 2


def test_a_sheet_of_others_is_not_there(ann: User) -> None:
    other = opened(actors=type(states(3)[0]).objects.filter(key="X002"))
    assert login(ann).get(url("sheet", other)).status_code == 404
    assert login(keeper()).get(url("sheet", other)).status_code == 200


def test_the_deeds_want_their_form_s_token(sheet: Sheet, ann: User) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    for name, sent in (("say", WORDS), ("nothing", NOTHING)):
        assert guarded.post(url(name, sheet), sent).status_code == 403
    assert not revisions.waiting().exists()


# --- reporting ----------------------------------------------------------------------------------
def test_words_take_four_fields(sheet: Sheet, ann: User) -> None:
    client = login(ann)
    page = body(client.get(url("line", sheet)))
    assert page.index("<details>") < page.index('name="speaker"') < page.index("</details>")
    assert page.index('name="quote"') < page.index('name="source"') < page.index("<details>")
    answer = client.post(url("say", sheet), WORDS, follow=True)
    assert "A second person will check it" in body(answer)
    assert "being checked" in body(answer)
    assert "reported already" in body(client.post(url("say", sheet), WORDS, follow=True))
    assert Position.objects.count() == 1


def test_folded_fields_are_kept_too(sheet: Sheet, ann: User) -> None:
    more = {"speaker": "The minister", "quote_lang": "fr", "medium": "speech", "condemns": "yes", "names_state": "no"}
    login(ann).post(url("say", sheet), {**WORDS, **more, "comment": "Second paragraph."})
    row = Position.objects.get()
    assert (row.speaker, row.quote_lang, row.medium, row.stance.rank) == ("The minister", "fr", "speech", 4)
    assert (row.condemns, row.names_state, row.calls_for_lifting) == (True, False, None)
    assert revisions.waiting().get().comment == "Watchers: Second paragraph."


def test_nothing_found_takes_one_field_more_than_the_day(sheet: Sheet, ann: User) -> None:
    login(ann).post(url("nothing", sheet), NOTHING)
    assert Look.objects.get().where == "Its news page"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("say", {"source": "no link"}),
        ("say", {"source": ""}),
        ("say", {"source_grade": ""}),
        ("say", {"on": "2999-01-01"}),
        ("say", {"on": "yesterday"}),
        ("say", {"medium": "pigeon"}),
        ("say", {"stance": "0"}),
        ("nothing", {"looked_on": "2999-01-01"}),
        ("nothing", {"looked_on": "2026-11-15"}),
        ("nothing", {"looked_on": ""}),
    ],
)
def test_an_error_loses_nothing_that_was_typed(sheet: Sheet, ann: User, name: str, wrong: dict[str, str]) -> None:
    marks = {"quote": "Words & “marks” <b>", "speaker": "A speaker", "comment": "A note", "where": "Here & there"}
    sent = {**WORDS, **NOTHING, **marks, **wrong}
    answer = login(ann).post(url(name, sheet), sent)
    form = answer.context["say" if name == "say" else "nothing"]
    assert answer.status_code == 422 and form.errors
    for field in form:
        assert field.value() == sent.get(field.name), field.name
    assert "Nothing you typed has been lost" in body(answer)
    assert "&lt;b&gt;" in body(answer) or name == "nothing"
    if name == "say":
        assert "<details open>" in body(answer)
    assert not revisions.waiting().exists()


def test_what_is_sent_after_the_close_is_shown_again(sheet: Sheet, ann: User) -> None:
    client = login(ann)
    sheets.close_sheet(sheet=sheet, by=keeper(), now=timezone.now())
    for name, sent in (("say", WORDS), ("nothing", NOTHING)):
        answer = client.post(url(name, sheet), sent)
        assert answer.status_code == 422 and "takes no more reports" in body(answer)
        assert (WORDS["quote"] if name == "say" else NOTHING["where"]) in body(answer)
    assert client.get(url("line", sheet)).status_code == 302
    assert not revisions.waiting().exists()


def test_who_was_logged_out_sees_what_they_typed(sheet: Sheet) -> None:
    answer = Client().post(url("say", sheet), {**WORDS, "quote": "Lift <them>."})
    assert answer.status_code == 403 and "Lift &lt;them&gt;." in body(answer) and WORDS["source"] in body(answer)
    assert f"/en/accounts/login/?next={url('line', sheet)}" in body(answer)
    assert "The Assembly meets" not in body(answer) and "no-store" in answer["Cache-Control"]


def test_tomorrow_in_the_far_east_is_today(sheet: Sheet, ann: User) -> None:
    day = timezone.now().date()
    form = login(ann).get(url("line", sheet)).context["say"]
    assert form.initial["on"] == day and (form.latest - day).days in {0, 1}


# --- keeping ------------------------------------------------------------------------------------
def test_a_curator_opens_a_sheet_and_closes_it(ann: User) -> None:
    coercing()
    occasion, client = make.occasion(), login(keeper())
    assert f'value="{occasion.key}" selected' in body(client.get(reverse("watch:home"), {"occasion": occasion.key}))
    sent = {"occasion": occasion.key, "coercing_state": "XC", "asked": "all"}
    answer = client.post(reverse("watch:open"), sent)
    sheet = Sheet.objects.get()
    assert answer["Location"] == url("sheet", sheet) and sheet.lines.count() == 3
    again = client.post(reverse("watch:open"), sent, follow=True)
    assert "has its sheet already" in body(again) and Sheet.objects.count() == 1
    client.post(url("close", sheet))
    assert not Sheet.objects.get().is_open() and "nobody can report any more" in body(client.get(url("sheet", sheet)))
    client.post(url("reopen", sheet))
    assert Sheet.objects.get().is_open()


@pytest.mark.parametrize(
    "wrong", [{"occasion": "zz"}, {"occasion": "yearly"}, {"coercing_state": "X000"}, {"asked": "moon"}, {"asked": ""}]
)
def test_nonsense_opens_nothing(ann: User, wrong: dict[str, str]) -> None:
    coercing()
    make.occasion("yearly", on=None, yearly=True, month_day="12-10")
    sent = {"occasion": make.occasion().key, "coercing_state": "XC", "asked": "all", **wrong}
    answer = login(keeper()).post(reverse("watch:open"), sent)
    assert answer.status_code == 422 and not Sheet.objects.exists()


def test_an_empty_set_is_refused_in_words(ann: User) -> None:
    coercing()
    sent = {"occasion": make.occasion().key, "coercing_state": "XC", "asked": "region:grulac"}
    assert "There is no State in this set" in body(login(keeper()).post(reverse("watch:open"), sent))


def test_the_sheet_says_who_watches_and_who_is_left(sheet: Sheet, ann: User) -> None:
    login(ann).post(url("nothing", sheet), NOTHING)
    client = login(keeper())
    page = body(client.get(url("sheet", sheet)))
    listed = client.get(reverse("admin:actors_revision_changelist"), {"batch": sheet.batch})
    assert "?batch=sheet%3Aassembly" in page and listed.context["cl"].result_count == 1
    assert "Ann · Watchers" in page and "2 States are watched by nobody" in page and "nobody</span>" in page
    assert "UTC" in page and "3 of the 3 States asked have not been looked at yet." in page
    assert "Ann · " not in body(login(ann).get(url("sheet", sheet))), "names are for curators"
    for show, number in (("left", 3), ("checking", 1), ("unwatched", 2), ("said", 0), ("nothing", 0), ("moon", 3)):
        board = client.get(url("sheet", sheet), {"show": show}).context["board"]
        assert len(board.shown) == number, show
    confirm_all(appointed("ben"))
    page = body(client.get(url("sheet", sheet)))
    assert "Its news page" in page and "18 November 2026" in page


def test_a_late_sheet_says_so(ann: User) -> None:
    assert "Late: it was to be filled by" in body(login(ann).get(url("sheet", opened(due_at=make.NOW))))


def test_one_s_own_states_are_listed_first(sheet: Sheet, ann: User) -> None:
    page = body(login(ann).get(url("sheet", sheet)))
    assert page.index(url("line", sheet)) < page.index('id="all"')
    assert url("line", sheet, "X001") not in page


@pytest.mark.parametrize(("name", "queries"), [("sheet", 11), ("export", 10), ("export_xlsx", 10), ("line", 14)])
def test_queries_are_fixed_with_197_states(name: str, queries: int, django_assert_num_queries: Any) -> None:
    found = states(197)
    people = [correspondent(f"C{n}", *found[n::10]) for n in range(10)]
    sheet = opened()
    client = login(people[0])
    with django_assert_num_queries(queries):
        client.get(url(name, sheet))
    for n, actor in enumerate(found[:60]):
        by = people[n % 10]
        given = {"sheet": sheet, "actor": actor, "by": by, "now": timezone.now()}
        if n % 2:
            reports.report_nothing(**given, where="Its page")
        else:
            values = {"quote": "Lift them.", "source": "https://m.example/", "source_grade": "first_hand"}
            reports.report_words(**given, **values, on=make.NOW.date(), facts={})
    confirm_all(appointed("ben"))
    with django_assert_num_queries(queries):
        answer = client.get(url(name, sheet))
    assert answer.status_code == 200
    if name == "sheet":
        assert body(answer).count('<tr id="s-') == 197 and answer.context["board"].answer.said == 30
