"""Pages of the register itself: one row with its history, and how to cite or take it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from campaigns.record import filters, row_files, rows
from foundation.web.pages import read_page


@read_page
def row(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One public row: what it says, its sources, its history, how to cite it; as of a day when one is asked for."""
    found = rows.find(kind, key)
    if found is None:
        return _gone(request, kind, key)
    today = timezone.localdate()
    try:
        page = _page(request, found, today)
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    return render(request, "record/row.html", {"page": page, "row": page.row, "today": today})


@read_page
def row_json(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The same row for programs."""
    found = rows.find(kind, key)
    if found is None:
        return _gone(request, kind, key, ending=".json")
    try:
        page = _page(request, found, timezone.localdate())
    except filters.Unknown as refusal:
        return JsonResponse({"error": str(refusal)}, status=404)
    response = JsonResponse(row_files.document(page), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'inline; filename="{row_files.name(page)}"'
    return response


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
    return render(request, "record/unknown.html", {"refusal": refusal}, status=404)
