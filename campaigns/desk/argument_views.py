"""Legal bases that a campaign keeps ready for its letters."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.levers.models import Instrument
from campaigns.desk import draft_words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.editor import problems
from campaigns.desk.finding import find_campaign, show
from campaigns.letters import arguments, drafting
from campaigns.letters.drafts import Argument
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.planning.names import NoReason

MOST = 3000


@page
def legal_bases(request: StaffRequest, code: str) -> HttpResponse:
    """What is kept ready, each with its instrument."""
    return _page(request, find_campaign(request, code), {}, "")


def _page(request: StaffRequest, found: Campaign, typed: dict[str, str], chosen: str) -> HttpResponse:
    rows = found.arguments.select_related("instrument", "member__user").prefetch_related("texts").order_by("pk")
    laws = [law for law in Instrument.objects.public().order_by("name_en") if arguments.is_checked(law)]
    languages = [(text.language, typed.get(text.language, "")) for text in found.texts.all()]
    context = {"rows": rows, "laws": laws, "languages": languages, "chosen": chosen}
    return show(request, "desk/legal_bases.html", found, context)


@deed
def write_basis(request: StaffRequest, code: str) -> HttpResponse:
    """Keeps one more ready; where it cannot, the page comes back with what was typed."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    key = str(request.POST.get("instrument", "")).replace("\x00", "")
    instrument = Instrument.objects.public().filter(key=key).first()
    if instrument is None:
        notices.error(request, _("Please choose the instrument it rests on."))
        return redirect("desk:legal_bases", code)
    typed = {
        text.language: str(request.POST.get(f"text_{text.language}", "")).replace("\x00", "")[:MOST]
        for text in found.texts.all()
    }
    said: dict[str, Any] = {"campaign": found, "instrument": instrument, "texts": typed, "by": request.user}
    try:
        arguments.write(now=timezone.now(), **said)
    except drafting.BadText as refusal:
        notices.error(request, problems(refusal))
    except (NoReason, arguments.NotChecked) as refusal:
        notices.error(request, draft_words.ARGUMENTS[type(refusal)])
    else:
        notices.success(request, _("Kept ready. Any letter of this campaign can take it."))
        return redirect("desk:legal_bases", code)
    answer = _page(request, found, typed, key)
    answer.status_code = 422
    return answer


@deed
def drop_basis(request: StaffRequest, code: str, argument: str) -> HttpResponse:
    """It is kept ready no more."""
    found = get_object_or_404(Argument, code=argument, campaign=find_campaign(request, code))
    arguments.drop(argument=found, by=request.user, now=timezone.now())
    notices.success(request, _("Taken off the list. Letters keep the words they took."))
    return redirect("desk:legal_bases", code)
