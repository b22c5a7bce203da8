"""What correspondents reported stands first in the queue, under the name of their organisation."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from actors.checking import revisions
from actors.watch import reports
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed, browser
from tests.actors.watch.cast import FACTS, NOW, WORDS, correspondent, opened, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """A correspondent's report between an older and a newer entry of a curator."""
    ada, (first,) = appointed("ada"), states(1)
    sheet, ann = opened(), correspondent("Ann", first, of="Jurists")
    older = revisions.propose(row=position("older"), by=ada, now=NOW)
    given = {"on": date(2026, 11, 18), "facts": FACTS, "comment": "See the foot of the page.", **WORDS}
    asked = reports.report_words(sheet=sheet, actor=first, by=ann, now=NOW + timedelta(minutes=1), **given)
    newer = revisions.propose(row=position("newer"), by=ada, now=NOW + timedelta(minutes=2))
    return older, asked, newer


def test_reports_come_first(three):
    older, asked, newer = three
    answer = browser(appointed("ben")).get(reverse("admin:actors_revision_changelist"))
    assert list(answer.context["cl"].result_list) == [asked, newer, older]
    assert "Jurists: See the foot of the page." in answer.content.decode()
    assert "reported by a correspondent" in answer.content.decode()


def test_other_lists_go_by_time(three):
    older, asked, newer = three
    address = reverse("admin:actors_revision_changelist")
    client = browser(appointed("ben"))
    assert list(client.get(address, {"stands": "all"}).context["cl"].result_list)[:3] == [newer, asked, older]
    by_time = client.get(address, {"o": "-3"}).context["cl"].result_list
    assert list(by_time) == [newer, asked, older], "a column that is chosen decides"


def test_they_can_be_chosen_by_how_they_came_and_by_the_occasion(three):
    client, address = browser(appointed("ben")), reverse("admin:actors_revision_changelist")
    for asked in ({"origin__exact": "correspondent"}, {"batch": "sheet:assembly"}):
        assert client.get(address, asked).context["cl"].result_count == 1
