"""Letters and answers decide when people go earlier than at the latest (R13)."""

from datetime import timedelta

import pytest

from campaigns.answering import keeping, publishing, replies, telling
from campaigns.delivery.models import Delivery
from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign
from campaigns.signing.models import Parting
from campaigns.signing.numbers import Tally
from campaigns.supporters.models import Supporter
from tests import make
from tests.campaigns.answering import cast
from tests.campaigns.answering.test_replies import FOUND
from tests.campaigns.answering.test_tell import kinds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def letter(alice, bob):
    row = cast.delivered(alice, bob, offices=1)
    make.signature(row, "told@example.org", confirmed=True, consents=kinds("informed"), now=cast.HANDED_OVER)
    planning.close(campaign=row.campaign, by=alice, now=cast.HANDED_OVER)
    return row


def answered(letter, by, now):
    reply = cast.reply(cast.first(letter), by, now=now)
    replies.grade(reply=reply, grade="substantive", by=by, now=now)
    return reply


def test_thirty_days_after_the_last_letter_most_people_go(letter):
    assert keeping.keep(now=cast.HANDED_OVER + 29 * DAY) == 0 and Supporter.objects.count() == 2
    assert keeping.keep(now=cast.HANDED_OVER + 31 * DAY) == 1
    assert keeping.keep(now=cast.HANDED_OVER + 31 * DAY) == 0
    assert Supporter.objects.get().consents.filter(text__kind="informed").exists()
    assert Tally.objects.get().number == 2


@pytest.mark.parametrize("why", ["open", "waits", "none"])
def test_nobody_goes_while_a_letter_may_still_go(letter, why):
    if why == "open":
        Campaign.objects.update(closed_at=None)
    elif why == "waits":
        Delivery.objects.update(sent_at=None)
    else:
        Delivery.objects.all().delete()
    assert keeping.keep(now=cast.HANDED_OVER + 40 * DAY) == 0 and not Parting.objects.exists()


def test_the_others_go_when_every_answer_came_and_was_told(letter, alice):
    now = cast.HANDED_OVER + 40 * DAY
    keeping.keep(now=now)
    reply = answered(letter, alice, now)
    publishing.mark(reply=reply, black=FOUND, keep=[], by=alice, now=now)
    seen = publishing.draft(reply, now).digest
    row = publishing.publish(reply=reply, language="en", seen=seen, by=alice, now=now)
    assert keeping.keep(now=now + 20 * DAY) == 0, "nobody was told yet"
    telling.tell(publication=row, by=alice, now=now + 20 * DAY)
    assert keeping.keep(now=now + 26 * DAY) == 0, "the mails have a week to arrive"
    assert keeping.keep(now=now + 28 * DAY) == 1 and not Supporter.objects.exists()
    assert Campaign.objects.get().shredded_at is not None


def test_a_private_answer_is_an_answer_too_and_a_receipt_is_none(letter, alice):
    now = cast.HANDED_OVER + 40 * DAY
    keeping.keep(now=now)
    reply = cast.reply(cast.first(letter), alice, now=now)
    replies.grade(reply=reply, grade="receipt", by=alice, now=now)
    assert keeping.keep(now=now + 20 * DAY) == 0 and Supporter.objects.exists()
    replies.grade(reply=reply, grade="refusal", by=alice, now=now + 20 * DAY)
    assert keeping.keep(now=now + 28 * DAY) == 1 and not Supporter.objects.exists()
