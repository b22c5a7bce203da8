"""Recovery: the dead are found by their counter in two looks, and only the dead."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from foundation.outbox import failures, recovery, steps
from foundation.outbox.models import Message, Owner, State
from foundation.outbox.purposes import Handling
from tests.foundation.outbox.cast import NOW, known, message, owner

pytestmark = pytest.mark.django_db


class Clock:
    """The sweeper's monotonic time."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(recovery, "time", clock)
    monkeypatch.setattr(recovery, "_looks", {})
    yield clock


def _sweep_at(clock: Clock, at: float) -> dict[str, int]:
    clock.at = 1000.0 + at
    return {state: count for state, count in recovery.sweep(now=NOW).items() if count}


def _in_hand(handling: Handling, mine: int, code: str, *, leaving: bool) -> Message:
    made = message(known(handling), code)
    (claimed,) = steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=1)
    assert claimed.pk == made.pk
    if leaving:
        assert steps.dispatching(claimed, "h" * 64, NOW)
    return made


def test_a_dead_owners_work_is_freed_by_the_rules(clock: Clock) -> None:
    mine = owner()
    rows = {
        "claimed": _in_hand(Handling.LETTER, mine, "claimed", leaving=False),
        "letter": _in_hand(Handling.LETTER, mine, "letter", leaving=True),
        "confirmation": _in_hand(Handling.CONFIRMATION, mine, "confirmation", leaving=True),
        "reminder": _in_hand(Handling.REMINDER, mine, "reminder", leaving=True),
        "security": _in_hand(Handling.SECURITY, mine, "security", leaving=True),
    }
    assert _sweep_at(clock, 0) == {}
    assert _sweep_at(clock, 31) == {}  # suspected
    assert _sweep_at(clock, 41) == {"queued": 2, "in_doubt": 1, "dropped": 2}
    now = {name: Message.objects.get(pk=row.pk) for name, row in rows.items()}
    assert {name: row.state for name, row in now.items()} == {
        "claimed": State.QUEUED,
        "letter": State.IN_DOUBT,
        "confirmation": State.DROPPED,
        "reminder": State.DROPPED,
        "security": State.QUEUED,
    }
    assert now["letter"].body_hash == "h" * 64 and now["letter"].failure == failures.OWNER_DIED.name
    assert not Owner.objects.exists()


def test_one_look_is_not_enough_however_late_it_comes(clock: Clock) -> None:
    _in_hand(Handling.LETTER, owner(), "a", leaving=True)
    assert _sweep_at(clock, 0) == {}
    assert _sweep_at(clock, 5000) == {}
    assert _sweep_at(clock, 5001) == {}  # too soon after the suspicion
    assert _sweep_at(clock, 5006) == {"in_doubt": 1}


def test_a_counter_that_moves_is_alive(clock: Clock) -> None:
    """Also after a long silence: the database was away for a while, then all counters rise again."""
    mine = owner()
    _in_hand(Handling.LETTER, mine, "a", leaving=True)
    _sweep_at(clock, 0)
    _sweep_at(clock, 60)
    Owner.objects.filter(pk=mine).update(counter=1)
    assert _sweep_at(clock, 70) == {}
    assert _sweep_at(clock, 99) == {}


def test_an_owner_that_moves_between_the_look_and_the_burial_is_spared(clock: Clock) -> None:
    mine = owner()
    made = _in_hand(Handling.LETTER, mine, "a", leaving=True)
    Owner.objects.filter(pk=mine).update(counter=8)
    assert recovery._bury(mine, 7, NOW) == {}
    assert Message.objects.get(pk=made.pk).state == State.DISPATCHING


def test_a_message_that_kills_its_worker_three_times_is_quarantined(clock: Clock) -> None:
    poison, innocent = message(known(), "poison"), message(known(), "innocent")
    for died in range(2):
        mine = owner()
        lot = steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=10)
        assert {each.pk for each in lot} == {poison.pk, innocent.pk}, died
        steps.free(owner=mine, now=NOW)
    # Two strikes: from now on each is taken alone.
    mine = owner()
    assert steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=10) == []
    (alone,) = steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=10, alone=True)
    assert alone.pk == poison.pk
    assert steps.free(owner=mine, now=NOW)["held"] == 1
    assert Message.objects.get(pk=poison.pk).state == State.HELD
    (other,) = steps.claim(owner=owner(), urgencies=(0, 2), now=NOW, lot=10, alone=True)
    assert other.pk == innocent.pk


def test_what_waits_too_long_expires(clock: Clock) -> None:
    late = message(known(), "late", expires_at=NOW + timedelta(hours=1))
    message(known(), "later", expires_at=NOW + timedelta(hours=3))
    assert recovery.expire(now=NOW + timedelta(hours=2)) == 1
    assert Message.objects.get(pk=late.pk).state == State.EXPIRED
    assert steps.claim(owner=owner(), urgencies=(0, 2), now=NOW + timedelta(hours=4), lot=9) == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_owner_cannot_claim_any_more() -> None:
    from django.db import IntegrityError

    mine = owner()
    made = message(known())
    assert recovery._bury(mine, 0, NOW) is not None
    with pytest.raises(IntegrityError):
        steps.claim(owner=mine, urgencies=(0, 2), now=NOW, lot=1)
    assert Message.objects.get(pk=made.pk).state == State.QUEUED
