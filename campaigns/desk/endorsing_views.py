"""A letter’s organisations at the desk: the closed round, what is to be checked or disputed, the list to copy."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk import board, words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.endorsing import EndorsingPage, InviteForm, RoundForm
from campaigns.desk.finding import show
from campaigns.desk.forms import WhyForm
from campaigns.endorsing import claims, endorsements, rounds
from campaigns.endorsing.models import ClosedRound, Endorsement, FalseClaim
from campaigns.letters.models import Letter
from campaigns.planning.members import member_of
from foundation.nudges import nudge
from foundation.outbox.tasks import dispatch_due


def _letter(request: StaffRequest, code: str, letter: str) -> Letter:
    visible = Letter.objects.visible_to(request.user).select_related("campaign__organisation", "current")
    return get_object_or_404(
        visible.prefetch_related("campaign__texts", "current__translations"), code=letter, campaign__code=code
    )


def _round(request: StaffRequest, code: str, letter: str) -> ClosedRound:
    found = _letter(request, code, letter)
    member_of(found.campaign, request.user)
    return get_object_or_404(ClosedRound.objects.select_related("letter__campaign", "letter__current"), letter=found)


def _shown(
    request: StaffRequest, found: Letter, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    campaign, now = found.campaign, timezone.now()
    member = board.members_of([campaign], request.user)[campaign.organisation_id]
    shown = EndorsingPage(found, member.may_work(), now)
    with timezone.override(ZoneInfo(campaign.time_zone)):
        start = {name: getattr(shown.round, name, None) for name in ("deadline_at", "embargo_until_at")}
        made = {"round_form": RoundForm(initial=start), "invite_form": InviteForm(campaign=campaign)}
        context = {
            "page": shown,
            "letter": found,
            "subject": found.current.translation().subject if found.current else found.key,
            "may_vouch": member.organisation.verified_at is not None,
        }
        response = show(request, "desk/endorsers.html", campaign, context | made | (forms or {}), member)
    response.status_code = status
    return response


@page
def endorsers(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Who was asked, who answered what, who endorses, and what waits for somebody."""
    return _shown(request, _letter(request, code, letter))


@deed
def set_round(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Opens the closed round, or moves its times."""
    found = _letter(request, code, letter)
    member_of(found.campaign, request.user)
    with timezone.override(ZoneInfo(found.campaign.time_zone)):
        form = RoundForm(request.POST)
        if not form.is_valid():
            return _shown(request, found, {"round_form": form}, status=422)
    try:
        rounds.set_round(letter=found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except (rounds.BadTimes, rounds.EmbargoOver) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("The times are kept. Nothing of the round is public before its embargo ends."))
    return redirect("desk:endorsers", code, letter)


@deed
def invite(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Asks organisations, each by a link of its own."""
    found = _round(request, code, letter)
    form = InviteForm(request.POST, campaign=found.letter.campaign)
    if not form.is_valid():
        return _shown(request, found.letter, {"invite_form": form}, status=422)
    asked, language = form.cleaned_data["lines"], form.cleaned_data["language"]
    try:
        new = rounds.invite(of=found, asked=asked, language=language, by=request.user, now=timezone.now())
    except (rounds.Over, rounds.NotFrozen) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return redirect("desk:endorsers", code, letter)
    nudge(dispatch_due)
    notices.success(
        request, ngettext("%(n)s organisation is asked.", "%(n)s organisations are asked.", new) % {"n": new}
    )
    return redirect("desk:endorsers", code, letter)


@deed
def remind(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Reminds whoever has not answered, at most once a day."""
    try:
        number = rounds.remind(of=_round(request, code, letter), by=request.user, now=timezone.now())
    except rounds.Over as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return redirect("desk:endorsers", code, letter)
    said = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", number)
    notices.success(request, said % {"n": number})
    nudge(dispatch_due)
    return redirect("desk:endorsers", code, letter)


@deed
def publish(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """One press: public at once, or by itself when the embargo ends."""
    try:
        rounds.publish(of=_round(request, code, letter), by=request.user, now=timezone.now())
    except rounds.MatchWaits as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Published: everything of it is public from the end of the embargo."))
    return redirect("desk:endorsers", code, letter)


def _endorsement(request: StaffRequest, code: str, endorsement: str) -> Endorsement:
    visible = Endorsement.objects.filter(letter__in=Letter.objects.visible_to(request.user))
    related = visible.select_related("letter__campaign__organisation")
    return get_object_or_404(related, code=endorsement, letter__campaign__code=code)


@deed
def verify(request: StaffRequest, code: str, endorsement: str) -> HttpResponse:
    """It is who it says: checked, or vouched for."""
    found, vouch = _endorsement(request, code, endorsement), request.POST.get("way") == "vouch"
    try:
        endorsements.verify(endorsement=found, by=request.user, now=timezone.now(), vouch=vouch)
    except (rounds.MatchWaits, endorsements.Taken, endorsements.Unproven) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("It stands from now on."))
    return redirect("desk:endorsers", code, found.letter.code)


@deed
def remove(request: StaffRequest, code: str, endorsement: str) -> HttpResponse:
    """Takes a false one from the list, with a reason."""
    found, why = _endorsement(request, code, endorsement), WhyForm(request.POST).words()
    try:
        claims.remove(endorsement=found, by=request.user, now=timezone.now(), why=why)
    except claims.NoReason as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Removed. Where it had been public, the list says on which day."))
    return redirect("desk:endorsers", code, found.letter.code)


@deed
def keep(request: StaffRequest, code: str, dispute: str) -> HttpResponse:
    """Keeps a disputed one, with a reason."""
    visible = FalseClaim.objects.filter(endorsement__letter__in=Letter.objects.visible_to(request.user))
    related = visible.select_related("endorsement__letter__campaign")
    found = get_object_or_404(related, code=dispute, endorsement__letter__campaign__code=code)
    try:
        claims.keep(dispute=found, by=request.user, now=timezone.now(), why=WhyForm(request.POST).words())
    except claims.NoReason as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded: it stays."))
    return redirect("desk:endorsers", code, found.endorsement.letter.code)
