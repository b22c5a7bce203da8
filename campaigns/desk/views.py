"""The staff workspace: the same address serves the page and, to htmx, the part of it that changed."""

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.vary import vary_on_headers

from campaigns.delivery import ledger
from campaigns.desk import board, previews
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.letters import approvals
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from foundation.history import journal as history
from foundation.nudges import nudge
from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.outbox.tasks import dispatch_due


def find_campaign(request: StaffRequest, code: str) -> Campaign:
    visible = Campaign.objects.visible_to(request.user).select_related("organisation").prefetch_related("texts")
    return get_object_or_404(visible, code=code)


def find_sheet(request: StaffRequest, code: str, letter: str) -> board.Sheet:
    visible = Letter.objects.visible_to(request.user).select_related(
        "campaign__organisation", "author__user", "current"
    )
    found = get_object_or_404(visible, code=letter, campaign__code=code)
    return board.sheet(found, request.user, timezone.now())


@page
def home(request: StaffRequest) -> HttpResponse:
    """Every campaign this person works on, with what needs somebody today."""
    campaigns = Campaign.objects.visible_to(request.user).select_related("organisation").prefetch_related("texts")
    now = timezone.now()
    listed = [(row, board.todos(row, board.sheets(row, request.user, now))) for row in campaigns.order_by("-pk")]
    return render(
        request, "desk/home.html", {"listed": listed, "todos": [todo for _row, all_ in listed for todo in all_]}
    )


@page
def campaign(request: StaffRequest, code: str) -> HttpResponse:
    """One campaign: what needs somebody, its numbers, its letters and deliveries."""
    found = find_campaign(request, code)
    sheets = board.sheets(found, request.user, timezone.now())
    context = {
        "campaign": found,
        "text": found.text(),
        "sheets": sheets,
        "todos": board.todos(found, sheets),
        "numbers": board.numbers(found),
        "stopped": board.is_stopped(found),
        "entries": history.about(found.scope)[:8],
        "may_work": board.may_work(found, request.user),
    }
    return render(request, "desk/campaign.html", context)


@page
@vary_on_headers("HX-Request")
def letter(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """One letter: its text for any target and language, who approves, where each delivery stands."""
    sheet = find_sheet(request, code, letter)
    preview = previews.Preview.of(sheet.letter, request.GET.get("language", ""), request.GET.get("office", ""))
    context = {"campaign": sheet.letter.campaign, "sheet": sheet, "preview": preview}
    return render(request, "desk/_preview.html" if request.htmx else "desk/letter.html", context)


@deed
def approve(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """A second person lets the letter go; text, targets and addresses are frozen."""
    sheet = find_sheet(request, code, letter)
    try:
        if sheet.version is None:
            raise approvals.NothingToApprove
        approvals.approve(version=sheet.version, by=request.user, now=timezone.now())
        notices.success(request, _("Approved and open for signing. The text is frozen."))
    except approvals.OwnLetter:
        notices.error(request, _("You wrote this letter: somebody else has to approve it."))
    except approvals.NothingToApprove:
        notices.error(request, _("There is nothing to approve yet: a letter needs a text and at least one target."))
    except approvals.Incomplete:
        notices.error(request, _("A language of the campaign is missing in this letter."))
    return after(request, code, letter)


@deed
def release(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter goes to its targets, once each."""
    sheet = find_sheet(request, code, letter)
    try:
        done = ledger.release(letter=sheet.letter, by=request.user, now=timezone.now())
    except ledger.NotApproved:
        notices.error(request, _("Only an approved letter can be delivered."))
        return after(request, code, letter)
    nudge(dispatch_due)
    words = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", len(done.released))
    notices.success(request, words % {"n": len(done.released)})
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
    return render(request, "desk/_letter_panel.html", {"campaign": sheet.letter.campaign, "sheet": sheet})


@page
def paper(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """The letter to one office as it would be printed now."""
    sheet = find_sheet(request, code, letter)
    pdf = previews.paper(sheet, office)
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
    rows = board.decisions(found)
    context = {"campaign": found, "text": found.text(), "rows": rows, "may_work": board.may_work(found, request.user)}
    return render(request, "desk/messages.html", context)


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
    names = board.names_of(entries)
    return render(
        request, "desk/journal.html", {"campaign": found, "text": found.text(), "entries": entries, "names": names}
    )
