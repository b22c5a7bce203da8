"""Two questions from machines: can this process work, and does the whole installation?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.pulses import Pulse

STILL = timedelta(seconds=30)
"""A heartbeat older than this is no heartbeat."""


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 when this web process can reach the database: what a balancer asks."""
    wrong = database_trouble()
    return JsonResponse({"ok": not wrong, "reasons": wrong}, status=503 if wrong else 200)


@never_cache
@require_safe
def all_parts(request: HttpRequest) -> JsonResponse:
    """Also asks for the broker and for heartbeats of worker and beat (rows): what monitoring asks."""
    wrong = database_trouble() or [*broker_trouble(), *pulse_trouble(timezone.now())]
    return JsonResponse({"ok": not wrong, "reasons": wrong}, status=503 if wrong else 200)


def database_trouble() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return ["The database cannot be reached."]
    return []


def broker_trouble() -> list[str]:
    """Asks a Redis broker for an answer within 0.3 s; a folder as broker must be writable."""
    if settings.BROKER_URL.startswith("filesystem"):
        folder = settings.BROKER_DIR / "queue"
        return [] if folder.is_dir() else ["The broker's folder is gone."]
    import redis

    # Celery and redis-py write the address of a socket differently.
    address = settings.BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    try:
        client = redis.Redis.from_url(address, socket_connect_timeout=0.3, socket_timeout=0.3)
        with client:
            client.ping()
    except redis.RedisError:
        return ["The broker cannot be reached."]
    return []


def pulse_trouble(now: datetime) -> list[str]:
    """Reasons from the heartbeat rows: the beat writes one itself, the worker by doing a job."""
    seen = dict(Pulse.objects.values_list("name", "at"))
    wrong = []
    for name, words in (("beat", "The scheduler (beat)"), ("worker", "The worker")):
        at = seen.get(name)
        if at is None:
            wrong.append(f"{words} has not been heard yet.")
        elif now - at > STILL:
            wrong.append(f"{words} was last heard {int((now - at).total_seconds())} seconds ago.")
    return wrong
