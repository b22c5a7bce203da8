"""What the domain asks of the outbox: queue, cancel, stop. Rows only; tasks sweep them.

Call these inside the transaction of the cause, so that one is never there without the other.
"""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from foundation.history import journal
from foundation.inserting import insert_from
from foundation.outbox import purposes
from foundation.outbox.models import DOUBTFUL, STOPPABLE, Message, State, Stop

EVERYTHING = "all"


def queue(
    *,
    purpose: str,
    recipient: tuple[str, str],
    slot: str = "once",
    text_version: str = "",
    scope: str = "",
    now: datetime,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    params: dict[str, Any] | None = None,
    sealed_body: bytes | None = None,
) -> Message | None:
    """Queues one message; None when its slot is taken already. Raises KeyError for an unknown purpose."""
    known = purposes.get(purpose)
    code = secrets.token_hex(16)
    row = Message(
        code=code,
        purpose=known.name,
        handling=known.handling.value,
        recipient_kind=recipient[0],
        recipient_code=recipient[1],
        slot=slot,
        text_version=text_version,
        scope=scope,
        params=params or {},
        sealed_body=sealed_body,
        urgency=known.urgency,
        retry_at=max(not_before or now, now),
        expires_at=expires_at,
        queued_at=now,
    )
    # The unique slot decides, also between two at once; a duplicate must not break the caller's transaction.
    Message.objects.bulk_create([row], ignore_conflicts=True)
    return Message.objects.filter(code=code).first()


def queue_each(
    source: QuerySet[Any, Any],
    *,
    purpose: str,
    recipient_kind: str,
    scope: str = "",
    now: datetime,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Queues one message for each row of ``source`` in one statement; returns how many were not queued before.

    ``source`` is a ``values()`` query of ``recipient_code``, ``slot`` and ``params`` (as JSON), and of ``text_version``
    where it matters. Raises KeyError for an unknown purpose.
    """
    known = purposes.get(purpose)
    fixed: dict[str, Any] = {} if "text_version" in source.query.annotation_select else {"text_version": ""}
    return insert_from(
        source,
        Message,
        purpose=known.name,
        handling=known.handling.value,
        recipient_kind=recipient_kind,
        scope=scope,
        urgency=known.urgency,
        state=State.QUEUED,
        attempt=0,
        tries=0,
        strikes=0,
        retry_at=max(not_before or now, now),
        expires_at=expires_at,
        queued_at=now,
        relay_id="",
        failure="",
        reply="",
        body_hash="",
        **fixed,
    )


def cancel(*, recipient: tuple[str, str], now: datetime, slots_from: str = "", purpose: str = "") -> int:
    """Cancels what waits for this recipient and is not leaving at this moment; returns how many.

    ``slots_from`` spares those whose slot does not begin so, ``purpose`` those of any other.
    """
    rows = Message.objects.about(*recipient).filter(slot__startswith=slots_from)
    return _cancel(rows.filter(purpose=purpose) if purpose else rows, now)


def cancel_scope(*, scope: str, now: datetime, sparing: tuple[str, Any] | None = None) -> int:
    """Cancels everything within a scope that is not leaving at this moment; returns how many.

    ``sparing``: but what is for recipients of one kind with these codes (a list or a query).
    """
    rows = Message.objects.filter(scope=scope)
    if sparing is not None:
        rows = rows.exclude(recipient_kind=sparing[0], recipient_code__in=sparing[1])
    return _cancel(rows, now)


def _cancel(rows: Any, now: datetime) -> int:
    # A worker may hold some of them: it finds the state changed when it wants to begin, and lets go.
    found: int = rows.filter(state__in=STOPPABLE).update(
        state=State.CANCELLED, owner=None, settled_at=now, failure="Cancelled", sealed_body=None
    )
    return found


def stop(*, scope: str, by: journal.Doer | None, now: datetime) -> bool:
    """Throws the stop switch: nothing of this scope (``all`` or ``campaign:<code>``) leaves. False if it was on."""
    with transaction.atomic():
        _row, thrown = Stop.objects.get_or_create(scope=scope, defaults={"since_at": now})
        if thrown:
            journal.write(deed="outbox.stop", by=by, subject=("outbox", scope), scope=scope, now=now)
        return thrown


def go(*, scope: str, by: journal.Doer | None, now: datetime) -> bool:
    """Takes the stop switch back; what waited leaves with the next sweep. False if it was off."""
    with transaction.atomic():
        gone, _each = Stop.objects.filter(scope=scope).delete()
        if gone:
            journal.write(deed="outbox.go", by=by, subject=("outbox", scope), scope=scope, now=now)
        return bool(gone)


def settle(*, message: Message, as_sent: bool, by: journal.Doer | None, now: datetime) -> bool:
    """A person decides a message in doubt: it was sent, or it was not and goes out again. False if not in doubt."""
    with transaction.atomic():
        if not _decide(message, DOUBTFUL, "settled_as_sent" if as_sent else "settled_as_not_sent", by, now):
            return False
        if not as_sent:
            _again(message, now)
            return True
        Message.objects.filter(pk=message.pk).update(state=State.SENT, settled_at=now, sealed_body=None)
        message.refresh_from_db()
        if hook := purposes.get(message.purpose).sent:
            hook(message, now)
        return True


def release(*, message: Message, by: journal.Doer | None, now: datetime) -> bool:
    """A person lets a held or refused message go out (again). False if there was nothing to release.

    One in doubt is not: whoever presses a button of an old page has not said that it was not sent (see ``settle``).
    """
    with transaction.atomic():
        if not _decide(message, (State.HELD, State.FAILED), "released", by, now):
            return False
        _again(message, now)
        return True


def _decide(message: Message, among: tuple[State, ...], deed: str, by: journal.Doer | None, now: datetime) -> bool:
    """Locks the row and writes the journal; False when it is in no state to decide about."""
    row = Message.objects.select_for_update().filter(pk=message.pk, state__in=among).first()
    if row is None:
        return False
    journal.write(
        deed=f"message.{deed}",
        by=by,
        subject=("message", row.code),
        scope=row.scope,
        now=now,
        detail={"purpose": row.purpose, "was": row.state, "reason": row.failure},
    )
    return True


def _again(message: Message, now: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=State.QUEUED, retry_at=now, settled_at=None, tries=0, strikes=0, failure="", reply="", body_hash=""
    )
    message.refresh_from_db()
