"""What a read page is: the same bytes for everybody, kept by proxies for a minute, never tied to a visitor.

Because the bytes are the same for everybody, a process keeps a finished page for some seconds
(``READ_PAGE_SECONDS``): on the day a campaign is in the news, thousands ask for one page, and it is written once.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
KEPT_PAGES = 500
"""Finished pages one process keeps at most; the one not asked for longest goes first."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Finished:
    """A page as it was answered, good until a moment of this process's monotonic time."""

    content: bytes
    headers: dict[str, str]
    until: float


_kept: OrderedDict[str, Finished] = OrderedDict()
_lock = threading.Lock()


def forget_pages() -> None:
    """Drops every finished page of this process."""
    with _lock:
        _kept.clear()


def read_page(view: View) -> View:
    """GET and HEAD only; an ETag of the content, 304 to who has it; no ``Vary`` on cookies and no cookie set.

    Only an answer of 200 may be kept: a refusal can be put right in the next minute. Only an address without a query
    is kept in the process, so that nobody can fill it with made-up ones.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        may_keep = settings.READ_PAGE_SECONDS > 0 and not request.META.get("QUERY_STRING")
        finished = _find(request.path) if may_keep else None
        if finished is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            finished = _finish(response)
            if may_keep:
                _keep(request.path, finished)
        response = HttpResponse(finished.content, headers=finished.headers)
        return get_conditional_response(request, etag=finished.headers["ETag"], response=response) or response

    return require_safe(wrapped)


def _finish(response: HttpResponse) -> Finished:
    content = response.content
    headers = {name: value for name, value in response.items() if name != "Vary"}
    headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers["Cache-Control"] = CACHE_CONTROL
    return Finished(content, headers, time.monotonic() + settings.READ_PAGE_SECONDS)


def _find(path: str) -> Finished | None:
    with _lock:
        finished = _kept.get(path)
        if finished is None or finished.until < time.monotonic():
            return None
        _kept.move_to_end(path)
        return finished


def _keep(path: str, finished: Finished) -> None:
    with _lock:
        _kept[path] = finished
        _kept.move_to_end(path)
        while len(_kept) > KEPT_PAGES:
            _kept.popitem(last=False)
