"""Finds workers that died and frees what they had in hand; lets messages expire.

Dead is an owner whose counter stood still for 30 s of this process's own monotonic time *and* still stands a while
later: no wall clock is believed, and a database that was away for a minute kills nobody, because a living worker raises
its counter between the two looks. The looks lie in this process's memory: a sweeper that is restarted begins to look
anew, which makes recovery later, never wrong; with several sweepers each looks for itself, and the first to be sure
acts. That too is not trusted blindly: the owner's row is deleted on the condition that its counter did not move, and
a worker that was only slow finds its row gone before it begins another mail.
"""

import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from foundation.outbox import failures, steps
from foundation.outbox.models import Message, Owner, State

PATIENCE = 30.0
log = logging.getLogger("undeterred.outbox")


@dataclass
class Look:
    counter: int
    first: float
    suspected: float | None = None


_looks: dict[int, Look] = {}
_lock = threading.Lock()


def sweep(*, now: datetime, patience: float = PATIENCE) -> Counter[str]:
    """One look at all owners; frees the work of those that are dead. Returns how many messages by new state."""
    freed: Counter[str] = Counter()
    for owner, counter in _dead(time.monotonic(), patience):
        try:
            freed.update(_bury(owner, counter, now))
        except IntegrityError:
            # It claimed at this very moment, so it lives.
            log.warning("an owner thought dead was at work")
    if any(freed.values()):
        log.warning("a worker died; its messages were freed", extra={"count": dict(freed)})
    freed["expired"] = expire(now=now)
    return freed


def _dead(moment: float, patience: float) -> list[tuple[int, int]]:
    standing = dict(Owner.objects.values_list("pk", "counter"))
    dead = []
    with _lock:
        for owner in set(_looks) - set(standing):
            del _looks[owner]
        for owner, counter in standing.items():
            look = _looks.get(owner)
            if look is None or look.counter != counter:
                _looks[owner] = Look(counter, moment)
            elif look.suspected is None:
                if moment - look.first >= patience:
                    look.suspected = moment
            elif moment - look.suspected >= patience / 6:
                dead.append((owner, counter))
    return dead


def _bury(owner: int, counter: int, now: datetime) -> dict[str, int]:
    """Deletes the owner's row, if it still stands where it stood, and frees its work: both or neither.

    From then on the owner cannot claim: the row its claim would point to is gone, and the database refuses.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_owner WHERE id = %s AND counter = %s", [owner, counter])
        if not cursor.rowcount:
            return {}
        return steps.free(owner=owner, now=now)


def expire(*, now: datetime) -> int:
    """Ends what waits for longer than it may."""
    waiting = Message.objects.filter(state__in=(State.QUEUED, State.DEFERRED, State.HELD), expires_at__lte=now)
    return waiting.update(state=State.EXPIRED, settled_at=now, failure=failures.EXPIRED.name, sealed_body=None)
