"""Signatures on paper: entered by one member, confirmed by a second."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.desk import board
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.desk.paper_forms import PaperForm
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing import paper
from campaigns.signing.numbers import PaperBatch


@page
def paper_batches(request: StaffRequest, code: str) -> HttpResponse:
    """Every batch with who entered, confirmed or took it back, and the form for a new one."""
    return _page(request, find_campaign(request, code))


def _page(request: StaffRequest, found: Campaign) -> HttpResponse:
    member = board.members_of([found], request.user)[found.organisation_id]
    related = ("version__letter", "entered_by__user", "confirmed_by__user", "taken_back_by__user")
    rows = PaperBatch.objects.filter(version__letter__campaign=found).select_related(*related)
    context = {
        "rows": rows.prefetch_related("version__translations").order_by("-pk"),
        "number": sum(row.number for row in rows if row.confirmed_on and not row.taken_back_on),
        "form": PaperForm(campaign=found, today=timezone.now().date()),
        "reader": request.user,
    }
    return show(request, "desk/paper_batches.html", found, context, member)


@deed
def enter_paper(request: StaffRequest, code: str) -> HttpResponse:
    """One member enters a batch."""
    found, now = find_campaign(request, code), timezone.now()
    member_of(found, request.user)
    form = PaperForm(request.POST, campaign=found, today=now.date())
    if not form.is_valid():
        said = [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        notices.error(request, _("Nothing was entered.") + " " + " ".join(said))
        return redirect("desk:paper_batches", code)
    try:
        paper.enter(**form.cleaned_data, by=request.user, now=now)
    except paper.NotOpen:
        notices.error(request, _("Nobody signs this letter now: nothing was entered."))
    else:
        notices.success(request, _("Entered. It counts once a second member has confirmed it."))
    return redirect("desk:paper_batches", code)


@deed
def confirm_paper(request: StaffRequest, code: str, batch: str) -> HttpResponse:
    """A second member has counted too."""
    return _on(request, code, batch, paper.confirm, _("Confirmed: these signatures are shown on paper."))


@deed
def take_back_paper(request: StaffRequest, code: str, batch: str) -> HttpResponse:
    """It counts no more."""
    return _on(request, code, batch, paper.take_back, _("Taken back: it counts no more."))


def _on(request: StaffRequest, code: str, batch: str, deed: Callable[..., Any], words: str) -> HttpResponse:
    found = find_campaign(request, code)
    rows = PaperBatch.objects.select_related("version__letter__campaign", "entered_by")
    row = get_object_or_404(rows, version__letter__campaign=found, code=batch)
    try:
        deed(batch=row, by=request.user, now=timezone.now())
    except paper.OwnBatch:
        notices.error(request, _("You entered this yourself: a second member confirms it."))
    else:
        notices.success(request, words)
    return redirect("desk:paper_batches", code)
