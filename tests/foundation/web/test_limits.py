"""Token buckets: as many as there are tokens, whoever asks at once; a key for a day; open when Redis is gone."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.cache import cache

from foundation.web import limits
from foundation.web.limits import Limit, Local, Shared

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TWENTY = Limit("twenty", size=20, every=600)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limits, "_closed_until", 0.0)
    monkeypatch.setattr(limits, "_local", Local())
    yield
    limits._closed_until = 0.0


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred threads on a busy machine keep Redis waiting; what is counted here is not how fast it answers."""
    monkeypatch.setattr(limits, "TIMEOUT", 30.0)


@pytest.fixture(params=["redis", "memory"])
def place(request: pytest.FixtureRequest, settings: Any, patient: None) -> str:
    if request.param == "memory":
        settings.REDIS_URL = ""
    return str(request.param)


def crowd(number: int, ask: Callable[[], float]) -> int:
    """So many threads that ask at the same moment; how many of them were let in."""
    let_in: list[float] = []
    start = threading.Barrier(number)

    def one() -> None:
        start.wait()
        let_in.append(ask())

    threads = [threading.Thread(target=one) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == number
    return let_in.count(0.0)


def test_of_two_hundred_at_once_twenty_pass(place: str) -> None:
    assert crowd(200, lambda: limits.take(TWENTY, network="192.0.2.0/24", now=NOW)) == 20


def test_control_without_one_step_in_redis_more_pass(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_two_steps(self: Shared, bucket: str, limit: Limit, now: float) -> float:
        tokens = float(self.client.get(f"loose:{bucket}") or limit.size)
        if tokens < 1:
            return 1.0
        self.client.set(f"loose:{bucket}", tokens - 1, ex=60)
        return 0.0

    monkeypatch.setattr(Shared, "take", in_two_steps)
    assert crowd(200, lambda: limits.take(TWENTY, network="192.0.2.0/24", now=NOW)) > 20


class Slow(dict[Any, Any]):
    """Reading takes a moment, so that another thread's turn comes between reading and writing."""

    def get(self, *args: Any) -> Any:
        found = super().get(*args)
        time.sleep(0.001)
        return found

    def move_to_end(self, name: Any) -> None: ...


def test_control_without_the_lock_in_memory_more_pass(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = ""
    monkeypatch.setattr(limits._local, "held", Slow())
    assert crowd(60, lambda: limits.take(TWENTY, network="192.0.2.0/24", now=NOW)) == 20
    limits._local.held.clear()
    monkeypatch.setattr(limits._local, "lock", nullcontext())
    assert crowd(60, lambda: limits.take(TWENTY, network="192.0.2.0/24", now=NOW)) > 20


def test_it_says_how_long_and_tokens_come_back(place: str) -> None:
    for _each in range(20):
        assert limits.take(TWENTY, network="a", now=NOW) == 0
    assert limits.take(TWENTY, network="a", now=NOW) == pytest.approx(600, abs=1)
    assert limits.take(TWENTY, network="a", now=NOW + timedelta(seconds=400)) == pytest.approx(200, abs=1)
    assert limits.take(TWENTY, network="a", now=NOW + timedelta(seconds=601)) == 0
    assert limits.take(TWENTY, network="a", now=NOW + timedelta(seconds=601)) > 0
    assert limits.take(TWENTY, network="a", now=NOW - timedelta(hours=9)) > 0, "a clock that goes wrong gives nothing"
    assert limits.take(TWENTY, network="b", now=NOW) == 0, "another network has its own"
    assert limits.take(Limit("other", 1, 60), network="a", now=NOW) == 0, "and another form too"


def redis_holds() -> dict[str, bytes]:
    client = limits._client(ours.CACHES["default"]["LOCATION"], limits.TIMEOUT)
    return {key.decode(): client.dump(key) for key in client.keys("limits:*")}


def test_a_key_lasts_a_day_and_nothing_says_whose_a_bucket_was(patient: None, caplog: pytest.LogCaptureFixture) -> None:
    for day in (NOW, NOW + timedelta(days=1)):
        for _each in range(20):
            limits.take(TWENTY, network="192.0.2.0/24", now=day)
        assert limits.take(TWENTY, network="192.0.2.0/24", now=day) > 0
    held = redis_holds()
    keys = [name for name in held if name.startswith("limits:key:")]
    assert sorted(keys) == ["limits:key:2026-11-20", "limits:key:2026-11-21"]
    assert held[keys[0]] != held[keys[1]]
    assert len(held) == 4, "the same network has another name each day"
    client = limits._client(ours.CACHES["default"]["LOCATION"], limits.TIMEOUT)
    assert all(0 < client.ttl(name) <= 12 * 3600 for name in keys[:1])
    assert all(0 < client.ttl(name) <= 20 * 600 for name in held if name not in keys)
    assert not any(b"192.0.2" in name.encode() + kept for name, kept in held.items())
    assert "192.0.2" not in caplog.text


def test_a_new_key_forgets(patient: None) -> None:
    """What Redis loses, is lost: nobody is turned away because of it, and nobody stays known."""
    for _each in range(21):
        last = limits.take(TWENTY, network="a", now=NOW)
    assert last > 0
    cache.clear()
    assert limits.take(TWENTY, network="a", now=NOW) == 0


def test_memory_stays_small(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = ""
    monkeypatch.setattr(limits, "MOST_KEPT", 50)
    for number in range(500):
        limits.take(TWENTY, network=f"n{number}", now=NOW)
    assert len(limits._local.held) == 50 and len(limits._local.keys) == 1
    limits.take(TWENTY, network="n", now=NOW + timedelta(days=1))
    assert list(limits._local.keys) == ["2026-11-21"]


@pytest.fixture
def deaf() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def elsewhere(settings: Any, address: str) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}


def timed() -> tuple[float, float]:
    began = time.monotonic()
    waits = limits.take(TWENTY, network="a", now=NOW)
    return waits, time.monotonic() - began


@pytest.mark.parametrize("kind", ["gone", "deaf", "nowhere"])
def test_without_redis_everybody_is_let_in_at_once(
    kind: str, deaf: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(limits.log, "warning", lambda words, **more: said.append(words))
    with socket.create_server(("127.0.0.1", 0)) as free:
        closed = free.getsockname()[1]
    # The last is an address kept for documentation: nothing answers there, not even with a refusal.
    host = {"gone": f"127.0.0.1:{closed}", "deaf": f"127.0.0.1:{deaf}", "nowhere": "192.0.2.1:6379"}[kind]
    elsewhere(settings, f"redis://{host}/3")
    waits, took = timed()
    assert waits == 0 and took < 0.3, took
    for _each in range(100):
        waits, again = timed()
        assert waits == 0 and again < 0.02, "nobody asks again for a while"
    assert len(said) == 1


def test_it_is_asked_again_when_it_may_be_back(settings: Any, patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    right = settings.CACHES
    with socket.create_server(("127.0.0.1", 0)) as free:
        closed = free.getsockname()[1]
    elsewhere(settings, f"redis://127.0.0.1:{closed}/0")
    assert all(limits.take(TWENTY, network="a", now=NOW) == 0 for _each in range(30))
    settings.CACHES = right
    limits._closed_until = time.monotonic()
    assert [limits.take(TWENTY, network="a", now=NOW) == 0 for _each in range(21)].count(True) == 20
