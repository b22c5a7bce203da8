"""Sends what is due. The order of its steps is the promise: no mail twice, none lost in silence.

For a lot of messages: claim, ask the purposes, write the mails down. Then for each: MAIL and RCPT; commit
``dispatching`` together with ``sent`` of the one before; DATA. Whatever kills us, at most the one message that was
leaving at that moment is in doubt, and no other is sent twice or lost.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import django.db
from django.db import connection, transaction

from foundation.outbox import caps, failures, owners, steps
from foundation.outbox.failures import After, Trouble
from foundation.outbox.models import Message, State
from foundation.outbox.purposes import Handling
from foundation.outbox.wire import Line, Relay
from foundation.outbox.writing import Ready, Writer

LOT = 50
"""Claimed and written down together. A confirmation waits behind at most this many reminders of its own worker."""
SECONDS = 30.0
"""A run ends after about this long, so that other jobs get their turn; the next sweep goes on."""

log = logging.getLogger("undeterred.outbox")
_told_of_no_relay = False


def run(
    *,
    now: datetime,
    urgencies: Sequence[int] = (0, 1, 2),
    limit: int = 2000,
    owner: int | None = None,
    relay: Relay | None = None,
) -> Counter[str]:
    """Sends up to ``limit`` due messages of a range of urgencies; returns how many ended in which state.

    Without a mail server, or while it cannot be reached, messages wait untouched.
    """
    relay = relay or Relay.from_settings()
    if relay is None:
        _tell_of_no_relay()
        return Counter()
    # Durable: within somebody's transaction nothing would be committed before DATA, and the promise void.
    with transaction.atomic(durable=True):
        due = steps.any_due(urgencies=urgencies, now=now)
    if not due:
        return Counter()
    return Round(owner=owner or owners.current(now), now=now, urgencies=urgencies, relay=relay).run(limit)


def _tell_of_no_relay() -> None:
    global _told_of_no_relay
    if not _told_of_no_relay:
        _told_of_no_relay = True
        log.warning("no mail server is set (SMTP_HOST): messages wait")


@dataclass(frozen=True)
class Accepted:
    """A mail the relay took, not yet recorded."""

    ready: Ready
    relay_id: str
    at: datetime


class Round:
    """One run of one worker thread: one line to the relay, lot after lot."""

    def __init__(self, *, owner: int, now: datetime, urgencies: Sequence[int], relay: Relay) -> None:
        self.owner, self.urgencies = owner, urgencies
        self.line = Line(relay)
        self.tally: Counter[str] = Counter()
        self._began, self._now = time.monotonic(), now
        self._writer = Writer(self.note, self.now)
        self._accepted: Accepted | None = None

    def now(self) -> datetime:
        """The caller's now, and the time that passed since."""
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def run(self, limit: int) -> Counter[str]:
        claimed = 0
        try:
            # First the line: while the relay is away, no row is touched.
            self.line.open()
            while claimed < limit and time.monotonic() - self._began < SECONDS:
                lot = self.claim(min(LOT, limit - claimed))
                claimed += len(lot)
                if not lot or not self.send_lot(lot):
                    break
        except Trouble as trouble:
            log.warning("the mail server was not reached", extra={"reason": trouble.failure.name})
        finally:
            self.line.close()
        if self.tally:
            log.info("dispatched", extra={"count": dict(self.tally)})
        return self.tally

    def claim(self, size: int) -> list[Message]:
        """The next lot; when there is none, one of those that must be taken alone."""
        for alone in (False, True):
            lot = steps.claim(owner=self.owner, urgencies=self.urgencies, now=self.now(), lot=size, alone=alone)
            if lot:
                return lot
        return []

    def send_lot(self, lot: list[Message]) -> bool:
        """Writes and sends a lot; False when the relay wants a pause. Whatever happens, nothing stays in hand."""
        try:
            written = self._writer.write_all(lot)
            for place, ready in enumerate(written):
                trouble = self.send(ready)
                if trouble and trouble.failure.after is After.PAUSE:
                    rest = [later.message for later in written[place + 1 :]]
                    steps.put_back(rest, owner=self.owner, retry_at=self.now() + steps.PAUSE)
                    log.warning("the mail server wants a pause", extra={"reason": trouble.failure.name})
                    return False
            with self.one_commit():
                pass
            return True
        except BaseException:
            self.let_go(lot)
            raise

    def send(self, ready: Ready) -> Trouble | None:
        """One mail through its phases; returns the trouble it had, already recorded."""
        begun = False
        try:
            self.line.envelope(ready.sender, ready.recipient)
            begun = self.begin(ready)
            if begun:
                self._accepted = Accepted(ready, self.line.data(ready.content), self.now())
        except Trouble as trouble:
            with self.one_commit():
                self.note(ready.message, trouble)
                if begun and trouble.failure.after is not After.DOUBT and ready.is_counted():
                    caps.give_back(ready.tag or "", Handling(ready.message.handling), self.now().date())
            return trouble
        return None

    def begin(self, ready: Ready) -> bool:
        """Commits that this mail is about to leave, with the record of the one before. False: it must not leave."""
        now, message, before = self.now(), ready.message, self._accepted
        if before and not before.ready.purpose.sent and not ready.is_counted():
            done = (before.ready.message, before.relay_id, before.at)
            recorded, begun = steps.hand_over(*done, message, ready.body_hash, now)
            self._accepted = None
            self.tally[State.SENT] += recorded
            if not begun:
                steps.put_back([message], owner=self.owner)
            return begun
        with self.one_commit():
            if not steps.dispatching(message, ready.body_hash, now):
                # Cancelled or taken from us: nothing to put back. Stopped or too late: it waits, as before.
                steps.put_back([message], owner=self.owner)
                return False
            if ready.is_counted() and not caps.take(ready.tag or "", Handling(message.handling), now.date()):
                self.note(message, Trouble(failures.OVER_CAP))
                return False
        return True

    @contextmanager
    def one_commit(self) -> Iterator[None]:
        """One transaction: the record of the mail the relay took before, and what the caller adds."""
        if self._accepted is None:
            with transaction.atomic(durable=True):
                yield
            return
        with transaction.atomic(durable=True):
            recorded = self.record(self._accepted)
            yield
        # Only now: had the commit failed, it would have to be recorded still.
        self._accepted = None
        self.tally[State.SENT] += recorded

    def record(self, done: Accepted) -> bool:
        """Writes down that the relay took it, with whatever its purpose wants to note."""
        message, hook = done.ready.message, done.ready.purpose.sent
        if not steps.sent(message, done.relay_id, done.at):
            return False
        if hook:
            try:
                with transaction.atomic():
                    hook(message, done.at)
            except Exception:
                # It left: that is a fact, whatever a purpose makes of it.
                log.error("a purpose failed to note a sent mail", exc_info=True, extra={"code": message.code})
        return True

    def note(self, message: Message, trouble: Trouble) -> None:
        """Records why a message was not sent, and what follows."""
        state = steps.note(message, trouble, self.now())
        if state:
            self.tally[state] += 1
            extra = {"code": message.code, "purpose": message.purpose, "state": str(state)}
            log.info("a message was not sent", extra=extra | {"reason": trouble.failure.name, "status": trouble.reply})

    def let_go(self, lot: list[Message]) -> None:
        """After an error of ours: what the relay took is recorded and the rest freed; else the owner is left to die.

        The error may be a database that is just being restarted, so we ask again for a few seconds.
        """
        for pause in (0.0, 1.0, 3.0):
            time.sleep(pause)
            try:
                if not connection.in_atomic_block:
                    connection.close_if_unusable_or_obsolete()
                with self.one_commit():
                    pass
                steps.put_back(lot, owner=self.owner)
                steps.free(owner=self.owner, now=self.now(), only=lot)
                return
            except django.db.Error as error:
                log.warning("a lot could not be put back yet", extra={"reason": type(error).__name__})
        owners.abandon(self.owner)
