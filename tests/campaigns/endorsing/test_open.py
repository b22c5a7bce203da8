"""Organisations that come by themselves: proven by domain, by staff or by a voucher; disputed, removed, withdrawn."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors.accounts.models import Organisation, User
from campaigns.endorsing import claims, endorsements, links, lists, rounds
from campaigns.endorsing.mails import render_confirm
from campaigns.endorsing.models import Endorsement, FalseClaim, Proof, Removal
from campaigns.letters.models import Letter
from campaigns.planning import safeguards
from campaigns.planning.members import NotAllowed
from campaigns.planning.names import NoReason
from foundation.history.models import Entry
from foundation.outbox.models import Message
from foundation.vault import keys
from tests.campaigns.endorsing.cast import offered, said
from tests.campaigns.planning.test_safeguards import designated
from tests.campaigns.site.cast import follow, number_in, open_letter
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return open_letter(alice, bob)


@pytest.fixture
def now() -> object:
    return timezone.now()


def names(letter: Letter) -> list[str]:
    return [row.name for row in lists.public([letter], timezone.now()).named]


# --- proof ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("email", "website", "holds"),
    [
        ("a@courts.example", "https://www.courts.example/en", True),
        ("a@courts.example", "https://courts.example", True),
        ("a@evil.example", "https://courts.example", False),
        ("a@evilcourts.example", "https://courts.example", False),
        ("a@courts.example.evil.example", "https://courts.example", False),
        ("a@courts.example", "", False),
        ("a@gmail.com", "https://gmail.com", False),
    ],
)
def test_which_address_is_of_the_domain(email: str, website: str, holds: bool) -> None:
    assert endorsements.is_of_its_domain(email, website) is holds


def test_nothing_counts_before_the_button(letter: Letter) -> None:
    row = offered(letter, "Open Courts", timezone.now())
    assert names(letter) == [] and Message.objects.filter(purpose="endorsing.confirm").count() == 1
    for _time in range(2):
        endorsements.confirm(endorsement=row, now=timezone.now())
    assert names(letter) == ["Open Courts"] and Proof.objects.get().way == Proof.Way.DOMAIN
    assert Message.objects.filter(purpose="endorsing.links").count() == 1


def test_from_another_address_staff_look_first(letter: Letter, bob: User, vera: User) -> None:
    row = offered(letter, "Open Courts", timezone.now(), email="rita@elsewhere.example")
    with pytest.raises(endorsements.Unproven):
        endorsements.verify(endorsement=row, by=bob, now=NOW)
    endorsements.confirm(endorsement=row, now=timezone.now())
    assert names(letter) == []
    with pytest.raises(NotAllowed):
        endorsements.verify(endorsement=row, by=vera, now=NOW)
    for _time in range(2):
        endorsements.verify(endorsement=row, by=bob, now=NOW)
    assert names(letter) == ["Open Courts"] and Entry.objects.filter(deed="endorsement.checked").count() == 1


def test_only_members_of_a_verified_organisation_vouch(letter: Letter, bob: User) -> None:
    row = offered(letter, "Open Courts", timezone.now(), email="rita@elsewhere.example")
    endorsements.confirm(endorsement=row, now=timezone.now())
    with pytest.raises(endorsements.Unproven):
        endorsements.verify(endorsement=row, by=bob, now=NOW, vouch=True)
    Organisation.objects.filter(members__user=bob).update(verified_at=NOW)
    endorsements.verify(endorsement=row, by=bob, now=NOW, vouch=True)
    assert Proof.objects.get().way == Proof.Way.VOUCHED


def test_a_false_claim_does_not_keep_the_true_one_out(letter: Letter, bob: User) -> None:
    false = offered(letter, "Open Courts", timezone.now(), email="x@elsewhere.example")
    endorsements.confirm(endorsement=false, now=timezone.now())
    endorsements.confirm(endorsement=offered(letter, "Open Courts", timezone.now()), now=timezone.now())
    assert names(letter) == ["Open Courts"]
    with pytest.raises(endorsements.Taken):
        endorsements.verify(endorsement=false, by=bob, now=NOW)


def test_a_match_waits_for_an_owner(letter: Letter, alice: User) -> None:
    person = designated("Open Courts")
    row = endorsements.confirm(endorsement=offered(letter, "Open Courts", timezone.now()), now=timezone.now())
    assert names(letter) == []
    with pytest.raises(rounds.MatchWaits):
        endorsements.verify(endorsement=row, by=alice, now=NOW)
    safeguards.decide_match(campaign=letter.campaign, person=person, name="Open Courts", by=alice, now=NOW, why="Yes.")
    endorsements.verify(endorsement=row, by=alice, now=NOW)
    assert names(letter) == ["Open Courts"]


def test_what_nobody_confirms_in_two_weeks_is_erased(letter: Letter) -> None:
    today = timezone.now()
    row = offered(letter, "Open Courts", today)
    late = today + timedelta(days=15)
    assert endorsements.forget_unconfirmed(now=today + timedelta(days=14)) == 0
    with pytest.raises(endorsements.Expired):
        endorsements.confirm(endorsement=row, now=late)
    assert endorsements.forget_unconfirmed(now=late) == 1 and not Endorsement.objects.exists()


def test_the_mail_names_neither_cause_nor_organisation(letter: Letter) -> None:
    offered(letter, "Open Courts", timezone.now())
    mail = render_confirm(Message.objects.get(purpose="endorsing.confirm"), timezone.now())
    for words in ("Shield the bench", "Open Courts", "letter"):
        assert words not in mail.subject + mail.text + mail.sender_name
    assert mail.to == "rita@opencourts.example"


# --- false claims ---------------------------------------------------------------------------------
def test_disputed_kept_removed(letter: Letter, bob: User, vera: User) -> None:
    row = endorsements.confirm(endorsement=offered(letter, "Open Courts", timezone.now()), now=timezone.now())
    for _time in range(2):
        claims.dispute(endorsement=row, words="Never decided.", email="", form_number="1", now=NOW)
    dispute = FalseClaim.objects.select_related("endorsement__letter__campaign").get()
    assert b"Never" not in bytes(dispute.sealed)
    with pytest.raises(NoReason):
        claims.keep(dispute=dispute, by=bob, now=NOW, why=" ")
    with pytest.raises(NotAllowed):
        claims.keep(dispute=dispute, by=vera, now=NOW, why="x")
    for _time in range(2):
        claims.keep(dispute=dispute, by=bob, now=NOW, why="Its director confirmed it by telephone.")
    assert Entry.objects.filter(deed="endorsement.kept").count() == 1 and names(letter) == ["Open Courts"]
    with pytest.raises(NotAllowed):
        claims.remove(endorsement=row, by=vera, now=NOW, why="x")
    with pytest.raises(NoReason):
        claims.remove(endorsement=row, by=bob, now=NOW, why="")
    today = timezone.now()
    for _time in range(2):
        claims.remove(endorsement=row, by=bob, now=today, why="It says so itself.")
    public = lists.public([letter], today)
    assert not public.named and [gone.name for gone in lists.removed(letter, today)] == ["Open Courts"]
    assert Removal.objects.get().was_public and Entry.objects.filter(deed="endorsement.removed").count() == 1
    with pytest.raises(endorsements.Unproven):
        endorsements.verify(endorsement=row, by=bob, now=NOW)
    endorsements.confirm(endorsement=offered(letter, "Open Courts", today), now=today)
    assert names(letter) == ["Open Courts"] and not lists.removed(letter, today)


# --- pages ----------------------------------------------------------------------------------------
def typed(page: str, **other: str) -> dict[str, str]:
    form = said("Open Courts")
    names = ("name", "country", "kind", "website", "statement", "representative", "role", "email")
    return {name: getattr(form, name) for name in names} | {"number": number_in(page.encode())} | other


def test_from_form_to_list(client: Client, letter: Letter) -> None:
    path = f"/en/c/{letter.campaign.code}/{letter.key}/"
    assert "Endorse as an organisation" in client.get(path).text
    page = client.get(f"{path}endorse/").text
    assert client.post(f"{path}endorse/", typed(page, website="javascript:alert(1)")).status_code == 422
    form = typed(page)
    for _time in range(2):
        assert client.post(f"{path}endorse/", form).status_code == 303
    row = Endorsement.objects.get()
    assert b"Rita" not in bytes(row.sealed)
    link = follow(client, "endorse_confirm", links.confirm_token(row, keys.open_scope(letter.campaign.scope)))
    assert "Yes, we endorse it" in client.get(link).text and not Endorsement.objects.standing().exists()
    assert client.post(link, {"answer": "perhaps"}).status_code == 422
    assert "It is public" in client.post(link, {"answer": "yes"}, follow=True).text
    listed = client.get(f"{path}organisations/?country=XA&kind=ngo").text
    assert "Open Courts" in listed and "confirmed from an address of its website" in listed and "Rita" not in listed
    assert (
        "Open Courts" not in client.get(f"{path}organisations/?kind=bar").text.split("<table")[-1].split("<select")[0]
    )
    dispute = f"{path}organisations/{row.code}/"
    number = number_in(client.get(dispute).content)
    assert client.post(dispute, {"number": number, "words": "Not so."}).status_code == 303
    assert FalseClaim.objects.count() == 1
    refused = {"link": links.confirm_token(row, keys.open_scope(letter.campaign.scope)), "answer": "no"}
    assert client.post(link, refused).status_code == 303 and not Endorsement.objects.exists()
    assert client.get(dispute).status_code == 404


def test_a_network_sends_few(client: Client, letter: Letter) -> None:
    path = f"/en/c/{letter.campaign.code}/{letter.key}/endorse/"
    codes = [client.post(path, typed(client.get(path).text, name=f"House {n}")) for n in range(6)]
    assert [one.status_code for one in codes] == [303] * 5 + [429] and codes[-1]["Retry-After"]


def test_the_list_costs_the_same_however_long(client: Client, letter: Letter) -> None:
    path, costs = f"/en/c/{letter.campaign.code}/{letter.key}/", []
    for number in range(12):
        if number in {1, 11}:
            costs.append([_cost(client, f"{path}{page}?n={number}") for page in ("", "organisations/")])
        endorsements.confirm(endorsement=offered(letter, f"House {number}", timezone.now()), now=timezone.now())
    assert costs[0] == costs[1], costs


def _cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# --- the desk -------------------------------------------------------------------------------------
def test_the_desk_tells_what_waits_and_does_it(as_bob: Client, as_vera: Client, letter: Letter) -> None:
    row = offered(letter, "Open Courts", timezone.now(), email="rita@elsewhere.example")
    endorsements.confirm(endorsement=row, now=timezone.now())
    assert "1 endorsement is to be checked, or disputed" in as_bob.get("/en/desk/").text
    base = f"/en/desk/c/{letter.campaign.code}/"
    page = f"{base}letters/{letter.code}/organisations/"
    assert "Rita Representative" in as_bob.get(page).text and "Rita" not in as_vera.get(page).text
    assert "It stands from now on." in as_bob.post(f"{base}endorsements/{row.code}/verify/", follow=True).text
    assert "Open Courts (XA)" in as_bob.get(page).text
    today = timezone.localdate()
    times = {
        "deadline_at": f"{today + timedelta(days=3)}T12:00",
        "embargo_until_at": f"{today + timedelta(days=4)}T12:00",
    }
    assert as_bob.post(f"{page}round/", {**times, "deadline_at": "soon"}).status_code == 422
    assert "The times are kept." in as_bob.post(f"{page}round/", times, follow=True).text
    wrong = as_bob.post(f"{page}invite/", {"lines": "Second House; nobody", "language": "en"})
    assert wrong.status_code == 422 and "Line 1 has no e-mail address" in wrong.text and "Second House" in wrong.text
    asked = {"lines": "Second House; desk@second.example; Ann\nThird House; desk@third.example", "language": "fr"}
    assert "2 organisations are asked." in as_bob.post(f"{page}invite/", asked, follow=True).text
    assert "2 reminders are on their way." in as_bob.post(f"{page}remind/", follow=True).text
    assert "Published:" in as_bob.post(f"{page}publish/", follow=True).text
    assert "desk@second.example" in as_bob.get(page).text and "second" not in as_vera.get(page).text.lower()
    assert (
        "Removed by Bob"
        in as_bob.post(f"{base}endorsements/{row.code}/remove/", {"why": "It asked us."}, follow=True).text
    )
