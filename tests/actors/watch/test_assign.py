"""Many states at once for one member; asked at once where a sheet is open."""

import pytest
from django.urls import reverse

from actors.accounts.models import Member, Organisation
from actors.directory.models import Actor
from actors.watch import assignments
from actors.watch.models import Assignment
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make
from tests.actors.curation.people import appointed, browser, said
from tests.actors.watch.cast import NOW, coercing, correspondent, keeper, opened, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return correspondent("Ann").memberships.get()


def test_it_assigns_and_twice_is_once(ann):
    found = states(4)
    assert assignments.assign(member=ann, actors=found[:3], by=keeper(), now=NOW) == 3
    assert assignments.assign(member=ann, actors=found, by=keeper(), now=NOW) == 1
    assert assignments.assign(member=ann, actors=found, by=keeper(), now=NOW) == 0
    assert Assignment.objects.count() == 4
    counts = Entry.objects.filter(deed="assignment.added").order_by("pk").values_list("detail__states", flat=True)
    assert list(counts) == [3, 1]


def test_who_is_assigned_while_a_sheet_is_open_is_asked_once(ann):
    found = states(2)
    opened()
    assert not Message.objects.exists()
    for actors in (found[:1], found):
        assignments.assign(member=ann, actors=actors, by=keeper(), now=NOW)
    assert Message.objects.count() == 1


def test_only_who_may_and_only_whom_somebody_verified(ann, charlie):
    found = states(1)
    with pytest.raises(assignments.NotAllowed):
        assignments.assign(member=ann, actors=found, by=charlie, now=NOW)
    Organisation.objects.filter(pk=ann.organisation_id).update(verified_at=None)
    with pytest.raises(assignments.NotVerified):
        assignments.assign(member=ann, actors=found, by=keeper(), now=NOW)
    assert not Assignment.objects.exists()
    Organisation.objects.filter(pk=ann.organisation_id).update(verified_at=NOW)
    assignments.assign(member=ann, actors=found, by=keeper(), now=NOW)
    with pytest.raises(assignments.NotAllowed):
        assignments.withdraw(assignments=Assignment.objects.all(), by=charlie, now=NOW)
    assert Assignment.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ({"set_of": "all"}, 6),
        ({"set_of": "parties"}, 2),
        ({"set_of": "region:african"}, 3),
        ({"set_of": "parties", "actors": ["X001", "X005"]}, 3),
        ({"actors": ["X000"]}, 1),
    ],
)
def test_a_curator_assigns_a_set_on_one_page(ann, chosen, number):
    states(6, parties=2)
    make.fact(make.state("XB"), public=False)
    client, page = browser(appointed("ada")), reverse("admin:actors_assignment_add")
    assert client.get(page).status_code == 200
    answer = client.post(page, {"member": ann.pk, **chosen}, follow=True)
    assert f"watches {number} more State" in said(answer)
    assert Assignment.objects.count() == number == answer.context["cl"].result_count


@pytest.mark.parametrize("chosen", [{}, {"set_of": "region:moon"}, {"set_of": "group:none"}, {"actors": ["ZZ"]}])
def test_nonsense_is_refused_on_the_page(ann, chosen):
    states(2)
    answer = browser(appointed("ada")).post(reverse("admin:actors_assignment_add"), {"member": ann.pk, **chosen})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not Assignment.objects.exists()


def test_the_page_offers_nobody_of_an_organisation_that_was_not_verified(ann, charlie):
    states(1)
    other = Member.objects.get(user=charlie)
    client, page = browser(appointed("ada")), reverse("admin:actors_assignment_add")
    assert charlie.name not in client.get(page).content.decode()
    assert client.post(page, {"member": other.pk, "set_of": "all"}).context["form"].errors
    assert not Assignment.objects.exists()


def test_states_are_taken_away_by_an_action(ann):
    found = states(3)
    assignments.assign(member=ann, actors=found, by=keeper(), now=NOW)
    client, page = browser(appointed("ada")), reverse("admin:actors_assignment_changelist")
    chosen = list(Assignment.objects.filter(actor__in=found[:2]).values_list("pk", flat=True))
    answer = client.post(page, {"action": "withdraw_chosen", "_selected_action": chosen}, follow=True)
    assert "2 assignments taken away" in said(answer)
    assert Assignment.objects.get().actor == found[2]
    assert Entry.objects.get(deed="assignment.withdrawn").detail == {"states": 2}


def test_who_may_not_sees_no_such_page(ann, charlie):
    assert browser(charlie).get(reverse("admin:actors_assignment_add")).status_code == 302
    staff = appointed("staff")
    staff.groups.clear()
    for name in ("assignment_add", "assignment_changelist", "sheet_changelist"):
        assert browser(staff).get(reverse(f"admin:actors_{name}")).status_code == 403


def test_the_list_of_states_knows_who_is_watched(ann):
    found = states(4)
    coercing()
    assignments.assign(member=ann, actors=found[:1], by=keeper(), now=NOW)
    client, page = browser(appointed("ada")), reverse("admin:actors_actor_changelist")
    assert client.get(page, {"watched": "no"}).context["cl"].result_count == 4
    assert client.get(page, {"watched": "yes"}).context["cl"].result_count == 1
    Organisation.objects.update(verified_at=None)
    assert client.get(page, {"watched": "no"}).context["cl"].result_count == 5 == Actor.objects.count()


def test_lists_cost_the_same_however_long(ann, django_assert_max_num_queries):
    assignments.assign(member=ann, actors=states(190), by=keeper(), now=NOW)
    opened()
    client = browser(appointed("ada"))
    for name, most in (("assignment_changelist", 12), ("sheet_changelist", 12), ("assignment_add", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"admin:actors_{name}")).status_code == 200
