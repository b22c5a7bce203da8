"""How far an import got, while its transaction is not over: a hint, kept where that transaction does not reach.

What is entered is all or nothing, so the count on the way cannot be a row of the same transaction; on SQLite it cannot
be a row at all, for there is one writer. It lies in Redis, or in files beside the database of the embedded default.
Losing it loses a number on a screen.
"""

import logging
import time

from django.core.cache import caches

KEPT = 3600
PAUSE = 0.2
"""Seconds between two notes of one import."""
log = logging.getLogger("undeterred.imports")


class Progress:
    """Notes what is done of one import, not too often; a cache that is away costs one try."""

    def __init__(self, code: str) -> None:
        self.code, self._last, self._away = code, 0.0, False

    def __call__(self, done: int, total: int) -> None:
        moment = time.monotonic()
        if self._away or (moment - self._last < PAUSE and done < total):
            return
        self._last = moment
        try:
            caches["hints"].set(_name(self.code), (done, total), KEPT)
        except Exception as error:
            # Whatever is wrong with the cache: the rows are what matters.
            self._away = True
            log.warning("progress could not be noted", extra={"reason": type(error).__name__})


def seen(code: str) -> tuple[int, int]:
    """How many rows are done, of how many; zeros when nobody knows."""
    try:
        done, total = caches["hints"].get(_name(code)) or (0, 0)
    except Exception as error:
        log.warning("progress could not be read", extra={"reason": type(error).__name__})
        return 0, 0
    return int(done), int(total)


def _name(code: str) -> str:
    return f"import:{code}"
