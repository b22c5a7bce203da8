"""Each step of a message's life as one conditional statement: it happens only if the row is still as we believe.

``state``, ``owner`` and ``attempt`` together are the fence: a worker that was slow, declared dead or overruled finds
no row, and lets go. Hand-written SQL where a message passes for each mail; the ORM would cost more than the mail.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from foundation.outbox import failures
from foundation.outbox.failures import After, Failure, Trouble
from foundation.outbox.models import Message, State
from foundation.outbox.purposes import Handling

STRIKES = 3
PAUSE = timedelta(seconds=60)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
MAX_TRIES = 16
"""With these waits about four days, as RFC 5321 advises before giving up."""

_DUE = """
m.state IN ('queued', 'deferred') AND m.urgency BETWEEN %s AND %s AND m.retry_at <= %s
AND (m.expires_at IS NULL OR m.expires_at > %s) AND m.strikes {strikes}
AND NOT EXISTS (SELECT 1 FROM foundation_stop s WHERE s.scope = 'all' OR s.scope = m.scope)
"""
# MATERIALIZED: the planner must not run the choice twice, for it would then claim more than the limit.
_CLAIM_POSTGRESQL = """
WITH lot AS MATERIALIZED (
    SELECT m.id FROM foundation_message m WHERE {due} ORDER BY m.urgency, m.retry_at, m.id LIMIT %s
    FOR UPDATE OF m SKIP LOCKED)
UPDATE foundation_message SET state = 'claimed', attempt = attempt + 1, owner_id = %s
FROM lot WHERE foundation_message.id = lot.id RETURNING foundation_message.*
"""
# SQLite has one writer at a time: the choice inside the statement is made under its lock.
_CLAIM_SQLITE = """
UPDATE foundation_message SET state = 'claimed', attempt = attempt + 1, owner_id = %s WHERE id IN (
    SELECT m.id FROM foundation_message m WHERE {due} ORDER BY m.urgency, m.retry_at, m.id LIMIT %s)
RETURNING *
"""
_PEEK = "SELECT EXISTS (SELECT 1 FROM foundation_message m WHERE {due})"
_STILL_OURS = """
foundation_message.id = %s AND state = 'claimed' AND owner_id = %s AND attempt = %s
AND (expires_at IS NULL OR expires_at > %s)
AND NOT EXISTS (SELECT 1 FROM foundation_stop s WHERE s.scope = 'all' OR s.scope = foundation_message.scope)
"""
# A worker declared dead may still come with the answer to its own attempt: evidence beats doubt.
_STILL_OPEN = """
foundation_message.id = %s AND attempt = %s
AND state IN ('dispatching', 'in_doubt', 'dropped', 'queued', 'deferred')
"""
_SENT = (
    """
UPDATE foundation_message SET state = 'sent', relay_id = %s, settled_at = %s, owner_id = NULL, sealed_body = NULL,
failure = '', reply = '' WHERE
"""
    + _STILL_OPEN
)
_DISPATCHING = "UPDATE foundation_message SET state = 'dispatching', body_hash = %s WHERE" + _STILL_OURS  # noqa: S608 (constants)
# Both in one statement, which is one commit and one journey to the database for each mail.
_HAND_OVER = f"""
UPDATE foundation_message SET
state = CASE id WHEN %s THEN 'sent' ELSE 'dispatching' END,
relay_id = CASE id WHEN %s THEN %s ELSE relay_id END,
settled_at = CASE id WHEN %s THEN %s ELSE settled_at END,
owner_id = CASE id WHEN %s THEN NULL ELSE owner_id END,
sealed_body = CASE id WHEN %s THEN NULL ELSE sealed_body END,
failure = CASE id WHEN %s THEN '' ELSE failure END,
reply = CASE id WHEN %s THEN '' ELSE reply END,
body_hash = CASE id WHEN %s THEN %s ELSE body_hash END
WHERE ({_STILL_OPEN}) OR ({_STILL_OURS}) RETURNING id
"""  # noqa: S608 (constants)
_DUE_NOW = _DUE.format(strikes=">= 0")
_IN_LOTS, _ALONE = _DUE.format(strikes=f"< {STRIKES - 1}"), _DUE.format(strikes=f">= {STRIKES - 1}")


def any_due(*, urgencies: Sequence[int], now: datetime) -> bool:
    """Whether there is anything to claim."""
    with connection.cursor() as cursor:
        cursor.execute(_PEEK.format(due=_DUE_NOW), [min(urgencies), max(urgencies), now, now])
        return bool(cursor.fetchone()[0])


def claim(*, owner: int, urgencies: Sequence[int], now: datetime, lot: int, alone: bool = False) -> list[Message]:
    """Takes up to ``lot`` due messages for this owner, most urgent first; ``urgencies`` is a range of them.

    A message with strikes is taken alone, so that whatever happens next is its own doing.
    """
    due = _ALONE if alone else _IN_LOTS
    which = [min(urgencies), max(urgencies), now, now, 1 if alone else lot]
    if connection.vendor == "postgresql":
        found = list(Message.objects.raw(_CLAIM_POSTGRESQL.format(due=due), [*which, owner]))
    else:
        found = list(Message.objects.raw(_CLAIM_SQLITE.format(due=due), [owner, *which]))
    return sorted(found, key=lambda message: (message.urgency, message.retry_at, message.pk))


def dispatching(message: Message, body_hash: str, now: datetime) -> bool:
    """Claimed -> dispatching, to be committed just before DATA. False: not ours any more, stopped or too late."""
    with connection.cursor() as cursor:
        cursor.execute(_DISPATCHING, [body_hash, message.pk, message.owner_id, message.attempt, now])
        return bool(cursor.rowcount)


def sent(message: Message, relay_id: str, at: datetime) -> bool:
    """Dispatching -> sent. False when somebody decided otherwise meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [relay_id, at, message.pk, message.attempt])
        return bool(cursor.rowcount)


