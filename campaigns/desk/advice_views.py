"""Risk advice of an organisation: confirmed beside a new measure, or written anew."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.desk import advice as shown
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.planning import advice
from campaigns.planning.campaigns import member_of


@page
def risk_advice(request: StaffRequest, code: str) -> HttpResponse:
    """What people in each situation read before they sign, and what of it waits for a review."""
    found = find_campaign(request, code)
    rows = shown.situations(found, timezone.now())
    waiting = [row for row in rows if row.measures]
    return show(request, "desk/advice.html", found, {"rows": rows, "waiting": waiting})


@deed
def confirm_advice(request: StaffRequest, code: str, situation: str) -> HttpResponse:
    """The text still holds beside the new measures: signing goes on."""
    found = find_campaign(request, code)
    done = advice.confirm(campaign=found, situation=situation, by=request.user, now=timezone.now())
    if done:
        notices.success(request, _("Confirmed. People in this situation can sign again."))
    else:
        notices.info(request, _("Nothing waited for a review here."))
    return _back(code, situation)


@deed
def write_advice(request: StaffRequest, code: str, situation: str) -> HttpResponse:
    """A new version in every language; the old ones stay as they were."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    form = shown.AdviceForm(request.POST, prefix=situation)
    try:
        if not form.is_valid():
            raise advice.Incomplete
        version = advice.write(
            campaign=found,
            situation=situation,
            words=form.words(),
            rests_on=form.cleaned_data["rests_on"],
            review_by=form.cleaned_data["review_by"],
            by=request.user,
            now=timezone.now(),
        )
    except advice.Incomplete:
        notices.error(request, _("Nothing was saved: name, advice and a day of review are needed in every language."))
    else:
        notices.success(request, _("Version %(version)s is in force from now on.") % {"version": version})
    return _back(code, situation)


def _back(code: str, situation: str) -> HttpResponse:
    return redirect(reverse("desk:advice", args=[code]) + f"#{situation}")
