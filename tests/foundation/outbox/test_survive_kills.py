"""The promise, proved by killing: no letter twice, none lost without being in doubt.

Each test ships its control, in which one protection is off: it must show the damage, or the test proves nothing.
"""

from pathlib import Path

import pytest

from tests.foundation.outbox.crew import run_crowd, run_with_kills
from tests.services import sized

pytestmark = pytest.mark.django_db(transaction=True)
DELAY = 0.004
"""The sink waits this long between taking a mail and saying so: that is where a kill hurts."""


def test_nothing_is_sent_twice_or_lost_when_workers_are_killed(tmp_path: Path) -> None:
    messages, kills = sized(1_000, 10_000), sized(10, 50)
    account = run_with_kills(tmp_path, messages=messages, kills=kills, delay=DELAY, limit=sized(60, 400))
    print(account)
    assert account.kills == kills and len(account.states) == messages
    assert account.duplicates == []
    assert account.lost == []
    assert account.in_doubt <= kills


def test_control_without_the_phase_commit_there_are_duplicates(tmp_path: Path) -> None:
    messages, kills = sized(500, 3_000), sized(10, 20)
    account = run_with_kills(
        tmp_path, messages=messages, kills=kills, variant="phases", delay=DELAY, limit=sized(60, 200)
    )
    print(account)
    assert account.kills == kills
    assert account.duplicates


def test_two_workers_and_two_sweepers_at_once_send_nothing_twice(tmp_path: Path) -> None:
    messages = sized(600, 5_000)
    account = run_crowd(tmp_path, messages=messages, workers=2, sweepers=2, limit=sized(40, 200))
    print(account)
    assert (account.duplicates, account.lost, account.in_doubt) == ([], [], 0)
    assert len(account.delivered) == messages


def test_control_without_conditions_two_workers_send_twice(tmp_path: Path) -> None:
    account = run_crowd(tmp_path, messages=200, workers=2, sweepers=1, variant="conditions", limit=15)
    print(account)
    assert account.duplicates
