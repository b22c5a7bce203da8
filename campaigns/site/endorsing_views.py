"""Organisations on public pages: the list, the open form, the closed round, confirming, withdrawing, disputing."""

import math
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.endorsing import claims, endorsements, links
from campaigns.endorsing.models import Endorsement
from campaigns.site import endorsing, mailed, pages
from campaigns.site.deeds import number_of
from foundation.vault import keys
from foundation.web import limits
from foundation.web.carried import carried
from foundation.web.deeds import SeeOther, deed_page, new_number
from foundation.web.networks import client_network
from foundation.web.pages import read_page


def _case(code: str, key: str) -> tuple[Any, pages.Case]:
    campaign = pages.find_campaign(code)
    return campaign, pages.find_case(campaign, key, get_language() or "en", timezone.now())


@read_page
def endorsers(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Who endorses the letter, by country and kind; withheld names as numbers; what was removed."""
    campaign, case = _case(code, key)
    page = endorsing.ListPage.find(case, request.GET.dict(), timezone.now())
    context = {
        "campaign": campaign,
        "text": campaign.text(),
        "case": case,
        "page": page,
        "is_open": case.letter.is_open(timezone.now()),
    }
    return render(request, "site/endorsers.html", context)


def _limited(form: Any, limit: limits.Limit, request: HttpRequest) -> float:
    """Takes a token of the network; where there is none, the form says so, and how long to wait is returned."""
    wait = limits.take(limit, network=client_network(request), now=timezone.now())
    if wait:
        form.add_error(None, _("Many forms came from your network. Please try again in a quarter of an hour."))
    return wait


def _again(request: HttpRequest, template: str, context: dict[str, Any], wait: float) -> HttpResponse:
    is_sent = request.method == "POST"
    response = render(request, template, context, status=429 if wait else 422 if is_sent else 200)
    if wait:
        response["Retry-After"] = str(math.ceil(wait))
    return response


@deed_page
def endorse(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """An organisation puts its name under a public letter; a mail asks its address to confirm."""
    campaign, case = _case(code, key)
    about, wait = f"endorse:{case.letter.code}:{case.letter.current_id}", 0.0
    form = endorsing.OfferForm(request.POST if request.method == "POST" else None)
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "form": form, "number": new_number(about)}
    if not case.letter.is_open(timezone.now()):
        return render(request, "site/closed.html", context, status=410)
    if form.is_bound and (number := number_of(form, about)) and form.is_valid():
        wait = _limited(form, endorsing.OFFERS, request)
        if not wait:
            said = form.said(get_language() or "en", form.cleaned_data["email"])
            endorsements.offer(letter=case.letter, said=said, form_number=number, now=timezone.now())
            return SeeOther(reverse("site:endorse_sent", args=[code, key]))
    return _again(request, "site/endorse.html", context, wait)


@deed_page
def endorse_sent(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The same words for everybody."""
    campaign, case = _case(code, key)
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "days": endorsements.CONFIRM_DAYS}
    return render(request, "site/endorse_sent.html", context)


@deed_page
def endorse_confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail that asks to confirm."""
    return mailed.onward(request, "endorse_confirm", token)


@deed_page
def endorse_confirm(request: HttpRequest) -> HttpResponse:
    """Opening it changes nothing; one of two equal buttons does."""
    brought, now, answer = carried(request, "endorse_confirm"), timezone.now(), request.POST.get("answer")
    found = links.find_unconfirmed(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "endorse_confirm")
    row, campaign = found[0], found[0].letter.campaign
    context = {"row": row, "page": endorsing.EndorsedPage(*found), "campaign": campaign, "text": campaign.text()}
    if answer == "no":
        endorsements.withdraw(endorsement=row, now=now)
        return mailed.gone()
    if answer == "yes":
        try:
            token = links.own_token(endorsements.confirm(endorsement=row, now=now), now.date())
        except (endorsements.Expired, endorsements.Closed):
            return render(request, "site/endorse_late.html", context, status=410)
        return _own(request, token) if brought.by_hand else mailed.brings("endorsed", token)
    if mailed.is_pasted(request, brought):
        return mailed.brings("endorse_confirm", brought.token)
    status = 422 if answer is not None else 200
    return render(request, "site/endorse_confirm.html", {**context, "token": brought.token}, status=status)


@deed_page
def endorsed_link(request: HttpRequest, token: str) -> HttpResponse:
    """The lasting address in the organisation’s mail."""
    return mailed.onward(request, "endorsed", token)


@deed_page
def endorsed(request: HttpRequest) -> HttpResponse:
    """What stands in the organisation’s name, and a button that takes it back."""
    brought, now = carried(request, "endorsed"), timezone.now()
    row = links.find_own(brought.token, now.date())
    if row is not None and request.POST.get("answer") == "withdraw":
        endorsements.withdraw(endorsement=row, now=now)
        return mailed.gone()
    if row is not None and mailed.is_pasted(request, brought):
        return mailed.brings("endorsed", brought.token)
    return _own(request, brought.token, 422 if "answer" in request.POST else 200)


def _own(request: HttpRequest, token: str, status: int = 200) -> HttpResponse:
    now = timezone.now()
    row = links.find_own(token, now.date())
    if row is None:
        return mailed.nowhere(request, token, "endorsed")
    campaign = row.letter.campaign
    try:
        opened = keys.open_scope(campaign.scope)
    except keys.KeyGone:
        opened = None
    context = {
        "row": row,
        "page": endorsing.EndorsedPage(row, opened),
        "campaign": campaign,
        "text": campaign.text(),
        "is_public": Endorsement.objects.public(now).filter(pk=row.pk).exists(),
        "is_earlier": not Endorsement.objects.standing().filter(pk=row.pk).exists(),
        "round": getattr(row.letter, "closed_round", None),
        "token": token,
    }
    return render(request, "site/endorsed.html", context, status=status)


@deed_page
def dispute(request: HttpRequest, code: str, key: str, endorsement: str) -> HttpResponse:
    """Somebody says that an endorsement is false; the team reads it."""
    campaign, case = _case(code, key)
    now, wait = timezone.now(), 0.0
    public = Endorsement.objects.public(now).named().filter(letter=case.letter)
    row = public.select_related("letter__campaign").filter(code=endorsement).first()
    if row is None or campaign.shredded_at is not None:
        raise Http404
    about = f"dispute:{row.code}"
    form = endorsing.DisputeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (number := number_of(form, about)) and form.is_valid():
        wait = _limited(form, endorsing.DISPUTES, request)
        if not wait:
            said = {name: form.cleaned_data[name] for name in ("words", "email")}
            claims.dispute(endorsement=row, form_number=number, now=now, **said)
            return SeeOther(reverse("site:disputed", args=[code, key]))
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "row": row, "form": form}
    return _again(request, "site/dispute.html", {**context, "number": new_number(about)}, wait)


@deed_page
def disputed(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The same words for everybody."""
    campaign, case = _case(code, key)
    return render(request, "site/disputed.html", {"campaign": campaign, "text": campaign.text(), "case": case})
