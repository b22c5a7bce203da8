"""Two workers bring the entries up to date at the same moment."""

import threading
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection, models

from actors.checking import editions
from actors.search import index
from actors.search.models import SearchEntry
from tests import make
from tests.register import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once() -> list[Any]:
    """What each of two said: whether it wrote, or the error it died of."""
    for number in range(60):
        make.state(f"X{number}", name_en=f"Exampleland {number}")
    editions.bump(NOW)
    start = threading.Barrier(2)
    said: list[Any] = []

    def run() -> None:
        start.wait()
        try:
            said.append(index.bring_up_to_date())
        except Exception as error:
            said.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said, key=str)


def test_one_writes_and_the_other_finds_it_done() -> None:
    assert at_once() == [False, True]
    assert SearchEntry.objects.filter(kind="state", language="en").count() == 60


def test_control_without_the_lock_both_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **how: self)
    both = threading.Barrier(2, timeout=5)
    refill = index.refill

    def wait_and_refill() -> None:
        with nullcontext():
            both.wait()
        refill()

    monkeypatch.setattr(index, "refill", wait_and_refill)
    assert at_once() != [False, True]
