"""Deed pages: sign, and ask for the links again. No session, nothing kept by a browser or proxy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.signing import signatures
from campaigns.signing.tasks import take_in
from campaigns.site import pages, sending
from campaigns.site.deeds import number_of
from campaigns.site.forms import LinksForm
from campaigns.site.sign_page import SignPage
from foundation.nudges import nudge
from foundation.vault.keys import KeyGone
from foundation.web.deeds import SeeOther, deed_page, new_number
from foundation.web.networks import client_network


@deed_page
def sign(request: HttpRequest, code: str, key: str, situation: str = "") -> HttpResponse:
    """The letter, the risk advice, the form. The sending does the same work for every address."""
    now, language = timezone.now(), get_language() or "en"
    is_sent, is_over = request.method == "POST", False
    try:
        where = {"code": code, "key": key, "situation": situation, "language": language}
        if is_sent and sending.take(request.POST, **where, network=client_network(request), now=now):
            nudge(take_in, queue="urgent")
            return SeeOther(reverse("site:sent", args=[code, key]))
    except (signatures.Closed, KeyGone):
        is_over = True
    page = SignPage.find(code, key, language, now, situation)
    if is_over or not page.can_sign(now):
        context = {**page.context(None), "other_language": page.other_language(now)}
        template = "site/other_language.html" if context["other_language"] else "site/closed.html"
        return render(request, template, context, status=410)
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
    case = pages.find_case(campaign, key, get_language() or "en", timezone.now())
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "days": signatures.CONFIRM_DAYS}
    return render(request, "site/sent.html", context)


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
