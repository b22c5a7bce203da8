"""Names of supporters: read by a member who says why, and let pass, held or refused."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk import board, reading
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing import naming

SESSION_HOURS = 8
"""So long a reason given holds (R23: one for each session of work)."""


def _why(request: StaffRequest, campaign: Campaign) -> str:
    """The reason this person gave for reading names of this campaign, if it still holds."""
    said = request.session.get("reading", {}).get(campaign.code)
    holds = said and timezone.now().timestamp() - said["at"] < SESSION_HOURS * 3600
    return str(said["why"]) if holds else ""


@page
def names(request: StaffRequest, code: str) -> HttpResponse:
    """Which names wait, are held, passed or refused; the names themselves once a member said why."""
    found = find_campaign(request, code)
    member = board.members_of([found], request.user)[found.organisation_id]
    which = (request.GET.get("show", ""), request.GET.get("page", ""))
    why = _why(request, found) if member.may_work() else ""
    if why:
        listed = reading.opened(found, *which, why=why, by=request.user, now=timezone.now())
    else:
        listed = reading.names(found, *which)
    context = {"names": listed, "why": reading.REASONS.get(why, ""), "reasons": reading.REASONS.items()}
    return show(request, "desk/names.html", found, context, member)


@deed
def open_names(request: StaffRequest, code: str) -> HttpResponse:
    """The member says why names are opened; the reason goes into the journal with each page."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    why = request.POST.get("why", "")
    if why not in naming.REASONS:
        notices.error(request, _("Please say why you open the names: the journal keeps it."))
    else:
        given = request.session.get("reading", {})
        request.session["reading"] = {**given, found.code: {"why": why, "at": timezone.now().timestamp()}}
    return redirect("desk:names", code)


@deed
def sort_names(request: StaffRequest, code: str) -> HttpResponse:
    """What was left ticked passes, what was unticked is held."""
    found = find_campaign(request, code)
    listed, ticked = reading.chosen(request.POST, "listed"), reading.chosen(request.POST, "pass")
    unticked = {who: seen for who, seen in listed.items() if who not in ticked}
    passed, held = naming.sort_out(campaign=found, passed=ticked, held=unticked, by=request.user, now=timezone.now())
    notices.success(request, _passed(passed))
    if held:
        said = ngettext("%(n)s name is held for a closer look.", "%(n)s names are held for a closer look.", held)
        notices.info(request, said % {"n": held})
    if passed + held < len(listed):
        notices.warning(request, _("The rest had changed or gone since you read it: it was left as it is."))
    return redirect("desk:names", code)


@deed
def decide_names(request: StaffRequest, code: str) -> HttpResponse:
    """One name passes, or is refused."""
    found = find_campaign(request, code)
    verdict = naming.Verdict.REFUSED if "refuse" in request.POST else naming.Verdict.PASSED
    one = reading.chosen(request.POST, "refuse") or reading.chosen(request.POST, "pass")
    done = naming.decide(campaign=found, verdict=verdict, chosen=one, by=request.user, now=timezone.now())
    if not done:
        notices.warning(request, _("This name had changed or gone since you read it: nothing was decided."))
    elif verdict == naming.Verdict.PASSED:
        notices.success(request, _passed(done))
    else:
        notices.success(request, _("Refused: this name is neither named nor shown. The signature counts as before."))
    tab = request.POST.get("show", "")
    return redirect(reverse("desk:names", args=[code]) + (f"?show={tab}" if tab in reading.TABS else ""))


def _passed(number: int) -> str:
    said = ngettext("%(n)s name may be named and shown now.", "%(n)s names may be named and shown now.", number)
    return said % {"n": number}
