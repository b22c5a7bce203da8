"""For the press: pages of the record and of campaigns, their figures as files, and the pictures of link previews."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.planning.models import Campaign
from campaigns.press import cards, drawing, figures, pages
from campaigns.press.drawing import Card, Format
from campaigns.press.models import PressNote
from campaigns.record import versions
from campaigns.site.pages import find_campaign
from foundation.web.pages import read_page

TYPES: dict[str, str] = {"svg": "image/svg+xml", "png": "image/png"}


def one_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A picture asks nothing of its reader: with a query it would be drawn anew for each that somebody makes up."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.META.get("QUERY_STRING") and request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(request.path)
        return view(request, *args, **kwargs)

    return wrapped


@read_page(version=versions.published)
def record(request: HttpRequest) -> HttpResponse:
    """The record for people who print: the finding, three figures, quotations, whom to ask."""
    on = timezone.now().date()
    state, default = pages.coercing()
    context = {**pages.about(state, on, default), "publishers": pages.publishers()}
    return render(request, "press/record.html", context)


@one_address
@read_page(version=versions.register)
def figure(request: HttpRequest, about: str, name: str, kind: Format) -> HttpResponse:
    """One figure as a file."""
    if name not in figures.FIGURES or kind not in TYPES:
        raise Http404
    state, default = pages.coercing(about)
    table = figures.table(state, timezone.now().date(), default)
    drawn = drawing.draw(figures.FIGURES[name](table).picture, kind)
    return HttpResponse(drawn, content_type=TYPES[kind])


def _picture(card: Card) -> HttpResponse:
    return HttpResponse(drawing.draw_card(card), content_type=TYPES["png"])


@one_address
@read_page(version=versions.register)
def card(request: HttpRequest) -> HttpResponse:
    """The preview of the record itself, and of every page that has none of its own."""
    return _picture(cards.of_record(timezone.now().date()))


@one_address
@read_page(version=versions.register)
def actor_card(request: HttpRequest, key: str) -> HttpResponse:
    return _picture(cards.of_actor(key, timezone.now().date()))


@one_address
@read_page(version=versions.register)
def person_card(request: HttpRequest, key: str) -> HttpResponse:
    return _picture(cards.of_person(key, timezone.now().date()))


@one_address
@read_page
def campaign_card(request: HttpRequest, code: str) -> HttpResponse:
    return _picture(cards.of_campaign(code, timezone.now().date()))


@read_page
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """A campaign for people who print; while there is an embargo, nothing but its hour is told."""
    now, found = timezone.now(), find_campaign(code)
    context = pages.of_campaign(found, now)
    if context["is_early"]:
        return render(request, "press/embargo.html", {"campaign": found, "note": context["note"]}, status=403)
    return render(request, "press/campaign.html", context)


@never_cache
@require_safe
def early(request: HttpRequest, code: str) -> HttpResponse:
    """The same for journalists who were given the address, before the embargo ends and before the launch."""
    note = get_object_or_404(PressNote, code=code)
    rows = Campaign.objects.select_related("organisation", "nationality", "measure").prefetch_related("texts")
    response = render(request, "press/campaign.html", pages.of_campaign(rows.get(pk=note.campaign_id), timezone.now()))
    response["X-Robots-Tag"] = "noindex"
    return response
