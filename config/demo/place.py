"""The demo's folder (``var/``): who holds it, its keys, and the settings that follow from it."""

import errno
import fcntl
import os
import secrets
import shutil
from pathlib import Path
from urllib.parse import quote

HOME = Path(__file__).resolve().parent.parent.parent
KEYS, DATABASE, LOCK = "keys.env", "db.sqlite3", "lock"
# Settings in somebody's shell are meant for another installation. To send mail outside, all must be said by name.
_OURS = (
    *("BASE_URL", "BROKER_URL", "DATABASE_URL", "DEBUG", "DEFAULT_FROM_EMAIL", "DEMO", "MAIL_DOMAIN", "REDIS_URL"),
    *("SECRET_KEY", "SMTP_", "STATIC_ROOT", "TRUSTED_PROXIES", "VAULT_KEYS", "VAR_DIR"),
)
_OUTSIDE = ("DEMO_SENDS_OUTSIDE", "SMTP_", "MAIL_DOMAIN", "DEFAULT_FROM_EMAIL")


class CannotRun(Exception):
    """Why the demo does not start, in one sentence for the person at the screen."""


class Place:
    """One demo's folder. ``take`` first: two demos must not share one."""

    def __init__(self) -> None:
        self.var = Path(os.environ.get("VAR_DIR") or HOME / "var").resolve()
        self._lock: int | None = None

    def take(self) -> None:
        """Makes the folder and holds its lock until this process ends."""
        try:
            self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.var / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"A demo is already running in {self.var}: stop that one first (Ctrl-C).") from None
        except OSError as error:
            raise CannotRun(f"The folder {self.var} cannot be written ({_reason(error)}).") from None

    def empty(self) -> None:
        """Throws away all that a demo made here: data, mail, keys, logs."""
        for path in self.var.iterdir():
            if path.name == LOCK:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def keys(self) -> tuple[dict[str, str], bool]:
        """The demo's SECRET_KEY and VAULT_KEYS, and whether they were made just now."""
        path = self.var / KEYS
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")), False
        if (self.var / DATABASE).exists():
            raise CannotRun(
                f"{path} is gone, and without it the sealed data beside it cannot be read: put it back, "
                "or start afresh with make demo-reset."
            )
        keys = {"SECRET_KEY": secrets.token_urlsafe(48), "VAULT_KEYS": f"demo:{secrets.token_hex(32)}"}
        text = "# The demo's keys. Whoever has this file and the database can read everything in it.\n"
        text += "".join(f"{name}={value}\n" for name, value in keys.items())
        half = path.with_suffix(".half")
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
        return keys, True

    def environment(self, *, port: int, mail_port: int) -> dict[str, str]:
        """The whole environment of the demo's processes."""
        keys, _new = self.keys()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        settings = {
            "DEMO": "1",
            "BASE_URL": f"http://localhost:{port}",
            "DATABASE_URL": "sqlite:///" + quote(str(self.var / DATABASE)),
            "BROKER_URL": "filesystem://localhost//",  # with no host, Celery warns of it at each nudge
            "VAR_DIR": str(self.var),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail_port),
            "SMTP_SECURITY": "plain",
            "MAIL_DOMAIN": "undeterred.example",
            "PYTHONUNBUFFERED": "1",
        }
        if os.environ.get("DEMO_SENDS_OUTSIDE") and os.environ.get("SMTP_HOST"):
            del settings["SMTP_SECURITY"]
            settings |= {name: value for name, value in os.environ.items() if name.startswith(_OUTSIDE)}
        return inherited | keys | settings


def _reason(error: OSError) -> str:
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return "there is a file in its place"
    return (error.strerror or "unknown reason").lower()
