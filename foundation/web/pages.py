"""What a read page is: the same bytes for everybody, kept by proxies for a minute, never tied to a visitor.

Because the bytes are the same for everybody, a process keeps finished pages: on the day a campaign is in the news,
thousands ask for one page, and it is written once. A page that names its version (``read_page(version=...)``) is
answered with 304, or from what is kept, before it is written again, and changes at once when the version does; any
other is kept for ``READ_PAGE_SECONDS``.
"""

import hashlib
import math
import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.web.release import fingerprint
from foundation.web.shelf import Finished, Shelf

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
MIB = 1024 * 1024

View = Callable[..., HttpResponse]
Version = Callable[..., str]
"""Names everything of the database that a page shows. It gets what the address names, and is asked first, so that
what changes meanwhile has another version."""

_plain = Shelf(pages=500, size=64 * MIB)
_asked = Shelf(pages=100, size=16 * MIB)
"""Pages with a query stand apart: made-up ones push out one another, and nothing else."""


def forget_pages() -> None:
    """Drops every finished page of this process."""
    _plain.clear()
    _asked.clear()


@overload
def read_page(view: View) -> View: ...
@overload
def read_page(*, version: Version) -> Callable[[View], View]: ...
def read_page(view: View | None = None, *, version: Version | None = None) -> Any:
    """GET and HEAD only; an ETag, 304 to who has it; no ``Vary`` on cookies and no cookie set.

    The ETag is that of the content, or, where the page names its version, of all that the page is made of: address,
    language, day, release and version. Only an answer of 200 is kept and has one: a refusal can be put right in the
    next minute. Without a version, only an address without a query is kept.
    """
    if view is None:
        return partial(_page, version=version)
    return _page(view, version)


def _page(view: View, version: Version | None) -> View:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Under DEBUG files change while a process runs, so no release can be named.
        etag = _etag(request, version(**kwargs)) if version and not settings.DEBUG else ""
        if etag and etag in _held(request):
            unchanged = HttpResponse(headers={"ETag": etag, "Cache-Control": CACHE_CONTROL})
            return get_conditional_response(request, etag=etag, response=unchanged) or unchanged
        finished = _find(request, etag)
        if finished is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            finished = _finish(response, etag)
            _keep(request, etag, finished)
        response = HttpResponse(finished.content, headers=finished.headers)
        return get_conditional_response(request, etag=finished.headers["ETag"], response=response) or response

    wrapped.version = version  # type: ignore[attr-defined]
    return require_safe(wrapped)


def _held(request: HttpRequest) -> set[str]:
    """ETags of what the asker has; a proxy that packs pages marks them as weak."""
    return {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}


def _etag(request: HttpRequest, version: str) -> str:
    day = timezone.now().date().isoformat()
    parts = [fingerprint(), get_language() or "", request.get_full_path(), day, version]
    return _quoted("\n".join(parts).encode())


def _quoted(said: bytes) -> str:
    return f'"{hashlib.sha256(said).hexdigest()[:32]}"'


def _finish(response: HttpResponse, etag: str) -> Finished:
    headers = {name: value for name, value in response.items() if name != "Vary"}
    headers["ETag"] = etag or _quoted(response.content)
    headers["Cache-Control"] = CACHE_CONTROL
    until = math.inf if etag else time.monotonic() + settings.READ_PAGE_SECONDS
    return Finished(response.content, headers, until)


def _find(request: HttpRequest, etag: str) -> Finished | None:
    shelf = _shelf(request, etag)
    found = shelf.find(request.get_full_path()) if shelf else None
    if found is None or found.until < time.monotonic() or (etag and found.headers["ETag"] != etag):
        return None
    return found


def _keep(request: HttpRequest, etag: str, page: Finished) -> None:
    shelf = _shelf(request, etag)
    if shelf:
        shelf.keep(request.get_full_path(), page)


def _shelf(request: HttpRequest, etag: str) -> Shelf | None:
    if settings.READ_PAGE_SECONDS == 0:
        return None
    if request.META.get("QUERY_STRING"):
        return _asked if etag else None
    return _plain
