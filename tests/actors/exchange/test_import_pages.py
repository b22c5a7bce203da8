"""A file through the admin: brought, looked at, entered for a second person, confirmed by them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actors.checking import revisions
from actors.checking.models import Origin, Revision
from actors.directory.models import Office, OfficeKind, Person
from actors.exchange import entering
from actors.exchange.models import Import, ImportLine
from foundation.history.models import Entry
from tests import make
from tests.actors.curation.people import appointed, browser, said
from tests.actors.exchange.files import ADD, bring, brought, csv, do, page, people

pytestmark = pytest.mark.django_db
COLUMNS = ("key", "name", "home_state", "confidence")


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


@pytest.fixture
def hers(ada):
    return browser(ada)


def test_a_file_is_shown_entered_and_confirmed_by_a_second_person(ada, ben, hers):
    make.fact(Person(key="ann", name="Ann", confidence="high"))
    file = csv(["ann", "Anne", "", "high"], ["ben", "Ben", "", "high"], columns=COLUMNS)
    row = brought(hers, file)
    assert row.state == "planned" and row.counts == {"new": 1, "changed": 1, "ended": 0, "unchanged": 0, "refused": 0}
    assert not Revision.objects.filter(origin=Origin.IMPORT).exists()
    shown = hers.get(page(row)).content.decode()
    assert "2 rows can be entered" in shown and "Enter these 2 rows" in shown
    assert "1 new, 1 changed, 0 ended" in shown and "Anne" in shown and "until they confirm it" in shown

    after = do(hers, row, "enter").content.decode()
    row.refresh_from_db()
    assert (row.state, row.entered_by, row.data) == ("entered", ada, None)
    assert "2 rows were entered" in after and "2 of them wait" in after
    assert {one.batch for one in Revision.objects.filter(origin=Origin.IMPORT)} == {row.batch}
    assert Person.objects.get(key="ann").name == "Ann" and not Person.objects.get(key="ben").public

    his = browser(ben)
    queue = f"{reverse('admin:actors_revision_changelist')}?batch={row.batch}"
    assert queue in after and "Confirm all that was entered together" in his.get(queue).content.decode()
    batch = reverse("admin:actors_revision_batch")
    asked = his.get(batch, {"batch": row.batch})
    assert "2 rows, entered by ada, take force together" in asked.content.decode()
    done = his.post(batch, {"batch": row.batch, "seen": asked.context["seen"]}, follow=True)
    assert "2 entries confirmed." in said(done)
    assert {one.name for one in Person.objects.public()} == {"Anne", "Ben"}
    assert "None of them waits any more" in hers.get(page(row)).content.decode()
    deeds = ["import.received", "import.begun", "register.entered", "import.entered", "register.confirmed"]
    assert [entry.deed for entry in Entry.objects.order_by("pk")] == deeds


def test_refused_lines_block_and_can_be_taken_along(hers):
    row = brought(hers, csv(["ann", "Ann", "", ""], ["ben", "=Ben", "QQ", ""], columns=COLUMNS))
    shown = hers.get(page(row)).content.decode()
    assert row.state == "refused" and "1 line is refused, so nothing can be entered" in shown
    assert "home_state: there is no “QQ”" in shown and "Enter these" not in shown
    assert "what=person" in shown, "the mended file begins with what was chosen"
    assert "cannot be entered as it is" in said(do(hers, row, "enter"))
    taken = b"".join(hers.get(reverse("admin:actors_import_refused", args=[row.pk])).streaming_content).decode()
    assert "3,,person,ben,,home_state: there is no “QQ”." in taken and not Person.objects.exists()


def test_lines_are_counted_filtered_and_paged(hers):
    brought(hers, people(120))
    row = brought(hers, people(130))
    do(hers, row, "enter")
    row = brought(hers, people(131))
    answer = hers.get(page(row), {"state": "unchanged", "page": "3"})
    assert [line.key for line, *_ in answer.context["lines"]] == [f"p{n}" for n in range(100, 130)]
    assert "101 to 130 of 130" in answer.content.decode()
    assert [line.key for line, *_ in hers.get(page(row), {"state": "new"}).context["lines"]] == ["p130"]
    for query in ({"state": "nonsense"}, {"page": "0"}, {"page": "x"}, {"state": "refused"}):
        assert hers.get(page(row), query).status_code == 200


def test_nothing_new_is_said(hers):
    row = brought(hers, people(3))
    do(hers, row, "enter")
    again = brought(hers, people(3))
    shown = hers.get(page(again)).content.decode()
    assert "The register says all of it already" in shown and "The same file was entered on" in shown
    assert "cannot be entered" in said(do(hers, again, "enter"))


def test_twice_is_once(hers, ben):
    row = brought(hers, people(3))
    do(hers, row, "enter")
    assert "Somebody has said so already" in said(do(browser(ben), row, "enter"))
    assert Revision.objects.count() == 3 and not entering.work(pk=row.pk, now=timezone.now())


def test_what_differs_by_now_is_shown_instead(ada, ben, hers):
    row = brought(hers, csv(["ann", "Ann"], ["ben", "Ben"]))
    revisions.propose(row=Person(key="ann", name="Anna"), by=ben, now=make.NOW)
    shown = do(hers, row, "enter").content.decode()
    row.refresh_from_db()
    assert row.state == "planned" and "The register has changed since this was shown" in shown
    assert row.counts["changed"] == 1 and not Person.objects.filter(key="ben").exists()
    do(hers, row, "enter")
    assert Person.objects.filter(key="ben").exists()


def test_an_old_page_enters_nothing(hers):
    row = brought(hers, people(3))
    assert "something else now" in said(do(hers, row, "enter", shown="0" * 64)) and not Person.objects.exists()


def test_it_can_be_looked_through_again_or_thrown_away(hers):
    row = brought(hers, csv(["ann", "Ann", "XQ"], columns=("key", "name", "home_state")))
    make.state("XQ")
    assert row.state == "refused" and "1 row can be entered" in do(hers, row, "again").content.decode()
    do(hers, row, "discard")
    row.refresh_from_db()
    assert (row.state, row.data) == ("failed", None) and not ImportLine.objects.exists()
    assert "cannot be entered" in said(do(hers, row, "again")) and "cannot be entered" in said(do(hers, row, "enter"))
    assert Entry.objects.filter(deed="import.discarded").exists()


def test_what_was_entered_cannot_be_thrown_away(hers):
    row = brought(hers, people(2))
    do(hers, row, "enter")
    assert "cannot be entered as it is" in said(do(hers, row, "discard"))
    row.refresh_from_db()
    assert row.state == "entered" and row.batch


def test_what_the_register_refuses_is_said_in_words(hers):
    office = make.office("XA-one", address=None)
    columns = ("key", "actor", "kind", "title_en", "title_fr")
    facts = [office.actor.key, office.kind.key, "Minister", "Ministre"]
    row = brought(hers, csv(["XA-two", *facts], columns=columns), what="office")
    shown = do(hers, row, "enter").content.decode()
    assert "1 line is refused" in shown and "the register does not take all lines" in shown
    assert not Office.objects.filter(key="XA-two").exists()
    kind = make.fact(OfficeKind(key="odd", level="state", title_en="A", title_fr="B"))
    two = [[key, office.actor.key, kind.key, "A", "B"] for key in ("XA-two", "XA-three")]
    row = brought(hers, csv(*two, columns=columns), what="office")
    assert "Two lines, or a line and a row that is there" in do(hers, row, "enter").content.decode()
    assert row.state == "planned" and not Office.objects.filter(key="XA-two").exists()


def test_a_key_must_fit(hers):
    row = brought(hers, csv(["k" * 300, "Long"]))
    assert row.state == "refused" and "at most 60 characters" in row.lines.get().reason


def test_deeds_are_posts_and_unknown_ones_are_none(hers):
    row = brought(hers, people(1))
    for deed in ("enter", "again", "discard"):
        assert hers.get(reverse("admin:actors_import_do", args=[row.pk, deed])).status_code == 405
    assert do(hers, row, "delete").status_code == 403
    assert hers.get(reverse("admin:actors_import_change", args=[999_999])).status_code == 404


def test_many_lines_cost_no_more(hers):
    def cost(address):
        hers.get(address)
        with CaptureQueriesContext(connection) as found:
            assert hers.get(address).status_code == 200
        return len(found)

    few, many = brought(hers, people(3)), brought(hers, people(200, 50))
    assert cost(page(few)) == cost(page(many)) <= 10
    assert cost(reverse("admin:actors_import_changelist")) <= 12
    assert cost(reverse("admin:actors_import_exports")) <= 5
    assert cost(reverse(ADD)) <= 5
    do(hers, many, "enter")
    assert cost(page(many)) <= 11


def test_the_form_keeps_what_was_chosen(hers):
    answer = bring(hers, b"key,name\nann,Jos\xe9\n", encoding="windows-1252", name="x.exe", what="office")
    assert answer.status_code == 422 and "must end in" in answer.content.decode()
    assert '<option value="office" selected' in answer.content.decode()
    assert '<option value="windows-1252" selected' in answer.content.decode()
    assert not Import.objects.exists()
    row = brought(hers, b"key,name\nann,Jos\xe9\n", encoding="windows-1252")
    assert row.lines.get().label == "José"


def test_a_page_from_elsewhere_cannot_bring_a_file(ada):
    strict = browser(ada)
    strict.handler.enforce_csrf_checks = True
    assert bring(strict, people(1)).status_code == 403 and not Import.objects.exists()
    token = strict.get(reverse(ADD)).context["csrf_token"]
    assert bring(strict, people(1), csrfmiddlewaretoken=str(token)).status_code == 302
