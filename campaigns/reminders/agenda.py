"""Who is due for a reminder, and queuing it: once, for ever (R24)."""

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.planning.models import Campaign
from campaigns.reminders.models import Reminder
from campaigns.signing.models import Signature
from campaigns.signing.signatures import CONFIRM_DAYS
from campaigns.supporters.models import Supporter
from foundation.outbox import post

PURPOSE = "reminders.confirm"


def remind(*, now: datetime, limit: int = 500) -> int:
    """Queues one reminder for everybody who signed, has not confirmed, and whose campaign's delay is over: one for
    each person, however many letters they signed.

    Several sweeps at once are fine: each looks once more under the lock of the person's row.
    """
    count = 0
    for campaign in Campaign.objects.live(now).exclude(reminder_after_days=None):
        count += _remind_in(campaign, now, limit - count)
        if count >= limit:
            break
    return count


def due(campaign: Campaign, now: datetime) -> "list[Signature]":
    """Signatures of the campaign that wait, of people who had no reminder yet; oldest first."""
    delay = timedelta(days=campaign.reminder_after_days or 0)
    rows = (
        Signature.objects.unconfirmed()
        .filter(
            supporter__campaign=campaign,
            signed_on__lte=now.date() - delay,
            signed_on__gte=now.date() - timedelta(days=CONFIRM_DAYS),
        )
        .exclude(supporter__in=Supporter.objects.filter(campaign=campaign, signatures__reminder__isnull=False))
    )
    return list(rows.select_related("supporter").order_by("pk")[:500])


def _remind_in(campaign: Campaign, now: datetime, limit: int) -> int:
    count = 0
    for signature in due(campaign, now)[: max(limit, 0)]:
        with transaction.atomic():
            # Locked, so that a confirmation or withdrawal at this moment comes before or after, never between.
            person = Supporter.objects.select_for_update().filter(pk=signature.supporter_id).first()
            still = Signature.objects.unconfirmed().filter(pk=signature.pk, supporter=person).first()
            if person is None or still is None:
                continue
            if not Reminder.objects.filter(signature__supporter=person).exists():
                Reminder.objects.create(signature=still, queued_at=now)
                post.queue(
                    purpose=PURPOSE,
                    recipient=("supporter", signature.supporter.code),
                    slot=signature.code,
                    scope=campaign.scope,
                    params={"signature": signature.code},
                    expires_at=now + timedelta(days=2),
                    now=now,
                )
                count += 1
    return count
