"""Deed pages: sign, confirm, one's own page. No session, nothing kept by a browser or proxy."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.signing import signatures
from campaigns.signing.models import Signature
from campaigns.signing.tasks import take_in
from campaigns.site import pages, sending
from campaigns.site.deeds import ConfirmPage, OwnPage, SignPage, number_of
from campaigns.site.forms import LinksForm
from campaigns.supporters import links as own_links
from campaigns.supporters import people
from foundation.nudges import nudge
from foundation.vault.keys import KeyGone
from foundation.web.deeds import SeeOther, deed_page, new_number


@deed_page
def sign(request: HttpRequest, code: str, key: str, situation: str = "") -> HttpResponse:
    """The letter, the risk advice, the form. The sending does the same work for every address."""
    now, language = timezone.now(), get_language() or "en"
    is_sent, is_over = request.method == "POST", False
    try:
        where = {"code": code, "key": key, "situation": situation, "language": language}
        if is_sent and sending.take(request.POST, **where, now=now):
            nudge(take_in, queue="urgent")
            return SeeOther(reverse("site:sent", args=[code, key]))
    except (signatures.Closed, KeyGone):
        is_over = True
    page = SignPage.find(code, key, language, situation)
    if is_over or not page.can_sign(now):
        return render(request, "site/closed.html", page.context(None), status=410)
    if not page.has_form():
        return render(request, "site/situations.html", page.before(), status=422 if is_sent else 200)
    form = page.form(request.POST if is_sent else None)
    if is_sent:
        page.check(form)
    return render(request, "site/sign.html", page.context(form), status=422 if is_sent else 200)


@deed_page
def sent(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """ "Look into your mailbox": the same words for everybody."""
    campaign = pages.find_campaign(code)
    case = pages.find_case(campaign, key, get_language() or "en")
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "days": signatures.CONFIRM_DAYS}
    return render(request, "site/sent.html", context)


@deed_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Opening it changes nothing; one of two equal buttons does."""
    found = signatures.find(token)
    if found is None:
        return nowhere(request)
    signature, opened = found
    page = ConfirmPage(signature, opened, get_language() or "en")
    context = {"page": page, "campaign": page.campaign, "text": page.text}
    if request.method != "POST":
        if signature.is_expired(timezone.now(), signatures.CONFIRM_DAYS):
            return render(request, "site/expired.html", context, status=410)
        return render(request, "site/confirm.html", context)
    return answered(request, signature, context)


def nowhere(request: HttpRequest) -> HttpResponse:
    """The link was cut, used up or made up: words, and where to ask for a new one. The same for all three."""
    return render(request, "site/nowhere.html", {"listed": pages.live(timezone.now())}, status=404)


def answered(request: HttpRequest, signature: Signature, context: dict[str, Any]) -> HttpResponse:
    """What follows the button that was pressed."""
    now, answer = timezone.now(), request.POST.get("answer")
    if answer == "no":
        signatures.refuse(signature=signature, now=now)
        return SeeOther(reverse("site:gone"))
    if answer != "yes":
        return render(request, "site/confirm.html", {**context, "unclear": True}, status=422)
    try:
        signatures.confirm(signature=signature, now=now)
    except signatures.Expired:
        return render(request, "site/expired.html", context, status=410)
    except signatures.Closed:
        return render(request, "site/closed.html", context, status=410)
    return SeeOther(reverse("site:own", args=[context["page"].own_token]))


@deed_page
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What we hold about a supporter, shown to whoever has the link from their mail."""
    found = own_links.find(token)
    if found is None:
        return nowhere(request)
    page = OwnPage(*found)
    return render(request, "site/own.html", {"page": page, "campaign": page.campaign, "token": token})


@deed_page
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Says what will be erased; the button erases it."""
    found = own_links.find(token)
    if found is None:
        return nowhere(request)
    if request.method == "POST":
        people.leave(supporter=found[0], now=timezone.now())
        return SeeOther(reverse("site:gone"))
    page = OwnPage(*found)
    return render(request, "site/leave.html", {"page": page, "campaign": page.campaign, "token": token})


@deed_page
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file."""
    found = own_links.find(token)
    if found is None:
        return nowhere(request)
    response = JsonResponse(OwnPage(*found).everything, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="what-you-hold.json"'
    return response


@deed_page
def gone(request: HttpRequest) -> HttpResponse:
    """After leaving or refusing: it is done, and nothing more will come."""
    return render(request, "site/gone.html")


@deed_page
def links(request: HttpRequest, code: str) -> HttpResponse:
    """Asks for the mail or the links again: the same answer for every address."""
    campaign = pages.find_campaign(code)
    about = f"links:{campaign.code}"
    form = LinksForm(request.POST if request.method == "POST" else None)
    context = {"campaign": campaign, "text": campaign.text(), "form": form, "number": new_number(about)}
    if campaign.shredded_at is not None:
        return render(request, "site/closed.html", context, status=410)
    if request.method != "POST":
        return render(request, "site/links.html", context)
    number = number_of(form, about)
    if number is None or not form.is_valid():
        return render(request, "site/links.html", context, status=422)
    try:
        sending.take_links(form, campaign=campaign, number=number, now=timezone.now())
    except KeyGone:
        return render(request, "site/closed.html", context, status=410)
    nudge(take_in, queue="urgent")
    return SeeOther(reverse("site:links_sent", args=[code]))


@deed_page
def links_sent(request: HttpRequest, code: str) -> HttpResponse:
    campaign = pages.find_campaign(code)
    return render(request, "site/links_sent.html", {"campaign": campaign, "text": campaign.text()})
