"""What a public file is: data for anybody's program, whole, of one moment, the same bytes until something changes.

It is finished on disk before its first byte leaves: a slow reader holds no database, and a failure is an answer of its
own and never half of a file. Memory does not grow with its size.
"""

import gzip
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from foundation.web.pages import CACHE_CONTROL

PIECE = 64 * 1024


@dataclass(frozen=True)
class PublicFile:
    """What a view offers. ``pieces`` is only called if somebody wants the bytes; ``etag`` decides all of them."""

    name: str
    media: str
    etag: str
    pieces: Callable[[], Iterable[bytes]]
    describedby: str = ""
    language: str = "en"

    @property
    def disposition(self) -> str:
        """A table for a spreadsheet is saved, everything else is shown by whoever can."""
        how = "attachment" if self.media.startswith("text/csv") else "inline"
        return f'{how}; filename="{self.name}"'


class Written:
    """A finished file: packed while it lies on disk, read in pieces, gone when closed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._room: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the answer)
        self.size = 0
        with gzip.GzipFile(fileobj=self._room, mode="wb", compresslevel=1, mtime=0) as packed:
            for piece in pieces:
                self.size += packed.write(piece)
        self._room.seek(0)

    def __iter__(self) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=self._room, mode="rb") as packed:
            while piece := packed.read(PIECE):
                yield piece

    def close(self) -> None:
        self._room.close()


def public_file(view: Callable[..., PublicFile | HttpResponse]) -> Callable[..., HttpResponseBase]:
    """GET and HEAD only; 304 to who has it; scripts of every site may read it, for there is no session to misuse."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with one_moment():
            found = view(request, *args, **kwargs)
            response = _answer(request, found) if isinstance(found, PublicFile) else found
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Disposition, ETag"
        return response

    return require_safe(wrapped)


def _answer(request: HttpRequest, found: PublicFile) -> HttpResponseBase:
    headers = {
        "Content-Type": found.media,
        "Content-Disposition": found.disposition,
        "Content-Language": found.language,
        "ETag": found.etag,
        "Cache-Control": CACHE_CONTROL,
    }
    if found.describedby:
        headers["Link"] = f'<{found.describedby}>; rel="describedby"'
    # Under DEBUG files change while a process runs, so nobody can say that an answer has not.
    unchanged = HttpResponse(headers=headers)
    known = unchanged if settings.DEBUG else get_conditional_response(request, etag=found.etag, response=unchanged)
    if known is not None and known.status_code != 200:
        return known
    if request.method == "HEAD":
        return StreamingHttpResponse([], headers=headers)  # has no length of its own to tell
    written = Written(found.pieces())
    return StreamingHttpResponse(written, headers={**headers, "Content-Length": str(written.size)})


def refusal(status: int, title: str, detail: str) -> HttpResponse:
    """In words, as RFC 9457 has it."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(
        said, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, whatever is changed meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(savepoint=False):
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
