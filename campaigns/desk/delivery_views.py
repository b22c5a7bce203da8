"""How letters reach offices: the look before a release, rounds, what is taken back or handed over on paper."""

from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.delivery import annex, ledger, packet, recall, rehearsing, rounds
from campaigns.desk import words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.delivery_forms import ReceiptForm
from campaigns.desk.finding import find_sheet, show
from campaigns.desk.handover import look
from campaigns.desk.rehearsal import rehearse
from campaigns.desk.sheets import Sheet
from campaigns.planning.members import member_of
from campaigns.planning.models import Target
from foundation.nudges import nudge
from foundation.outbox.tasks import dispatch_due

REFUSED = (ledger.NotApproved, ledger.Unsigned, ledger.Embargoed, ledger.MatchUndecided, packet.NobodyToServe)


@deed
def open_round(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter may go to each office once more, with those who signed since."""
    sheet = find_sheet(request, code, letter)
    seen = request.POST.get("round", "")
    here = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else 0
    try:
        number = rounds.open_next(letter=sheet.letter, by=request.user, now=timezone.now(), seen=here)
    except (rounds.NotOver, rounds.NothingNew) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        said = _("Round %(number)s is open. Nothing has left: a release serves each office once more.")
        notices.success(request, said % {"number": number})
    return redirect("desk:letter", code, letter)


@page
def handover(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter on paper: what each office would be told, the packet, who took it."""
    return _page(request, find_sheet(request, code, letter))


def _page(request: StaffRequest, sheet: Sheet, form: ReceiptForm | None = None) -> HttpResponse:
    now, campaign = timezone.now(), sheet.letter.campaign
    seen = look(sheet, now)
    form = form or ReceiptForm(today=timezone.localdate(now, ZoneInfo(campaign.time_zone)))
    form.offer([(row.target.office.key, str(row.target.office)) for row in seen.in_packet])
    context = {"sheet": sheet, "handover": seen, "form": form, "most": annex.BY_MAIL_AT_MOST}
    return show(request, "desk/handover.html", campaign, context, sheet.member)


@deed
def take_packet(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The packet as a file: lists are sealed, the journal says who took it out."""
    sheet, now = find_sheet(request, code, letter), timezone.now()
    chosen = set(request.POST.getlist("office"))
    try:
        made = packet.make(letter=sheet.letter, offices=chosen, by=request.user, now=now)
    except REFUSED as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
        return redirect("desk:handover", code, letter)
    made.letter = sheet.letter
    pieces = packet.stream(made, tables=bool(request.POST.get("tables")), now=now)
    name = f"packet-{sheet.letter.key}-{made.code[:8]}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    # What a staff page answers with is typed as a whole response; to Django, one in pieces is another class.
    return cast("HttpResponse", StreamingHttpResponse(pieces, content_type="application/zip", headers=headers))


@deed
def record_handover(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """It was handed over: when, how, and which desk took it."""
    sheet, now = find_sheet(request, code, letter), timezone.now()
    member_of(sheet.letter.campaign, request.user)
    form = ReceiptForm(request.POST, today=timezone.localdate(now, ZoneInfo(sheet.letter.campaign.time_zone)))
    form.offer([(row.target.office.key, "") for row in look(sheet, now).in_packet])
    if not form.is_valid():
        answer = _page(request, sheet, form)
        answer.status_code = 422
        return answer
    said = dict(form.cleaned_data)
    target = find_target(sheet, said.pop("office"))
    try:
        packet.hand_over(letter=sheet.letter, target=target, by=request.user, now=now, **said)
    except (packet.NoPacket, packet.NotThatDay) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        notices.success(request, _("Recorded. From this day the answer of the office is waited for."))
    return redirect("desk:handover", code, letter)


@deed
def names_by_mail(request: StaffRequest, code: str, letter: str, office: str) -> HttpResponse:
    """The names go to this office with its mail, or do not."""
    sheet = find_sheet(request, code, letter)
    target, on = find_target(sheet, office), request.POST.get("on") == "1"
    try:
        annex.choose_mail(letter=sheet.letter, target=target, by=request.user, now=timezone.now(), on=on)
    except (annex.NumberOnly, annex.TooMany) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        said = _("The names go with its mail.") if on else _("The names do not go with its mail.")
        notices.success(request, said)
    return redirect("desk:handover", code, letter)


def find_target(sheet: Sheet, office: str) -> Target:
    for row in sheet.rows:
        if row.office.key == office and sheet.current is not None:
            row.target.campaign = sheet.letter.campaign
            return row.target
    raise Http404


@page
def before_release(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """How many letters would leave, to whom, where to, when; nothing leaves by looking."""
    sheet = find_sheet(request, code, letter)
    context = {"sheet": sheet, "rehearsal": rehearse(sheet, timezone.now())}
    return show(request, "desk/before_release.html", sheet.letter.campaign, context, sheet.member)


@deed
def test_mail(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter as one office would get it, to oneself."""
    sheet, chosen = find_sheet(request, code, letter), request.POST.get("office", "")
    member_of(sheet.letter.campaign, request.user)
    try:
        target = next((row.target for row in sheet.rows if row.office.key == chosen), None)
        if target is None:
            raise rehearsing.NotItsTarget
        asked = rehearsing.ask(letter=sheet.letter, target=target, by=request.user, now=timezone.now())
    except (ledger.NotApproved, rehearsing.NotItsTarget) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        nudge(dispatch_due)
        said = _("It is on its way to %(address)s, marked [TEST].") if asked else _("You asked for it a moment ago.")
        notices.success(request, said % {"address": request.user.email})
    return redirect("desk:before_release", code, letter)


@deed
def take_back(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """Letters that wait are cancelled; they can be released again."""
    sheet = find_sheet(request, code, letter)
    number = recall.recall(letter=sheet.letter, by=request.user, now=timezone.now())
    said = ngettext(
        "%(n)s letter was taken back: it has not left, and can be released again.",
        "%(n)s letters were taken back: they have not left, and can be released again.",
        number,
    )
    notices.success(request, said % {"n": number} if number else _("No letter waits: nothing was taken back."))
    return redirect("desk:before_release", code, letter)
