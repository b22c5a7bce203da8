"""Runs workers and a sink as processes of their own, kills some, and counts what became of the messages."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import connection
from django.utils import timezone

from foundation.outbox.models import DOUBTFUL, Message, State
from foundation.outbox.purposes import Handling
from tests.foundation.outbox import cast

DOMAIN = "k.invalid"
LINE = len(f"{'0' * 32}@{DOMAIN}\n")
"""Bytes of one line in the sink's book, so that its size tells how many mails were taken."""
ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Account:
    """What became of all messages, by the sink's own book and by our rows."""

    messages: int
    kills: int
    delivered: Counter[str]
    states: dict[str, str]

    @property
    def duplicates(self) -> list[str]:
        return [code for code, times in self.delivered.items() if times > 1]

    @property
    def lost(self) -> list[str]:
        """Said to be sent, but the sink never took it; or neither sent nor in doubt at the end."""
        return [
            code
            for code, state in self.states.items()
            if not (state in DOUBTFUL or (state == State.SENT and self.delivered[code]))
        ]

    @property
    def in_doubt(self) -> int:
        return sum(state in DOUBTFUL for state in self.states.values())

    def __str__(self) -> str:
        return (
            f"{self.messages} messages, {self.kills} kills: {len(self.duplicates)} twice, {len(self.lost)} lost,"
            f" {self.in_doubt} in doubt; states {dict(Counter(self.states.values()))}"
        )


def fill(count: int) -> None:
    """Queues so many letters."""
    name = cast.known(Handling.LETTER)
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            purpose=name,
            handling=Handling.LETTER,
            recipient_kind="test",
            recipient_code=f"n{number}",
            retry_at=now,
            queued_at=now,
        )
        for number in range(count)
    )


class Crew:
    """The launcher of workers, the sink, and the sink's book."""

    def __init__(self, launcher: subprocess.Popen[str], book: Path) -> None:
        self.launcher, self.book = launcher, book

    def order(self, what: str) -> int:
        assert self.launcher.stdin is not None and self.launcher.stdout is not None
        self.launcher.stdin.write(what + "\n")
        self.launcher.stdin.flush()
        return int(self.launcher.stdout.readline())

    def taken(self) -> int:
        return self.book.stat().st_size // LINE if self.book.exists() else 0

    def account(self, messages: int, kills: int) -> Account:
        lines = self.book.read_text().split()
        states = dict(Message.objects.values_list("code", "state"))
        return Account(messages, kills, Counter(line.partition("@")[0] for line in lines), states)


@contextmanager
def crew(folder: Path, *, variant: str = "", delay: float = 0.0) -> Iterator[Crew]:
    """A sink and a launcher of workers on the test's own database."""
    book = folder / "taken.txt"
    env = os.environ | {"DATABASE_URL": address_of_database(), "MAIL_DOMAIN": DOMAIN}
    quiet: IO[str] = (folder / "stderr.txt").open("w")
    sink = subprocess.Popen(
        [sys.executable, "-m", "tests.smtp_sink", str(book), str(delay)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=env,
    )
    assert sink.stdout is not None
    port = sink.stdout.readline().strip()
    launcher = subprocess.Popen(
        [sys.executable, "-m", "tests.foundation.outbox.workers", port, variant],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=quiet,
        text=True,
        cwd=ROOT,
        env=env,
    )
    try:
        yield Crew(launcher, book)
    finally:
        assert launcher.stdin is not None
        launcher.stdin.close()
        launcher.wait(20)
        sink.kill()
        sink.wait(20)
        quiet.close()


def address_of_database() -> str:
    """The test's own database as a DATABASE_URL."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    place = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@"
    if str(settings["HOST"]).startswith("/"):
        return f"{place}/{settings['NAME']}?host={settings['HOST']}"
    return f"{place}{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def run_crowd(folder: Path, *, messages: int, workers: int, sweepers: int, variant: str = "", limit: float) -> Account:
    """Sends all messages with several workers and several sweepers at once, nobody killed."""
    fill(messages)
    deadline = time.monotonic() + limit
    with crew(folder, variant=variant) as team:
        for _each in range(sweepers):
            team.order("sweep")
        for _each in range(workers):
            team.order("spawn")
        while time.monotonic() < deadline and Message.objects.exclude(state__in=(State.SENT, *DOUBTFUL)).exists():
            time.sleep(0.1)
        return team.account(messages, 0)


def run_with_kills(
    folder: Path, *, messages: int, kills: int, variant: str = "", delay: float, limit: float
) -> Account:
    """Sends all messages while a worker is killed ``kills`` times, at places spread over the whole run."""
    fill(messages)
    chance = random.Random(7)
    places = sorted(chance.sample(range(messages // 50, messages - messages // 50), kills))
    deadline = time.monotonic() + limit
    with crew(folder, variant=variant, delay=delay) as team:
        team.order("sweep")
        worker, done = team.order("spawn"), 0
        while time.monotonic() < deadline:
            if done < kills and team.taken() >= places[done]:
                time.sleep(chance.random() * delay * 2)
                os.kill(worker, signal.SIGKILL)
                worker, done = team.order("spawn"), done + 1
            elif done == kills and not Message.objects.exclude(state__in=(State.SENT, *DOUBTFUL)).exists():
                break
            else:
                time.sleep(0.002 if done < kills else 0.1)
        return team.account(messages, done)
