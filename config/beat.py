"""Beat, with a heartbeat: a row written from the very loop that sends the jobs."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from foundation import pulses

log = logging.getLogger("undeterred.beat")
EVERY = 5.0


class Scheduler(PersistentScheduler):
    """Celery's scheduler; its loop wakes at least every five seconds and says so."""

    max_interval = EVERY
    _felt = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        pause = super().tick(*args, **kwargs)
        if time.monotonic() - self._felt >= EVERY:
            self._felt = time.monotonic()
            try:
                close_old_connections()
                pulses.feel("beat", timezone.now())
            except DatabaseError:
                log.warning("beat could not note its heartbeat")
        return float(min(pause, EVERY))
