"""A worker of its own for the kill tests: ``python -m tests.actors.exchange.workers PK VARIANT``.

Enters one import, says ``entering`` once a part of it is in the database, and then waits to be killed. VARIANT
``halves`` is the control: no transaction holds the parts together.
"""

import os
import sys
import time
from datetime import datetime
from typing import Any

import django


class Stops:
    """Stands where progress is noted, and gets no further than the first part."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(self, done: int, total: int) -> None:
        if done:
            print("entering", flush=True)
            time.sleep(120)


def without_a_frame(row: Any, found: Any, now: datetime) -> bool:
    """As ``entering._enter``, with every part in a transaction of its own."""
    from actors.exchange import imports, plans

    enter: Any = plans.enter
    plan = imports.plan_of(row, found)
    enter.__wrapped__(plan, by=row.entered_by, now=now, batch=row.batch, progress=Stops(row.code))
    return True


def main(pk: int, variant: str) -> None:
    from django.utils import timezone

    from actors.exchange import entering

    entering.Progress = Stops  # type: ignore[misc, assignment]
    if variant == "halves":
        entering._enter = without_a_frame
    entering.work(pk=pk, now=timezone.now())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
