"""Reads settings from the environment, strictly: nonsense raises, it is never guessed at.

Every value may also come from a file, named by the same variable with ``_FILE`` behind it
(``SECRET_KEY_FILE=/run/secrets/key``), so that secrets need not lie in the environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class Env:
    """The settings of one process, read from a mapping of strings (usually ``os.environ``)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None) -> str:
        """The value of ``name``; raises when it is absent and has no default, or is given twice."""
        plain, path = self.values.get(name), self.values.get(f"{name}_FILE")
        if plain is not None and path is not None:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: keep one.")
        if path is not None:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({error.strerror}).") from None
        if plain is not None:
            return plain.strip()
        if default is None:
            raise ImproperlyConfigured(f"{name} must be set (or {name}_FILE).")
        return default

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no: 1/0, true/false, yes/no, on/off."""
        value = self.text(name, "1" if default else "0").lower()
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise ImproperlyConfigured(f"{name} is {value!r}: say 1 or 0.")

    def number(self, name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.text(name, str(default))
        try:
            number = int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} is {value!r}: a whole number is needed.") from None
        if not low <= number <= high:
            raise ImproperlyConfigured(f"{name} is {number}: it must lie between {low} and {high}.")
        return number

    def base_url(self, name: str, default: str | None = None) -> str:
        """An address such as ``https://act.example.org``: scheme and host, no path, query or user."""
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        try:
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            port_is_fine = False
        wrong = parts.path or parts.query or parts.fragment or parts.username or not port_is_fine
        if parts.scheme not in {"http", "https"} or not parts.hostname or wrong:
            raise ImproperlyConfigured(f"{name} is {value!r}: write it like https://act.example.org.")
        return value

    def database(self, name: str, default: str | None = None) -> dict[str, Any]:
        """A Django database from ``postgresql://user:password@host:5432/name`` or ``sqlite:////path``."""
        value = self.text(name, default)
        parts = urlsplit(value)
        if parts.scheme == "sqlite":
            if not parts.path.strip("/"):
                raise ImproperlyConfigured(f"{name}: write sqlite:////absolute/path/to/file.")
            # WAL lets readers and one writer pass each other. IMMEDIATE takes the write lock at BEGIN, so
            # that two writers queue up instead of one of them failing half way.
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": unquote(parts.path[1:] if parts.path.startswith("//") else parts.path),
                "CONN_MAX_AGE": 60,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
                },
            }
        if parts.scheme in {"postgres", "postgresql"}:
            query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.lstrip("/")) or "postgres",
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                # A folder as host (?host=/run/postgresql) means a unix socket.
                "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
                "PORT": str(parts.port or ""),
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
                "OPTIONS": {key: unquote(item) for key, item in query.items()},
            }
        raise ImproperlyConfigured(f"{name}: the address must start with postgresql:// or sqlite:///.")

    def key_ring(self, name: str) -> dict[str, bytes]:
        """Wrapping keys, newest first: ``2026b:<64 hex digits>,2026a:<64 hex digits>``."""
        ring: dict[str, bytes] = {}
        for part in self.text(name).replace("\n", ",").split(","):
            if not part.strip():
                continue
            label, _, digits = part.strip().partition(":")
            try:
                key = bytes.fromhex(digits)
            except ValueError:
                key = b""
            if not label or label in ring or len(label) > 32 or len(key) != 32:
                raise ImproperlyConfigured(f"{name}: each key is written label:64-hex-digits, each label once.")
            ring[label] = key
        if not ring:
            raise ImproperlyConfigured(f"{name} holds no key.")
        return ring
