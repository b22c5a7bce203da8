"""Redis stopped, PostgreSQL crashed again and again, while people sign: every acknowledged signature is there, once.

A whole installation on servers of its own. The control is a web server that answers before it has written
(``hasty.py``): then some of those who were told "look into your mailbox" are missing.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Servers
from tests.services import sized
from tests.smtp_sink import Sink
from tests.stories.installation import HOME, Installation, Visitor, installed

pytestmark = pytest.mark.xdist_group("canary")
RESTARTS = sized(2, 10)
REDIS_AWAY, BETWEEN = sized(2, 60), sized(1, 5)
"""Seconds."""
ASKERS = 4


@dataclass
class Crowd:
    """People who sign without pause, from many networks; each sends their form again until it is acknowledged."""

    place: Installation
    path: str
    port: int
    acknowledged: list[str] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    """Answers of our own making that are no acknowledgement: 500 and above, 0 for a line that broke."""
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> "Crowd":
        self.over.clear()
        self.threads = [threading.Thread(target=self._sign_on, daemon=True) for _each in range(ASKERS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def _sign_on(self) -> None:
        while not self.over.is_set():
            with self.lock:
                self.number += 1
                mine = self.number
            address = f"person{mine}@signer.example"
            visitor = Visitor(self.port, f"10.{mine // 250 % 250}.{mine % 250}.7", "crowd")
            form: dict[str, Any] = {"name": "Zoë", "email": address, "counted": "on"}
            number = ""
            while not self.over.is_set():
                number = number or self._number(visitor)
                if number and self._ask(visitor, form | {"number": number}) == 303:
                    self.acknowledged.append(address)
                    break
                time.sleep(0.1)

    def _number(self, visitor: Visitor) -> str:
        return str(self._try(lambda: visitor.ask(self.path).hidden().get("number", "")) or "")

    def _ask(self, visitor: Visitor, form: dict[str, Any]) -> int:
        return int(self._try(lambda: visitor.ask(self.path, form).status, note=True) or 0)

    def _try(self, deed: Any, *, note: bool = False) -> Any:
        try:
            answer = deed()
        except (OSError, HTTPException):
            answer = 0
        if note and answer != 303:
            self.failed.append(answer)
        return answer

    def goes_on(self, more: int = 8) -> None:
        """Waits until some more were acknowledged: what broke works again."""
        wanted = len(self.acknowledged) + more
        self.place.until(lambda: len(self.acknowledged) >= wanted, seconds=60, what="signing after the break")


@pytest.fixture
def servers() -> Iterator[Servers]:
    found = Servers()
    yield found
    found.stop()


@pytest.fixture
def place(servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    database, _from = servers.postgresql(durable=True)
    redis, _from = servers.redis()
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("REDIS_URL", f"{redis}?db=0")
    monkeypatch.setenv("BROKER_URL", f"{redis.replace('unix://', 'redis+socket://')}?virtual_host=0")
    with Sink() as sink, installed(tmp_path, sink.port) as found:
        yield found


def missing(place: Installation, scope: str, crowd: Crowd) -> list[str]:
    """Who was acknowledged and is no supporter, once everything that waited was taken in."""
    waiting = "SELECT count(*) FROM campaigns_intake WHERE tries < 5"
    place.until(lambda: place.sql(waiting)[0][0] == 0, seconds=120, what="taking in what waited")
    words = [sys.executable, "-m", "tests.stories.roll_call", scope]
    asked = json.dumps(crowd.acknowledged)
    done = subprocess.run(words, cwd=HOME, env=place.environment, input=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["there"] <= crowd.number, "somebody is there twice"
    return list(found["missing"])


def crash(servers: Servers) -> None:
    """As a power cut would end it: no checkpoint, nothing tidied up."""
    servers.kill("postgresql", signal.SIGQUIT)
    time.sleep(0.2)
    servers.again("postgresql")


def test_whoever_was_acknowledged_is_there(place: Installation, servers: Servers) -> None:
    codes = json.loads(place.run("-m", "tests.stories.canary_house"))
    place.start_all()
    place.until(lambda: Visitor(place.port, "", "probe").ask("/healthz/all").status == 200, what="the start")
    crowd = Crowd(place, f"/en/c/{codes['campaign']}/order/sign/", place.port)

    with crowd:
        crowd.goes_on()
        began = len(crowd.failed)
        servers.kill("redis", signal.SIGKILL)
        (servers.folder / "redis.sock").unlink(missing_ok=True)
        time.sleep(REDIS_AWAY)
        crowd.goes_on()
        servers.again("redis")
        crowd.goes_on()
        assert crowd.failed[began:] == [], "people saw that Redis was gone"
        for _each in range(RESTARTS):
            crash(servers)
            crowd.goes_on()
            time.sleep(BETWEEN)
    told = len(crowd.acknowledged)
    assert missing(place, codes["scope"], crowd) == []
    assert crowd.failed, "no crash was noticed: none was tried"
    print(f"{told} acknowledged, {len(crowd.failed)} not, {RESTARTS} crashes of PostgreSQL, Redis {REDIS_AWAY} s away")

    # The control: the same with a web server that answers before it has written.
    with place.second_web(application="tests.stories.hasty:application") as port:
        crowd.port = port
        with crowd:
            crowd.goes_on()
            crash(servers)
            crowd.goes_on()
        assert missing(place, codes["scope"], crowd), "the test cannot tell what is lost"
