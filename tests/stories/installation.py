"""A whole installation for one story: its own database, folders and processes, as an operator would start them."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg

from config.demo.supervisor import listen_for_mail

HOME = Path(__file__).resolve().parents[2]
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def location(self) -> str:
        return urlsplit(self.headers.get("location", "")).path

    def hidden(self) -> dict[str, str]:
        """The hidden fields of its forms."""
        return {name: unescape(value) for name, value in _HIDDEN.findall(self.body)}


@dataclass
class Visitor:
    """Somebody with a browser, as plain HTTP. Comes from ``address``, by the word of a proxy of ours."""

    port: int
    address: str
    agent: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> Answer:
        host = f"localhost:{self.port}"
        sent = {"Host": host, "X-Forwarded-For": self.address, "User-Agent": self.agent, "Connection": "close"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{host}"}
            sent |= {"Sec-Fetch-Site": "same-origin"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(line):
            body = None if form is None else urlencode(form, doseq=True)
            line.request("GET" if form is None else "POST", path, body, sent | headers)
            got = line.getresponse()
            for value in got.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
            named = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, named, got.read().decode(errors="replace"))

    def fill(self, path: str, form: dict[str, Any], **headers: str) -> Answer:
        """Opens the page, fills its form in, sends it."""
        return self.ask(path, self.ask(path).hidden() | form, **headers)


def shout(port: int, lines: bytes) -> bytes:
    """Bytes straight to the web server, which need not be HTTP."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(lines)
        line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            return line.recv(4096)
    return b""


class Installation:
    """Folders, a database and processes; all of it goes when the story is over."""

    def __init__(self, folder: Path, name: str, mail_port: int) -> None:
        self.folder, self.name = folder, name
        self.var, self.temp, self.logs = (folder / part for part in ("var", "temp", "logs"))
        for path in (self.var, self.temp, self.logs):
            path.mkdir()
        self.server = os.environ["DATABASE_URL"]
        parts = urlsplit(self.server)
        self.database = urlunsplit(parts._replace(path=f"/{name}")) if parts.netloc else ""
        self.listener = listen_for_mail()
        self.port = self.listener.getsockname()[1]
        self.children: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database,
            "BASE_URL": f"http://localhost:{self.port}",
            "TRUSTED_PROXIES": "1",
            "VAR_DIR": str(self.var),
            "TMPDIR": str(self.temp),
            "STATIC_ROOT": str(folder / "static"),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail_port),
            "SMTP_SECURITY": "plain",
            "MAIL_DOMAIN": "canary.invalid",
            "PYTHONUNBUFFERED": "1",
        }

    def sql(self, *statements: str, where: str = "") -> list[tuple[Any, ...]]:
        """Runs statements in the story's database, each for itself; rows of the last."""
        rows: list[tuple[Any, ...]] = []
        with psycopg.connect(where or self.database, autocommit=True) as line:
            for statement in statements:
                found = line.execute(statement.encode())
                rows = found.fetchall() if found.description else []
        return rows

    def run(self, *words: str) -> str:
        """A program to its end."""
        done = subprocess.run(
            [sys.executable, *words], cwd=HOME, env=self.environment, capture_output=True, text=True, timeout=120
        )
        (self.logs / f"{words[-1].strip('-')}.log").write_text(done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, log: str, *words: str, door: socket.socket | None = None, **environment: str) -> None:
        out: IO[bytes]
        with (self.logs / log).open("ab") as out:
            child = subprocess.Popen(
                [sys.executable, *words],
                cwd=HOME,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=[door.fileno()] if door else [],
                start_new_session=True,
            )
        self.children.append(child)

    def start_web(
        self, log: str, door: socket.socket, *, application: str = "config.wsgi:application", **environment: str
    ) -> None:
        server = ["gunicorn", application, "--bind", f"fd://{door.fileno()}", "--workers", "2"]
        server += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
        self.start(log, "-m", *server, door=door, **environment)

    @contextlib.contextmanager
    def second_web(self, *, application: str = "config.wsgi:application", **environment: str) -> Iterator[int]:
        """Another web server, set differently; its port."""
        with listen_for_mail() as door:
            self.start_web("web-2.log", door, application=application, **environment)
            port = door.getsockname()[1]
            visitor = Visitor(port, "", "probe")
            self.until(lambda: visitor.ask("/healthz").status == 200, what="the second web server")
            yield port

    def start_all(self) -> None:
        """Web server, worker and beat with the words of the compose file."""
        self.start_web("web.log", self.listener)
        celery = ["-m", "celery", "-q", "-A", "config"]
        worker = [*celery, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
        self.start("worker.log", *worker, "-Q", "urgent,default,bulk")
        self.start("beat.log", *celery, "beat", "-l", "WARNING", "-s", str(self.var / "beat"), "--pidfile=")

    def log(self) -> str:
        """All that all processes wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.logs.iterdir()))

    def until(self, holds: Any, seconds: float = 40, what: str = "it") -> None:
        deadline = time.monotonic() + seconds

        def does() -> bool:
            with contextlib.suppress(OSError):  # nobody listens yet
                return bool(holds())
            return False

        while not does():
            assert time.monotonic() < deadline, f"{what} did not happen:\n{self.log()[-3000:]}"
            time.sleep(0.1)

    def stop(self) -> None:
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + 10
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.listener.close()


@contextlib.contextmanager
def installed(folder: Path, mail_port: int) -> Iterator[Installation]:
    """An empty database with its tables, static files, nothing started yet."""
    name = f"story_{os.getpid()}_{time.monotonic_ns()}"
    found = Installation(folder, name, mail_port)
    found.sql(f'CREATE DATABASE "{name}"', where=found.server)
    try:
        found.run("manage.py", "migrate", "--noinput", "-v0")
        found.run("manage.py", "collectstatic", "--noinput", "-v0")
        yield found
    finally:
        found.stop()
        found.sql(f'DROP DATABASE "{name}" WITH (FORCE)', where=found.server)
