"""Who a campaign stands for, whom it names, who may sign and who may see it: one page, and its deeds."""

from django.contrib import messages as notices
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.directory.models import Person
from campaigns.desk import board, people, words
from campaigns.desk import guards as shown
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.desk.forms import OpeningForm, WhyForm
from campaigns.planning import names, safeguards


@page
def guards(request: StaffRequest, code: str) -> HttpResponse:
    """Names and matches to decide, the legal review, and who is kept out."""
    found = find_campaign(request, code)
    prefetch_related_objects([found], *people.ROWS, "letters__versions__translations", "nationality", "measure")
    member = board.members_of([found], request.user)[found.organisation_id]
    context = {"guards": shown.guards(found, member, timezone.now())}
    return show(request, "desk/safeguards.html", found, context, member)


def _back(code: str, anchor: str) -> HttpResponse:
    return redirect(reverse("desk:safeguards", args=[code]) + f"#{anchor}")


@deed
def decide_name(request: StaffRequest, code: str, person: str) -> HttpResponse:
    """The campaign may name this person, and why."""
    found, whom = find_campaign(request, code), get_object_or_404(Person, key=person)
    why = WhyForm(request.POST).words()
    try:
        names.decide(campaign=found, person=whom, by=request.user, now=timezone.now(), why=why)
    except names.NoReason as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded: the campaign may name %(name)s.") % {"name": whom.name})
    return _back(code, "names")


@deed
def decide_match(request: StaffRequest, code: str, person: str) -> HttpResponse:
    """An owner goes on with a name that is also under a measure."""
    found, whom = find_campaign(request, code), get_object_or_404(Person, key=person)
    why, name = WhyForm(request.POST).words(), request.POST.get("name", "").replace("\x00", "")[:400]
    now = timezone.now()
    try:
        safeguards.decide_match(campaign=found, person=whom, name=name, by=request.user, now=now, why=why)
    except (names.NoReason, safeguards.NoMatch) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded. The campaign goes on with this name."))
    return _back(code, "matches")


@deed
def mark_designated(request: StaffRequest, code: str) -> HttpResponse:
    """The campaign is made with or for somebody under a measure."""
    safeguards.mark_designated(campaign=find_campaign(request, code), by=request.user, now=timezone.now())
    notices.warning(request, _("Signing is closed to those whom the measure reaches, until a legal reviewer opens it."))
    return _back(code, "review")


@deed
def open_legally(request: StaffRequest, code: str) -> HttpResponse:
    """A named legal reviewer opened it."""
    found, typed = find_campaign(request, code), OpeningForm(request.POST).words()
    try:
        safeguards.open_to_all(campaign=found, by=request.user, now=timezone.now(), **typed)
    except safeguards.NoReviewer as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded: signing is open to everybody, with a text of its own for them."))
    return _back(code, "review")


@deed
def close_legally(request: StaffRequest, code: str) -> HttpResponse:
    """Closed again to those whom the measure reaches."""
    safeguards.close_again(campaign=find_campaign(request, code), by=request.user, now=timezone.now())
    notices.warning(request, _("Signing is closed again to those whom the measure reaches."))
    return _back(code, "review")


@deed
def keep_out(request: StaffRequest, code: str, user: str) -> HttpResponse:
    """From now on the campaign does not exist for this person."""
    found = find_campaign(request, code)
    whom = get_object_or_404(User, code=user, memberships__organisation=found.organisation_id)
    try:
        safeguards.keep_out(campaign=found, user=whom, by=request.user, now=timezone.now())
    except safeguards.LastOwner as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return _back(code, "members")
    notices.success(request, _("Kept out: for this person the campaign does not exist any more."))
    # Whoever keeps themselves out finds nothing here any more.
    return redirect("desk:home") if whom == request.user else _back(code, "members")


@deed
def let_back(request: StaffRequest, code: str, user: str) -> HttpResponse:
    found = find_campaign(request, code)
    whom = get_object_or_404(User, code=user, memberships__organisation=found.organisation_id)
    safeguards.let_back(campaign=found, user=whom, by=request.user, now=timezone.now())
    notices.success(request, _("This person sees the campaign again."))
    return _back(code, "members")
