"""Who is due for a reminder, and queuing it: once, for ever (R24).

Rows are made from rows: no person becomes an object here, however many are due.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.db.models.functions import JSONObject

from campaigns.planning.models import Campaign
from campaigns.reminders.models import NoReminder, Reminder
from campaigns.signing.models import Signature
from campaigns.signing.signatures import CONFIRM_DAYS
from campaigns.supporters.models import Supporter
from foundation.inserting import insert_from
from foundation.outbox import post

PURPOSE = "reminders.confirm"


def remind(*, now: datetime, limit: int = 500) -> int:
    """Queues one reminder for everybody who signed, has not confirmed, and whose campaign's delay is over: one for
    each person, however many letters they signed. Returns how many, at most ``limit``.

    Several sweeps at once are fine: they choose the same rows, and each row exists once.
    """
    count = 0
    for campaign in Campaign.objects.live(now).exclude(reminder_after_days=None):
        count += _remind_in(campaign, now, limit - count)
        if count >= limit:
            break
    return count


def due(campaign: Campaign, now: datetime) -> QuerySet[Any, Any]:
    """Of each person who had no reminder yet, the oldest signature that waits long enough, as rows of ``signature``."""
    delay = timedelta(days=campaign.reminder_after_days or 0)
    rows = Signature.objects.waiting().filter(
        supporter__campaign=campaign,
        supporter__no_reminder=None,
        signed_on__lte=now.date() - delay,
        signed_on__gte=now.date() - timedelta(days=CONFIRM_DAYS),
    )
    rows = rows.exclude(supporter__in=Supporter.objects.filter(campaign=campaign, signatures__reminder__isnull=False))
    return rows.order_by().values("supporter").annotate(signature=Min("pk")).order_by("signature").values("signature")


def _remind_in(campaign: Campaign, now: datetime, limit: int) -> int:
    with transaction.atomic():
        if not insert_from(due(campaign, now)[: max(limit, 0)], Reminder, queued_at=now):
            return 0
        # What was just made; whoever confirms or leaves meanwhile is asked about once more before it leaves.
        rows = Reminder.objects.filter(queued_at=now, signature__supporter__campaign=campaign).values(
            recipient_code=F("signature__supporter__code"),
            slot=F("signature__code"),
            params=JSONObject(signature=F("signature__code")),
        )
        return post.queue_each(
            rows,
            purpose=PURPOSE,
            recipient_kind="supporter",
            scope=campaign.scope,
            expires_at=now + timedelta(days=2),
            now=now,
        )


def remind_no_more(*, supporter: Supporter, now: datetime) -> None:
    """The person wants no reminder; one that waits is cancelled. Twice is once."""
    with transaction.atomic():
        NoReminder.objects.get_or_create(supporter=supporter)
        post.cancel(recipient=("supporter", supporter.code), purpose=PURPOSE, now=now)
