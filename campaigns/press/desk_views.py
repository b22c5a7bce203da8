"""Where staff write the note for the press."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, show
from campaigns.planning.models import Campaign
from campaigns.press import notes
from campaigns.press.forms import NoteForm, words_forms
from campaigns.press.models import PressNote


def _note(campaign: Campaign) -> PressNote | None:
    return PressNote.objects.filter(campaign=campaign).prefetch_related("texts").first()


def _shown(request: StaffRequest, campaign: Campaign, form: Any, words: Any, status: int = 200) -> HttpResponse:
    context = {"note": _note(campaign), "form": form, "words": words.items(), "now": timezone.now()}
    response = show(request, "press/desk.html", campaign, context)
    response.status_code = status
    return response


@page
def note(request: StaffRequest, code: str) -> HttpResponse:
    """The note as it stands, with the early address to give to journalists."""
    campaign = find_campaign(request, code)
    found = _note(campaign)
    with timezone.override(ZoneInfo(campaign.time_zone)):
        return _shown(request, campaign, NoteForm(instance=found), words_forms(campaign, found))


@deed
def write(request: StaffRequest, code: str) -> HttpResponse:
    campaign = find_campaign(request, code)
    with timezone.override(ZoneInfo(campaign.time_zone)):
        form, words = NoteForm(request.POST), words_forms(campaign, _note(campaign), request.POST)
        if not all([form.is_valid(), *(one.is_valid() for one in words.values())]):
            return _shown(request, campaign, form, words, status=422)
        texts = {language: one.cleaned_data for language, one in words.items()}
        notes.write(campaign=campaign, said=form.cleaned_data, words=texts, by=request.user, now=timezone.now())
    notices.success(request, _("The note for the press is kept."))
    return redirect("press:note", code)


@deed
def renew(request: StaffRequest, code: str) -> HttpResponse:
    campaign = find_campaign(request, code)
    notes.renew(campaign=campaign, by=request.user, now=timezone.now())
    notices.success(request, _("The old early address leads nowhere from now on."))
    return redirect("press:note", code)
