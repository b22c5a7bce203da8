"""Real worker processes for the kill tests: ``python -m tests.foundation.outbox.workers SINK_PORT VARIANT``.

Reads orders from stdin, one a line: ``spawn`` forks a worker that sends in a loop, ``sweep`` one that recovers in a
loop, as beat would have it; each answers with the new process's id. End of input ends the lot. VARIANT names what is
switched off for a control: ``phases`` (nothing is committed before DATA) or ``conditions`` (rows are read and then
marked, by the claim and before DATA, without asking whether they still are what they were).
"""

import os
import signal
import sys
import threading
import time
from typing import Any

import django

PATIENCE, BEAT = 0.9, 0.1


def main(port: int, variant: str) -> None:
    from django.db import connection

    from foundation.outbox.purposes import Handling
    from tests.foundation.outbox import cast

    cast.known(Handling.LETTER)
    connection.close()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children = []
    for order in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
            loop = {"spawn": _send, "sweep": _sweep}[order.strip()]
            loop(port, variant)
        children.append(pid)
        print(pid, flush=True)
    for pid in children:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def _send(port: int, variant: str) -> None:
    from django.utils import timezone

    from foundation.outbox import dispatch, owners
    from foundation.outbox.wire import Relay

    round_ = {"": dispatch.Round, "phases": without_phases(), "conditions": without_conditions()}[variant]
    relay = Relay(host="127.0.0.1", port=port, timeout=10)
    while True:
        try:
            now = timezone.now()
            round_(owner=owners.current(now, every=BEAT), now=now, urgencies=(0, 2), relay=relay).run(2000)
        except Exception as error:
            # In the controls rows are taken from under each other's feet; the worker goes on all the same.
            print(type(error).__name__, error, file=sys.stderr)
        time.sleep(0.05)


def _sweep(port: int, variant: str) -> None:
    from django.utils import timezone

    from foundation.outbox import recovery

    while True:
        recovery.sweep(now=timezone.now(), patience=PATIENCE)
        time.sleep(0.05)


def without_phases() -> Any:
    """The control: claim, send, mark as sent; whoever dies is queued again. Nothing is committed before DATA."""
    from foundation.outbox import dispatch
    from foundation.outbox.models import Message, State

    class WithoutPhases(dispatch.Round):
        def begin(self, ready: Any) -> bool:
            with self.one_commit():
                return Message.objects.filter(pk=ready.message.pk, state=State.CLAIMED, owner=self.owner).exists()

        def record(self, done: Any) -> bool:
            Message.objects.filter(pk=done.ready.message.pk).update(state=State.SENT, owner=None)
            return True

    return WithoutPhases


def without_conditions() -> Any:
    """The control: reads what is due, then marks it; neither then nor before DATA it asks whether it still is."""
    from foundation.outbox import dispatch
    from foundation.outbox.models import WAITING, Message, State

    class WithoutConditions(dispatch.Round):
        def claim(self, size: int) -> list[Message]:
            lot = list(Message.objects.filter(state__in=WAITING).order_by("retry_at", "pk")[:size])
            time.sleep(0.02)
            for each in lot:
                each.owner_id, each.state, each.attempt = self.owner, State.CLAIMED, each.attempt + 1
                each.save()
            return lot

        def begin(self, ready: Any) -> bool:
            with self.one_commit():
                Message.objects.filter(pk=ready.message.pk).update(state=State.DISPATCHING, owner=self.owner)
            return True

    return WithoutConditions


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
