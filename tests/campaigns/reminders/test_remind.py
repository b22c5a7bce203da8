"""One reminder for those who signed and have not confirmed, after the campaign's delay, once."""

from datetime import timedelta

import pytest

from campaigns.planning import campaigns as planning
from campaigns.reminders import agenda
from campaigns.reminders.models import Reminder
from campaigns.signing import signatures
from campaigns.signing.mails import confirm_wanted
from campaigns.supporters import people
from foundation.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=3)


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice, reminder_after_days=3), bob, alice)


def reminders():
    return Message.objects.filter(purpose=agenda.PURPOSE)


def test_it_waits_for_the_delay_and_comes_once(letter):
    make.signature(letter)
    assert agenda.remind(now=LATER - timedelta(days=1)) == 0
    assert agenda.remind(now=LATER) == 1
    for day in range(10):
        assert agenda.remind(now=LATER + timedelta(days=day)) == 0
    assert reminders().count() == Reminder.objects.count() == 1


def test_nobody_who_confirmed_left_or_was_erased_gets_it(letter):
    make.signature(letter, confirmed=True)
    people.leave(supporter=make.signature(letter).supporter, now=make.NOW)
    signatures.refuse(signature=make.signature(letter), now=make.NOW)
    assert agenda.remind(now=LATER) == 0


@pytest.mark.parametrize("deed", ["confirm", "leave"])
def test_a_queued_reminder_is_not_wanted_any_more(letter, deed):
    row = make.signature(letter)
    agenda.remind(now=LATER)
    message = reminders().get()
    assert confirm_wanted(message, LATER)
    if deed == "confirm":
        signatures.confirm(signature=row, now=LATER)
        assert not confirm_wanted(message, LATER)
    else:
        people.leave(supporter=row.supporter, now=LATER)
        assert reminders().get().state == "cancelled"


def test_it_can_be_switched_off(letter):
    make.signature(letter)
    letter.campaign.reminder_after_days = None
    letter.campaign.save()
    assert agenda.remind(now=LATER) == 0


def test_a_closed_campaign_reminds_nobody(letter):
    make.signature(letter)
    planning.close(campaign=letter.campaign, by=None, now=LATER)
    assert agenda.remind(now=LATER) == 0


def test_nobody_is_reminded_of_a_link_that_expired(letter):
    make.signature(letter)
    assert agenda.remind(now=make.NOW + timedelta(days=signatures.CONFIRM_DAYS + 1)) == 0


def test_whoever_signed_several_letters_gets_one(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    for one in (letter, other):
        make.signature(one, "sam@example.org")
    make.signature(other, "other@example.org")
    assert agenda.remind(now=LATER) == 2
    assert agenda.remind(now=LATER + timedelta(days=1)) == 0
    assert reminders().count() == reminders().values("recipient_code").distinct().count() == 2


def test_many_cost_no_more_statements_than_one(letter, django_assert_num_queries):
    for number in range(20):
        make.signature(letter, f"sam{number}@example.org")
    with django_assert_num_queries(5):  # campaigns, one transaction, reminders, messages
        assert agenda.remind(now=LATER) == 20
    assert {message.params["signature"] for message in reminders()} == {message.slot for message in reminders()}


def test_no_more_than_the_limit_at_once(letter):
    for number in range(5):
        make.signature(letter, f"sam{number}@example.org")
    assert [agenda.remind(now=LATER + timedelta(minutes=turn), limit=2) for turn in range(4)] == [2, 2, 1, 0]
