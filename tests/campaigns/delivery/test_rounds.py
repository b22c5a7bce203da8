"""A letter goes again in a round of its own, with the total and what is new since the last (R21)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.delivery import ledger, mails, rounds
from campaigns.delivery.models import Delivery, Round
from campaigns.planning.campaigns import NotAllowed
from foundation.history.models import Entry
from foundation.outbox.models import Message, State
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=20)


@pytest.fixture
def letter(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office(), make.office()])
    make.signature(row, confirmed=True)
    return row


def went(letter, by):
    """Releases it, and the mail server takes every letter."""
    done = ledger.release(letter=letter, by=by, now=make.NOW)
    for message in Message.objects.filter(purpose=ledger.PURPOSE).exclude(state=State.SENT):
        mails.sent(message, make.NOW)
    Message.objects.filter(purpose=ledger.PURPOSE).update(state=State.SENT)
    return done.released


def test_the_next_round_serves_every_office_once_more(letter, bob):
    went(letter, bob)
    make.signature(letter, confirmed=True)
    assert rounds.open_next(letter=letter, by=bob, now=LATER, seen=1) == 2
    done = ledger.release(letter=letter, by=bob, now=LATER)
    assert [row.round for row in done.released] == [2, 2] and not done.served
    assert not ledger.release(letter=letter, by=bob, now=LATER).released
    assert Delivery.objects.count() == 4
    entry = Entry.objects.get(deed="delivery.round_opened")
    assert entry.detail == {"round": 2, "said_before": 1}


def test_the_letter_says_the_total_and_what_is_new(letter, bob):
    first = went(letter, bob)[0]
    assert "more than in our letter" not in mails.lay_out(first, make.NOW).count_line
    for _each in range(2):
        make.signature(letter, confirmed=True)
    rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    second = ledger.release(letter=letter, by=bob, now=LATER).released[0]
    said = mails.lay_out(second, LATER).count_line
    assert "Signed by 3 people" in said and "2 more than in our letter of 20 November 2026" in said


def test_a_new_text_goes_in_a_round_of_its_own_and_counts_its_own(letter, alice, bob):
    """Its number starts low: neither refused for the higher one of the text before, nor compared with it."""
    for _each in range(2):
        make.signature(letter, confirmed=True)
    went(letter, bob)
    make.edition(letter, bob, alice)
    with pytest.raises(rounds.NothingNew):
        rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    make.signature(letter, confirmed=True)
    assert rounds.new_since(letter) == 1
    assert rounds.open_next(letter=letter, by=bob, now=LATER, seen=1) == 2
    second = went(letter, bob)
    assert [(row.signatures, row.signatures_before, row.said_before_on) for row in second] == [(1, None, None)] * 2
    said = mails.lay_out(second[0], LATER).count_line
    assert "Signed by 1 person" in said and "more than in our letter" not in said
    for _each in range(2):
        make.signature(letter, confirmed=True)
    assert rounds.open_next(letter=letter, by=bob, now=LATER, seen=2) == 3
    third = went(letter, bob)
    assert "2 more than in our letter of 20 November 2026" in mails.lay_out(third[0], LATER).count_line
    entries = Entry.objects.filter(deed="delivery.round_opened").order_by("pk")
    assert [entry.detail["said_before"] for entry in entries] == [0, 1]


def test_a_correction_counts_on(letter, alice, bob):
    went(letter, bob)
    for _each in range(2):
        make.edition(letter, bob, alice, kind="correction")
    assert letter.current.number == 3 and rounds.said_last(letter) == 1
    with pytest.raises(rounds.NothingNew):
        rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    make.signature(letter, confirmed=True)
    rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    second = went(letter, bob)
    assert [(row.signatures, row.signatures_before) for row in second] == [(2, 1)] * 2


def test_an_office_that_got_no_letter_before_reads_of_none(letter, bob):
    """Refused before: for this office the second round is the first letter."""
    ledger.release(letter=letter, by=bob, now=make.NOW)
    lost, kept = Message.objects.filter(purpose=ledger.PURPOSE).order_by("pk")
    mails.sent(kept, make.NOW)
    Message.objects.filter(pk=kept.pk).update(state=State.SENT)
    Message.objects.filter(pk=lost.pk).update(state=State.CANCELLED)
    make.signature(letter, confirmed=True)
    rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    ledger.release(letter=letter, by=bob, now=LATER)
    numbers = Delivery.objects.filter(round=2).values_list("signatures_before", flat=True)
    assert sorted(numbers, key=str) == [1, None]


def test_a_button_pressed_twice_opens_one(letter, bob, alice):
    went(letter, bob)
    make.signature(letter, confirmed=True)
    assert rounds.open_next(letter=letter, by=bob, now=LATER, seen=1) == 2
    assert rounds.open_next(letter=letter, by=alice, now=LATER, seen=1) == 2
    assert Round.objects.count() == Entry.objects.filter(deed="delivery.round_opened").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(letter=letter, number=2, opened_by=Round.objects.get().opened_by, opened_at=LATER)


def test_it_is_refused_while_letters_wait_or_nobody_is_new(letter, bob):
    with pytest.raises(rounds.NotOver):
        rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    ledger.release(letter=letter, by=bob, now=make.NOW)
    make.signature(letter, confirmed=True)
    for state in (State.QUEUED, State.HELD, State.FAILED):
        Message.objects.filter(purpose=ledger.PURPOSE).update(state=state)
        with pytest.raises(rounds.NotOver):
            rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)
    Message.objects.filter(purpose=ledger.PURPOSE).update(state=State.SENT)
    Delivery.objects.update(signatures=2)
    with pytest.raises(rounds.NothingNew):
        rounds.open_next(letter=letter, by=bob, now=LATER, seen=1)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_open_none(letter, bob, who, request):
    went(letter, bob)
    make.signature(letter, confirmed=True)
    with pytest.raises(NotAllowed):
        rounds.open_next(letter=letter, by=request.getfixturevalue(who), now=LATER, seen=1)
    assert not Round.objects.exists()


def test_the_page_offers_it_and_says_both_numbers(letter, bob, as_bob):
    page = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/"
    went(letter, bob)
    assert "Open round 2" not in as_bob.get(page).text
    make.signature(letter, confirmed=True)
    assert "Open round 2" in as_bob.get(page).text
    assert "Round 2 is open" in as_bob.post(f"{page}round/", {"round": "1"}, follow=True).text
    shown = as_bob.get(page).text
    assert "The letters before said 1 signature; now there are 2." in shown
    assert "Release to 2 offices with 2 signatures" in shown
    for nonsense in ("", "x", "²", "9" * 30):
        assert as_bob.post(f"{page}round/", {"round": nonsense}).status_code == 302


def test_the_page_says_that_letters_carried_an_earlier_text(letter, alice, bob, as_bob):
    page = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/"
    make.signature(letter, confirmed=True)
    went(letter, bob)
    make.edition(letter, bob, alice)
    assert "Open round 2" not in as_bob.get(page).text
    make.signature(letter, confirmed=True)
    shown = as_bob.get(page).text
    assert "Open round 2" in shown and "carried an earlier text" in shown and "signed since the last" not in shown
    as_bob.post(f"{page}round/", {"round": "1"})
    shown = as_bob.get(page).text
    assert "No letter of an earlier round carried the text open now" in shown and "The letters before said" not in shown
    assert "more than in our letter" not in shown and "Release to 2 offices with 1 signatures" in shown


def test_who_may_open_a_round_at_the_desk(letter, bob, as_vera, as_charlie, as_bob):
    went(letter, bob)
    make.signature(letter, confirmed=True)
    deed = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/round/"
    assert as_vera.post(deed, {"round": "1"}).status_code == 403
    assert as_charlie.post(deed, {"round": "1"}).status_code == 404
    assert as_bob.get(deed).status_code == 405
    assert not Round.objects.exists()
