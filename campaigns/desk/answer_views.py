"""What came back, office by office: replies written down by hand, the contact log, steps on the way."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.answering import accounts, replies, steps, talks
from campaigns.answering.models import Step, Talk
from campaigns.desk import answers as shown
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.answer_forms import DatedForm, ReplyForm, StepForm, TalkForm
from campaigns.desk.finding import find_campaign, show
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign, Target


@page
def answers(request: StaffRequest, code: str) -> HttpResponse:
    """Every office of the campaign: what went, what came, who is waited for."""
    found = find_campaign(request, code)
    today = accounts.day_of(timezone.now(), found)
    rows = accounts.of(found)
    context = {
        "accounts": [(account, account.days(today)) for account in sorted(rows, key=shown.by_need)],
        "waiting": sum(account.days(today) is not None for account in rows),
        "answered": sum(account.standing == accounts.Standing.ANSWERED for account in rows),
        "silent_days": accounts.SILENT_DAYS,
    }
    return show(request, "desk/answers.html", found, context)


@page
def answers_of(request: StaffRequest, code: str, office: str) -> HttpResponse:
    """One office: its replies, the contact log, the steps; and forms to write each down."""
    found = find_campaign(request, code)
    return _office(request, found, _target(found, office))


def _target(campaign: Campaign, office: str) -> Target:
    rows = Target.objects.filter(campaign=campaign).select_related("office__actor", "office__kind")
    found: Target = get_object_or_404(rows, office__key=office)
    found.campaign = campaign
    return found


def _office(request: StaffRequest, campaign: Campaign, target: Target, typed: DatedForm | None = None) -> HttpResponse:
    today = accounts.day_of(timezone.now(), campaign)
    [account] = [row for row in accounts.of(campaign) if row.target.pk == target.pk]
    first = {"on": today, "came_on": today}
    forms: dict[str, Any] = {
        kind.prefix_id: kind(today=today, initial=first) for kind in (ReplyForm, TalkForm, StepForm)
    }
    if typed is not None:
        forms[typed.prefix_id] = typed
    context = {"account": account, "days": account.days(today), "log": shown.lines(account), "forms": forms}
    response = show(request, "desk/answers_of.html", campaign, {**context, "typed": typed})
    response.status_code = 422 if typed is not None else 200
    return response


def _back(campaign: Campaign, target: Target, anchor: str) -> HttpResponse:
    return redirect(reverse("desk:answers_of", args=[campaign.code, target.office.key]) + f"#{anchor}")


def _again(request: StaffRequest, campaign: Campaign, target: Target, form: DatedForm, anchor: str) -> HttpResponse:
    """What was typed comes back with what is to be put right; an empty form is sent back to its page."""
    if not form.is_empty():
        return _office(request, campaign, target, form)
    notices.error(request, _("Nothing was written down: the form was empty."))
    return _back(campaign, target, anchor)


@deed
def record_reply(request: StaffRequest, code: str, office: str) -> HttpResponse:
    """What came by post, by telephone or in person, or by mail to another address."""
    found = find_campaign(request, code)
    target, now = _target(found, office), timezone.now()
    member_of(found, request.user)
    form = ReplyForm(request.POST, today=accounts.day_of(now, found))
    if not form.is_valid():
        return _again(request, found, target, form, "replies")
    reply = replies.record(target=target, by=request.user, now=now, **form.cleaned_data)
    notices.success(request, _("Written down. Now say what it amounts to."))
    return redirect("desk:reply", code, reply.code)


@deed
def log_talk(request: StaffRequest, code: str, office: str) -> HttpResponse:
    found = find_campaign(request, code)
    target, now = _target(found, office), timezone.now()
    member_of(found, request.user)
    form = TalkForm(request.POST, today=accounts.day_of(now, found))
    if not form.is_valid():
        return _again(request, found, target, form, "log")
    talks.log(target=target, by=request.user, now=now, **form.cleaned_data)
    notices.success(request, _("Written down. Only members of the organisation can read it."))
    return _back(found, target, "log")


@deed
def record_step(request: StaffRequest, code: str, office: str) -> HttpResponse:
    found = find_campaign(request, code)
    target, now = _target(found, office), timezone.now()
    member_of(found, request.user)
    form = StepForm(request.POST, today=accounts.day_of(now, found))
    if not form.is_valid():
        return _again(request, found, target, form, "steps")
    steps.record(target=target, by=request.user, now=now, **form.cleaned_data)
    notices.success(request, _("Recorded. It stands on the public pages within a minute."))
    return _back(found, target, "steps")


@deed
def finish_talk(request: StaffRequest, code: str, talk: str) -> HttpResponse:
    """What was to come next is done."""
    found = find_campaign(request, code)
    rows = Talk.objects.filter(target__campaign=found).select_related("target__campaign", "target__office")
    row = get_object_or_404(rows, code=talk)
    talks.finish(talk=row, by=request.user, now=timezone.now())
    notices.success(request, _("Noted as done."))
    return _back(found, row.target, "log")


@deed
def take_back_step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    found = find_campaign(request, code)
    rows = Step.objects.filter(target__campaign=found).select_related("target__campaign", "target__office")
    row = get_object_or_404(rows, code=step)
    steps.take_back(step=row, by=request.user, now=timezone.now())
    notices.success(request, _("Taken back: the public does not see it any more. The journal keeps that it was there."))
    return _back(found, row.target, "steps")
