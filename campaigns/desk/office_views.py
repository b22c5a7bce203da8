"""How a letter reaches one office: where it would go, what changed since approval, and who can let it go there."""

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.directory.contacts import Contact
from campaigns.delivery import changes
from campaigns.desk import words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.finding import find_sheet, show
from campaigns.desk.forms import WhyForm
from campaigns.desk.reach import reach
from campaigns.desk.sheets import Row, Sheet
from campaigns.letters import approvals, readdressing
from campaigns.letters.models import FrozenTarget
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import NoReason
from foundation.nudges import nudge
from foundation.outbox.tasks import dispatch_due


def find_row(sheet: Sheet, office: str) -> Row:
    for row in sheet.rows:
        if row.office.key == office and sheet.version is not None:
            return row
    raise Http404


@page
def office(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """One office of a letter: address, words, waits."""
    sheet = find_sheet(request, code, letter)
    row = find_row(sheet, office)
    context = {"sheet": sheet, "row": row, "reach": reach(sheet, row, timezone.now())}
    return show(request, "desk/office.html", sheet.letter.campaign, context, sheet.member)


@deed
def readdress(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """A second person lets the letter go to the changed address, with the changed words."""
    sheet = find_sheet(request, code, letter)
    row = find_row(sheet, office)
    member_of(sheet.letter.campaign, request.user)
    frozen = get_object_or_404(FrozenTarget, approval__version=sheet.current, target=row.target)
    seen = request.POST.get("seen", "")
    try:
        done = changes.readdress(frozen=frozen, by=request.user, now=timezone.now(), seen=seen)
    except (approvals.OwnLetter, approvals.Changed, readdressing.OwnChange, readdressing.NoAddress) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        nudge(dispatch_due)
        said = _("Approved: the letter goes there, so addressed.") if done else _("Nothing was to approve.")
        notices.success(request, said)
    return redirect("desk:office", code, letter, office)


@deed
def choose_channel(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """While its holder is disputed, the office is written to at this address."""
    sheet = find_sheet(request, code, letter)
    row = find_row(sheet, office)
    contact = Contact.objects.filter(code=request.POST.get("contact", "").replace("\x00", "")).first()
    why = WhyForm(request.POST).words()
    try:
        readdressing.choose_channel(target=row.target, contact=contact, by=request.user, now=timezone.now(), why=why)
    except (NoReason, readdressing.NotDisputed, readdressing.NoAddress) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded. Where the letter is approved, a second person approves the address too."))
    return redirect("desk:office", code, letter, office)
