"""The page “Who and for whom”: names, matches, legal review, who is kept out; and what Today says of them."""

import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.accounts.models import Member, Role, User
from actors.directory.models import Person
from campaigns.letters.models import Letter
from campaigns.planning import names, safeguards
from campaigns.planning.models import Campaign, KeptOut, LegalOpening, MatchDecision, NameDecision
from foundation.history.models import Entry
from tests import make
from tests.address_map import DESK_DEEDS, DESK_PAGES
from tests.campaigns.planning.test_safeguards import designated


def path(of: Campaign, verb: str = "") -> str:
    return f"/en/desk/c/{of.code}/safeguards/{verb}"


@pytest.fixture
def named(draft: Letter) -> Person:
    """Somebody whom the draft names."""
    draft.versions.get().translations.filter(language="en").update(body="For Ana Example.")
    return make.fact(Person(key="ana", name="Ana Example"))


# --- names ----------------------------------------------------------------------------------------
def test_a_named_person_is_asked_about_before_approval(
    as_alice: Client, as_bob: Client, campaign: Campaign, draft: Letter, named: Person
) -> None:
    today = as_alice.get("/en/desk/").text
    assert "A letter or title names Ana Example: Make an order" in today
    page = as_alice.get(f"/en/desk/c/{campaign.code}/letters/{draft.code}/").text
    assert "It names a person of the register: Ana Example." in page and "Approve version 1" not in page
    page = as_bob.get(path(campaign)).text
    assert "Ana Example" in page and "Stands in:" in page and "Make an order" in page
    for _time in range(2):
        answer = as_bob.post(path(campaign, "names/ana/"), {"why": "She asked us to."}, follow=True)
    assert "Recorded: the campaign may name Ana Example." in answer.text and "She asked us to." in answer.text
    assert NameDecision.objects.get().member.user.name == "Bob"
    assert Entry.objects.filter(deed="campaign.name_decided").count() == 1
    assert "Approve version 1" in as_alice.get(f"/en/desk/c/{campaign.code}/letters/{draft.code}/").text


def test_the_refusal_of_the_deed_is_said_too(as_alice: Client, draft: Letter, named: Person) -> None:
    """Whoever has the button of an old page gets words, not an approval."""
    answer = as_alice.post(
        f"/en/desk/c/{draft.campaign.code}/letters/{draft.code}/approve/", {"seen": "x"}, follow=True
    )
    assert "somebody decides first whether they may" in answer.text


@pytest.mark.parametrize("why", ["", "  ", "x" * 2001, "nul\x00"])
def test_without_a_reason_that_can_be_kept_nothing_is_decided(
    as_bob: Client, campaign: Campaign, named: Person, why: str
) -> None:
    answer = as_bob.post(path(campaign, "names/ana/"), {"why": why}, follow=True)
    assert "Please say why" in answer.text and not NameDecision.objects.exists()


# --- matches --------------------------------------------------------------------------------------
def test_a_match_is_an_owners_to_decide(as_alice: Client, as_bob: Client, campaign: Campaign, letter: Letter) -> None:
    designated("Example University")
    make.signatory(letter)
    alice, bob = (client.get("/en/desk/").text for client in (as_alice, as_bob))
    assert "1 name that stands with the campaign is that of somebody under a measure" in alice
    assert "1 thing waits for somebody else" in bob
    assert "Only an owner can decide." in as_bob.get(path(campaign)).text
    make.signature(letter, confirmed=True)
    answer = as_alice.post(f"/en/desk/c/{campaign.code}/letters/{letter.code}/release/", follow=True)
    assert "an owner decides first" in answer.text
    done = {"name": "Example University", "why": "A professor speaks for himself."}
    verb = "matches/example-university/"
    assert as_bob.post(path(campaign, verb), done).status_code == 403
    for _time in range(2):
        answer = as_alice.post(path(campaign, verb), done, follow=True)
    assert "A professor speaks for himself." in answer.text and MatchDecision.objects.count() == 1
    answer = as_alice.post(f"/en/desk/c/{campaign.code}/letters/{letter.code}/release/", follow=True)
    assert "2 letters are on their way." in answer.text


def test_there_is_nothing_to_decide_of_another_name(as_alice: Client, campaign: Campaign) -> None:
    designated("Example University")
    answer = as_alice.post(path(campaign, "matches/example-university/"), {"name": "Other", "why": "x"}, follow=True)
    assert "there was nothing to decide" in answer.text and not MatchDecision.objects.exists()


# --- legal review ---------------------------------------------------------------------------------
def test_marked_opened_and_closed_again(as_alice: Client, as_bob: Client, campaign: Campaign) -> None:
    assert (
        "Say that it is" in as_alice.get(path(campaign)).text
        and "Say that it is" not in as_bob.get(path(campaign)).text
    )
    page = as_alice.post(path(campaign, "designated/"), follow=True).text
    assert "Signing is closed to those in a situation of the United States." in page
    answer = as_alice.post(path(campaign, "open/"), {"reviewer": "", "advice": "x"}, follow=True)
    assert "legal reviewer’s name" in answer.text and not LegalOpening.objects.exists()
    typed = {"reviewer": "Lea Lawyer", "advice": "Covered by the first amendment."}
    for _time in range(2):
        page = as_alice.post(path(campaign, "open/"), typed, follow=True).text
    assert "Lea Lawyer" in page and "Close it to them again" in page and LegalOpening.objects.count() == 1
    page = as_alice.post(path(campaign, "close/"), follow=True).text
    assert "Opened by Lea Lawyer from" in page and "closed by Alice." in page


