"""How often a network may do something: token buckets, for forms that anybody can send.

A bucket's name is an HMAC of the network under a key that is random, new each day (UTC), and lives beside the buckets
alone: in Redis, or in the memory of the one process where there is none. Nothing of it reaches the database or a log,
and after the day nobody can say whose a bucket was.

Taking is one step for everybody who takes at once (a script in Redis, a lock in memory). Whoever asks a Redis that is
gone or hangs is let in, after a fifth of a second at most, and nobody asks it again for a while: a limit is a
convenience to those who read what is sent, and no reason to turn a person away.
"""

import hashlib
import hmac
import logging
import math
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger("undeterred.limits")
PAUSE = 5.0
"""Seconds without a try after a failure."""
TIMEOUT = 0.07
"""Seconds for one step: connecting, choosing the database, asking for the key, taking."""
MOST_KEPT = 20_000
"""Buckets in one process's memory; the one not asked for longest goes first."""
PREFIX = "limits"


@dataclass(frozen=True)
class Limit:
    """A bucket for each network: ``size`` tokens at once, and one more comes back ``every`` so many seconds."""

    name: str
    size: int
    every: float


class Buckets(Protocol):
    """Where tokens are counted. Times are seconds since 1970."""

    def key(self, day: str, lasts: int) -> bytes:
        """The day's key, made by whoever asks first, gone after ``lasts`` seconds."""
        ...

    def take(self, bucket: str, limit: Limit, now: float) -> float:
        """Takes a token: 0 if there was one, else how many seconds until there is."""
        ...


_TAKE = """
local size, every, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or size, tonumber(held[2]) or now
tokens = math.min(size, tokens + math.max(0, now - at) / every)
if tokens < 1 then return string.format('%.3f', (1 - tokens) * every) end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens - 1), 'at', string.format('%.3f', math.max(at, now)))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return '0'
"""


class Shared:
    """In Redis, for all processes and hosts."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def key(self, day: str, lasts: int) -> bytes:
        name = f"{PREFIX}:key:{day}"
        with self.client.pipeline(transaction=False) as both:
            both.set(name, secrets.token_bytes(32), ex=lasts, nx=True)
            both.get(name)
            found = both.execute()[1]
        return bytes(found)

    def take(self, bucket: str, limit: Limit, now: float) -> float:
        lasts = math.ceil(limit.size * limit.every * 1000)
        said = [limit.size, limit.every, f"{now:.3f}", lasts]
        return float(self.client.eval(_TAKE, 1, f"{PREFIX}:{limit.name}:{bucket}", *said))


class Local:
    """In the memory of one process: each web process of the embedded default counts for itself."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.keys: dict[str, bytes] = {}
        self.held: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def key(self, day: str, lasts: int) -> bytes:
        with self.lock:
            if day not in self.keys:
                self.keys = {day: secrets.token_bytes(32)}
            return self.keys[day]

    def take(self, bucket: str, limit: Limit, now: float) -> float:
        name = (limit.name, bucket)
        with self.lock:
            tokens, at = self.held.get(name, (float(limit.size), now))
            tokens = min(limit.size, tokens + max(0.0, now - at) / limit.every)
            if tokens < 1:
                return (1 - tokens) * limit.every
            self.held[name] = (tokens - 1, max(at, now))
            self.held.move_to_end(name)
            while len(self.held) > MOST_KEPT:
                self.held.popitem(last=False)
        return 0.0


_local = Local()
_lock = threading.Lock()
_closed_until = 0.0


def take(limit: Limit, *, network: str, now: datetime) -> float:
    """Takes a token of this network: 0 when it may, else how many seconds until it may. Never raises, never waits long.

    An unknown network (``""``) is one like any other.
    """
    global _closed_until
    if time.monotonic() < _closed_until:
        return 0.0
    try:
        return _take(_buckets(), limit, network, now)
    except (redis.RedisError, OSError) as error:
        with _lock:
            _closed_until = time.monotonic() + PAUSE
        log.warning("limits could not be asked: everybody is let in", extra={"reason": type(error).__name__})
        return 0.0


def _take(buckets: Buckets, limit: Limit, network: str, now: datetime) -> float:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    lasts = max(1, math.ceil((midnight - now).total_seconds()))
    key = buckets.key(now.date().isoformat(), lasts)
    bucket = hmac.new(key, network.encode(), hashlib.sha256).hexdigest()[:32]
    return buckets.take(bucket, limit, now.timestamp())


def _buckets() -> Buckets:
    return Shared(_client(settings.CACHES["default"]["LOCATION"], TIMEOUT)) if settings.REDIS_URL else _local


@lru_cache(maxsize=4)
def _client(address: str, timeout: float) -> Any:
    # No greeting beyond choosing the database, and no second try: each step more could cost a reader its time.
    return redis.Redis.from_url(
        address,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,
        # One for each thread that asks: too few would let in whoever finds none.
        max_connections=1000,
    )
