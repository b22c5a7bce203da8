"""When the people of a campaign go earlier than at the latest (R13): what letters and answers decide.

Most go 30 days after the last letter was handed over, those who chose to be told once the answers came and were told.
"""

from datetime import datetime, timedelta

from campaigns.answering.accounts import Account, Standing, accounts
from campaigns.answering.models import Grading, Publication, Telling
from campaigns.delivery.models import Delivery
from campaigns.planning.models import Campaign
from campaigns.signing import erasure

AFTER_DELIVERY = timedelta(days=30)
AFTER_ANSWER = timedelta(days=7)
"""So long do mails that tell of the last answer have to arrive."""


def keep(*, now: datetime) -> int:
    """Erases whoever's time has come because of letters and answers; returns of how many campaigns. Twice is once."""
    living = Campaign.objects.filter(shredded_at=None, launched_at__isnull=False)
    over = [row for row in living.select_related("parting") if not row.is_open(now)]
    done = 0
    for campaign in over:
        if not hasattr(campaign, "parting") and is_delivered(campaign, now):
            erasure.part(campaign=campaign, now=now)
            done += 1
    parted = [row for row in over if erasure.has_parted(row)]
    found = accounts(parted, private=False) if parted else {}
    for campaign in parted:
        if is_answered(found[campaign.pk], now):
            erasure.erase(campaign=campaign, now=now)
            done += 1
    return done


def is_delivered(campaign: Campaign, now: datetime) -> bool:
    """Whether its letters were handed over, none waits, and the last one 30 days ago or more."""
    letters = Delivery.objects.filter(letter__campaign=campaign)
    if not letters.exists() or letters.filter(sent_at=None).exists():
        return False
    return not letters.filter(sent_at__gt=now - AFTER_DELIVERY).exists()


def is_answered(found: list[Account], now: datetime) -> bool:
    """Whether every office written to has answered, and whoever chose to be told was told of what is public."""
    asked = [account for account in found if account.standing != Standing.UNSENT]
    if not asked or any(account.standing != Standing.ANSWERED for account in asked):
        return False
    public = [row.pk for account in asked for _reply, row in account.published]
    told = Telling.objects.filter(publication__in=public)
    if told.count() < len(public):
        return False
    replies = [reply.pk for account in asked for reply in account.replies]
    late = now - AFTER_ANSWER
    newer = Grading.objects.filter(reply__in=replies, at__gt=late).exists()
    newer = newer or Publication.objects.filter(pk__in=public, at__gt=late).exists()
    return not newer and not told.filter(at__gt=late).exists()
