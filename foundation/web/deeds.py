"""What a public deed page is: never kept, never indexed, no session, no login; its form carries a signed number.

Instead of a cookie, the browser says where a POST comes from: ``Sec-Fetch-Site`` and ``Origin`` cannot be set by
another site's page. The signed number in the form says when it was given out, and makes a form sent twice one.
"""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
FORM_HOURS = 24


class Stale(ValueError):
    """The form was given out too long ago, or its number is not one of ours."""


class SeeOther(HttpResponseRedirect):
    """303: the deed is done, here is a page to look at."""

    status_code = 303


def deed_page(view: View) -> View:
    """GET, HEAD and POST. A POST from another site gets 403; nothing is stored by browser or proxy."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not from_here(request):
            response = render(request, "403.html", {"reason": "foreign_form"}, status=403)
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    # These paths have no session and no CSRF cookie; the check above takes their place.
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wrapped))


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that this POST comes from a page of ours.

    Old browsers and text browsers send neither header: they are let in, for a form without a session gives an
    attacker nothing that a letter box would not.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    own = {settings.BASE_URL, f"{request.scheme}://{request.get_host()}"}
    return origin is None or origin in own


def new_number(about: str) -> str:
    """A number for one form about one thing: signed and dated. While its row waits, the same form is one row."""
    return signing.dumps([secrets.token_hex(12), about], salt="undeterred.form")


def check_number(number: str, about: str) -> str:
    """The unique part of a form's number; raises Stale."""
    try:
        unique, said = signing.loads(number, salt="undeterred.form", max_age=FORM_HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        raise Stale from None
    if said != about:
        raise Stale
    return f"{about}|{unique}"


def seconds_old(number: str) -> float:
    """How long ago a number was given out, to the second; ask only of one that ``check_number`` let pass."""
    return time.time() - signing.b62_decode(number.rsplit(":", 2)[1])
