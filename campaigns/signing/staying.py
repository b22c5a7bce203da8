"""At the close, those shown in public choose by mail: their name stays, or it goes (R13). No answer means: it goes."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.planning.models import Campaign
from campaigns.signing.models import ListedName
from campaigns.supporters.models import Supporter
from foundation.outbox import post

PURPOSE = "signing.stay"
ANSWER_DAYS = 30
"""So long after the mail a name without an answer stays; never longer than until the date of erasure."""


def answer_by(campaign: Campaign, asked_on: date) -> date:
    limit = asked_on + timedelta(days=ANSWER_DAYS)
    return min(limit, campaign.erase_on) if campaign.erase_on else limit


def waiting(supporter: Supporter) -> QuerySet[ListedName]:
    """Entries of a person that are public and about which they have not answered; none without a name."""
    rows = ListedName.objects.public().filter(signature__supporter=supporter, stays_on=None).exclude(tag="")
    return rows.select_related("letter__campaign").order_by("pk")


def ask_due(*, now: datetime, limit: int = 1000) -> int:
    """Asks everybody on the list of a campaign that has closed, once; returns how many were asked."""
    over = Q(signature__letter__campaign__closed_at__isnull=False)
    over |= Q(signature__letter__campaign__ends_on__lt=now.date())
    rows = ListedName.objects.public().filter(over, asked_on=None, stays_on=None).exclude(tag="")
    people = rows.order_by().values_list("signature__supporter", flat=True).distinct()[:limit]
    asked = 0
    for supporter in Supporter.objects.filter(pk__in=list(people)).select_related("campaign"):
        with transaction.atomic():
            listed = ListedName.objects.filter(signature__supporter=supporter, asked_on=None)
            if listed.update(asked_on=now.date()):
                post.queue(
                    purpose=PURPOSE,
                    recipient=("supporter", supporter.code),
                    slot=f"stay-{now.date().isoformat()}",
                    scope=supporter.campaign.scope,
                    now=now,
                )
                asked += 1
    return asked


def let_go(*, now: datetime) -> int:
    """Takes off the list who was asked and did not answer in time; returns how many."""
    limit = now.date() - timedelta(days=ANSWER_DAYS)
    return ListedName.objects.filter(stays_on=None, asked_on__lt=limit).delete()[0]


def keep(going: "QuerySet[Supporter]") -> None:
    """Before these people are erased: whoever chose to stay and stands on the list stays, tied to nothing."""
    staying = ListedName.objects.public().filter(signature__supporter__in=going, stays_on__isnull=False)
    ListedName.objects.filter(pk__in=list(staying.values_list("pk", flat=True))).update(signature=None, verdict=None)
