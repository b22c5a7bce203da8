"""What may change in an approved letter, and each change by two: texts that follow it, and offices added later."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from actors.directory.models import Office
from campaigns.desk import changes as shown
from campaigns.desk import words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.change_forms import FurtherForm, RewriteForm
from campaigns.desk.finding import find_sheet, show
from campaigns.desk.forms import WhyForm
from campaigns.desk.sheets import Sheet
from campaigns.letters import editions, later_targets
from campaigns.letters.models import LaterTarget
from campaigns.planning.campaigns import NotATarget, member_of
from campaigns.signing import carrying


@page
def changes(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Texts and their differences, what waits for a second person, who was asked again, offices added later."""
    sheet = find_sheet(request, code, letter)
    wanted = request.GET.get("find", "")
    context = {
        "sheet": sheet,
        "changes": shown.changes(sheet, timezone.now()),
        "find": wanted,
        "offices": shown.find_offices(sheet, wanted),
    }
    return show(request, "desk/changes.html", sheet.letter.campaign, context, sheet.member)


@page
def rewrite(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The forms: put the words otherwise, or add a language."""
    sheet = find_sheet(request, code, letter)
    return _forms(request, sheet, _rewrite_form(sheet, None), _further_form(sheet, None))


@deed
def propose(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Somebody proposes what follows the approved text; a second person reads it."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    is_further = "language" in request.POST
    if sheet.current is None or not (is_further or "why" in request.POST):
        notices.error(request, words.REFUSALS[editions.NoChange if sheet.current else editions.NotOpened])
        return redirect("desk:changes", code, letter)
    rewritten = _rewrite_form(sheet, None if is_further else request.POST)
    further = _further_form(sheet, request.POST if is_further else None)
    form = further if is_further else rewritten
    if not form.is_valid():
        return _forms(request, sheet, rewritten, further, status=422)
    try:
        proposal = form.proposal()
        editions.propose(letter=sheet.letter, proposal=proposal, by=request.user, now=timezone.now())
    except (editions.NoChange, editions.WrongKind) as refusal:
        form.add_error(None, words.REFUSALS[type(refusal)])
        return _forms(request, sheet, rewritten, further, status=422)
    notices.success(request, _("Proposed. A second person reads it and decides; until then nothing changes."))
    return redirect("desk:changes", code, letter)


def _forms(
    request: StaffRequest, sheet: Sheet, rewritten: RewriteForm, further: FurtherForm, status: int = 200
) -> HttpResponse:
    context = {"sheet": sheet, "rewritten": rewritten, "further": further}
    response = show(request, "desk/rewrite.html", sheet.letter.campaign, context, sheet.member)
    response.status_code = status
    return response


def _rewrite_form(sheet: Sheet, data: object) -> RewriteForm:
    texts = editions.texts_of(sheet.current) if sheet.current else {}
    said = {f"{language}-{part}": text for language, parts in texts.items() for part, text in parts.items()}
    return RewriteForm(data, languages=sorted(texts), initial=said)


def _further_form(sheet: Sheet, data: object) -> FurtherForm:
    choices = [(code, get_language_info(code)["name_translated"]) for code in shown.further_languages(sheet)]
    return FurtherForm(data, languages=choices)


@deed
def certify(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """A second person certifies: ask, addressees and meaning are unchanged."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    if sheet.version is None or sheet.current is None:
        notices.error(request, words.REFUSALS[editions.NotOpened])
        return redirect("desk:changes", code, letter)
    seen = request.POST.get("seen", "")
    try:
        carrying.certify(version=sheet.version, by=request.user, now=timezone.now(), seen=seen)
    except tuple(words.REFUSALS) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Certified. It stands in the place of the text before, and the signatures with it."))
    return redirect("desk:changes", code, letter)


@deed
def propose_office(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """Somebody wants the letter to go to this office too."""
    sheet, whom = find_sheet(request, code, letter), get_object_or_404(Office, key=office, public=True)
    why, now = WhyForm(request.POST).words(), timezone.now()
    try:
        later_targets.propose(letter=sheet.letter, office=whom, by=request.user, now=now, why=why)
    except NotATarget:
        notices.error(request, _("No campaign writes to an office of the Court, or to a judge."))
    except tuple(words.REFUSALS) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Proposed. A second person reads it and decides; until then nothing changes."))
    return redirect("desk:changes", code, letter)


@deed
def approve_office(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """A second person lets the letter go there too."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    rows = LaterTarget.objects.select_related("member", "target__office", "letter__campaign")
    row = rows.filter(letter=sheet.letter, target__office__key=office).first()
    if row is None:
        notices.info(request, _("Nobody proposed this office: there was nothing to approve."))
        return redirect("desk:changes", code, letter)
    try:
        later_targets.approve(later=row, by=request.user, now=timezone.now(), seen=request.POST.get("seen", ""))
    except tuple(words.REFUSALS) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(
            request, _("Approved: the letter goes there too. Who signed before is counted there, not named.")
        )
    return redirect("desk:changes", code, letter)
