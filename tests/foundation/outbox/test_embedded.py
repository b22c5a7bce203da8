"""The outbox on SQLite, the embedded default: the same life, the same kills."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.foundation.outbox.crew import ROOT

pytestmark = pytest.mark.sqlite


def _on_sqlite(folder: Path, what: str) -> dict[str, int]:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/outbox.sqlite3"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.foundation.outbox.embedded", str(folder), what],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, int] = json.loads(ran.stdout.splitlines()[-1])
    return found


def test_killed_workers_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    found = _on_sqlite(tmp_path, "-")
    assert (found["kills"], found["duplicates"], found["lost"]) == (4, 0, 0)
    assert found["in_doubt"] <= 4


def test_control_without_the_phase_commit_there_are_duplicates(tmp_path: Path) -> None:
    assert _on_sqlite(tmp_path, "phases")["duplicates"] > 0


def test_two_workers_and_two_sweepers_at_once_send_nothing_twice(tmp_path: Path) -> None:
    found = _on_sqlite(tmp_path, "crowd")
    assert found == {"kills": 0, "duplicates": 0, "lost": 0, "in_doubt": 0, "delivered": 200}
