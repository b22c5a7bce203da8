"""The watch: what each state said on an occasion, reported by those who follow it."""

from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.directory.models import Actor
from actors.watch import reports, sheets
from actors.watch.models import Assignment, Sheet
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.watch import exports
from campaigns.watch.forms import NothingForm, OpenForm, SayForm

REFUSALS = (reports.NotWatching, reports.NotAsked)


def may_open(user: User) -> bool:
    return user.is_active and user.has_perm(sheets.MAY_OPEN)


def find(request: StaffRequest, code: str) -> Sheet:
    """A sheet this person watches a state of, or may open; strangers get 404."""
    visible = Sheet.objects.all() if may_open(request.user) else Sheet.objects.watched_by(request.user)
    return get_object_or_404(visible.select_related("occasion", "coercing_state"), code=code)


def find_line(request: StaffRequest, code: str, key: str) -> tuple[Sheet, Actor]:
    """A state on the sheet that this person watches; anything else is 404."""
    sheet = find(request, code)
    actor = get_object_or_404(Actor.objects.public(), key=key)
    try:
        reports.watching(user=request.user, actor=actor)
    except reports.NotWatching as error:
        raise Http404 from error
    get_object_or_404(sheet.lines, actor=actor)
    return sheet, actor


@page
def home(request: StaffRequest) -> HttpResponse:
    """The sheets this person has something to do with, and the states they watch."""
    rows = Sheet.objects.all() if may_open(request.user) else Sheet.objects.watched_by(request.user)
    mine = Assignment.objects.filter(member__user=request.user).select_related("actor", "member__organisation")
    context: dict[str, Any] = {
        "sheets": rows.select_related("occasion", "coercing_state").order_by("closed_at", "-opened_at")[:50],
        "mine": mine.order_by("actor__name_en"),
        "form": OpenForm() if may_open(request.user) else None,
        "now": timezone.now(),
    }
    return render(request, "watch/home.html", context)


@deed
def open_sheet(request: StaffRequest) -> HttpResponse:
    """Opens the sheet of an occasion and asks everybody who watches a state."""
    if not may_open(request.user):
        raise Http404
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            sheet = sheets.open_sheet(by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("watch:sheet", sheet.code)
        except sheets.AlreadyOpen:
            form.add_error("occasion", _("This occasion has a sheet already."))
    return render(request, "watch/open.html", {"form": form}, status=422)


@deed
def close(request: StaffRequest, code: str) -> HttpResponse:
    sheet = find(request, code)
    if not may_open(request.user):
        raise Http404
    sheets.close_sheet(sheet=sheet, by=request.user, now=timezone.now())
    return redirect("watch:sheet", code)


@page
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    """One occasion on one page: said, looked for and not found, not yet looked at."""
    found = sheets.answer(find(request, code))
    mine = [entry for entry in found.entries if any(one.user_id == request.user.pk for one in entry.correspondents)]
    context = {"answer": found, "sheet": found.sheet, "mine": mine, "now": timezone.now()}
    context["may_open"] = may_open(request.user)
    return render(request, "watch/sheet.html", context)


@page
def export(request: StaffRequest, code: str) -> HttpResponse:
    """The sheet as CSV, with every source."""
    found = sheets.answer(find(request, code))
    response = HttpResponse(exports.sheet_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.sheet.occasion.key}.csv"'
    return response


@page
def line(request: StaffRequest, code: str, key: str) -> HttpResponse:
    """The form for one state: its words, or that nothing was found."""
    sheet, actor = find_line(request, code, key)
    context = {"sheet": sheet, "actor": actor, "say": SayForm(), "nothing": NothingForm()}
    return render(request, "watch/line.html", context)


@deed
def say(request: StaffRequest, code: str, key: str) -> HttpResponse:
    sheet, actor = find_line(request, code, key)
    form = SayForm(request.POST)
    if form.is_valid():
        try:
            values: dict[str, Any] = {"sheet": sheet, "actor": actor, "by": request.user, "now": timezone.now()}
            return _thank(request, sheet, reports.report_words(**values, **form.report()))
        except REFUSALS:
            return _closed(request, sheet)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"sheet": sheet, "actor": actor, "say": form, "nothing": NothingForm()}
    return render(request, "watch/line.html", context, status=422)


@deed
def nothing(request: StaffRequest, code: str, key: str) -> HttpResponse:
    sheet, actor = find_line(request, code, key)
    form = NothingForm(request.POST)
    if form.is_valid():
        try:
            values: dict[str, Any] = {"sheet": sheet, "actor": actor, "by": request.user, "now": timezone.now()}
            return _thank(request, sheet, reports.report_nothing(**values, **form.cleaned_data))
        except REFUSALS:
            return _closed(request, sheet)
    context = {"sheet": sheet, "actor": actor, "say": SayForm(), "nothing": form}
    return render(request, "watch/line.html", context, status=422)


def _thank(request: StaffRequest, sheet: Sheet, revision: Any) -> HttpResponse:
    words = _("Thank you. A second person will check it.") if revision else _("This was reported already.")
    notices.success(request, words)
    return redirect("watch:sheet", sheet.code)


def _closed(request: StaffRequest, sheet: Sheet) -> HttpResponse:
    notices.error(request, _("This sheet takes no more reports: nothing was kept."))
    return redirect("watch:sheet", sheet.code)
