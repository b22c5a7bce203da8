"""Two rows are chosen in a list; a page shows everything that would move; two people merge them."""

import pytest
from django.urls import reverse

from actors.checking import redirects, revisions
from actors.checking.models import Merge
from actors.directory.models import Person, Term
from tests import make
from tests.actors.curation.people import appointed, browser, page, said

pytestmark = pytest.mark.django_db
ADD = "admin:actors_merge_add"


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


@pytest.fixture
def two():
    found = [make.fact(Person(key=key, name=key.title(), confidence="high")) for key in ("jane", "jane-doe")]
    make.fact(Term(key="t", office=make.office(), person=found[1], confidence="high"))
    return found


def asked(**more):
    return {"kind": "person", "from_key": "jane-doe", "into_key": "jane", **more}


def do(user, merge, verdict="confirmed", **more):
    shown = browser(user).get(page(merge)).context["plan"]
    values = {"verdict": verdict, "mark": shown.mark if shown else "", **more}
    return browser(user).post(reverse("admin:actors_merge_do", args=[merge.pk]), values, follow=True)


def test_from_two_chosen_rows_to_one(ada, ben, two):
    chosen = {"action": "merge_two", "_selected_action": [row.pk for row in two]}
    preview = browser(ada).post(reverse("admin:actors_person_changelist"), chosen, follow=True)
    plan = preview.context["plan"]
    assert (plan.gone, plan.kept) == (two[1], two[0]) and [move.label for move in plan.moving] == ["term"]
    assert not Merge.objects.exists(), "a preview changes nothing"

    answer = browser(ada).post(preview.redirect_chain[-1][0], asked(reason="The same birth day."), follow=True)
    merge = Merge.objects.get()
    assert "Nothing moves before" in said(answer) and "somebody else must agree" in answer.content.decode()
    assert "a second person must look" in said(do(ada, merge))
    assert "Merged. Rows that moved: 1." in said(do(ben, merge))
    assert Term.objects.get().person == two[0] and redirects.lead("person", "jane-doe") == "jane"
    assert "settled this already" in said(do(ben, merge))
    assert browser(ben).get(page(merge)).status_code == 200
    assert "Merged into another row" in browser(ben).get(page(two[1])).content.decode()


def test_it_can_be_refused(ada, ben, two):
    browser(ada).post(reverse(ADD), asked(reason="The same."))
    assert "they stay two" in said(do(ben, Merge.objects.get(), "refused"))
    assert redirects.lead("person", "jane-doe") is None


def test_what_stands_in_the_way_is_said(ada, ben, two):
    two[1].name = "Jane D."
    revisions.propose(row=two[1], by=ben, now=make.NOW)
    preview = browser(ada).get(reverse(ADD), asked()).content.decode()
    assert "waits for a check" in preview and "Propose the merge" not in preview
    refused = browser(ada).post(reverse(ADD), asked(reason="x")).content.decode()
    assert "It cannot be done yet" in refused and not Merge.objects.exists()


def test_a_second_proposal_waits_for_the_first(ada, ben, two):
    browser(ada).post(reverse(ADD), asked(reason="x"))
    assert "proposed already" in browser(ben).post(reverse(ADD), asked(reason="y")).content.decode()
    assert Merge.objects.count() == 1


def test_something_new_since_the_preview_stops_it(ada, ben, two):
    browser(ada).post(reverse(ADD), asked(reason="x"))
    assert "Look again" in said(do(ben, Merge.objects.get(), mark="another"))
    assert Term.objects.get().person == two[1]


def test_only_two_are_merged_and_only_by_those_who_may(ada, two, charlie):
    address = reverse("admin:actors_person_changelist")
    one = browser(ada).post(address, {"action": "merge_two", "_selected_action": [two[0].pk]}, follow=True)
    assert "Choose exactly two" in said(one)
    browser(ada).post(reverse(ADD), asked(reason="x"))
    do_it = reverse("admin:actors_merge_do", args=[Merge.objects.get().pk])
    assert browser(ada).get(do_it).status_code == 405
    assert browser(charlie).post(do_it, {"verdict": "confirmed"}).status_code == 302, "to the login page"
    eve = appointed("eve")
    eve.groups.clear()
    assert browser(eve).post(do_it, {"verdict": "confirmed"}).status_code == 403
    assert browser(eve).get(reverse(ADD)).status_code == 403
    assert Merge.objects.get().verdict == ""


def test_nonsense_in_the_address(ada, two):
    for values in ({}, asked(kind="position"), asked(into_key="nobody"), asked(kind="xx")):
        assert browser(ada).get(reverse(ADD), values).status_code == 200
