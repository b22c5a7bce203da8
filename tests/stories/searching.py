"""Searches a living installation for what must not be there: in every place, in every writing."""

import base64
import glob
import os
import shutil
import subprocess
import threading
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.stories.installation import Installation


def writings(secret: str) -> dict[str, bytes]:
    """One secret as it may be written. It is plain ASCII, so a URL or JSON holds it as it is."""
    raw = secret.encode()
    found = {"plain": raw, "hex": raw.hex().encode(), "utf-16": secret.encode("utf-16-le")}
    found |= {"escaped": "".join(f"\\x{byte:02x}" for byte in raw).encode()}
    for shift in range(3):
        # Base64 depends on where in its three bytes the secret begins; its first and last letters on the neighbours.
        code = base64.b64encode(b"\0" * shift + raw)
        whole = code[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        found[f"base64+{shift}"] = whole
        found[f"base64url+{shift}"] = whole.replace(b"+", b"-").replace(b"/", b"_")
    return {name: value.lower() for name, value in found.items()}


def hits(places: dict[str, bytes], secrets: Iterable[str]) -> list[tuple[str, str, str]]:
    """(place, secret, how it is written) for each secret found, whatever its case."""
    lower = {name: content.lower() for name, content in places.items()}
    found = []
    for secret in secrets:
        for how, written in writings(secret).items():
            found += [(name, secret, how) for name, content in lower.items() if written in content]
    return found


class Wiretap:
    """Everything any client says to Redis, from now on."""

    def __init__(self, address: str) -> None:
        self.heard: list[bytes] = []
        self._client = redis.Redis.from_url(address)
        self._line = self._client.connection_pool.get_connection()
        self._line.send_command("MONITOR")
        assert self._line.read_response() == b"OK"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                said = self._line.read_response(disable_decoding=True)
            except Exception:
                return  # the line was closed
            # '1700000000.1 [0 127.0.0.1:5] "SET" ...': who said it is Redis's own remark, kept nowhere.
            self.heard.append(said.partition(b"] ")[2])

    def everything(self) -> bytes:
        return b"\n".join(self.heard)

    def close(self) -> None:
        self._line.disconnect()


def in_redis(address: str) -> bytes:
    """All keys of our number, with their values as they lie there and read out."""
    parts: list[bytes] = []
    with redis.Redis.from_url(address) as client:
        for key in client.scan_iter(count=1000):
            parts += [key, client.dump(key) or b""]
            kind = client.type(key)
            read: Any = {
                b"string": lambda key: [client.get(key)],
                b"list": lambda key: client.lrange(key, 0, -1),
                b"hash": lambda key: [part for pair in client.hgetall(key).items() for part in pair],
                b"set": client.smembers,
                b"zset": lambda key: client.zrange(key, 0, -1),
            }[kind]
            parts += [part for part in read(key) if part]
    return b"\n".join(parts)


def dumped(place: Installation) -> bytes:
    """The whole database: by pg_dump where one fits, and by COPY of every table."""
    parts = []
    with psycopg.connect(place.database) as line:
        tables = line.execute("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables").fetchall()
        for (table,) in tables:
            with line.cursor().copy(f"COPY {table} TO STDOUT".encode()) as rows:
                parts += [table.encode(), *map(bytes, rows)]
        for (data,) in line.execute("SELECT session_data FROM django_session").fetchall():
            parts.append(_opened(data))
    for program in [shutil.which("pg_dump"), *sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_dump"), reverse=True)]:
        if program:
            done = subprocess.run([program, place.database, "--inserts"], capture_output=True)
            if done.returncode == 0:
                parts.append(done.stdout)
                break
    return b"\n".join(parts)


def _opened(session: str) -> bytes:
    """A session as its reader sees it: Django packs and signs it, but does not hide it."""
    packed = session.removeprefix(".").partition(":")[0]
    raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    return zlib.decompress(raw) if session.startswith(".") else raw


def files(folder: Path) -> bytes:
    """Every file below a folder, with its name."""
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(os.fsencode(path.name))
        if path.is_file():
            parts.append(path.read_bytes())
    return b"\n".join(parts)


def wal_segment(place: Installation) -> str:
    """The file of the write-ahead log that PostgreSQL writes to now."""
    name: str = place.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")[0][0]
    return name


def on_the_server_s_disk(place: Installation, since: str) -> dict[str, bytes]:
    """PostgreSQL's own log, and its write-ahead log from that segment to the newest: the rest is of other tests.

    Where the test run started the server itself and may read them.
    """
    folder = Path(os.environ["UNDETERRED_TEST_SERVICES"].split("|")[0])
    found = {}
    for name, path in (("PostgreSQL's log", folder / "postgresql.log"), ("Redis's log", folder / "redis.log")):
        if path.exists():
            found[name] = path.read_bytes()
    wal = folder / "pg" / "pg_wal"
    if wal.is_dir() and os.access(wal, os.R_OK):
        newest = wal_segment(place)
        written = [path for path in sorted(wal.iterdir()) if path.is_file() and since <= path.name <= newest]
        found["PostgreSQL's write-ahead log"] = b"\n".join(path.read_bytes() for path in written)
    return found
