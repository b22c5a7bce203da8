"""Where the measuring happens: a PostgreSQL and a Redis of our own, a database for each case, one web worker each."""

import atexit
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.browser import Site
from tests.servers import Servers

HOME = Path(__file__).resolve().parent.parent
_NOT_OURS = (
    "BASE_URL",
    "BROKER_URL",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
    "READ_PAGE_",
    "REDIS_URL",
    "SMTP_",
    "STATIC_",
    "TRUSTED_",
)


class Place:
    """Servers that end with this process. PostgreSQL keeps its usual durability: each commit waits for the disk."""

    def __init__(self) -> None:
        self.servers = Servers()
        self.database, self.database_from = self.servers.postgresql(durable=True)
        redis, self.redis_from = self.servers.redis()
        self.postgresql, self.redis = (process.pid for process, _signal in self.servers.started)
        for name in [name for name in os.environ if name.startswith(_NOT_OURS)]:
            os.environ.pop(name)
        var = self.servers.folder / "var"
        var.mkdir()
        os.environ.update(
            {
                "SECRET_KEY": "only-for-measuring-" + "m" * 40,
                "VAULT_KEYS": "bench:" + "5a" * 32,
                "BASE_URL": "http://127.0.0.1",
                "VAR_DIR": str(var),
                "SIGN_SECONDS": "0",  # nobody takes time over a form here, and none of it is suspicious
                "REDIS_URL": f"{redis}?db=0",
                "BROKER_URL": f"{redis.replace('unix://', 'redis+socket://')}?virtual_host=0",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
        )

    def address(self, name: str) -> str:
        """The address of one database of ours."""
        return self.database.replace("/postgres?", f"/{name}?")

    def make_database(self, name: str, *, like: str = "template1") -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())

    def versions(self) -> str:
        with psycopg.connect(self.database) as connection:
            return f"PostgreSQL {connection.info.parameter_status('server_version')} (from {self.database_from})"

    def serve(self, application: str, database: str, **more: str) -> "Web":
        """gunicorn with one sync worker, on a database of ours; ``more`` settings than the usual."""
        door = socket.create_server(("127.0.0.1", 0), backlog=64)
        port = door.getsockname()[1]
        log = self.servers.folder / f"web-{port}.log"
        words = ["-m", "gunicorn", application, "-w", "1", "-k", "sync", "-b", f"fd://{door.fileno()}"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, *words, "--log-level", "warning"],
                cwd=HOME,
                env={**os.environ, "DATABASE_URL": self.address(database), **more},
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=[door.fileno()],
            )
        atexit.register(end, process)
        door.close()
        web = Web(Site(port), process.pid, log)
        web.wait(process)
        return web

    def sink(self) -> int:
        """The port of a mail server that keeps nothing."""
        process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink"], cwd=HOME, stdout=subprocess.PIPE)
        atexit.register(end, process)
        assert process.stdout is not None
        return int(process.stdout.readline())


@dataclass(frozen=True)
class Web:
    """A web server: how to ask it, its process, what it says."""

    site: Site
    pid: int
    log: Path

    def wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.site.get("/")
                return
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"the web server did not come up:\n{self.log.read_text()}") from None
                time.sleep(0.1)


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        process.wait(15)
