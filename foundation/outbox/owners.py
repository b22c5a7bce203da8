"""The row a worker process owns: its counter is raised from a thread of its own, however long a mail takes.

A process that is killed, hangs as a whole or loses the database stops raising it; recovery sees that without any
clock being right and without any lock being held (see ``recovery``).
"""

import logging
import os
import threading
from datetime import datetime

import django.db
from django.db import connection
from django.db.models import F

from foundation.outbox.models import Owner

EVERY = 3.0
"""Seconds between two raises; recovery waits ten times as long."""

log = logging.getLogger("undeterred.outbox")
_lock = threading.Lock()
_mine: "_Heart | None" = None


class _Heart(threading.Thread):
    """Raises one row's counter until the row is gone or it is told to stop."""

    def __init__(self, owner: int, every: float) -> None:
        super().__init__(name="outbox-owner", daemon=True)
        self.owner, self.every, self.pid = owner, every, os.getpid()
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(self.every):
            try:
                if not Owner.objects.filter(pk=self.owner).update(counter=F("counter") + 1):
                    return  # declared dead: the next piece of work begins under a new row
            except django.db.Error as error:
                log.warning("the owner's counter could not be raised", extra={"reason": type(error).__name__})
            finally:
                # A connection between two raises would only be one more to go stale.
                connection.close()

    def beats(self) -> bool:
        return self.pid == os.getpid() and self.is_alive() and not self.stopped.is_set()


def current(now: datetime, *, every: float = EVERY) -> int:
    """The key of this process's row, made at first use, after a fork, and when it was declared dead meanwhile."""
    global _mine
    with _lock:
        if _mine is None or not _mine.beats() or not Owner.objects.filter(pk=_mine.owner).exists():
            if _mine is not None:
                _mine.stopped.set()
            _mine = _Heart(Owner.objects.create(started_at=now).pk, every)
            _mine.start()
        return _mine.owner


def abandon(owner: int) -> None:
    """Lets this process's row stand still: its work could not be put back, so recovery shall find it."""
    global _mine
    with _lock:
        if _mine is not None and _mine.owner == owner:
            _mine.stopped.set()
            _mine = None
