"""Pages of the register itself: one row, those under measures, the log of measures, the levers."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from actors.checking import redirects
from campaigns.record import filters, levers, listed, listed_words, measures, row_files, rows, sanctioned, versions
from foundation.web.pages import read_page


@read_page(version=versions.published)
def row(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One public row: what it says, its sources, its history, how to cite it; as of a day when one is asked for."""
    found = rows.find(kind, key)
    if found is None:
        return _gone(request, kind, key)
    today = timezone.now().date()
    try:
        page = _page(request, found, today)
    except filters.Unknown as refusal:
        return _refused(request, refusal)
    return render(request, "record/row.html", {"page": page, "row": page.row, "today": today})


@read_page(version=versions.published)
def row_json(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The same row for programs."""
    found = rows.find(kind, key)
    if found is None:
        return _gone(request, kind, key, ending=".json")
    try:
        page = _page(request, found, timezone.now().date())
    except filters.Unknown as refusal:
        return JsonResponse({"error": str(refusal)}, status=404)
    response = JsonResponse(row_files.document(page), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'inline; filename="{row_files.name(page)}"'
    return response


@read_page(version=versions.register)
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody under measures, of any coercing state, as of a day."""
    try:
        return render(request, "record/sanctioned.html", _listing(request))
    except filters.Unknown as refusal:
        return _refused(request, refusal)


@read_page(version=versions.register)
def listing_results(request: HttpRequest) -> HttpResponse:
    """The part of that page which its filters change, alone; the browser shows the address of the whole."""
    try:
        context = _listing(request)
    except filters.Unknown as refusal:
        return _refused(request, refusal)
    response = render(request, "record/_sanctioned_result.html", context)
    response["HX-Push-Url"] = reverse("record:sanctioned") + context["asked"].address()
    response["X-Robots-Tag"] = "noindex"
    return response


@read_page(version=versions.person)
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person or organisation under measures."""
    today = timezone.now().date()
    try:
        day = filters.day(request.GET.get("on", ""), today)
    except filters.Unknown as refusal:
        return _refused(request, refusal)
    found = listed.find(key, day or today)
    if not found:
        lead = redirects.lead("person", key)
        if lead:
            return HttpResponsePermanentRedirect(reverse("record:person", args=[lead]))
        return _refused(request, _t("Nobody of that name is under measures on this record."))
    sheet = listed.build(rows=found, on=day or today, as_of=day is not None, language=get_language() or "en")
    words = listed_words.one(sheet)
    return render(request, "record/person.html", {"sheet": sheet, "person": sheet.person, "sentence": words})


@read_page(version=versions.register)
def log(request: HttpRequest) -> HttpResponse:
    """What coercing states did, by year."""
    try:
        found = measures.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return _refused(request, refusal)
    return render(request, "record/measures.html", {"log": found})


@read_page(version=versions.register)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Who can do what: by law and by office, everywhere or in one state."""
    try:
        found = levers.build(query=request.GET, today=timezone.now().date())
    except filters.Unknown as refusal:
        return _refused(request, refusal)
    return render(request, "record/levers.html", {"catalogue": found})


def _listing(request: HttpRequest) -> dict[str, Any]:
    today = timezone.now().date()
    found = sanctioned.build(query=request.GET, today=today)
    words = {"headline": listed_words.headline(found), "lead": listed_words.lead(found)}
    choices = {"forces": sanctioned.Force.choices, "sorts": sanctioned.Who.choices}
    return {"register": found, "asked": found.asked, "today": today, **words, **choices}


def _refused(request: HttpRequest, words: object) -> HttpResponse:
    return render(request, "record/unknown.html", {"refusal": str(words)}, status=404)


def _page(request: HttpRequest, found: Any, today: date) -> rows.Page:
    day = filters.day(request.GET.get("on", ""), today)
    return rows.build(row=found, on=day or today, as_of=day is not None, language=get_language() or "en")


def _gone(request: HttpRequest, kind: str, key: str, ending: str = "/") -> HttpResponse:
    """Where a merged key leads for ever; else words, the same for a row that is hidden and one that never was."""
    lead = rows.lead(kind, key)
    if lead:
        return HttpResponsePermanentRedirect(lead.removesuffix("/") + ending)
    refusal = _t("There is no such row on the public record. It may wait for a check, or never have been.")
    if ending != "/":
        return JsonResponse({"error": refusal}, status=404)
    return _refused(request, refusal)
