"""The public record: the same for everybody, cached a minute."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from actors.positions.models import StanceStep
from actors.search import asking
from campaigns.record import (
    bookkeeping,
    citing,
    disputed,
    dossier,
    filters,
    overview,
    searching,
    shift_overview,
    versions,
)
from foundation.web.pages import read_page


@read_page(version=versions.register)
def where(request: HttpRequest) -> HttpResponse:
    """Who stands where: every state, about one coercing state's measures, as of a day."""
    try:
        context = overview.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    return render(request, "record/where.html", {**context, "shapes": overview.shapes()})


@read_page(version=versions.register)
def results(request: HttpRequest) -> HttpResponse:
    """The part of that page which its filters change, alone; the browser shows the address of the whole."""
    try:
        context = overview.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    response = render(request, "record/_result.html", context)
    response["HX-Push-Url"] = reverse("record:where") + context["filters"].address()
    response["X-Robots-Tag"] = "noindex"
    return response


@read_page(version=versions.register)
def movement(request: HttpRequest) -> HttpResponse:
    """Which states moved, about one coercing state's measures, between two days."""
    try:
        context = shift_overview.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    return render(request, "record/movement.html", context)


@read_page(version=versions.register)
def movement_results(request: HttpRequest) -> HttpResponse:
    """All of that page which its filters change, alone; the browser shows the address of the whole."""
    try:
        context = shift_overview.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    response = render(request, "record/_moved.html", context)
    response["HX-Push-Url"] = reverse("record:movement") + context["window"].address()
    response["X-Robots-Tag"] = "noindex"
    return response


@read_page(version=versions.actor)
def actor(request: HttpRequest, key: str) -> HttpResponse:
    """One state or body, as of today or of a day that the address names."""
    today = timezone.now().date()
    try:
        chosen = filters.day(request.GET.get("on", ""), today)
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    language = get_language() or "en"
    found = dossier.build(key=key, on=chosen or today, language=language, as_of=chosen is not None)
    path = f"{reverse('record:actor', args=[key])}?on={found.on.isoformat()}"
    citation = citing.cite(title=found.actor.name, path=path, row=None, on=found.on, language=language)
    context = {"dossier": found, "actor": found.actor, "today": today, "citation": citation}
    return render(request, "record/actor.html", context)


@read_page(version=versions.published)
def method(request: HttpRequest) -> HttpResponse:
    """Who publishes the record, how rows are read and checked, how to dispute one."""
    steps, publishers = StanceStep.objects.order_by("-rank"), citing.publishers()
    context = {"steps": steps, "publishers": publishers, "books": bookkeeping.count()}
    return render(request, "record/method.html", context)


@read_page(version=versions.published)
def disputes(request: HttpRequest) -> HttpResponse:
    """Rows that somebody concerned disputes, and how to dispute one."""
    context = {"disputed": disputed.shown(), "publishers": citing.publishers(), "hidden": bookkeeping.hidden()}
    return render(request, "record/disputes.html", context)


@read_page(version=versions.search)
def search(request: HttpRequest) -> HttpResponse:
    """Names in any language and words of quotations; what was typed is in the address and nowhere else."""
    asked = asking.read(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    if not searching.is_kind(kind):
        return render(request, "record/unknown.html", {"refusal": _t("There is no such kind of row.")}, status=404)
    context = {"asked": asked, "everywhere": urlencode({"q": asked.text})}
    context["results"] = searching.look_up(asked=asked, language=get_language() or "en", kind=kind)
    return render(request, "record/search.html", context)
