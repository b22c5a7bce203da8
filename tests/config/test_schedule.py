"""Every entry of the schedule names a real task, and every queue has a worker."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from config.celery import QUEUES, SCHEDULE
from config.demo.children import WORKER

HOME = Path(__file__).resolve().parent.parent.parent
LOOK = """
import json
from config.celery import app
app.loader.import_default_modules()
print(json.dumps({name: type(task).__module__ for name, task in app.tasks.items()}))
"""


@cache
def known_to_a_worker() -> dict[str, str]:
    """Task name -> module, as a fresh worker finds them: other tests import modules that a worker would not."""
    found = subprocess.run([sys.executable, "-c", LOOK], cwd=HOME, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


@pytest.mark.parametrize("entry", SCHEDULE)
def test_an_entry_names_a_task_and_a_queue(entry: str) -> None:
    task, every, queue = SCHEDULE[entry]
    assert task in known_to_a_worker()
    assert every >= 1
    assert queue in QUEUES


def test_a_worker_finds_every_file_with_tasks() -> None:
    files = [path for app in ("config", "foundation", "actors", "campaigns") for path in (HOME / app).rglob("tasks.py")]
    assert files
    modules = {".".join(path.relative_to(HOME).with_suffix("").parts) for path in files}
    assert modules <= set(known_to_a_worker().values())


def _queues(words: list[str]) -> set[str]:
    return set(words[words.index("-Q") + 1].split(","))


def test_the_demo_s_worker_serves_every_queue() -> None:
    assert _queues(WORKER) == set(QUEUES)


def test_the_shipped_workers_serve_every_queue() -> None:
    services = yaml.safe_load((HOME / "docker-compose.yml").read_text())["services"]
    workers = [service["command"] for service in services.values() if "worker" in service.get("command", [])]
    assert set().union(*map(_queues, workers)) == set(QUEUES)
