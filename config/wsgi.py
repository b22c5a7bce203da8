"""The web server's door."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()


LONGEST = 1_000_000
"""Bytes of a request. No form of ours needs more; what is longer would be written to the disk as an upload."""
UPLOAD = "/admin/actors/import/add/"
LONGEST_UPLOAD = 256_000_000
"""Bytes of a form with a file. Far more than a file may have: the rest is read past, a piece at a time, so that who
brought it gets the form back with words instead of a broken line."""


def is_too_long(environ: dict[str, Any]) -> bool:
    length = str(environ.get("CONTENT_LENGTH") or "0").lstrip("0")
    most = LONGEST_UPLOAD if environ.get("PATH_INFO") == UPLOAD else LONGEST
    return length.isdecimal() and (len(length) > 9 or int(length) > most)


def refusal(environ: dict[str, Any]) -> str:
    """Why a request is none, in words; empty for all others.

    Django reads the content type, and with a charset named in it the query too, while it makes the request: what goes
    wrong there would be a 500 that no middleware sees. Forms are UTF-8 for Django anyway.
    """
    from django.conf import settings

    kind = str(environ.get("CONTENT_TYPE", "")).lower()
    charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'")
    if len(kind) > 1000 or charset not in {"", "utf-8", "utf8"}:
        return "This is not understood: please send it as UTF-8."
    if str(environ.get("QUERY_STRING", "")).count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return "The address holds too many questions."
    return ""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's, behind the one question that has to be asked before it."""
    if is_too_long(environ):
        start_response("413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This is too long: nothing that can be sent here is longer than a megabyte."]
    if words := refusal(environ):
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [words.encode()]
    return _django(environ, start_response)
