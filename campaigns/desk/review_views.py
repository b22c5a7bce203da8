"""A draft on its way to a second person, and a letter's end."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.desk import draft_words, words
from campaigns.desk.access import StaffRequest, deed
from campaigns.desk.finding import find_sheet
from campaigns.desk.forms import WhyForm
from campaigns.letters import copies, reviewing
from campaigns.letters.drafts import Remark
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import NoReason


def _back(code: str, letter: str) -> HttpResponse:
    return redirect(reverse("desk:letter", args=[code, letter]) + "#panel")


@deed
def ask_review(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Puts the draft up for a second person."""
    sheet = find_sheet(request, code, letter)
    try:
        reviewing.ask(letter=sheet.letter, by=request.user, now=timezone.now())
    except copies.Frozen as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    except reviewing.Unfinished as refusal:
        notices.error(request, draft_words.unfinished(len(refusal.findings)))
        return redirect(reverse("desk:write", args=[code, letter]) + "#findings")
    else:
        notices.success(request, _("Up for review: another member of your organisation finds it under “Today”."))
    return _back(code, letter)


@deed
def send_back(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Asks for changes, and says which."""
    sheet = find_sheet(request, code, letter)
    why = WhyForm(request.POST).words()
    try:
        reviewing.send_back(letter=sheet.letter, by=request.user, now=timezone.now(), why=why)
    except (copies.Frozen, NoReason) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Sent back: nobody can approve it until it is put up for review again."))
    return _back(code, letter)


@deed
def comment(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Says something of the newest version."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    said = WhyForm(request.POST).words()
    try:
        if sheet.version is None:
            raise NoReason
        reviewing.comment(version=sheet.version, by=request.user, now=timezone.now(), words=said)
    except NoReason:
        notices.error(request, _("There was nothing in the comment, or no text to comment on."))
    else:
        notices.success(request, _("Your comment stands beside the letter."))
    return redirect(reverse("desk:letter", args=[code, letter]) + "#comments")


@deed
def settle_comment(request: StaffRequest, code: str, letter: str, comment: str) -> HttpResponse:
    """What a comment said is dealt with."""
    sheet = find_sheet(request, code, letter)
    found = get_object_or_404(Remark, code=comment, version__letter=sheet.letter)
    reviewing.settle(comment=found, by=request.user, now=timezone.now())
    return redirect(reverse("desk:letter", args=[code, letter]) + "#comments")


@deed
def close_letter(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Ends signing of one letter."""
    sheet = find_sheet(request, code, letter)
    try:
        reviewing.close(letter=sheet.letter, by=request.user, now=timezone.now())
    except reviewing.NotOpen as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.warning(request, _("Closed: nobody can sign this letter any more. It can still be delivered."))
    return _back(code, letter)


@deed
def archive_letter(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Its work is done."""
    sheet = find_sheet(request, code, letter)
    try:
        reviewing.archive(letter=sheet.letter, by=request.user, now=timezone.now())
    except reviewing.StillOpen as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Archived: nothing more goes out of it, and it asks nobody for anything."))
    return _back(code, letter)
