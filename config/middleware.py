"""Two sides of the house: public pages, which know no visitor, and the staff side, which has sessions."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

MACHINES = "/data/"
"""Where every program gets the same bytes."""
_STAFF = re.compile(r"^/(?:admin|[a-z]{2}/(?:desk|accounts))(?:/|$)")

Answer = Callable[[HttpRequest], HttpResponse]


def is_staff_side(request: HttpRequest) -> bool:
    """Whether this path belongs to people who log in."""
    return bool(_STAFF.match(request.path_info))


class Boundary:
    """Refuses what no page of ours can mean, and tells proxies what may be kept.

    NUL bytes reach a PostgreSQL text column as an error, so they stop here, with words.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(_("The address holds a character that cannot be."), content_type="text/plain")
        if not (request.META.get("CONTENT_LENGTH") or "0").isdecimal():
            return HttpResponseBadRequest(_("The length of what was sent is no number."), content_type="text/plain")
        response = self.get_response(request)
        if response.status_code == 405:
            words = _("This address cannot be asked in this way (%(method)s).") % {"method": request.method}
            response["Content-Type"] = "text/plain; charset=utf-8"
            if isinstance(response, StreamingHttpResponse):  # a static file's refusal
                response.streaming_content = [words]
            else:
                response.content = words.encode()
        if is_staff_side(request) or response.status_code >= 400:
            response.setdefault("Cache-Control", "no-store")
            response.setdefault("X-Robots-Tag", "noindex")
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        return response


class Languages(LocaleMiddleware):
    """On machines' paths there is one language, whatever a browser would like: the same bytes for everybody."""

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(MACHINES):
            return super().process_request(request)
        translation.activate("en")
        request.LANGUAGE_CODE = "en"
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith(MACHINES):
            return super().process_response(request, response)
        response.setdefault("Content-Language", "en")
        return response


class OnStaffSideOnly:
    """Mixed into a middleware of Django's: on public paths it is not there."""

    def __call__(self, request: HttpRequest) -> Any:
        if is_staff_side(request):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


class StaffSessions(OnStaffSideOnly, SessionMiddleware):
    pass


class StaffCsrf(OnStaffSideOnly, CsrfViewMiddleware):
    # Django calls this one apart from the rest.
    def process_view(self, request: HttpRequest, callback: Any, args: Any, kwargs: Any) -> Any:
        return super().process_view(request, callback, args, kwargs) if is_staff_side(request) else None


class StaffAuthentication(OnStaffSideOnly, AuthenticationMiddleware):
    pass


class StaffMessages(OnStaffSideOnly, MessageMiddleware):
    pass
