"""The tests' own ground: what must be loud is loud."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from tests.services import NO_CHROMIUM, _numbered

HOME = Path(__file__).resolve().parent.parent.parent
SKIPS = """
import pytest

def test_skipped():
    pytest.skip("not today")

@pytest.mark.xfail
def test_expected_to_fail():
    assert False

@pytest.mark.story
def test_in_a_browser():
    pass

@pytest.mark.full
def test_large():
    pass

def test_runs():
    pass
"""


def run(tmp_path: Path, **changes: str) -> str:
    """The summary of a small run that uses the servers of this one."""
    (tmp_path / "test_small.py").write_text(SKIPS)
    words = ["-c", str(HOME / "pyproject.toml"), "--rootdir", str(HOME), "-o", f"pythonpath={HOME}", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=HOME, env=os.environ | changes, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.mark.django_db
def test_the_database_is_a_postgresql_and_the_cache_a_redis() -> None:
    assert connection.vendor == "postgresql"
    cache.set("here", 1)
    assert cache._cache.get_client().info("server")["redis_version"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "ours", "broker"),
    [
        ("unix:///tmp/r.sock", "unix:///tmp/r.sock?db=3", "redis+socket:///tmp/r.sock?virtual_host=3"),
        ("redis+socket:///tmp/r.sock", "unix:///tmp/r.sock?db=3", "redis+socket:///tmp/r.sock?virtual_host=3"),
        ("redis://host:6379/2", "redis://host:6379/5", "redis://host:6379/5"),
        ("redis://host", "redis://host/3", "redis://host/3"),
    ],
)
def test_each_worker_has_a_redis_number_of_its_own(address: str, ours: str, broker: str) -> None:
    assert _numbered(address, 3) == (ours, broker)


def test_without_chromium_the_stories_are_skipped_loudly(tmp_path: Path) -> None:
    said = run(tmp_path, REQUIRE_ALL="0", PATH="/nowhere", CHROMIUM="", TEST_SIZE="quick")
    assert said.count(f"! {NO_CHROMIUM} (1 skipped)") == 1
    assert "1 passed, 2 skipped, 1 deselected, 1 xfailed" in said


def test_when_all_is_required_a_skip_fails(tmp_path: Path) -> None:
    said = run(tmp_path, REQUIRE_ALL="1", PATH="/nowhere", CHROMIUM="", TEST_SIZE="full")
    assert "2 failed, 2 passed, 1 error" in said
    assert "REQUIRE_ALL=1 allows no skip" in said
