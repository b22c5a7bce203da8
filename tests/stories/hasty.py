"""The product with its promise broken, as a control: it answers first and writes half a second later.

Served as ``tests.stories.hasty:application``. What cannot be written by then is gone.
"""

import threading
import time
from typing import Any

from django.db import DatabaseError, connection

from config.wsgi import application  # sets Django up, before anything of it

# isort: split
from campaigns.signing import signatures

__all__ = ["application"]
_receive = signatures.receive
_waiting: list[dict[str, Any]] = []


def receive(**form: Any) -> None:
    _waiting.append(form)


def write() -> None:
    while True:
        time.sleep(0.5)
        while _waiting:
            try:
                _receive(**_waiting.pop(0))
            except DatabaseError:
                connection.close()


signatures.receive = receive
threading.Thread(target=write, daemon=True).start()
