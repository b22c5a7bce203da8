"""The demo's mailbox: a list, a mail, its HTML in a frame of its own, its files."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from config.mailbox import kept

PER_PAGE = 50
# Styles of a mail stand in its text; nothing else of it is let in, and nothing is fetched from anywhere.
IN_FRAME = {
    **{name: [NONE] for name in ("default-src", "script-src", "connect-src", "font-src", "form-action", "base-uri")},
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(kept.names(), PER_PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page if (mail := kept.find(name))]
    return render(request, "mailbox/index.html", {"page": page, "mails": mails})


@never_cache
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def detail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "mailbox/detail.html", {"mail": _find(name)})


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace(IN_FRAME)  # type: ignore[arg-type]
def html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail's HTML as it was sent. Its links open in the whole window."""
    mail = _find(name)
    if not mail.html:
        raise Http404
    return HttpResponse('<base target="_top">' + mail.html)


@never_cache
@require_safe
def attachment(request: HttpRequest, name: str, number: str) -> HttpResponse:
    for file in _find(name).attachments:
        if file.number == int(number):
            # As a file to keep, whatever it calls itself: it came by mail.
            headers = {"Content-Disposition": content_disposition_header(True, file.name) or "attachment"}
            return HttpResponse(file.content, content_type=file.kind, headers=headers)
    raise Http404


def _find(name: str) -> kept.Mail:
    mail = kept.find(name)
    if mail is None:
        raise Http404
    return mail
