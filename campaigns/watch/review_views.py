"""An outside reviewer's page: what was entered against what stands, with its source; one answer, no login (R23)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t

from actors.checking import checks, differences, invitations, pages
from actors.checking.models import Check, Invitation
from foundation.web.deeds import SeeOther, deed_page

REFUSALS = (invitations.OtherName, *pages.REASONS)


@deed_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing; a name typed and one of two equal buttons do."""
    found = invitations.find(token)
    if found is None:
        return render(request, "watch/review_gone.html", status=404)
    if not found.is_open(timezone.now()):
        return render(request, "watch/review_done.html", {"invitation": found}, status=410)
    if request.method != "POST":
        return render(request, "watch/review.html", _context(found, request, ""))
    verdict = request.POST.get("verdict", "")
    if verdict not in Check.Verdict.values:
        words = _t("Please say whether it holds or not.")
        return render(request, "watch/review.html", _context(found, request, words), status=422)
    return _answer(request, found, verdict)


def _answer(request: HttpRequest, found: Invitation, verdict: str) -> HttpResponse:
    name, note = (request.POST.get(field, "")[:2000] for field in ("name", "note"))
    try:
        invitations.answer(invitation=found, verdict=verdict, name=name, note=note, now=timezone.now())
    except REFUSALS as refusal:
        return render(request, "watch/review.html", _context(found, request, _why(refusal)), status=422)
    return SeeOther(request.path)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, invitations.OtherName):
        return _t("Please type your name as it stands above: it signs your answer.")
    if isinstance(refusal, checks.NotAllowed):
        return _t("This address is not good for it any more.")
    return pages.why(refusal)


def _context(found: Invitation, request: HttpRequest, refusal: str) -> dict[str, Any]:
    rows = list(found.revisions.select_related("entered_by").order_by("pk"))
    known = differences.rows_of(rows)
    changes = differences.against_rows(rows, known)
    return {
        "invitation": found,
        "entries": [(one, known.get((one.kind, one.key)), said) for one, said in zip(rows, changes, strict=True)],
        "refusal": refusal,
        "name": request.POST.get("name", "")[:120],
        "note": request.POST.get("note", "")[:2000],
    }
