"""Doubtful signatures: what is set aside, and what members take out of the count."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.desk import board, taking_out
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.desk.taking_out_forms import ConditionsForm
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing import invalidations, suspicion
from campaigns.signing.asides import Invalidation, Sign
from campaigns.signing.tasks import invalidate
from foundation.nudges import nudge
from foundation.vault.keys import KeyGone

REFUSALS: dict[type[Exception], Any] = {
    invalidations.NoCondition: gettext_lazy("Please give at least one condition: without one everything would go."),
    invalidations.TooMany: gettext_lazy(
        "Too many seals would have to be opened: please narrow it down, by days for example."
    ),
    invalidations.NothingFound: gettext_lazy("No signature meets these conditions: there is nothing to take out."),
    invalidations.OwnOrder: gettext_lazy("You ordered this yourself: a second member confirms it."),
    invalidations.Over: gettext_lazy("This was cancelled, or nobody ordered it: nothing was done."),
    KeyGone: gettext_lazy("All personal data of this campaign is erased."),
}


@page
def doubtful(request: StaffRequest, code: str) -> HttpResponse:
    """What is set aside and why, each taking out, and the form for a new one."""
    found = find_campaign(request, code)
    member = board.members_of([found], request.user)[found.organisation_id]
    context = {
        "suspects": taking_out.suspects(found),
        "rows": taking_out.rows(found, request.user.pk),
        "form": ConditionsForm(),
        "alone": invalidations.ALONE,
    }
    return show(request, "desk/doubtful.html", found, context, member)


@deed
def let_count(request: StaffRequest, code: str) -> HttpResponse:
    """All that are set aside for one reason count."""
    found, why = find_campaign(request, code), request.POST.get("why", "")
    member_of(found, request.user)
    if why in Sign.values:
        done = suspicion.let_count(campaign=found, why=why, by=request.user, now=timezone.now())
        said = ngettext("%(n)s signature counts now.", "%(n)s signatures count now.", done)
        notices.success(request, said % {"n": done})
    return redirect("desk:doubtful", code)


@deed
def try_out(request: StaffRequest, code: str) -> HttpResponse:
    """How many meet the conditions; nothing is taken out."""
    found, form = find_campaign(request, code), ConditionsForm(request.POST)
    member_of(found, request.user)
    if not form.is_valid():
        notices.error(request, _("Please say why, and give days and letters as the form asks for them."))
        return redirect("desk:doubtful", code)

    def deed() -> None:
        said = {"campaign": found, "by": request.user, "now": timezone.now(), "why": form.cleaned_data["why"]}
        row = invalidations.try_out(conditions=form.conditions(), **said)
        number = ngettext("%(n)s signature meets this.", "%(n)s signatures meet this.", row.found) % {"n": row.found}
        notices.info(request, number + " " + _("Nothing is taken out yet."))

    return _done(request, found, deed)


@deed
def take_out(request: StaffRequest, code: str, invalidation: str) -> HttpResponse:
    """A member orders it."""
    return _on(request, code, invalidation, invalidations.order, _("Ordered."))


@deed
def confirm_taking(request: StaffRequest, code: str, invalidation: str) -> HttpResponse:
    """A second member confirms it: a job takes them out."""
    return _on(request, code, invalidation, invalidations.confirm, _("Confirmed: they are taken out within minutes."))


@deed
def cancel_taking(request: StaffRequest, code: str, invalidation: str) -> HttpResponse:
    """What is not done yet is not done."""
    return _on(request, code, invalidation, invalidations.cancel, _("Cancelled."))


@deed
def undo_taking(request: StaffRequest, code: str, invalidation: str) -> HttpResponse:
    """They count as before."""
    return _on(request, code, invalidation, invalidations.undo, _("Undone: they count as before."))


def _on(request: StaffRequest, code: str, invalidation: str, deed: Callable[..., Any], words: str) -> HttpResponse:
    found = find_campaign(request, code)
    row = get_object_or_404(Invalidation.objects.select_related("campaign"), campaign=found, code=invalidation)

    def run() -> None:
        deed(invalidation=row, by=request.user, now=timezone.now())
        notices.success(request, words)

    return _done(request, found, run)


def _done(request: StaffRequest, found: Campaign, deed: Callable[[], None]) -> HttpResponse:
    try:
        deed()
        nudge(invalidate, queue="bulk")
    except tuple(REFUSALS) as refusal:
        notices.error(request, str(REFUSALS[type(refusal)]))
    return redirect("desk:doubtful", found.code)
