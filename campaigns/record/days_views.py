"""Days in public: the calendar, its feed, and one occasion. The same for everybody, cached a minute."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from actors.checking import redirects
from campaigns.record import day_feed, occasions, versions
from campaigns.record import days as calendar
from foundation.web.pages import read_page


@read_page(version=versions.register)
def days(request: HttpRequest) -> HttpResponse:
    """The calendar: what comes, what was."""
    return render(request, "record/days.html", {"calendar": calendar.calendar(timezone.now().date())})


@read_page(version=versions.register)
def feed(request: HttpRequest) -> HttpResponse:
    """The same as a calendar to subscribe to."""
    body = day_feed.feed(
        language=get_language() or "en",
        host=urlsplit(settings.BASE_URL).hostname or "localhost",
        address=lambda key: f"{settings.BASE_URL}{reverse('record:occasion', args=[key])}",
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="days.ics"'
    return response


@read_page(version=versions.register)
def occasion(request: HttpRequest, key: str) -> HttpResponse:
    """One occasion: who said something, for whom nothing was found, who was not looked at. A merged key leads on."""
    try:
        page = occasions.build(key=key, today=timezone.now().date())
    except Http404:
        kept = redirects.lead("occasion", key)
        if kept is None:
            raise
        return HttpResponsePermanentRedirect(reverse("record:occasion", args=[kept]))
    return render(request, "record/occasion.html", {"page": page, "occasion": page.occasion})
