"""Nudges: hints that cost next to nothing, and never an error."""

from collections.abc import Iterator
from typing import Any

import pytest

from foundation import nudges


class Task:
    """As much of a task as a nudge needs."""

    def __init__(self, name: str, fails: bool = False) -> None:
        self.name, self.fails, self.sent = name, fails, 0

    def apply_async(self, *args: Any, **kwargs: Any) -> None:
        self.sent += 1
        if self.fails:
            raise ConnectionError


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The monotonic clock, to be moved by hand; no nudge was given before."""
    at = [1000.0]
    monkeypatch.setattr(nudges.time, "monotonic", lambda: at[0])
    monkeypatch.setattr(nudges, "_closed_until", 0.0)
    monkeypatch.setattr(nudges, "_nudged", {})
    yield at


@pytest.mark.django_db(transaction=True)
def test_one_nudge_stands_for_those_that_follow_at_once(clock: list[float]) -> None:
    crowd, other = Task("crowd"), Task("other")
    for _each in range(100):
        nudges.nudge(crowd)
    nudges.nudge(other)
    assert (crowd.sent, other.sent) == (1, 1)
    clock[0] += nudges.SAME + 0.01
    nudges.nudge(crowd)
    assert crowd.sent == 2


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_one_try_and_no_error(clock: list[float]) -> None:
    dead, later = Task("dead", fails=True), Task("later")
    nudges.nudge(dead)
    nudges.nudge(later)
    assert (dead.sent, later.sent) == (1, 0)
    clock[0] += nudges.PAUSE + 0.01
    nudges.nudge(later)
    assert later.sent == 1
