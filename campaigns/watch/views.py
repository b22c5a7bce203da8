"""The watch: what each state said on an occasion, reported by those who follow it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.directory.models import Actor
from actors.watch import answers, reports, sheets
from actors.watch.models import Assignment, Sheet
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.watch import boards, exports
from campaigns.watch.forms import NothingForm, OpenForm, SayForm

REFUSALS = (reports.NotWatching, reports.NotAsked)
NEWEST = (F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
FAR_EAST = timedelta(hours=14)
"""Where it is tomorrow already: their today is accepted."""


def find(request: StaffRequest, code: str) -> Sheet:
    """A sheet this person watches a state of, or may open; strangers get 404."""
    visible = Sheet.objects.all() if sheets.may_open(request.user) else Sheet.objects.watched_by(request.user)
    return get_object_or_404(visible.select_related("occasion", "coercing_state"), code=code)


def find_line(request: StaffRequest, code: str, key: str) -> tuple[Sheet, Actor]:
    """A state on the sheet that this person watches; anything else is 404."""
    sheet = find(request, code)
    actor = get_object_or_404(Actor.objects.public().filter(pk__in=sheet.lines.values("actor")), key=key)
    try:
        reports.watching(user=request.user, actor=actor)
    except reports.NotWatching as error:
        raise Http404 from error
    return sheet, actor


def keeper(request: StaffRequest, code: str) -> Sheet:
    """A sheet for somebody who may open and close it; anybody else gets 404."""
    if not sheets.may_open(request.user):
        raise Http404
    return find(request, code)


def report_deed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A deed; who was logged out meanwhile sees again what they typed, instead of a login page that forgets it."""
    guarded = deed(view)

    @wraps(view)
    def wrapped(request: StaffRequest, code: str, key: str) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return guarded(request, code, key)
        typed = [text for name in ("quote", "source", "where") if (text := request.POST.get(name, "").strip())]
        context = {"typed": typed, "next": reverse("watch:line", args=[code, key])}
        return render(request, "watch/logged_out.html", context, status=403)

    return wrapped


@page
def home(request: StaffRequest) -> HttpResponse:
    """The sheets this person has something to do with, and the states they watch."""
    may_open, now = sheets.may_open(request.user), timezone.now()
    rows = Sheet.objects.all() if may_open else Sheet.objects.watched_by(request.user)
    mine = Assignment.objects.filter(member__user=request.user).select_related("actor", "member__organisation")
    chosen = {"occasion": request.GET.get("occasion", "")}
    context: dict[str, Any] = {
        "sheets": rows.select_related("occasion", "coercing_state").order_by(*NEWEST)[:100],
        "mine": mine.order_by("actor__name_en", "pk"),
        "form": OpenForm(initial=chosen, today=now.date()) if may_open else None,
    }
    return render(request, "watch/home.html", context)


@deed
def open_sheet(request: StaffRequest) -> HttpResponse:
    """Opens the sheet of an occasion and asks everybody who watches a state; one that is there is shown."""
    if not sheets.may_open(request.user):
        raise Http404
    now = timezone.now()
    form = OpenForm(request.POST, today=now.date())
    if form.is_valid():
        try:
            return redirect("watch:sheet", sheets.open_sheet(by=request.user, now=now, **form.opening()).code)
        except sheets.AlreadyOpen as there:
            notices.info(request, _("This occasion has its sheet already: here it is."))
            return redirect("watch:sheet", there.sheet.code)
        except sheets.NobodyAsked:
            form.add_error("asked", _("There is no State in this set."))
    return render(request, "watch/open.html", {"form": form}, status=422)


@deed
def close(request: StaffRequest, code: str) -> HttpResponse:
    sheets.close_sheet(sheet=keeper(request, code), by=request.user, now=timezone.now())
    return redirect("watch:sheet", code)


@deed
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    sheets.reopen_sheet(sheet=keeper(request, code), by=request.user, now=timezone.now())
    return redirect("watch:sheet", code)


@page
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    """One occasion on one page: said, looked for and not found, not yet looked at."""
    found, now = find(request, code), timezone.now()
    board = boards.board(sheet=found, user=request.user, show=request.GET.get("show", ""))
    may_open = sheets.may_open(request.user)
    context = {"board": board, "sheet": found, "is_late": found.is_late(now), "may_open": may_open}
    return render(request, "watch/sheet.html", context)


@page
def export(request: StaffRequest, code: str, kind: str) -> HttpResponse:
    """The sheet as a file, with every source."""
    found = answers.answer(find(request, code))
    response = HttpResponse(exports.write(found, kind), content_type=exports.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{found.occasion.key}.{kind}"'
    return response


@page
def line(request: StaffRequest, code: str, key: str) -> HttpResponse:
    """The form for one state: its words, or that nothing was found."""
    sheet, actor = find_line(request, code, key)
    if not sheet.is_open():
        notices.info(request, _("This sheet is closed and takes no more reports."))
        return redirect("watch:sheet", code)
    return _line(request, sheet, actor, timezone.now())


@report_deed
def say(request: StaffRequest, code: str, key: str) -> HttpResponse:
    sheet, actor = find_line(request, code, key)
    now = timezone.now()
    form = SayForm(request.POST, sheet=sheet, latest=(now + FAR_EAST).date())
    if form.is_valid():
        values: dict[str, Any] = {"sheet": sheet, "actor": actor, "by": request.user, "now": now}
        if _sent(request, form, lambda: reports.report_words(**values, **form.report())):
            return redirect("watch:sheet", code)
    return _line(request, sheet, actor, now, say=form)


@report_deed
def nothing(request: StaffRequest, code: str, key: str) -> HttpResponse:
    sheet, actor = find_line(request, code, key)
    now = timezone.now()
    form = NothingForm(request.POST, sheet=sheet, latest=(now + FAR_EAST).date())
    if form.is_valid():
        values: dict[str, Any] = {"sheet": sheet, "actor": actor, "by": request.user, "now": now}
        if _sent(request, form, lambda: reports.report_nothing(**values, **form.cleaned_data)):
            return redirect("watch:sheet", code)
    return _line(request, sheet, actor, now, nothing=form)


def _sent(request: StaffRequest, form: Any, report: Callable[[], Any]) -> bool:
    """Does the deed and says so; or says on the form what stopped it, so that nothing typed is lost."""
    try:
        entered = report()
    except REFUSALS:
        form.add_error(None, _("This sheet was closed while you were writing and takes no more reports."))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    notices.success(
        request, _("Thank you. A second person will check it.") if entered else _("This was reported already.")
    )
    return True


def _line(request: StaffRequest, sheet: Sheet, actor: Actor, now: datetime, **forms: Any) -> HttpResponse:
    """The page with both forms; one that could not be sent is shown as it was typed."""
    given: dict[str, Any] = {"sheet": sheet, "latest": (now + FAR_EAST).date()}
    today = now.date()
    context = {
        "sheet": sheet,
        "actor": actor,
        "entry": boards.entry_of(sheet, actor),
        "say": forms.get("say") or SayForm(initial={"on": today}, **given),
        "nothing": forms.get("nothing") or NothingForm(initial={"looked_on": today}, **given),
    }
    return render(request, "watch/line.html", context, status=422 if forms else 200)
