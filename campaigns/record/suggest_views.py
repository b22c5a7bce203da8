"""Deed pages of the record: anybody suggests a correction. No session, nothing kept by a browser or proxy."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from actors.suggestions.fields import PROPOSABLE
from campaigns.record.suggesting import Moved, NotNow, SuggestPage
from campaigns.templatetags.record import address
from foundation.web.deeds import SeeOther, deed_page
from foundation.web.networks import client_network


@deed_page
def suggest(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What a row says, and a form to say what it should say."""
    try:
        page = _find(request, kind, key, is_statement=False)
    except Moved as moved:
        return redirect("record:suggest", kind, moved.key, permanent=True)
    return _answer(request, page)


@deed_page
def suggest_statement(request: HttpRequest, key: str) -> HttpResponse:
    """Words of a State or body that the record does not have."""
    try:
        page = _find(request, "actor", key, is_statement=True)
    except Moved as moved:
        return redirect("record:suggest_statement", moved.key, permanent=True)
    return _answer(request, page)


@deed_page
def suggested(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Thanks, and what happens now: the same words for everybody."""
    if kind not in PROPOSABLE:
        raise Http404
    return render(request, "record/suggested.html", {"row_address": address("record:row", kind, key)})


def _find(request: HttpRequest, kind: str, key: str, *, is_statement: bool) -> SuggestPage:
    sent = request.POST if request.method == "POST" else None
    return SuggestPage.find(kind, key, is_statement=is_statement, sent=sent)


def _answer(request: HttpRequest, page: SuggestPage) -> HttpResponse:
    now, is_sent, wait = timezone.now(), request.method == "POST", 0
    form = page.form(request.POST if is_sent else None, now)
    try:
        where = {"network": client_network(request), "language": get_language() or "en"}
        if is_sent and page.take(form, **where, now=now):
            return SeeOther(reverse("record:suggested", args=[page.kind, page.row.key]))
    except NotNow as refusal:
        form.add_error(None, refusal.words)
        wait = refusal.seconds
    status = 429 if wait else 422 if is_sent else 200
    response = render(request, "record/suggest.html", page.context(form), status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response
