"""The history of a row: every revision with what it changed, and the buttons for whoever may check it."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from actors.checking import checks, revisions
from actors.checking.models import Check
from actors.directory.models import Person, Term
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import position, step
from tests.actors.curation.people import appointed, browser, page, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada", "Watch")


@pytest.fixture
def ben():
    return appointed("ben", "Jurists")


def entered(by, row=None, **more):
    return revisions.propose(row=row or position(), by=by, now=make.NOW, **more)


def verdict(user, revision, word="confirmed", note=""):
    address = reverse("admin:actors_revision_check", args=[revision.pk])
    return browser(user).post(address, {"verdict": word, "note": note}, follow=True)


def test_it_shows_who_said_what_and_who_checked_it(ada, ben):
    first = entered(ada, source="https://ministry.example", comment="New.")
    checks.confirm(revision=first, by=ben, now=make.NOW, note="Read it.")
    row = Position.objects.get()
    row.stance, row.quote = step(6), row.quote + " Now, and for everybody, in every court of the world, for good."
    entered(ben, row, comment="The whole text.")
    answer = browser(ada).get(page(row, "history"))
    newest, oldest = answer.context["entries"]
    changes = {change.field: (change.old, change.new) for change in newest.changes}
    assert changes["stance"] == ("5 · Step 5", "6 · Step 6") and set(changes) == {"stance", "quote"}
    assert oldest.in_force and oldest.check.organisation == "Jurists" and not oldest.can_be_checked
    words = answer.content.decode()
    for text in ("https://ministry.example", "New.", "Read it.", "on behalf of Jurists", "The whole text."):
        assert text in words
    assert newest.can_be_checked and "Confirm" in words
    fields = [change.field for change in oldest.changes]
    assert fields.index("quote") < fields.index("source"), "what is said comes before where it is from"


def test_a_second_person_confirms_by_a_button(ada, ben):
    answer = verdict(ben, entered(ada), note="Compared with the page.")
    assert answer.redirect_chain[-1][0] == page(Position.objects.get(), "history")
    assert "the record says so" in said(answer)
    assert Position.objects.public().exists() and Check.objects.get().note == "Compared with the page."


def test_or_refuses(ada, ben):
    answer = verdict(ben, entered(ada), "refused")
    assert "Refused" in said(answer) and not Position.objects.public().exists()


def test_looking_changes_nothing(ada, ben):
    one = entered(ada)
    client = browser(ben)
    assert client.get(reverse("admin:actors_revision_check", args=[one.pk])).status_code == 405
    assert client.get(reverse("admin:actors_revision_change", args=[one.pk])).status_code == 200
    assert not Check.objects.exists()


def test_nobody_confirms_their_own(ada):
    one = entered(ada)
    shown = browser(ada).get(page(Position.objects.get(), "history"))
    assert "needs somebody else" in shown.content.decode() and b'value="confirmed"' not in shown.content
    assert "a second person must look" in said(verdict(ada, one))
    assert not Check.objects.exists()


def test_who_may_not_check_cannot(ada):
    one, eve = entered(ada), appointed("eve")
    eve.groups.clear()
    assert browser(eve).post(reverse("admin:actors_revision_check", args=[one.pk])).status_code == 403
    eve.user_permissions.add(Permission.objects.get(codename="view_revision"))
    assert browser(eve).post(reverse("admin:actors_revision_check", args=[one.pk]), {"verdict": "x"}).status_code == 403
    eve.user_permissions.add(Permission.objects.get(codename="view_position"))
    assert "You may not do this" in said(verdict(eve, one))
    assert not Check.objects.exists()


def test_what_was_overtaken_is_said_in_words(ada, ben):
    one = entered(ada)
    row = Position.objects.get()
    row.quote = "Newer."
    two = entered(ada, row)
    assert "Something newer was entered" in said(verdict(ben, one))
    verdict(ben, two)
    assert "settled this already" in said(verdict(ben, two))


def test_what_cannot_be_is_said_in_words(ada, ben):
    office = make.office(address=None)
    for name in ("one", "two"):
        person = make.fact(Person(key=name, name=name))
        term = Term(office=office, person=person, from_on=date(2025, 1, 1), confidence="high")
        answer = verdict(ben, entered(ada, term))
    assert "Nothing was changed" in said(answer) and "one seat at the same time" in said(answer)
    assert Term.objects.public().count() == 1


def test_a_row_of_the_data_set_can_be_checked_here(ben):
    row = make.fact(position(data_set_on=make.NOW.date()))
    (entry,) = browser(ben).get(page(row, "history")).context["entries"]
    assert entry.can_be_checked and not entry.obstacle
    verdict(ben, row.revision)
    assert Check.objects.get().verdict == "confirmed"


def test_a_long_history_costs_no_more(ada, ben, django_assert_max_num_queries):
    one = entered(ada)
    for number in range(30):
        row = Position.objects.get()
        row.quote, row.stance = f"Words {number}.", step(number % 5 + 1)
        one = entered(ada, row)
    assert one.number == 31
    client, address = browser(ben), page(Position.objects.get(), "history")
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)


def test_no_history_of_what_is_not_there(ben):
    assert browser(ben).get(reverse("admin:actors_position_history", args=[1])).status_code == 302
    assert browser(ben).get(reverse("admin:actors_revision_change", args=[1])).status_code == 404
