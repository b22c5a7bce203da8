"""Starts the demo's processes, waits until all answer, keeps them alive, and ends them together.

A process that dies is started again after 1, 2, 4 ... seconds. One that dies five times within a minute will not
get better: then everything stops, with one sentence. The same when it dies before the demo was ready once.
"""

import errno
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType

from campaigns.seed import cast
from config.demo.children import WORKER, Child, end_all
from config.demo.place import HOME, CannotRun, Place

PATIENCE = 120.0
"""Seconds from the start of the processes until all must have answered."""


LOGINS = {
    cast.OWNER: "runs the campaign, approves and releases",
    cast.CAMPAIGNER: "writes letters and approves those of others",
    cast.VIEWER: "looks on",
    cast.ADMIN: "keeps the register, in the admin",
    cast.CORRESPONDENT: "reports what States said on an occasion",
}


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Supervisor:
    def __init__(self, place: Place, port: int) -> None:
        self.place, self.port = place, port
        self.stopping = threading.Event()
        self.hurried = False
        self.children: list[Child] = []
        self.ready_once = False

    def run(self) -> None:
        """Returns when the demo was stopped; raises CannotRun when it cannot go on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self.place.take()
        with listen(self.port) as web, listen_for_mail() as mail:
            self._announce_keys()
            self.environment = self.place.environment(port=self.port, mail_port=mail.getsockname()[1])
            try:
                self._prepare()
                self._start(web, mail)
                self._wait_until_ready()
                self._welcome()
                self._watch()
            except Stopped:
                say("Stopping ...")
            finally:
                killed = end_all(self.children, at_once=self.hurried)
                if killed:
                    say(f"Had to be killed: {', '.join(killed)}.")
        say("Stopped. The data stays; make demo-reset throws it away.")

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.stopping.is_set()
        self.stopping.set()

    def _pause(self, seconds: float) -> None:
        if self.stopping.wait(seconds):
            raise Stopped

    def _announce_keys(self) -> None:
        keys, new = self.place.keys()
        if new:
            say(f"Made the demo's keys: {self.place.var / 'keys.env'}, beside its database.")
            say("  Whoever has both can read everything. A real installation keeps its keys elsewhere.")

    def _prepare(self) -> None:
        say("Preparing the database and the register ...")
        logs = self.place.var / "log"
        logs.mkdir(exist_ok=True)
        self.prepare = Child("prepare", ["-m", "config.demo.prepare"], logs / "prepare.log")
        self.prepare.log.unlink(missing_ok=True)
        self.prepare.start(self.environment, HOME)
        self.children.append(self.prepare)
        while self.prepare.ended() is None:
            self._pause(0.05)
        self.children.remove(self.prepare)
        if self.prepare.ended():
            raise CannotRun(f"The preparation failed; the end of {self.prepare.log}:\n{self.prepare.last_words()}")

    def _start(self, web: socket.socket, mail: socket.socket) -> None:
        """The web server first: it is what people wait for, and there may be two cores only."""
        logs = self.place.var / "log"
        server = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{web.fileno()}", "--workers", "2"]
        # No access log: it would hold addresses. The control socket would lie in a home folder.
        server += ["--threads", "4", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]
        folder = self.place.var / "mail"
        catcher = ["-m", "config.demo.catcher", "--fd", str(mail.fileno()), "--folder", str(folder)]
        beat = [
            "-m",
            "celery",
            "-A",
            "config",
            "beat",
            "-l",
            "WARNING",
            "-s",
            str(self.place.var / "beat"),
            "--pidfile=",
        ]
        self.children = [
            # A worker that is sending needs it: the socket stays open, so it would wait for an answer in vain.
            Child("mailbox", catcher, logs / "mailbox.log", (mail.fileno(),), needed=True),
            Child("web", server, logs / "web.log", (web.fileno(),)),
            Child("worker", WORKER, logs / "worker.log"),
            Child("beat", beat, logs / "beat.log"),
        ]
        for child in self.children:
            child.start(self.environment, HOME)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while (trouble := self._trouble()) is not None:
            self._revive()
            if time.monotonic() > deadline:
                raise CannotRun(f"The demo did not get ready in {PATIENCE:.0f} seconds: {trouble}")
            self._pause(0.2)
        self.ready_once = True

    def _trouble(self) -> str | None:
        """What /healthz/all complains of; None when all parts are well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/all", timeout=5):
                return None
        except urllib.error.HTTPError as error:
            return error.read(2000).decode(errors="replace")
        except OSError as error:
            return str(error)

    def _welcome(self) -> None:
        address = f"http://localhost:{self.port}/"
        say(f"\nUndeterred runs: {address}")
        say(f"  Staff log in at {address}en/desk/ (the admin: {address}admin/), with the password {cast.PASSWORD}")
        for email, deed in LOGINS.items():
            say(f"    {email:32} {deed}")
        if self.environment["SMTP_HOST"] == "127.0.0.1":
            say(f"  All mail stays here: {address}mailbox/")
        else:
            say(f"  MAIL GOES OUTSIDE, through {self.environment['SMTP_HOST']}, as DEMO_SENDS_OUTSIDE says.")
        say(f"  Logs: {self.place.var / 'log'}. Ctrl-C stops everything.\n")

    def _watch(self) -> None:
        while True:
            self._revive()
            self._pause(0.3)

    def _revive(self) -> None:
        """Starts again what ended by itself, a little later each time."""
        for child in self.children:
            code = child.ended()
            if code is None:
                continue
            now = time.monotonic()
            recent = [moment for moment in child.started if now - moment < 60]
            if not self.ready_once or len(recent) >= 5:
                raise CannotRun(
                    f"{child.name} ended again and again (exit code {code}), so everything was stopped; "
                    f"the end of {child.log}:\n{child.last_words()}"
                )
            wait = 2.0 ** (len(recent) - 1) if recent else 1.0
            if now - child.started[-1] >= wait:
                child.signal_all(signal.SIGKILL)
                child.start(self.environment, HOME)
                say(f"{child.name} had ended (exit code {code}); it was started again.")


def listen(port: int) -> socket.socket:
    """The web server's socket, bound now so that a taken port is known before any work is done."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({(error.strerror or '').lower()})"
        raise CannotRun(f"Port {port} {why}: choose another one, make run PORT={port + 1}.") from None
    return listener


def listen_for_mail() -> socket.socket:
    """A free port for the mail catcher, below those that systems hand out to outgoing connections."""
    for port in random.sample(range(20000, 32000), 200):
        try:
            return listen(port)
        except CannotRun:
            continue
    raise CannotRun("No free port was found for the demo's mail server.")


def say(words: str) -> None:
    print(words, flush=True)


def manage(place: Place, words: list[str]) -> int:
    """Runs one Django command with the demo's settings, also while the demo runs."""
    environment = place.environment(port=8000, mail_port=9)
    return subprocess.call([sys.executable, "manage.py", *words], cwd=HOME, env=environment)
