"""The end: on the dates promised to everybody who signed, the people go and the numbers stay (R13).

It comes in two parts. First everybody goes but those who chose to be told of the answer, and the numbers stand still;
then they go too, and the key with them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from campaigns.planning import campaigns as planning
from campaigns.planning.models import Campaign
from campaigns.signing import staying, tallies
from campaigns.signing.models import Intake, Parting
from campaigns.supporters.models import Consent, ConsentKind, State, Supporter
from foundation.outbox import post


def told(campaign: Campaign) -> "QuerySet[Supporter]":
    """Confirmed supporters who chose to be kept informed of this campaign."""
    chose = Consent.objects.filter(supporter=OuterRef("pk"), text__kind=ConsentKind.INFORMED)
    return Supporter.objects.filter(Exists(chose), campaign=campaign, state=State.CONFIRMED)


def has_parted(campaign: Campaign) -> bool:
    """Whether its people are erased, all or most: then nobody can be counted any more."""
    return campaign.shredded_at is not None or Parting.objects.filter(campaign=campaign).exists()


def erase_due(*, now: datetime) -> int:
    """Erases whoever's date has come; returns of how many campaigns. Twice is once."""
    today = now.date()
    touched: set[int] = set()
    living = Campaign.objects.filter(shredded_at=None, launched_at__isnull=False)
    for campaign in living.filter(erase_on__lte=today, parting=None):
        part(campaign=campaign, now=now)
        touched.add(campaign.pk)
    for campaign in living.filter(parting__isnull=False):
        _let_go(campaign, now)
        last = campaign.told_erased_by
        if (last is not None and last <= today) or not told(campaign).exists():
            erase(campaign=campaign, now=now)
            touched.add(campaign.pk)
    # A form taken in at the very moment of the erasure may have left a row, sealed under a key that is no more.
    Supporter.objects.filter(campaign__shredded_at__isnull=False).delete()
    return len(touched)


def part(*, campaign: Campaign, now: datetime) -> None:
    """Counts a last time, then erases everybody but those who chose to be told of the answer. Twice is once.

    From here on nothing is counted and no letter leaves: the numbers are those of this day.
    """
    with transaction.atomic():
        _row, is_new = Parting.objects.get_or_create(campaign=campaign, defaults={"at": now})
        if not is_new:
            return
        planning.close(campaign=campaign, by=None, now=now)
        tallies.recount(now=now, campaign=campaign, last=True)
        post.cancel_scope(scope=campaign.scope, now=now, sparing=("supporter", told(campaign).values("code")))
        Intake.objects.filter(campaign=campaign).delete()
        _let_go(campaign, now)


def _let_go(campaign: Campaign, now: datetime) -> None:
    """Also of those who do not wish to be told any more since."""
    _go(Supporter.objects.filter(campaign=campaign).exclude(pk__in=told(campaign).values("pk")))


def _go(supporters: "QuerySet[Supporter]") -> None:
    """They are erased, but for the names of those who chose to stay on the open list. Who is still here keeps both
    together: a withdrawal takes the name along."""
    staying.keep(supporters)
    supporters.delete()


def erase(*, campaign: Campaign, now: datetime) -> None:
    """Counts a last time, stops what waits, deletes supporters with all that hangs on them, destroys the key.

    What stays: letters, the last count, first signatories, deliveries and their digests, answers that were published
    and their grades, the journal, and the names of those who chose to stay on the open list.
    """
    with transaction.atomic():
        part(campaign=campaign, now=now)
        post.cancel_scope(scope=campaign.scope, now=now)
        _go(Supporter.objects.filter(campaign=campaign))
        planning.shred(campaign=campaign, by=None, now=now)
