"""What a curator sees and presses: those concerned first, every word escaped, nothing lost, the address never."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actors.checking import checks, revisions
from actors.checking.models import Dispute
from actors.curating import start
from actors.directory.models import Person
from actors.positions.models import Position, StanceStep
from actors.suggestions.models import Suggestion
from tests import make
from tests.actors.checking.cast import step
from tests.actors.curation.people import appointed, browser, page, said
from tests.actors.suggestions.cast import SOURCE, public_position, suggestion
from tests.conftest import login

pytestmark = pytest.mark.django_db
LIST = "admin:actors_suggestion_changelist"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\'{{ 7*7 }}{% now "Y" %}'


@pytest.fixture
def ada() -> Any:
    return appointed("ada")


def do(user: Any, one: Suggestion, deed: str, **typed: Any) -> Any:
    address = reverse("admin:actors_suggestion_do", args=[one.pk, deed])
    form = {f"{deed}-{name}": value for name, value in typed.items()}
    return browser(user).post(address, form, follow=True)


def accept(user: Any, one: Suggestion, chosen: list[str], **typed: Any) -> Any:
    answer = browser(user).get(page(one))
    seen = answer.context["comparison"].newest
    return do(user, one, "accept", chosen=chosen, **{"seen": seen, "link": "add", "comment": "Read it.", **typed})


def test_from_the_list_to_the_queue(ada: Any) -> None:
    row = public_position()
    one = suggestion(row)
    listed = browser(ada).get(reverse(LIST))
    assert [found.pk for found in listed.context["cl"].result_list] == [one.pk]
    words = browser(ada).get(page(one)).content.decode()
    assert "Lift them all." in words and "The page says “all”." in words and SOURCE in words
    assert "waits for a second person" in said(accept(ada, one, ["quote"]))
    waiting = revisions.waiting().get()
    assert waiting.facts["quote"] == "Lift them all." and waiting.facts["speaker"] == row.speaker
    after = browser(ada).get(page(one)).content.decode()
    assert "Taken up" in after and "Take up the chosen fields" not in after
    checks.confirm(revision=waiting, by=appointed("ben"), now=make.NOW)
    assert "Confirmed" in browser(ada).get(page(one)).content.decode()
    assert browser(ada).get(reverse(LIST)).context["cl"].result_count == 0


def test_those_concerned_come_first_and_the_start_page_counts(ada: Any) -> None:
    row, now = public_position(), timezone.now()
    old = suggestion(row, now=now - timedelta(days=3))
    new = suggestion(row, now=now - timedelta(hours=2), concerned=True)
    late = suggestion(row, now=now - timedelta(days=2), concerned=True)
    listed = browser(ada).get(reverse(LIST)).context["cl"].result_list
    assert [found.pk for found in listed] == [late.pk, new.pk, old.pk]
    line = next(line for line in start.lines(ada, now) if "suggestions" in line.words)
    assert line.number == 3 == browser(ada).get(line.address).context["cl"].result_count
    assert line.more.startswith("2 are by those concerned; 1 has waited for a day; the oldest since ")
    assert "A day has passed" in browser(ada).get(page(late)).content.decode()
    assert "A day has passed" not in browser(ada).get(page(new)).content.decode()
    asked = {"state": "concerned"}
    assert browser(ada).get(reverse(LIST), asked).context["cl"].result_count == 2


@pytest.mark.parametrize("kind", ["position", "person"])
def test_every_word_of_a_reader_is_escaped(kind: str, ada: Any) -> None:
    if kind == "person":
        row: Any = make.fact(Person(key="p", name="Jane", confidence="high"))
        given = {"name": HOSTILE, "names": f"ar: {HOSTILE}", "aliases": HOSTILE, "home_state": HOSTILE}
    else:
        row = public_position()
        given = dict.fromkeys(("on", "precision", "speaker", "quote", "quote_lang", "medium", "condemns"), HOSTILE)
    one = suggestion(row, said=given, comment=HOSTILE, source=f"https://a.example/{HOSTILE}")
    pages = [page(one), reverse(LIST), f"{reverse(LIST)}?q=script"]
    for address in pages:
        words = browser(ada).get(address).content.decode()
        assert "<script>alert" not in words and "<img src=x" not in words and "49" not in words.split("7*7")[0][-3:]
    words = browser(ada).get(page(one)).content.decode()
    assert words.count("&lt;script&gt;alert(1)") >= 6
    decided = do(ada, one, "refuse", answer=HOSTILE).content.decode()
    assert "<script>alert" not in decided and "<img src=x" not in decided


def test_a_link_that_is_none_leads_nowhere(ada: Any) -> None:
    """The form refuses it; should one get in by another door, the page still gives no script to press."""
    one = suggestion(public_position(), source="javascript:alert(1)")
    assert 'href="javascript' not in browser(ada).get(page(one)).content.decode()


def test_the_address_is_nowhere_in_the_admin(ada: Any, admin_user: Any) -> None:
    one = suggestion(public_position(), email="reader@example.org")
    for user in (ada, admin_user):
        client = login(user)
        for address in (page(one), reverse(LIST), f"{reverse(LIST)}?q=reader", page(one, "history")):
            answer = client.get(address)
            assert b"reader@" not in answer.content and bytes(one.address).hex().encode() not in answer.content
    assert "They asked to be told once" in browser(ada).get(page(one)).content.decode()
    assert b"Answer" in browser(ada).get(page(one)).content


def test_what_was_typed_comes_back(ada: Any) -> None:
    one = suggestion(public_position(), email="reader@example.org")
    answer = accept(ada, one, [], link="keep", comment="My reason", answer="My answer")
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "choose a field" in words and "My reason" in words and "My answer" in words
    assert "Nothing was changed yet" in words and one.is_waiting()
    nothing = do(ada, one, "dispute", by_whom="", text="Their words")
    assert nothing.status_code == 422 and "Their words" in nothing.content.decode()
    assert do(ada, one, "refuse", answer="").status_code == 422
    assert accept(ada, one, ["confidence"]).status_code == 422
    assert Suggestion.objects.waiting().count() == 1 and not Dispute.objects.exists()


def test_it_becomes_a_dispute(ada: Any) -> None:
    one = suggestion(public_position(), concerned=True)
    do(ada, one, "dispute", by_whom="The ministry", text="We never said so.", hides="on")
    assert not Position.objects.public().exists() and Dispute.objects.get().by_whom == "The ministry"
    assert "Stands as a dispute" in browser(ada).get(page(one)).content.decode()


def test_a_refusal(ada: Any) -> None:
    one = suggestion(public_position(), comment="A victim told me …")
    do(ada, one, "refuse", answer="We keep nothing of this kind.", erase="on")
    words = browser(ada).get(page(one)).content.decode()
    assert "We keep nothing of this kind." in words and "victim told" not in words
    assert "settled this already" in said(do(ada, one, "refuse", answer="Again."))


def test_missing_words(ada: Any) -> None:
    for rank in range(1, 8):
        step(rank)
    make.state("XC")
    given = {"coercing_state": "XC", "on": "2026-03-02", "quote": "Lift them.", "speaker": "The minister"}
    one = suggestion(make.state("XA"), about="statement", said=given)
    words = browser(ada).get(page(one)).content.decode()
    assert "Exampleland XC" in words or "XC" in words
    readings = {"measure_text": "EO 14203", "source_grade": "first_hand", "calls_for_lifting": "yes", "seen": 1}
    answer = do(ada, one, "accept", chosen=["speaker"], **readings)
    assert "waits for a second person" in said(answer), answer.content.decode()
    made = revisions.waiting().get()
    assert made.facts["stance_id"] == StanceStep.objects.get(rank=5).pk and made.facts["calls_for_lifting"] is True
    assert made.facts["condemns"] is None and made.facts["speaker"] == "The minister"


def test_a_row_that_is_gone_can_only_be_refused(ada: Any) -> None:
    one = suggestion(public_position())
    Suggestion.objects.update(key="nowhere")
    words = browser(ada).get(page(one)).content.decode()
    assert "can only be refused" in words
    assert do(ada, one, "accept", chosen=["quote"], seen=1, link="add").status_code == 422
    assert do(ada, one, "refuse", answer="It is gone.").status_code == 200
    assert not Suggestion.objects.waiting().exists()


def test_who_may_not(ada: Any, charlie: Any) -> None:
    one, staff = suggestion(public_position()), appointed("staff")
    staff.groups.clear()
    for deed in ("accept", "dispute", "refuse", "delete"):
        address = reverse("admin:actors_suggestion_do", args=[one.pk, deed])
        assert browser(staff).post(address, {f"{deed}-answer": "x"}).status_code == 403
        assert browser(charlie).post(address).status_code == 302, "to the login page"
        assert Client().post(address).status_code == 302
        assert browser(ada).get(address).status_code == 405
    assert browser(staff).get(page(one)).status_code == 403
    for other in ("add", "delete"):
        address = reverse(f"admin:actors_suggestion_{other}", args=[one.pk] if other == "delete" else [])
        assert browser(ada).post(address, {"post": "yes"}).status_code == 403
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert guarded.post(reverse("admin:actors_suggestion_do", args=[one.pk, "refuse"])).status_code == 403
    assert one.is_waiting() and browser(ada).get(page(one)).status_code == 200


def test_many_cost_no_more(ada: Any) -> None:
    row, client = public_position(), browser(ada)

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    one = suggestion(row)
    few = (cost(reverse(LIST)), cost(page(one)))
    many = dict.fromkeys(("speaker", "quote", "quote_lang", "measure_text"), "x")
    for _each in range(15):
        other = suggestion(row, said=many)
    assert (cost(reverse(LIST)), cost(page(other))) == few and max(few) <= 20, few
