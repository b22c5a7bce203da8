"""The staff workspace: the same address serves the page and, to htmx, the part of it that changed."""

from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from campaigns.delivery import ledger
from campaigns.desk import board, evidence, people, previews, words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_campaign, find_sheet, show
from campaigns.letters import approvals, drafts
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from foundation.history import journal as history
from foundation.nudges import nudge
from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.outbox.tasks import dispatch_due


@page
def home(request: StaffRequest) -> HttpResponse:
    """Every campaign this person works on, with what needs somebody today."""
    campaigns = Campaign.objects.visible_to(request.user).select_related("organisation").prefetch_related("texts")
    boards = board.boards(list(campaigns.order_by("-pk")), request.user, timezone.now())
    todos = [(one, todo) for one in boards for todo in one.todos]
    context = {
        "boards": boards,
        "yours": [pair for pair in todos if pair[1].yours],
        "others": [pair for pair in todos if not pair[1].yours],
        "alone": people.alone(request.user),
    }
    return render(request, "desk/home.html", context)


@page
def campaign(request: StaffRequest, code: str) -> HttpResponse:
    """One campaign: what needs somebody, its numbers, its letters and deliveries."""
    found = find_campaign(request, code)
    mine = board.boards([found], request.user, timezone.now())[0]
    context = {
        "board": mine,
        "steps": board.funnel(found),
        "left": board.left(found),
        "lines": evidence.lines(found, history.about(found.scope)[:8]),
    }
    return show(request, "desk/campaign.html", found, context, mine.member)


@page
@vary_on_headers("HX-Request")
def letter(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """One letter: its text for any target and language, who approves, where each delivery stands."""
    sheet = find_sheet(request, code, letter)
    chosen = {"language": request.GET.get("language", ""), "office_key": request.GET.get("office", "")}
    context = {"sheet": sheet, "preview": previews.preview(sheet, now=timezone.now(), **chosen)}
    if request.htmx:
        return show(request, "desk/_preview.html", sheet.letter.campaign, context, sheet.member)
    context |= {"stopped": board.is_stopped(sheet.letter.campaign), "comments": drafts.said_of(sheet.version)}
    return show(request, "desk/letter.html", sheet.letter.campaign, context, sheet.member)


@deed
def approve(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """A second person lets the letter go; text, targets and addresses are frozen."""
    sheet = find_sheet(request, code, letter)
    member_of(sheet.letter.campaign, request.user)
    try:
        if sheet.version is None:
            raise approvals.NothingToApprove
        approvals.approve(version=sheet.version, by=request.user, now=timezone.now(), seen=request.POST.get("seen", ""))
    except tuple(words.REFUSALS) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Approved and open for signing. The text is frozen."))
    return after(request, code, letter)


@deed
def release(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter goes to its targets, once each."""
    sheet = find_sheet(request, code, letter)
    try:
        in_hours = request.POST.get("when") == "hours"
        done = ledger.release(letter=sheet.letter, by=request.user, now=timezone.now(), in_hours=in_hours)
    except (ledger.NotApproved, ledger.Unsigned, ledger.MatchUndecided, ledger.Embargoed) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return after(request, code, letter)
    if done.released:
        nudge(dispatch_due)
        notices.success(request, words.released(len(done.released), stopped=board.is_stopped(sheet.letter.campaign)))
    else:
        notices.info(request, _("No letter left: every office that can be reached had been served before."))
    if done.held:
        held = ngettext(
            "%(n)s is held back; the list says why.", "%(n)s are held back; the list says why.", len(done.held)
        )
        notices.warning(request, held % {"n": len(done.held)})
    return after(request, code, letter)


def after(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """After a deed: htmx gets the panel as it stands now, everybody else the page."""
    if not request.htmx:
        return redirect("desk:letter", code, letter)
    sheet = find_sheet(request, code, letter)
    context = {"sheet": sheet, "stopped": board.is_stopped(sheet.letter.campaign)}
    context["comments"] = drafts.said_of(sheet.version)
    panel = show(request, "desk/_letter_panel.html", sheet.letter.campaign, context, sheet.member)
    return trigger_client_event(panel, "letterChanged")  # the preview above fetches itself anew


@page
def paper(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """The letter to one office on paper: as it went, or as it would go now."""
    sheet = find_sheet(request, code, letter)
    wanted = request.GET.get("language", "")
    with timezone.override(ZoneInfo(sheet.letter.campaign.time_zone)):
        pdf = previews.paper(sheet, language=wanted, office_key=office, now=timezone.now())
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})


@deed
def stop(request: StaffRequest, code: str) -> HttpResponse:
    """Nothing of this campaign leaves any more."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    post.stop(scope=found.scope, by=request.user, now=timezone.now())
    notices.warning(request, _("Stopped. Nothing of this campaign is sent until you let it go again."))
    return redirect("desk:campaign", code)


@deed
def go(request: StaffRequest, code: str) -> HttpResponse:
    """What waited leaves again."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    post.go(scope=found.scope, by=request.user, now=timezone.now())
    nudge(dispatch_due)
    notices.success(request, _("Sending goes on."))
    return redirect("desk:campaign", code)


@page
def messages(request: StaffRequest, code: str) -> HttpResponse:
    """Messages that wait for a person: held back, refused, or in doubt."""
    found = find_campaign(request, code)
    context = {"rows": evidence.decisions(found), "stopped": board.is_stopped(found)}
    return show(request, "desk/messages.html", found, context)


@deed
def settle(request: StaffRequest, code: str, message: str) -> HttpResponse:
    """A person decides a message in doubt from evidence: it was sent, or it was not."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    row = get_object_or_404(Message.objects.to_decide(found.scope), code=message)
    verdict = request.POST.get("verdict")
    if verdict not in {"sent", "not_sent"}:
        notices.error(request, _("Please say whether it was sent or not."))
    elif post.settle(message=row, as_sent=verdict == "sent", by=request.user, now=timezone.now()):
        notices.success(request, _("Noted. The journal says who decided."))
    else:
        notices.info(request, _("This message was not in doubt: nothing was changed."))
    return redirect("desk:messages", code)


@deed
def release_message(request: StaffRequest, code: str, message: str) -> HttpResponse:
    """A held or refused message is tried again."""
    found = find_campaign(request, code)
    member_of(found, request.user)
    row = get_object_or_404(Message.objects.to_decide(found.scope), code=message)
    if post.release(message=row, by=request.user, now=timezone.now()):
        notices.success(request, _("It will be tried again."))
        nudge(dispatch_due)
    return redirect("desk:messages", code)


@page
def journal(request: StaffRequest, code: str) -> HttpResponse:
    """What was done in this campaign, by whom, when."""
    found = find_campaign(request, code)
    entries = Paginator(history.about(found.scope), 50).get_page(request.GET.get("page"))
    return show(request, "desk/journal.html", found, {"entries": entries, "lines": evidence.lines(found, entries)})
