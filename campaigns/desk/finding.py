"""What staff pages share: a row is found through who may see it, and a page is shown in the campaign's time zone."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actors.accounts.models import Member
from campaigns.desk import board
from campaigns.desk.access import StaffRequest
from campaigns.desk.sheets import Sheet
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign


def find_campaign(request: StaffRequest, code: str) -> Campaign:
    visible = Campaign.objects.visible_to(request.user).select_related("organisation").prefetch_related("texts")
    return get_object_or_404(visible, code=code)


def find_sheet(request: StaffRequest, code: str, letter: str) -> Sheet:
    visible = Letter.objects.visible_to(request.user).select_related("campaign__organisation", "author__user")
    found = get_object_or_404(
        visible.prefetch_related("campaign__texts"),
        code=letter,
        campaign__code=code,
    )
    return board.sheet(found, request.user, timezone.now())


def show(
    request: StaffRequest, template: str, campaign: Campaign, context: dict[str, Any], member: Member | None = None
) -> HttpResponse:
    """Renders with the campaign's time zone, which the line under the masthead names."""
    now = timezone.now()
    member = member or board.members_of([campaign], request.user)[campaign.organisation_id]
    shared = {
        "campaign": campaign,
        "text": campaign.text(),
        "may_work": member.may_work(),
        "folio": board.folio(member, campaign, now),
    }
    with timezone.override(ZoneInfo(campaign.time_zone)):
        return render(request, template, {**shared, **context})
