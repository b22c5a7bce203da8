"""A closed round: nothing of it is public before it is published and its embargo is over; a withheld name never is."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.delivery.mails import lay_out, render
from campaigns.delivery.models import Delivery
from campaigns.endorsing import endorsements, links, lists, rounds
from campaigns.endorsing.models import ClosedRound, Comment, Decline, Endorsement, RoundInvitation
from campaigns.letters import approvals
from campaigns.letters.models import Letter
from campaigns.planning import campaigns, safeguards
from campaigns.planning.members import NotAllowed
from foundation.history.models import Entry
from foundation.outbox.models import Message, State
from foundation.vault import keys, seals
from tests import make
from tests.campaigns.endorsing.cast import AFTER, DEADLINE, EMBARGO, answer, closed_round, invited, said
from tests.campaigns.planning.test_safeguards import designated
from tests.campaigns.site.cast import follow
from tests.make import NOW

pytestmark = pytest.mark.django_db
CANARY = "Kanarienwerk Zwei"


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    """Approved, of a campaign that is not launched yet."""
    return make.letter(make.campaign(alice, launched=False), bob, alice)


def launch(letter: Letter, alice: User) -> None:
    campaigns.launch(campaign=letter.campaign, by=alice, now=NOW)


# --- embargo --------------------------------------------------------------------------------------
def test_a_letter_that_is_not_public_opens_with_the_end_of_the_embargo(letter: Letter, alice: User) -> None:
    closed_round(letter, alice)
    launch(letter, alice)
    letter.refresh_from_db()
    assert not letter.is_open(EMBARGO - timedelta(seconds=1)) and letter.is_open(EMBARGO)
    assert rounds.embargo_until(letter) == EMBARGO
    assert not Letter.objects.open(EMBARGO - timedelta(seconds=1)).exists() and Letter.objects.open(EMBARGO).exists()


def test_an_approval_after_the_round_was_set_does_not_open_the_letter(alice: User, bob: User) -> None:
    """Also one that had read the letter before."""
    letter = make.letter(make.campaign(alice), bob)
    version = letter.versions.select_related("letter").get()
    closed_round(Letter.objects.get(pk=letter.pk), alice)
    approvals.approve(version=version, by=alice, now=NOW)
    assert version.letter.opened_at == EMBARGO and not version.letter.is_open(NOW)


def test_a_public_letter_stays_public(alice: User, bob: User) -> None:
    letter = make.letter(make.campaign(alice), bob, alice)
    assert not closed_round(letter, alice).holds_letter and letter.is_open(NOW)


def test_its_times_move_until_the_embargo_is_over(letter: Letter, alice: User, vera: User) -> None:
    found = closed_round(letter, alice)
    later = {"deadline_at": DEADLINE, "embargo_until_at": EMBARGO + timedelta(days=1)}
    for _time in range(2):
        rounds.set_round(letter=letter, by=alice, now=NOW, **later)
    assert letter.opened_at == EMBARGO + timedelta(days=1)
    assert Entry.objects.filter(deed="round.set").count() == 2
    with pytest.raises(rounds.BadTimes):
        closed_round(letter, alice, deadline_at=EMBARGO + timedelta(days=9))
    with pytest.raises(NotAllowed):
        closed_round(letter, vera)
    with pytest.raises(rounds.EmbargoOver):
        closed_round(letter, alice, AFTER + timedelta(days=2))
    with pytest.raises(IntegrityError), transaction.atomic():
        type(found).objects.filter(pk=found.pk).update(deadline_at=AFTER + timedelta(days=9))


def test_nothing_is_public_before_both_the_press_and_the_embargo(letter: Letter, alice: User) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    answer(invited(found, alice, "Open Courts")[0], "Open Courts")
    assert not Endorsement.objects.public(AFTER).exists(), "nobody published it"
    for _time in range(2):
        rounds.publish(of=found, by=alice, now=NOW)
    assert Entry.objects.filter(deed="round.published").count() == 1
    assert not Endorsement.objects.public(EMBARGO - timedelta(seconds=1)).exists(), "the embargo is not over"
    assert lists.public([letter], NOW).number == 0 and lists.delivered(letter, NOW) == []
    assert [row.name for row in lists.public([letter], EMBARGO).named] == ["Open Courts"]
    # The control: it stands all the time.
    assert Endorsement.objects.standing().count() == 1


def test_a_letter_under_embargo_is_not_released(letter: Letter, alice: User) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    rounds.publish(of=found, by=alice, now=NOW)
    make.signature(letter, confirmed=True, now=EMBARGO)
    with pytest.raises(ledger.Embargoed):
        ledger.release(letter=letter, by=alice, now=EMBARGO - timedelta(seconds=1))
    assert ledger.release(letter=letter, by=alice, now=EMBARGO).released


def test_what_was_endorsed_in_another_version_stands_no_more(letter: Letter, alice: User, bob: User) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    answer(invited(found, alice, "Open Courts")[0], "Open Courts")
    rounds.publish(of=found, by=alice, now=NOW)
    version = approvals.write_version(letter=letter, texts=make.TEXTS, by=bob, now=NOW)
    approvals.approve(version=version, by=alice, now=NOW)
    assert not Endorsement.objects.public(AFTER).exists()


def test_a_correction_keeps_what_was_endorsed_and_a_new_text_does_not(
    client: Client, as_alice: Client, letter: Letter, alice: User, bob: User
) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    first, second, third = invited(found, alice, "Open Courts", "Second House", "Third House")
    answer(first, "Open Courts")
    for _time in range(2):
        make.edition(letter, bob, alice, kind="correction")
    third = links.find_invitation(links.invited_token(third, keys.open_scope(letter.campaign.scope)))[0]  # type: ignore[index]
    assert third.round.text == letter.current and letter.current.number == 3, "they read what will be handed over"
    assert answer(RoundInvitation.objects.get(pk=second.pk), "Second House").version == letter.current
    rounds.publish(of=found, by=alice, now=NOW)
    both = ["Open Courts", "Second House"]
    assert [row.name for row in lists.public([letter], AFTER).named] == both
    assert [row["name"] for row in lists.delivered(letter, AFTER)] == both
    page = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/organisations/"
    assert "an earlier text" not in as_alice.get(page).text
    make.edition(letter, bob, alice)
    assert not Endorsement.objects.standing().exists() and lists.delivered(letter, AFTER) == []
    shown = as_alice.get(page).text
    assert "2 endorsements were given to a text that is no longer in force" in shown
    assert shown.count("Given to an earlier text; not shown.") == 2 and "Another text is in force now" in shown
    make.edition(letter, bob, alice, kind="correction")
    assert not Endorsement.objects.standing().exists(), "a correction of the new text brings nothing back"
    assert ClosedRound.objects.get().text.number == 1


# --- invitations ----------------------------------------------------------------------------------
def test_each_is_asked_once_and_sealed(letter: Letter, alice: User, vera: User) -> None:
    found = closed_round(letter, alice)
    for _time in range(2):
        rows = invited(found, alice, "Open Courts", "Second House")
    assert len(rows) == 2 and Message.objects.filter(purpose="endorsing.invite").count() == 2
    assert Entry.objects.get(deed="round.invited").detail == {"number": 2}
    found.refresh_from_db()
    assert found.version == letter.current
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_roundinvitation")
        assert b"opencourts" not in b"".join(
            bytes(value) for row in cursor for value in row if type(value) is memoryview
        )
    with pytest.raises(NotAllowed):
        invited(found, vera, "Third House")


def test_nobody_is_asked_about_a_text_that_is_not_frozen(alice: User, bob: User) -> None:
    letter = make.letter(make.campaign(alice), bob)
    with pytest.raises(rounds.NotFrozen):
        invited(closed_round(letter, alice), alice, "Open Courts")


def test_after_the_deadline_nothing_is_answered(letter: Letter, alice: User) -> None:
    row = invited(closed_round(letter, alice), alice, "Open Courts")[0]
    late = DEADLINE + timedelta(seconds=1)
    with pytest.raises(rounds.Over):
        answer(row, "Open Courts", late)
    with pytest.raises(rounds.Over):
        rounds.decline(invitation=row, now=late)
    with pytest.raises(rounds.Over):
        rounds.comment(invitation=row, words="x", form_number="1", now=late)
    assert answer(row, "Open Courts", DEADLINE) == answer(row, "Open Courts", DEADLINE)
    assert Endorsement.objects.count() == 1


def test_thinking_again_until_the_deadline(letter: Letter, alice: User) -> None:
    row = invited(closed_round(letter, alice), alice, "Open Courts")[0]
    for _time in range(2):
        rounds.decline(invitation=row, now=NOW)
    assert Decline.objects.count() == 1
    answer(RoundInvitation.objects.get(pk=row.pk), "Open Courts")
    assert not Decline.objects.exists() and Endorsement.objects.count() == 1
    rounds.decline(invitation=row, now=NOW)
    assert Decline.objects.count() == 1 and not Endorsement.objects.exists()


def test_a_comment_is_sealed_and_once(letter: Letter, alice: User) -> None:
    row = invited(closed_round(letter, alice), alice, "Open Courts")[0]
    for _time in range(2):
        rounds.comment(invitation=row, words="Paragraph two is weak.", form_number="1", now=NOW)
    held = Comment.objects.get()
    assert b"weak" not in bytes(held.sealed)
    opened = keys.open_scope(letter.campaign.scope)
    assert seals.unseal(opened, held.code, held.sealed) == {"words": "Paragraph two is weak."}


def test_one_organisation_endorses_once(letter: Letter, alice: User) -> None:
    first, second, third = invited(closed_round(letter, alice), alice, "Open Courts", "Other", "Third")
    answer(first, "Open Courts")
    with pytest.raises(endorsements.Taken):
        answer(second, "ÓPEN  courts", website="https://other.example")
    with pytest.raises(endorsements.Taken):
        answer(third, "Third", website="http://opencourts.example/")
    assert answer(second, "Open Courts", country="XB", website="").name == "Open Courts"


# --- reminders ------------------------------------------------------------------------------------
def reminders() -> int:
    return Message.objects.filter(purpose="endorsing.remind").exclude(state=State.CANCELLED).count()


def test_who_has_not_answered_is_reminded_a_week_and_a_day_before(letter: Letter, alice: User) -> None:
    first, second, third = invited(closed_round(letter, alice), alice, "One", "Two", "Three")
    answer(first, "One")
    rounds.decline(invitation=second, now=NOW)
    assert [rounds.remind_due(now=DEADLINE - timedelta(days=days)) for days in (8, 7, 6, 1, 0)] == [0, 1, 0, 1, 0]
    assert {row.recipient_code for row in Message.objects.filter(purpose="endorsing.remind")} == {third.code}
    answer(third, "Three")
    assert reminders() == 0, "whoever answered gets none"


def test_staff_remind_once_a_day(letter: Letter, alice: User, vera: User) -> None:
    found = closed_round(letter, alice)
    invited(found, alice, "One")
    assert [rounds.remind(of=found, by=alice, now=NOW + timedelta(hours=hours)) for hours in (0, 1, 25)] == [1, 0, 1]
    with pytest.raises(NotAllowed):
        rounds.remind(of=found, by=vera, now=NOW)


# --- withheld -------------------------------------------------------------------------------------
def test_a_withheld_name_stands_nowhere_in_the_clear(letter: Letter, alice: User) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    rows = invited(found, alice, "Open Courts", CANARY)
    answer(rows[0], "Open Courts")
    hidden = answer(rows[1], CANARY, region="africa", statement=f"We of {CANARY}")
    rounds.publish(of=found, by=alice, now=NOW)
    public = lists.public([letter], AFTER)
    assert public.number == 2 and public.regions == ["One organisation in Africa"]
    assert [row["name"] for row in lists.delivered(letter, AFTER)] == ["Open Courts"]
    assert CANARY not in lists.plain(public) and "Africa" in lists.plain(public)
    assert endorsements.details(hidden, keys.open_scope(letter.campaign.scope))["name"] == CANARY
    with connection.cursor() as cursor:
        for table in ("campaigns_endorsement", "campaigns_roundinvitation", "foundation_message", "foundation_entry"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            written = cursor.fetchone()[0]
            assert CANARY not in written and "kanarienwerk" not in written.lower(), table
    # The control: the one that is not withheld is found by the same look.
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM campaigns_endorsement t")
        assert "Open Courts" in cursor.fetchone()[0]


def test_the_database_refuses_a_withheld_name_in_the_clear(letter: Letter, alice: User) -> None:
    row = invited(closed_round(letter, alice), alice, CANARY)[0]
    hidden = answer(row, CANARY, region="africa")
    for field in ("name", "country", "website", "statement", "kind"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Endorsement.objects.filter(pk=hidden.pk).update(**{field: "x"})


# --- delivery -------------------------------------------------------------------------------------
def test_the_letter_carries_who_stands_when_it_leaves(letter: Letter, alice: User) -> None:
    found = closed_round(letter, alice)
    launch(letter, alice)
    rows = invited(found, alice, "Open Courts", "Second House", CANARY)
    answer(rows[0], "Open Courts")
    leaver = answer(rows[1], "Second House")
    answer(rows[2], CANARY, region="europe")
    rounds.publish(of=found, by=alice, now=NOW)
    make.signature(letter, confirmed=True, now=AFTER)
    ledger.release(letter=letter, by=alice, now=AFTER)
    delivery = Delivery.objects.get()
    assert lay_out(delivery, AFTER).endorsers == ["Open Courts, Exampleland XA", "Second House, Exampleland XA"]
    endorsements.withdraw(endorsement=leaver, now=AFTER)
    mail = render(Message.objects.get(purpose="delivery.letter"), AFTER)
    for body in (mail.text, mail.html):
        assert "Open Courts, Exampleland XA" in body and "Second House" not in body and CANARY not in body
    delivery.refresh_from_db()
    assert [row["name"] for row in delivery.endorsers] == ["Open Courts"], "what left is what is kept"


def test_a_match_asks_an_owner_before_publication(letter: Letter, alice: User) -> None:
    person = designated("Open Courts")
    found = closed_round(letter, alice)
    answer(invited(found, alice, "Open Courts")[0], "Open Courts")
    with pytest.raises(rounds.MatchWaits):
        rounds.publish(of=found, by=alice, now=NOW)
    safeguards.decide_match(campaign=letter.campaign, person=person, name="Open Courts", by=alice, now=NOW, why="Yes.")
    rounds.publish(of=found, by=alice, now=NOW)
    assert found.published_at == NOW


# --- links ----------------------------------------------------------------------------------------
def test_the_lasting_link_outlives_the_campaign_s_key(letter: Letter, alice: User) -> None:
    row = invited(closed_round(letter, alice), alice, "Open Courts")[0]
    token, given = links.invited_token(row, keys.open_scope(letter.campaign.scope)), answer(row, "Open Courts")
    own = links.own_token(given, NOW.date())
    campaigns.shred(campaign=letter.campaign, by=None, now=NOW)
    assert links.find_invitation(token) is None
    found = links.find_own(own, NOW.date())
    assert found == given
    for _time in range(2):
        endorsements.withdraw(endorsement=given, now=NOW)
    assert links.find_own(own, NOW.date()) is None and not Endorsement.objects.exists()
    assert Entry.objects.filter(deed="endorsement.withdrawn").count() == 1


def test_pages_of_the_round(client: Client, alice: User, bob: User) -> None:
    now = timezone.now()
    letter = make.letter(make.campaign(alice, now=now), bob, alice, now=now)
    row = invited(closed_round(letter, alice, now), alice, "Open Courts", now=now)[0]
    path = follow(client, "invited", links.invited_token(row, keys.open_scope(letter.campaign.scope)))
    page = client.get(path)
    assert "Does Open Courts endorse this letter?" in page.text and "Please act." in page.text
    assert client.post(path, {"verb": "endorse"}).status_code == 422 and not Endorsement.objects.exists()
    assert client.post(path, {"verb": "decline"}).status_code == 303
    form = said("Open Courts")
    typed = {name: getattr(form, name) for name in ("name", "kind", "website", "statement", "representative", "role")}
    number = page.text.split('name="number" value="')[1].split('"')[0]
    typed |= {"verb": "endorse", "number": number, "country": "XA", "is_withheld": "on"}
    assert "choose the region" in client.post(path, typed).text
    assert client.post(path, typed | {"is_withheld": ""}).status_code == 303
    assert "You have endorsed it." in client.get(path).text
    [own] = re.findall(
        r'action="/en/s/endorsed/"><input type="hidden" name="link" value="([^"]+)"', client.get(path).text
    )
    assert client.post("/en/s/endorsed/", {"link": own})["Location"] == "/en/s/endorsed/"
    assert "Nothing of it is public before" in client.get("/en/s/endorsed/").text
    assert client.post("/en/s/endorsed/", {"answer": "withdraw"}).status_code == 303
    assert not Endorsement.objects.exists()
    assert client.get(f"/en/e/{'0' * 32}.{'A' * 32}/", follow=True).status_code == 404
