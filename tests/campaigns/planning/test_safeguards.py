"""Marked, reviewed, kept out, matched: who may do it, once, and what it changes (R17)."""

import pytest
from django.db import IntegrityError, transaction

from actors.accounts.models import Member, Organisation, Role, User
from actors.directory.models import Person
from actors.sanctions.models import Designation, Measure
from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.planning import names, safeguards
from campaigns.planning.models import Campaign, KeptOut, LegalOpening, MatchDecision
from campaigns.supporters.models import Partner
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


def designated(name: str, kind: str = "organisation", *, until=None, **facts) -> Person:
    by = make.state("US")
    who = make.fact(Person(key=name.lower().replace(" ", "-")[:50], name=name, kind=kind, **facts))
    on = make.NOW.date().replace(year=2025)
    row = Designation(
        key=f"{who.key}-us", person=who, coercing_state=by, measure_text="Order", role="NGO", role_category="ngo",
        on=on, until_on=until,
    )  # fmt: skip
    make.fact(row, public=False)
    return who


def deeds(row: Campaign, bob: User, who: User):
    """Every deed of an owner, as this person."""
    done = {"campaign": row, "by": who, "now": make.NOW}
    person = Person.objects.filter(kind="organisation").first() or designated("Al-Example")
    return [
        lambda: safeguards.mark_designated(**done),
        lambda: safeguards.open_to_all(reviewer="Lea Lawyer", advice="Covered.", **done),
        lambda: safeguards.close_again(**done),
        lambda: safeguards.decide_match(person=person, name="Al-Example", why="We work with them.", **done),
        lambda: safeguards.keep_out(user=bob, **done),
        lambda: safeguards.let_back(user=bob, **done),
    ]


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_they_are_an_owners_alone(alice, bob, vera, charlie, who, request):
    row = make.campaign(alice)
    for deed in deeds(row, bob, request.getfixturevalue(who)):
        with pytest.raises(planning.NotAllowed):
            deed()
    assert not Entry.objects.exclude(deed="campaign.launched").exists()


def test_each_is_done_once_and_stands_in_the_journal(alice, bob):
    row = make.campaign(alice)
    for deed in deeds(row, bob, alice):
        deed(), deed()
    said = Entry.objects.exclude(deed="campaign.launched").values_list("deed", flat=True)
    assert sorted(said) == [
        "campaign.legally_closed", "campaign.legally_opened", "campaign.marked_designated", "campaign.match_decided",
        "campaign.member_kept_out", "campaign.member_let_back",
    ]  # fmt: skip


def test_an_opening_names_its_reviewer(alice):
    row = make.campaign(alice)
    for reviewer, advice in (("", "Covered."), ("Lea Lawyer", " ")):
        with pytest.raises(safeguards.NoReviewer):
            safeguards.open_to_all(campaign=row, reviewer=reviewer, advice=advice, by=alice, now=make.NOW)
    assert not LegalOpening.objects.exists()


def test_it_opens_closes_and_opens_again(alice):
    row = make.campaign(alice, with_designated=True)
    assert not safeguards.is_open_to(row, "us-person") and safeguards.is_open_to(row, "none")
    for _time in range(2):
        safeguards.open_to_all(campaign=row, reviewer="Lea", advice="Yes.", by=alice, now=make.NOW)
        assert safeguards.is_open_to(row, "us-person")
        safeguards.close_again(campaign=row, by=alice, now=make.NOW)
        assert not safeguards.is_open_to(row, "us-person")
    assert LegalOpening.objects.count() == 2
    assert safeguards.is_open_to(make.campaign(alice), "us-person")


# --- kept out -------------------------------------------------------------------------------------
def test_for_who_is_kept_out_the_campaign_does_not_exist(alice, bob):
    row, other = make.campaign(alice), make.campaign(alice)
    letter = make.letter(row, alice)
    safeguards.keep_out(campaign=row, user=bob, by=alice, now=make.NOW)
    assert list(Campaign.objects.visible_to(bob)) == [other]
    assert not Letter.objects.visible_to(bob).exists() and Letter.objects.visible_to(alice).get() == letter
    with pytest.raises(planning.NotAllowed):
        planning.close(campaign=row, by=bob, now=make.NOW)
    safeguards.let_back(campaign=row, user=bob, by=alice, now=make.NOW)
    assert Campaign.objects.visible_to(bob).count() == 2


def test_a_new_membership_does_not_lead_back_in(alice, bob):
    row = make.campaign(alice)
    safeguards.keep_out(campaign=row, user=bob, by=alice, now=make.NOW)
    Member.objects.filter(user=bob).delete()
    Member.objects.create(organisation=row.organisation, user=bob, role=Role.OWNER)
    assert not Campaign.objects.visible_to(bob).exists()
    with pytest.raises(planning.NotAllowed):
        safeguards.let_back(campaign=row, user=bob, by=bob, now=make.NOW)


