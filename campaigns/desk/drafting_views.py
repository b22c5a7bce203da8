"""Writing a letter: begun on the campaign's page, written in its languages, sent to offices."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.directory.models import Office
from actors.levers.models import Ask
from campaigns.desk import draft_words, words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.addresses import addresses
from campaigns.desk.draft_forms import DraftForm, KeyForm
from campaigns.desk.editor import Choice, editor, is_draft, kept, languages, problems
from campaigns.desk.finding import find_campaign, find_sheet, show
from campaigns.desk.sheets import Sheet
from campaigns.letters import approvals, arguments, copies, drafting
from campaigns.planning import campaigns as planning
from campaigns.planning.campaigns import member_of

MOST_TYPED = 80


@deed
def begin_letter(request: StaffRequest, code: str) -> HttpResponse:
    """A letter with nothing in it yet."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    form = KeyForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("A letter’s name in its address is one word: small letters, digits and hyphens."))
        return redirect(reverse("desk:campaign", args=[code]) + "#letters")
    try:
        begun = drafting.begin(campaign=found, key=form.cleaned_data["key"], by=request.user, now=timezone.now())
    except drafting.KeyTaken as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return redirect(reverse("desk:campaign", args=[code]) + "#letters")
    return redirect("desk:write", code, begun.code)


@page
def write(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The draft in its languages side by side, its offices, what is still wrong, and how it reads."""
    sheet = find_sheet(request, code, letter)
    if not is_draft(sheet):
        return show(request, "desk/write.html", sheet.letter.campaign, {"sheet": sheet}, sheet.member)
    query = request.GET.get("q", "").replace("\x00", "")[:MOST_TYPED]
    chosen = Choice(request.GET.get("language", ""), request.GET.get("office", ""), query)
    context = {"sheet": sheet, "editor": editor(sheet, kept(sheet), timezone.now(), chosen=chosen)}
    return show(request, "desk/write.html", sheet.letter.campaign, context, sheet.member)


@deed
def save_text(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Keeps what was typed; where it cannot, the page comes back with it."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    if not is_draft(sheet):
        notices.error(request, words.REFUSALS[copies.Frozen])
        return redirect("desk:letter", code, letter)
    form = DraftForm(request.POST, languages=languages(sheet))
    ask = Ask.objects.public().filter(key=form.data.get("ask", "").replace("\x00", "")).first()
    said: dict[str, Any] = {"letter": sheet.letter, "ask": ask, "by": request.user, "now": timezone.now()}
    if too_long := form.too_long():
        return _again(request, sheet, form, " ".join(too_long))
    try:
        drafting.save(texts=form.texts(), seen=request.POST.get("seen", ""), **said)
    except drafting.BadText as refusal:
        return _again(request, sheet, form, problems(refusal))
    except (drafting.NotItsAsk, approvals.Changed) as refusal:
        return _again(request, sheet, form, draft_words.KEPT_TYPED[type(refusal)])
    if wanted := str(request.POST.get("insert", "")).replace("\x00", ""):
        return _insert(request, sheet, wanted)
    notices.success(request, _("Kept. Who wrote in a text cannot approve it."))
    return redirect("desk:write", code, letter)


def _insert(request: StaffRequest, sheet: Sheet, argument: str) -> HttpResponse:
    """The text was kept; now a legal basis comes to its end."""
    letter = sheet.letter
    found = get_object_or_404(letter.campaign.arguments.select_related("instrument"), code=argument)
    said: dict[str, Any] = {"letter": letter, "argument": found, "by": request.user, "now": timezone.now()}
    try:
        done = arguments.insert(addresses=addresses(found.instrument), **said)
    except arguments.NotChecked as refusal:
        notices.error(request, draft_words.ARGUMENTS[type(refusal)])
    else:
        in_text = _("Kept, with the legal basis at the end.") if done else _("It stands in the text already.")
        notices.success(request, in_text)
    return redirect("desk:write", letter.campaign.code, letter.code)


def _again(request: StaffRequest, sheet: Sheet, form: DraftForm, why: object) -> HttpResponse:
    """The page with what was typed, and why it was not kept."""
    notices.error(request, str(why))
    answer = show(request, "desk/write.html", sheet.letter.campaign, _typed(request, sheet, form), sheet.member)
    answer.status_code = 422
    return answer


def _typed(request: StaffRequest, sheet: Sheet, form: DraftForm) -> dict[str, object]:
    data = {name: str(request.POST.get(name, "")).replace("\x00", "") for name in ("language", "office", "ask", "seen")}
    chosen = Choice(data["language"], data["office"])
    made = editor(sheet, form.texts(), timezone.now(), chosen=chosen, ask=data["ask"], seen=data["seen"])
    return {"sheet": sheet, "editor": made}


@deed
def try_text(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """How what is being typed would read, for any office and language. Nothing is kept."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    if not is_draft(sheet):
        return redirect("desk:letter", code, letter)
    context = _typed(request, sheet, DraftForm(request.POST, languages=languages(sheet)))
    template = "desk/_try.html" if request.htmx else "desk/write.html"
    return show(request, template, sheet.letter.campaign, context, sheet.member)


@deed
def add_office(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter, or a copy of it, goes to this office too."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    office = _office(request)
    if office is None:
        notices.error(request, _("Please choose an office of the register."))
        return _offices(code, letter)
    in_copy = request.POST.get("as") == "copy"
    said: dict[str, Any] = {"letter": sheet.letter, "office": office, "by": request.user, "now": timezone.now()}
    try:
        drafting.add_office(in_copy=in_copy, **said)
    except (copies.Frozen, copies.IsAddressee, drafting.InForce, planning.NotATarget) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Added: %(office)s") % {"office": office})
    return _offices(code, letter)


@deed
def remove_office(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter does not go there after all."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    office = _office(request)
    try:
        if office is not None:
            drafting.remove_office(letter=sheet.letter, office=office, by=request.user, now=timezone.now())
            notices.success(request, _("Taken off the list: %(office)s") % {"office": office})
    except (copies.Frozen, drafting.InForce) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    return _offices(code, letter)


def _office(request: StaffRequest) -> Office | None:
    key = str(request.POST.get("office", "")).replace("\x00", "")
    return Office.objects.public().select_related("actor__part_of", "kind").filter(key=key).first()


def _offices(code: str, letter: str) -> HttpResponse:
    return redirect(reverse("desk:write", args=[code, letter]) + "#offices")
