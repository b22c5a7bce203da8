"""Redis flushed, then stopped while mail is leaving, with real Celery: late, never lost, never twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from foundation.outbox.models import Message, State
from tests.foundation.outbox.crew import ROOT, address_of_database
from tests.servers import _redis_program
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


class Redis:
    """A Redis of this test alone, so that stopping it disturbs nobody."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "broker.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(_redis_program()[0]), "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=self.socket.parent)
        _wait(self.socket.exists, 10)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)
            self.process = None
            self.socket.unlink(missing_ok=True)

    def flush(self) -> None:
        import redis

        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()


def _wait(true: Callable[[], Any], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="undt-", dir="/tmp"))  # a socket's path must be short
    redis = Redis(folder)
    redis.start()
    yield redis
    redis.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _queue(first: int, count: int) -> None:
    backend = get_connection("foundation.outbox.backend.EmailBackend")
    backend.send_messages(
        [
            EmailMessage("Your link", f"Mail {number}\n", "us@sender.example", [f"n{number}@example.org"])
            for number in range(first, first + count)
        ]
    )


def test_a_broker_that_forgets_and_dies_loses_nothing(broker: Redis, tmp_path: Path) -> None:
    with Sink(delay=0.04) as sink, (tmp_path / "celery.log").open("w") as log:
        env = os.environ | {
            "DATABASE_URL": address_of_database(),
            "REDIS_URL": f"unix://{broker.socket}",
            "BROKER_URL": f"redis+socket://{broker.socket}",
            "VAR_DIR": str(tmp_path),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(sink.port),
            "SMTP_SECURITY": "plain",
        }
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        worker = [*celery, "worker", "--pool=threads", "-c", "2", "-Q", "urgent,default,bulk"]
        beat = [*celery, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", ""]
        _queue(0, 100)
        running = [
            subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
            for command in (worker, beat)
        ]
        try:
            _wait(lambda: len(sink.taken) >= 5, 60)
            broker.flush()
            _wait(lambda: len(sink.taken) >= 20, 30)
            broker.stop()
            # The run that was under way needs no broker; these are queued after it, and wait for the sweeps' return.
            _wait(lambda: len(sink.taken) == 100, 30)
            time.sleep(1)
            _queue(100, 30)
            broker.start()
            _wait(lambda: Message.objects.filter(state=State.SENT).count() == 130, 60)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(10)
        assert len(sink.taken) == len(set(sink.ids())) == 130
        assert not Message.objects.exclude(sealed_body=None).exists()