def test_somebody_is_left_who_can_let_people_back(alice, bob):
    row = make.campaign(alice)
    with pytest.raises(safeguards.LastOwner):
        safeguards.keep_out(campaign=row, user=alice, by=alice, now=make.NOW)
    Member.objects.filter(user=bob).update(role=Role.OWNER)
    safeguards.keep_out(campaign=row, user=alice, by=alice, now=make.NOW)
    assert not Campaign.objects.visible_to(alice).exists()
    assert not KeptOut.objects.filter(user=bob).exists()


def test_strangers_are_not_kept_out(alice, charlie):
    row = make.campaign(alice)
    safeguards.keep_out(campaign=row, user=charlie, by=alice, now=make.NOW)
    assert not KeptOut.objects.exists()


# --- matches --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["Al-Example, Law for All", "al example", "AL‑EXAMPLE", "Researcher, Al-Example, Exampleton", "Law for All",
     "Example Front", "المثال"],
)  # fmt: skip
def test_a_name_matches_however_it_is_written(name):
    who = designated("Al-Example, Law for All", aliases=["Example Front"], names={"ar": "المثال"})
    assert safeguards.designated_match(name, on=make.NOW) == [who]


@pytest.mark.parametrize("name", ["", "  ", "Example", "Law", "For All", "Alexa Mple", "Example University"])
def test_other_names_do_not(name):
    designated("Al-Example, Law for All", aliases=["Example Front"])
    assert safeguards.designated_match(name, on=make.NOW) == []


def test_a_lifted_measure_matches_no_more_and_an_unchecked_one_does():
    designated("Once Listed", until=make.NOW.date())
    designated("Still Listed", until=make.NOW.date().replace(year=2027))
    assert not safeguards.designated_match("Once Listed", on=make.NOW)
    assert safeguards.designated_match("Still Listed", on=make.NOW)
    assert not Designation.objects.filter(public=True).exists()


def test_of_a_person_the_whole_name_matches():
    designated("Jane Judge", kind="person")
    assert safeguards.designated_match("Dr. Jane Judge", on=make.NOW)
    assert not safeguards.designated_match("Martin Judge", on=make.NOW)


def test_launch_asks_and_never_refuses(alice, charlie):
    designated("Justice Unbound")
    designated("Elsewhere Front")
    row = make.campaign(alice, launched=False)
    Organisation.objects.filter(name="Elsewhere").update(name="Elsewhere Front")
    Partner.objects.create(campaign=row, organisation=charlie.memberships.get().organisation)
    with pytest.raises(planning.NotReady) as refused:
        planning.launch(campaign=row, by=alice, now=make.NOW)
    assert refused.value.reasons == ["designated"]
    for match in safeguards.undecided_matches(row, now=make.NOW):
        why = {"person": match.person, "name": match.name, "why": "They asked us to."}
        safeguards.decide_match(campaign=row, by=alice, now=make.NOW, **why)
    planning.launch(campaign=row, by=alice, now=make.NOW)
    assert MatchDecision.objects.count() == 2 and row.launched_at


def test_a_decision_says_why_and_needs_a_match(alice):
    row, who = make.campaign(alice), designated("Al-Example")
    done = {"campaign": row, "person": who, "by": alice, "now": make.NOW}
    with pytest.raises(names.NoReason):
        safeguards.decide_match(name="Al-Example", why=" ", **done)
    with pytest.raises(safeguards.NoMatch):
        safeguards.decide_match(name="Another name", why="x", **done)


# --- made for nationals ---------------------------------------------------------------------------
def measure(by: str = "US") -> Measure:
    on = make.NOW.date()
    return make.fact(Measure(key=f"{by}-order", coercing_state=make.state(by), name="Order 1", on=on))


def test_a_campaign_for_nationals_names_state_and_measure(alice, client):
    row = make.campaign(alice, coercing_state="US", now=make.timezone_now())
    done = {"campaign": row, "nationality": make.state("XA"), "by": alice, "now": make.NOW}
    with pytest.raises(safeguards.NotOfThatState):
        safeguards.make_for(measure=measure("RU"), **done)
    order = measure()
    for _time in range(2):
        safeguards.make_for(measure=order, **done)
    assert Entry.objects.filter(deed="campaign.made_for_nationals").count() == 1
    page = client.get(f"/en/c/{row.code}/").text
    assert "<b>Exampleland XA</b> who are under <b>Order 1</b>" in page


def test_the_database_wants_the_measure_too(alice):
    row = make.campaign(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=row.pk).update(nationality=make.state("XA"))
