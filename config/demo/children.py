"""The processes of the demo: how each is started, watched, and ended with all it started itself."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 8.0
"""Seconds a process gets to finish what it is doing."""
WORKER = [
    *("-m", "celery", "-q", "-A", "config", "worker", "-l", "WARNING", "--pool=threads", "-c", "2"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "-Q", "urgent,default,bulk"),
]
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One program of the demo, started again when it ends by itself."""

    name: str
    words: list[str]
    """What comes after ``python``."""
    log: Path
    inherits: tuple[int, ...] = ()
    """File descriptors of sockets it listens on."""
    needed: bool = False
    """Others wait for its answer, so it ends after them."""
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)
    """When, by ``time.monotonic``: for the backoff."""

    def start(self, environment: dict[str, str], home: Path) -> None:
        self.started.append(time.monotonic())
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self.words],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=self.inherits,
                # A session of its own: the terminal's Ctrl-C reaches the supervisor alone, which ends all in order.
                start_new_session=True,
                preexec_fn=_end_with_parent if _LIBC else None,
            )

    def ended(self) -> int | None:
        """Its exit code once it has ended."""
        return self.process.poll() if self.process else None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_all(self, number: int) -> None:
        """To the process and to all that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_end(self) -> None:
        """To the process alone, which ends what it started in its own order."""
        if self.process and self.is_alive():
            self.process.terminate()

    def last_words(self, count: int = 12) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"    {line}" for line in lines[-count:])


def end_all(children: list[Child], *, at_once: bool = False) -> list[str]:
    """Ends every child, those that others need last; returns the names of those that had to be killed."""
    killed = []
    for needed in (False, True):
        group = [child for child in children if child.needed is needed]
        for child in group:
            child.ask_to_end()
        deadline = time.monotonic() + (0 if at_once else 2.0 if needed else GRACE)
        while time.monotonic() < deadline and any(child.is_alive() for child in group):
            time.sleep(0.05)
        killed += [child.name for child in group if child.is_alive()]
        for child in group:
            # Also after an orderly end: nothing that it started may stay.
            child.signal_all(signal.SIGKILL)
            if child.process:
                child.process.wait()
    return killed


def _end_with_parent() -> None:
    """Linux ends the child when the supervisor is killed without a chance to do it."""
    assert _LIBC is not None
    _LIBC.prctl(1, signal.SIGTERM)
