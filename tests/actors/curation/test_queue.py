"""What waits for a second person: filtered, with its differences, confirmed many at once."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.checking import checks, revisions
from actors.checking.models import Check, Revision
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed, browser, said

pytestmark = pytest.mark.django_db
QUEUE = "admin:actors_revision_changelist"


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


def entered(by, *keys, **more):
    return revisions.propose_many(rows=[position(key) for key in keys], by=by, now=make.NOW, **more)


def shown(user, **query):
    answer = browser(user).get(reverse(QUEUE), query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def act(user, found, action="confirm_chosen", **more):
    values = {"action": action, "_selected_action": [one.pk for one in found], **more}
    return browser(user).post(reverse(QUEUE), values, follow=True)


def test_it_shows_what_waits_with_what_would_change(ada, ben):
    entered(ada, "one")
    checks.confirm(revision=Revision.objects.get(key="one"), by=ben, now=make.NOW)
    row = Position.objects.get()
    row.quote = "Other words."
    revisions.propose(row=row, by=ada, now=make.NOW)
    (one,) = shown(ben)
    assert one.number == 2 and [(change.old, change.new) for change in one.changes] == [("Lift them.", "Other words.")]
    assert one.row == row and not one.fresh


def test_it_filters(ada, ben):
    entered(ada, "one", "two", batch="ministers")
    entered(ben, "three", origin="import")
    state = make.state("XA")
    state.name_fr = "Exemple"
    revisions.propose(row=state, by=ada, now=make.NOW)
    assert {one.key for one in shown(ben)} == {"one", "two", "three", "XA"}
    assert {one.key for one in shown(ben, stands="mine")} == {"three"}
    assert {one.key for one in shown(ben, kind="actor")} == {"XA"}
    assert {one.key for one in shown(ben, batch="ministers")} == {"one", "two"}
    assert {one.key for one in shown(ben, origin__exact="import")} == {"three"}
    assert {one.key for one in shown(ben, entered_by__id__exact=ada.pk)} == {"one", "two", "XA"}
    assert {one.key for one in shown(ben, q="three")} == {"three"}
    checks.refuse(revision=Revision.objects.get(key="one"), by=ben, now=make.NOW)
    assert {one.key for one in shown(ben, stands="refused")} == {"one"}
    assert shown(ben, stands="confirmed") == []
    assert len(shown(ben, stands="all")) == Revision.objects.count()


def test_many_are_confirmed_at_once(ada, ben):
    found = entered(ada, *map(str, range(5)))
    answer = act(ben, found[:4], note="All on one page.")
    assert "4 entries confirmed." in said(answer)
    assert set(Position.objects.public().values_list("key", flat=True)) == {"0", "1", "2", "3"}
    assert set(Check.objects.values_list("note", flat=True)) == {"All on one page."}
    act(ben, found[:1])
    assert Check.objects.count() == 4, "twice is once"


def test_or_refused(ada, ben):
    act(ben, entered(ada, "a", "b"), "refuse_chosen")
    assert Check.objects.filter(verdict="refused").count() == 2 and not Position.objects.public().exists()


def test_ones_own_are_left_to_somebody_else(ada, ben):
    found = [*entered(ada, "hers"), *entered(ben, "his")]
    answer = act(ben, found)
    assert "1 entry confirmed." in said(answer) and "still needs somebody else" in said(answer)
    assert [row.key for row in Position.objects.public()] == ["hers"]
    assert "needs somebody else" in browser(ben).get(reverse(QUEUE)).content.decode()


def test_all_or_none(ada, ben):
    found = entered(ada, "a", "b")
    position_b = Position.objects.get(key="b")
    position_b.quote = "Newer."
    revisions.propose(row=position_b, by=ada, now=make.NOW)
    client = browser(ben)
    values = {"action": "confirm_chosen", "_selected_action": [one.pk for one in found]}
    answer = client.post(f"{reverse(QUEUE)}?stands=all", values, follow=True)
    assert "Something newer" in said(answer) and not Check.objects.exists()


def test_who_may_not_check_is_offered_nothing(ada):
    eve = appointed("eve")
    eve.groups.clear()
    eve.user_permissions.add(Permission.objects.get(codename="view_revision"))
    act(eve, entered(ada, "a"))
    assert b"confirm_chosen" not in browser(eve).get(reverse(QUEUE)).content
    assert not Check.objects.exists()


def test_a_full_page_costs_no_more(ada, ben):
    client = browser(ben)

    def cost():
        client.get(reverse(QUEUE))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(QUEUE)).status_code == 200
        return len(found)

    entered(ada, "one")
    few = cost()
    entered(ada, *map(str, range(60)))
    assert cost() <= few + 1
