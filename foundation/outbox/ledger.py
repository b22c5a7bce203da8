"""Tidies up: settled messages become narrow lines, old counts go. "At most once" outlives this, because the cause's
own row keeps its unique slot.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from foundation.outbox import caps
from foundation.outbox.models import DONE, MailCount, Message, Settled, State
from foundation.outbox.purposes import Handling

KEPT = timedelta(days=1)
KEPT_UNSENT = timedelta(days=30)
"""What failed, or is held and no letter, stays this long for a person to look at. Letters in doubt or held stay."""
CHUNK = 1000


def tidy(*, now: datetime, chunk: int = CHUNK) -> int:
    """Moves what is settled into the ledger and drops old counts; returns how many messages moved."""
    MailCount.objects.filter(day__lte=now.date() - timedelta(days=caps.KEPT_DAYS)).delete()
    moved = 0
    while found := _move(now, chunk):
        moved += found
    return moved


def _move(now: datetime, chunk: int) -> int:
    done = Q(state__in=DONE, settled_at__lt=now - KEPT)
    unsent = Q(state=State.FAILED, settled_at__lt=now - KEPT_UNSENT) | (
        Q(state=State.HELD, queued_at__lt=now - KEPT_UNSENT) & ~Q(handling=Handling.LETTER)
    )
    with transaction.atomic():
        rows = list(Message.objects.select_for_update(skip_locked=True).filter(done | unsent)[:chunk])
        Settled.objects.bulk_create(
            Settled(
                purpose=row.purpose,
                office=row.recipient_code if row.handling == Handling.LETTER else "",
                outcome=row.state,
                body_hash=row.body_hash,
                on=(row.settled_at or now).date(),
            )
            for row in rows
        )
        Message.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)
