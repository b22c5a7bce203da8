"""A Yes counts, and a No erases, after the minutes in which the other button may be pressed; both bring a code."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from campaigns.planning import campaigns as planning
from campaigns.reminders import agenda
from campaigns.signing import answers, codes, mails, quiet, settling, signatures, tallies
from campaigns.signing.models import Doubt, QuietWish, Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Leaving, Supporter
from foundation.outbox import caps
from foundation.outbox.models import Message, Suppressed
from foundation.vault import keys
from tests import make
from tests.services import sized

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AFTER = make.NOW + 10 * MINUTE


@pytest.fixture(autouse=True)
def ten_minutes(settings):
    settings.CONFIRM_WAIT = 600


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice, reminder_after_days=0), bob, alice)


@pytest.fixture
def signature(letter):
    return make.signature(letter, "sam@example.org")


def again(row: Signature) -> Signature:
    return Signature.objects.select_related("supporter__campaign", "doubt").get(pk=row.pk)


def right_code(row: Signature) -> str:
    return codes.code(again(row).doubt, keys.open_scope(row.supporter.campaign.scope))


def proves(row: Signature, typed: str, now=AFTER) -> bool:
    opened = keys.open_scope(row.supporter.campaign.scope)
    return codes.proves(signature=row, opened=opened, typed=typed, now=now)


def mailed(purpose: str = "signing.code") -> "list[Message]":
    return list(Message.objects.filter(purpose=purpose, state="queued"))


def test_a_yes_counts_ten_minutes_later(letter, signature):
    signatures.confirm(signature=signature, now=make.NOW)
    assert signature.is_agreed and signature.agreed_on == make.NOW.date()
    assert settling.settle(now=AFTER - MINUTE) == 0
    tallies.recount(now=AFTER)
    assert Tally.objects.get().number == 0
    assert (settling.settle(now=AFTER), settling.settle(now=AFTER)) == (1, 0)
    tallies.recount(now=AFTER)
    row = again(signature)
    assert Tally.objects.get().number == 1 and row.supporter.state == "confirmed"
    assert (row.confirmed_on, row.said_yes_at, row.said_no_at) == (make.NOW.date(), None, None)


def test_the_day_of_the_yes_is_the_day_that_stays(signature):
    late = make.NOW.replace(hour=23, minute=55)
    signatures.confirm(signature=signature, now=late)
    settling.settle(now=late + 10 * MINUTE)
    assert again(signature).confirmed_on == late.date()


def test_a_no_alone_erases_ten_minutes_later(signature):
    signatures.refuse(signature=signature, now=make.NOW)
    assert settling.settle(now=AFTER - MINUTE) == 0 and Supporter.objects.exists()
    assert settling.settle(now=AFTER) == 1
    assert not Supporter.objects.exists() and not Signature.objects.exists() and not Leaving.objects.exists()


def test_a_second_press_of_the_same_button_does_not_move_the_clock(signature):
    for minute in range(4):
        signatures.confirm(signature=again(signature), now=make.NOW + minute * MINUTE)
    assert settling.settle(now=AFTER) == 1 and not Doubt.objects.exists()


@pytest.mark.parametrize("deeds", [["confirm", "refuse"], ["refuse", "confirm"], ["confirm", "refuse", "confirm"]])
def test_both_pressed_in_any_order_neither_holds_and_a_code_is_mailed(signature, deeds):
    for minute, deed in enumerate(deeds):
        getattr(signatures, deed)(signature=again(signature), now=make.NOW + minute * MINUTE)
    row = again(signature)
    assert row.is_doubted and not row.is_agreed and (row.said_yes_at, row.said_no_at) == (None, None)
    assert settling.settle(now=AFTER + MINUTE) == 0
    (message,) = mailed()
    mail = mails.render_code(message, make.NOW)
    assert (
        mails.code_wanted(message, make.NOW)
        and right_code(signature) in mail.text
        and right_code(signature) in mail.html
    )
    assert mail.to == "sam@example.org" and right_code(signature) not in mail.subject
    assert not mailed("signing.confirm") and agenda.remind(now=make.NOW) == 0


def test_after_both_a_button_alone_does_nothing_and_the_code_decides(signature):
    signatures.confirm(signature=signature, now=make.NOW)
    signatures.refuse(signature=again(signature), now=make.NOW)
    for deed in (signatures.confirm, signatures.refuse):
        deed(signature=again(signature), now=make.NOW)
        assert again(signature).is_doubted and len(mailed()) == 1
    assert proves(signature, f" {right_code(signature)[:3]} {right_code(signature)[3:]} ")
    signatures.confirm(signature=again(signature), now=AFTER, proven=True)
    assert again(signature).confirmed_on == AFTER.date() and not Doubt.objects.exists()


def test_a_no_with_the_code_erases_at_once(signature):
    signatures.refuse(signature=signature, now=make.NOW)
    signatures.confirm(signature=again(signature), now=make.NOW)
    signatures.refuse(signature=again(signature), now=make.NOW, proven=True)
    assert not Supporter.objects.exists()


def test_a_code_is_tried_five_times_a_day(signature):
    codes.doubt(signature=again(signature), now=make.NOW)
    right = right_code(signature)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert [proves(signature, typed) for typed in (wrong, "", "x", right[:-1], right + "0")] == [False] * 5
    assert not proves(signature, right) and Doubt.objects.get().tries == codes.TRIES
    codes.mail_again(signature=again(signature), now=AFTER)  # not on the same day
    assert len(mailed()) == 1 and not proves(signature, right)
    tomorrow = make.NOW + timedelta(days=1)
    codes.mail_again(signature=again(signature), now=tomorrow)
    assert len(mailed()) == 2 and right_code(signature) != right
    assert not proves(signature, right, tomorrow) and proves(signature, right_code(signature), tomorrow)


def test_a_code_is_good_for_its_day_and_the_next(signature):
    codes.doubt(signature=again(signature), now=make.NOW)
    assert proves(signature, right_code(signature), make.NOW + timedelta(days=1))
    assert not proves(signature, right_code(signature), make.NOW + timedelta(days=2))


def test_a_renewed_link_renews_the_code(signature):
    codes.doubt(signature=again(signature), now=make.NOW)
    before = right_code(signature)
    Supporter.objects.update(generation=2)
    assert right_code(signature) != before and len({before, right_code(signature)}) == 2


def test_what_counts_already_is_not_refused_but_left(signature):
    signatures.confirm(signature=signature, now=make.NOW)
    settling.settle(now=AFTER)
    with pytest.raises(signatures.Settled):
        signatures.refuse(signature=again(signature), now=AFTER)
    assert again(signature).confirmed_on


def test_a_yes_in_time_counts_though_the_campaign_closed_meanwhile(letter, signature):
    signatures.confirm(signature=signature, now=make.NOW)
    planning.close(campaign=letter.campaign, by=None, now=make.NOW)
    assert settling.settle(now=AFTER) == 1 and again(signature).confirmed_on


def test_nobody_is_forgotten_between_the_yes_and_the_count(signature):
    last = make.NOW + timedelta(days=signatures.CONFIRM_DAYS)
    signatures.confirm(signature=signature, now=last)
    assert signatures.forget_unconfirmed(now=last + timedelta(days=1)) == 0
    assert settling.settle(now=last + timedelta(days=1)) == 1


def test_who_refuses_may_ask_for_quiet_which_comes_with_the_erasure(letter, signature):
    signatures.refuse(signature=signature, now=make.NOW)
    opened = keys.open_scope(letter.campaign.scope)
    ticket = quiet.ticket(signature=signature, opened=opened, now=make.NOW)
    assert "sam" not in ticket
    quiet.redeem(given=ticket, everywhere=False, now=make.NOW)
    assert not Suppressed.objects.exists() and QuietWish.objects.exists()
    settling.settle(now=AFTER)
    tag = caps.tag(caps.mail_key(AFTER), "Sam@example.org", letter.campaign.scope)
    assert [row.tag for row in Suppressed.objects.all()] == [tag]
    quiet.redeem(given=ticket, everywhere=True, now=AFTER)  # the address is erased: the ticket still knows its tag
    assert Suppressed.objects.count() == 2
    with pytest.raises(quiet.Stale):
        quiet.redeem(given=ticket[:-1], everywhere=True, now=AFTER)


def test_quiet_that_a_program_asked_for_does_not_stop_the_code(letter, signature):
    signatures.refuse(signature=signature, now=make.NOW)
    ticket = quiet.ticket(signature=signature, opened=keys.open_scope(letter.campaign.scope), now=make.NOW)
    quiet.redeem(given=ticket, everywhere=True, now=make.NOW)
    signatures.confirm(signature=again(signature), now=make.NOW)
    quiet.redeem(given=ticket, everywhere=True, now=make.NOW)  # nor afterwards
    settling.settle(now=AFTER)
    assert len(mailed()) == 1 and not QuietWish.objects.exists() and not Suppressed.objects.exists()


def at_once(signature: Signature, deeds: list[str]) -> None:
    """Each deed on a connection of its own, all through one gate, each with the row as it was before."""
    gate = threading.Barrier(len(deeds))

    def do(deed: str) -> None:
        mine = again(signature)
        gate.wait(30)
        getattr(signatures, deed)(signature=mine, now=make.NOW)
        connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(do, deeds))


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_the_same_moment_have_one_outcome(letter):
    for _time in range(sized(5, 50)):
        row = make.signature(letter)
        at_once(row, ["confirm", "refuse"])
        settling.settle(now=AFTER)
        assert again(row).is_doubted and again(row).confirmed_on is None
    assert len(mailed()) == Doubt.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_yeses_at_once_are_one(letter, signature):
    at_once(signature, ["confirm"] * sized(20, 100))
    assert settling.settle(now=AFTER) == 1
    tallies.recount(now=AFTER)
    assert Tally.objects.get().number == 1 and not mailed()


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_answers_are_lost_or_both_stand(letter, monkeypatch):
    """Each reads that nothing was said; then the constraint is all that is left, and one of the two fails."""
    both_read = threading.Barrier(2)

    def lock(signature: Signature) -> Signature:
        row = again(signature)
        both_read.wait(10)
        return row

    monkeypatch.setattr(answers, "lock", lock)
    row = make.signature(letter)
    with pytest.raises(Exception, match="one_answer_at_a_time"):
        at_once(row, ["confirm", "refuse"])
    assert not again(row).is_doubted


@pytest.mark.django_db(transaction=True)
def test_five_tries_also_of_many_at_once(signature):
    codes.doubt(signature=again(signature), now=make.NOW)
    gate, right = threading.Barrier(12), right_code(signature)
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    def guess(_number: int) -> None:
        gate.wait(30)
        proves(signature, wrong)
        connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, range(12)))
    assert Doubt.objects.get().tries == codes.TRIES and not proves(signature, right)
