"""What a read page is: the same bytes for everybody, kept by proxies for a minute, never tied to a visitor."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"

View = Callable[..., HttpResponse]


def read_page(view: View) -> View:
    """GET and HEAD only; an ETag of the content, 304 to who has it; no ``Vary`` on cookies and no cookie set.

    Only an answer of 200 may be kept: a refusal can be put right in the next minute.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        response.headers.pop("Vary", None)
        response.cookies.clear()
        # `content` renders nothing twice: our views answer with finished responses.
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        response["ETag"] = f'"{digest}"'
        response["Cache-Control"] = CACHE_CONTROL
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return require_safe(wrapped)
