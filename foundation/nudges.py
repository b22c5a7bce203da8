"""Nudging: a hint to a worker that a row waits. Never a fact, never worth a second of anybody's time.

A nudge is given after the commit. When the broker does not take it within a third of a second, nobody is told but
the log, and nobody tries again for a while: beat sweeps the same rows within seconds.
"""

import logging
import threading
import time
from typing import Any, Protocol

from django.db import transaction

log = logging.getLogger("undeterred.nudge")
PAUSE = 15.0
"""Seconds without a try after a failure, so that a dead broker costs one request its third of a second, not all."""

SAME = 0.25
"""Seconds for which one nudge of a task stands for those that follow it. What it stands for and the worker had not
seen yet is found by beat."""

_lock = threading.Lock()
_closed_until = 0.0
_nudged: dict[str, float] = {}
"""When each task was last nudged by this process, on the monotonic clock."""


class Task(Protocol):
    """As much of a Celery task as we need: the domain never imports Celery."""

    name: str

    def apply_async(self, *args: Any, **kwargs: Any) -> Any: ...


def nudge(task: Task, *, queue: str = "default") -> None:
    """After the commit, asks a worker to run ``task`` soon. Never raises, never retries."""
    transaction.on_commit(lambda: _send(task, queue), robust=True)


def _send(task: Task, queue: str) -> None:
    global _closed_until
    now = time.monotonic()
    # A crowd that signs at once needs one worker to be woken once, not a queue of the same.
    if now < _closed_until or now < _nudged.get(task.name, 0.0) + SAME:
        return
    _nudged[task.name] = now
    try:
        task.apply_async(queue=queue, expires=60, retry=False)
    except Exception as error:
        # Any trouble with the broker is the same to us: the row is safe, a sweep comes.
        with _lock:
            _closed_until = time.monotonic() + PAUSE
        log.warning("a nudge was not taken", extra={"task": task.name, "reason": type(error).__name__})
