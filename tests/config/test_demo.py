"""The demonstration, really started: on SQLite and a folder as broker, web server, worker, scheduler and mailbox."""

import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.seed import cast
from config.demo.place import CannotRun, Place
from config.demo.supervisor import LOGINS, listen, listen_for_mail

HOME = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("demo")]


class Demo:
    def __init__(self, var: Path) -> None:
        self.var = var
        with listen_for_mail() as listener:  # any free port
            self.port = listener.getsockname()[1]
        self.output = var.parent / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.demo", "run", "--port", str(self.port)],
                cwd=HOME,
                env=os.environ | {"VAR_DIR": str(var)},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self, seconds: float = 120) -> float:
        began = time.monotonic()
        while "Ctrl-C stops everything" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - began < seconds, self.said() + self.logs()
            time.sleep(0.1)
        return time.monotonic() - began

    def logs(self) -> str:
        return "\n".join(f"{path.name}: {path.read_text()[-1500:]}" for path in (self.var / "log").glob("*"))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def family(self) -> set[int]:
        """Every process with this demo's folder in its environment: also what the children started themselves."""
        needle = f"VAR_DIR={self.var}\0".encode()
        found = set()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and needle in (entry / "environ").read_bytes() + b"\0":
                    found.add(int(entry.name))
        return found - {os.getpid()}

    def end(self, number: int) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[list[Demo]]:
    started: list[Demo] = []
    yield started
    for demo in started:
        for pid in demo.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        demo.process.wait()


def run(*words: str, var: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.demo", *words],
        cwd=HOME,
        env=os.environ | {"VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_its_whole_life(demos: list[Demo], tmp_path: Path) -> None:
    """Starts, answers, refuses a second one, ends without a trace, starts again with its data, survives a death."""
    var = tmp_path / "var"
    demo = Demo(var)
    demos.append(demo)
    demo.wait_until_ready()
    assert cast.PASSWORD in demo.said()
    assert all(email in demo.said() for email in LOGINS)
    assert demo.get("/healthz/all") == (200, '{"ok": true, "reasons": []}')
    assert demo.get("/en/accounts/login/")[0] == 200
    assert demo.get("/mailbox/")[0] == 200
    assert stat.S_IMODE((var / "keys.env").stat().st_mode) == 0o600
    assert str(var / "keys.env") in demo.said()
    keys = (var / "keys.env").read_bytes()
    lines = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in lines.splitlines() if line.split()[3] == "0A"]
    ours = [address for address in listening if address.endswith(f":{demo.port:04X}")]
    assert set(ours) == {f"0100007F:{demo.port:04X}"}, "it listens on 127.0.0.1 alone"

    for words in (["run", "--port", str(demo.port)], ["reset"]):
        refused = run(*words, var=var)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "already running" in refused.stderr
        assert refused.stderr.count("\n") == 1

    with sqlite3.connect(var / "db.sqlite3") as database:
        columns, values = "(scope, wrapped, wrapped_by, created_on)", "('kept', '', '', '2026-01-01')"
        database.execute(f"INSERT INTO foundation_scopekey {columns} VALUES {values}")
    family = demo.family()
    assert len(family) >= 6, "supervisor, mailbox, web server and its workers, worker, beat"
    assert demo.end(signal.SIGINT) < 12
    assert demo.process.returncode == 0, demo.said()
    assert "Had to be killed" not in demo.said()
    assert not demo.family()

    again = Demo(var)
    demos.append(again)
    assert again.wait_until_ready() < 60
    assert (var / "keys.env").read_bytes() == keys
    with sqlite3.connect(var / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM foundation_scopekey WHERE scope = 'kept'").fetchone() == (1,)

    [worker] = _pids_of(again, b"worker")
    os.kill(worker, signal.SIGKILL)
    _until(lambda: "worker had ended (exit code -9); it was started again" in again.said())
    _until(lambda: bool(_pids_of(again, b"worker") - {worker}))

    # A supervisor that is killed outright can end nothing: Linux does it, by the children's own wish.
    os.kill(again.process.pid, signal.SIGKILL)
    again.process.wait()
    _until(lambda: not again.family())

    assert run("reset", var=var).returncode == 0
    assert [path.name for path in var.iterdir()] == ["lock"]


def _pids_of(demo: Demo, word: bytes) -> set[int]:
    def matches(pid: int) -> bool:
        with contextlib.suppress(OSError):
            return word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return False

    return set(filter(matches, demo.family()))


def _until(holds: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_it_ends_while_it_prepares(demos: list[Demo], tmp_path: Path) -> None:
    demo = Demo(tmp_path / "var")
    demos.append(demo)
    _until(lambda: "Preparing" in demo.said())
    assert demo.end(signal.SIGTERM) < 12
    assert demo.process.returncode == 0, demo.said()
    assert not demo.family()


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    with listen_for_mail() as taken:
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("run", "--port", str(port), var=tmp_path / "var")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"Port {port} is taken: choose another one, make run PORT={port + 1}.\n"
    listen(port).close()  # the control: free again, it can be had


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "8000.5"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    refused = run("run", f"--port={port}", var=tmp_path / "var")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "is no port" in refused.stderr


@pytest.mark.parametrize("below", ["", "var"])
def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = run("run", var=tmp_path / "file" / below)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "cannot be written (there is a file in its place)" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_lost_keys_are_not_replaced_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    place = Place()
    (tmp_path / "db.sqlite3").write_bytes(b"")
    with pytest.raises(CannotRun, match="sealed data"):
        place.keys()
    assert not (tmp_path / "keys.env").exists()


def test_a_shell_s_settings_do_not_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    strangers = {"DATABASE_URL": "postgresql://me@db.example/act", "SMTP_HOST": "mail.example", "SMTP_USER": "me"}
    strangers |= {"SECRET_KEY_FILE": "/run/secret", "REDIS_URL": "redis://cache.example/0"}
    for name, value in strangers.items():
        monkeypatch.setenv(name, value)
    made = Place().environment(port=8000, mail_port=2525)
    assert made["DATABASE_URL"].startswith("sqlite:///")
    assert (made["SMTP_HOST"], made["SMTP_PORT"]) == ("127.0.0.1", "2525")
    assert not {"SMTP_USER", "SECRET_KEY_FILE", "REDIS_URL"} & set(made)
    monkeypatch.setenv("DEMO_SENDS_OUTSIDE", "1")
    outside = Place().environment(port=8000, mail_port=2525)
    assert (outside["SMTP_HOST"], outside["SMTP_USER"]) == ("mail.example", "me")
