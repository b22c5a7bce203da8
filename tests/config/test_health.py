"""What balancers and monitoring are told."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import health
from foundation import pulses

pytestmark = pytest.mark.django_db
FRESH, STALE = timedelta(seconds=5), timedelta(seconds=40)


def beat(**ages: timedelta) -> None:
    for name, age in ages.items():
        pulses.feel(name, timezone.now() - age)


@pytest.mark.parametrize("path", ["/healthz", "/healthz/all"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_for_looking_only(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405


def test_a_process_that_reaches_the_database_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "reasons": []})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/healthz/all"])
def test_without_database_it_says_so(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError("connection refused")

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get(path)
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["The database cannot be reached."])


def test_all_parts_are_well(client: Client) -> None:
    beat(worker=FRESH, beat=FRESH)
    answer = client.get("/healthz/all")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "reasons": []})


def test_parts_that_were_never_heard(client: Client) -> None:
    answer = client.get("/healthz/all")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [
        *("The scheduler (beat) has not been heard yet.", "The worker has not been heard yet.")
    ]


@pytest.mark.parametrize(
    ("ages", "word"),
    [({"worker": STALE, "beat": FRESH}, "worker"), ({"worker": FRESH, "beat": STALE}, "beat")],
)
def test_a_part_that_fell_silent(client: Client, ages: dict[str, timedelta], word: str) -> None:
    beat(**ages)
    answer = client.get("/healthz/all")
    assert answer.status_code == 503
    [reason] = answer.json()["reasons"]
    assert word in reason
    assert "40 seconds ago" in reason


@pytest.mark.parametrize("address", ["redis+socket:///nowhere/redis.sock?virtual_host=1", "redis://127.0.0.1:1/0"])
def test_a_broker_that_does_not_answer(client: Client, settings: object, address: str) -> None:
    beat(worker=FRESH, beat=FRESH)
    settings.BROKER_URL = address  # type: ignore[attr-defined]
    answer = client.get("/healthz/all")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["The broker cannot be reached."])


def test_a_folder_as_broker(client: Client, settings: object, tmp_path: Path) -> None:
    beat(worker=FRESH, beat=FRESH)
    settings.BROKER_URL, settings.BROKER_DIR = "filesystem://", tmp_path  # type: ignore[attr-defined]
    assert client.get("/healthz/all").status_code == 503
    (tmp_path / "queue").mkdir()
    assert client.get("/healthz/all").status_code == 200
