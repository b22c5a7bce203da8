"""The end: on the date of erasure promised to everybody who signed, the people go and the numbers stay (R13)."""

from datetime import datetime

from django.db import transaction

from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign
from campaigns.signing import staying, tallies
from campaigns.signing.models import Intake
from campaigns.supporters.models import Supporter
from foundation.outbox import post


def erase_due(*, now: datetime) -> int:
    """Erases every campaign whose date has come; returns how many. Twice is once."""
    due = Campaign.objects.filter(erase_on__lte=now.date(), shredded_at=None, launched_at__isnull=False)
    count = 0
    for campaign in due:
        erase(campaign=campaign, now=now)
        count += 1
    # A form taken in at the very moment of the erasure may have left a row, sealed under a key that is no more.
    Supporter.objects.filter(campaign__shredded_at__isnull=False).delete()
    return count


def erase(*, campaign: Campaign, now: datetime) -> None:
    """Counts a last time, stops what waits, deletes supporters with all that hangs on them, destroys the key.

    What stays: letters, the last count, first signatories, deliveries and their digests, the journal, and the names of
    those who chose to stay on the open list.
    """
    with transaction.atomic():
        planning.close(campaign=campaign, by=None, now=now)
        tallies.recount(now=now, campaign=campaign)
        post.cancel_scope(scope=campaign.scope, now=now)
        Intake.objects.filter(campaign=campaign).delete()
        staying.keep(campaign)
        Supporter.objects.filter(campaign=campaign).delete()
        planning.shred(campaign=campaign, by=None, now=now)