# --- kept out -------------------------------------------------------------------------------------
def test_who_is_kept_out_finds_nothing_anywhere(
    as_alice: Client, as_bob: Client, alice: User, bob: User, campaign: Campaign, letter: Letter
) -> None:
    for _time in range(2):
        page = as_alice.post(path(campaign, f"members/{bob.code}/keep-out/"), follow=True).text
    assert "kept out" in page and KeptOut.objects.get().user == bob
    assert "Shield the bench" not in as_bob.get("/en/desk/").text
    known = {
        "code": campaign.code, "letter": letter.code, "office": letter.targets.first().office.key,
        "person": "ana", "user": alice.code,
    }  # fmt: skip
    from tests.test_urls import named as address

    for name, method in itertools.product(sorted((DESK_PAGES | DESK_DEEDS) - {"desk:home"}), ("GET", "POST")):
        wanted = [part.partition(":")[2].partition(">")[0] for part in address(name).route.split("<")[1:]]
        answer = as_bob.generic(method, reverse(name, kwargs={key: known.get(key, "0" * 32) for key in wanted}))
        assert answer.status_code in {404, 405}, (name, method, answer.status_code)
    page = as_alice.post(path(campaign, f"members/{bob.code}/let-back/"), follow=True).text
    assert "sees the campaign again" in page
    assert "Shield the bench" in as_bob.get("/en/desk/").text


def test_only_owners_see_who_is_kept_out(as_bob: Client, as_vera: Client, campaign: Campaign) -> None:
    for client in (as_bob, as_vera):
        page = client.get(path(campaign)).text
        assert "Who may see it" not in page and "keep-out" not in page


def test_the_last_owner_stays(as_alice: Client, alice: User, campaign: Campaign) -> None:
    answer = as_alice.post(path(campaign, f"members/{alice.code}/keep-out/"), follow=True)
    assert "no owner would be left" in answer.text and not KeptOut.objects.exists()


def test_who_keeps_herself_out_lands_on_today(as_alice: Client, alice: User, bob: User, campaign: Campaign) -> None:
    Member.objects.filter(user=bob).update(role=Role.OWNER)
    answer = as_alice.post(path(campaign, f"members/{alice.code}/keep-out/"))
    assert answer["Location"] == "/en/desk/"


def test_a_stranger_is_no_member_to_keep_out(as_alice: Client, charlie: User, campaign: Campaign) -> None:
    assert as_alice.post(path(campaign, f"members/{charlie.code}/keep-out/")).status_code == 404


# --- costs, and being alone -----------------------------------------------------------------------
def test_many_names_and_letters_cost_no_more(as_alice: Client, alice: User, bob: User, campaign: Campaign) -> None:
    costs = []
    for number in range(2):
        for each in range(1 + 9 * number):
            key = f"l{number}-{each}"
            row = make.letter(campaign, bob, key=key)
            row.versions.get().translations.update(body=f"For Ana Example{key}.")
            who = make.fact(Person(key=key, name=f"Ana Example{key}"))
            names.decide(campaign=campaign, person=who, by=bob, now=make.NOW, why="Because.")
        with CaptureQueriesContext(connection) as asked:
            assert "Ana Example" in as_alice.get(path(campaign)).text
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 25


def test_an_organisation_of_one_is_told_what_it_cannot_do_alone(
    as_charlie: Client, as_alice: Client, as_bob: Client, as_vera: Client, charlie: User
) -> None:
    assert "You are the only one who may work in Elsewhere." in as_charlie.get("/en/desk/").text
    for client in (as_alice, as_bob, as_vera):
        assert "You are the only one" not in client.get("/en/desk/").text
    # A viewer is no second person, and neither is who may not log in any more.
    organisation = charlie.memberships.get().organisation
    for role, is_active in ((Role.VIEWER, True), (Role.CAMPAIGNER, False)):
        user = User.objects.create_user(f"{role}@example.org", is_active=is_active)
        Member.objects.create(organisation=organisation, user=user, role=role)
    assert "You are the only one" in as_charlie.get("/en/desk/").text
    User.objects.update(is_active=True)
    assert "You are the only one" not in as_charlie.get("/en/desk/").text


def test_a_new_deed_is_in_the_journal_in_words(as_alice: Client, alice: User, bob: User, campaign: Campaign) -> None:
    safeguards.mark_designated(campaign=campaign, by=alice, now=make.NOW)
    safeguards.keep_out(campaign=campaign, user=bob, by=alice, now=make.NOW)
    page = as_alice.get(f"/en/desk/c/{campaign.code}/journal/").text
    assert "said that the campaign is made with or for somebody under a measure" in page
    assert "kept a member out of the campaign" in page