def hand_over(
    done: Message, relay_id: str, at: datetime, following: Message, body_hash: str, now: datetime
) -> tuple[bool, bool]:
    """``sent`` of one message and ``dispatching`` of the next, in one statement; whether each happened."""
    one, two = done.pk, following.pk
    values: list[Any] = [one, one, relay_id, one, at, one, one, one, one, two, body_hash]
    still: list[Any] = [one, done.attempt, two, following.owner_id, following.attempt, now]
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, values + still)
        changed = {row[0] for row in cursor.fetchall()}
    return one in changed, two in changed


def put_back(messages: Iterable[Message], *, owner: int, retry_at: datetime | None = None) -> int:
    """Claimed -> queued for those still ours: nothing happened to them."""
    values: dict[str, object] = {"state": State.QUEUED, "owner": None}
    if retry_at:
        values["retry_at"] = retry_at
    pks = [message.pk for message in messages]
    return Message.objects.filter(pk__in=pks, owner=owner, state=State.CLAIMED).update(**values)


def note(message: Message, trouble: Trouble, now: datetime) -> State | None:
    """Records a failure with what follows from it; the new state, or None when the message was not ours any more."""
    values = {"failure": trouble.reason, "reply": trouble.reply} | after(message, trouble.failure, now)
    in_hand = Message.objects.filter(pk=message.pk, owner=message.owner_id, attempt=message.attempt)
    changed = in_hand.filter(state__in=(State.CLAIMED, State.DISPATCHING)).update(**values)
    return State(str(values["state"])) if changed else None


def after(message: Message, failure: Failure, now: datetime) -> dict[str, object]:
    """The column values that follow from a failure of one message."""
    values: dict[str, object] = {"owner": None}
    what = failure.after
    if what is not After.DOUBT:
        values["body_hash"] = ""  # it certainly did not leave
    if what is After.DOUBT and message.handling != Handling.SECURITY:
        letter = message.handling == Handling.LETTER
        values |= {"state": State.IN_DOUBT} if letter else {"state": State.DROPPED} | _settled(now)
    elif what is After.NEVER:
        values |= {"state": State.FAILED} | _settled(now)
    elif what is After.HOLD or (failure.strike and message.strikes + 1 >= STRIKES):
        values |= {"state": State.HELD, "strikes": message.strikes + failure.strike}
    elif what is After.CANCEL:
        values |= {"state": State.EXPIRED if failure is failures.EXPIRED else State.CANCELLED} | _settled(now)
    elif message.tries + 1 >= MAX_TRIES:
        values |= {"state": State.FAILED, "failure": failures.GAVE_UP.name} | _settled(now)
    else:
        wait = WAITS[min(message.tries, len(WAITS) - 1)]
        values |= {
            "state": State.DEFERRED,
            "tries": message.tries + 1,
            "retry_at": now + wait,
            "strikes": message.strikes + failure.strike,
        }
    return values


def _settled(now: datetime) -> dict[str, object]:
    return {"settled_at": now, "sealed_body": None}


def free(*, owner: int, now: datetime, only: Iterable[Message] | None = None) -> dict[str, int]:
    """Frees what an owner that is no more had in hand; returns how many by new state.

    Claimed is safe: nothing had left. Each of them gets a strike, for one of them may have killed the worker; at the
    second it is taken alone, so that the third is its own. Dispatching is in doubt, by the rules of its handling.
    """
    rows = Message.objects.filter(owner=owner)
    if only is not None:
        rows = rows.filter(pk__in=[message.pk for message in only])
    claimed, leaving = rows.filter(state=State.CLAIMED), rows.filter(state=State.DISPATCHING)
    doubt: dict[str, object] = {"owner": None, "failure": failures.OWNER_DIED.name}
    before: dict[str, object] = {
        "owner": None,
        "failure": failures.WORKER_DIED_BEFORE.name,
        "strikes": F("strikes") + 1,
    }
    letters = leaving.filter(handling=Handling.LETTER)
    security = leaving.filter(handling=Handling.SECURITY)
    counts = {
        "held": claimed.filter(strikes__gte=STRIKES - 1).update(state=State.HELD, **before),
        "queued": claimed.update(state=State.QUEUED, **before)
        + security.update(state=State.QUEUED, retry_at=now, **doubt),
        "in_doubt": letters.update(state=State.IN_DOUBT, **doubt),
    }
    counts["dropped"] = leaving.update(state=State.DROPPED, **doubt, **_settled(now))
    return counts
