"""The open list: read by everybody; “this is not me” and the link that takes a name off are deeds."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.signing import lists, staying
from campaigns.site import mailed, pages
from campaigns.site import names as open_list
from campaigns.site.deeds import number_of
from foundation.web import limits
from foundation.web.carried import carried
from foundation.web.deeds import SeeOther, deed_page, new_number
from foundation.web.networks import client_network
from foundation.web.pages import read_page


@read_page
def names(request: HttpRequest, code: str, key: str, page: int = 1) -> HttpResponse:
    """Who signed and chose to be shown, in no order; countries and professions in tens."""
    found = open_list.find(code, key, page, get_language() or "en", timezone.now())
    campaign = found.case.letter.campaign
    context = {
        "campaign": campaign,
        "text": campaign.text(),
        "case": found.case,
        "list": found,
        "signatories": pages.signatories(campaign, found.case.letter),
        "batch": lists.BATCH,
    }
    response = render(request, "site/names.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@deed_page
def not_me(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Hides a name that its owner did not put there: at once, and the answer is the same whether it was there."""
    campaign = pages.find_campaign(code)
    case = pages.find_case(campaign, key, get_language() or "en", timezone.now())
    form, about = open_list.form(request.POST if request.method == "POST" else None), open_list.about(case.letter)
    status, wait = 200, 0.0
    if form.is_bound:
        status = 422
        if number_of(form, about) and form.is_valid():
            now = timezone.now()
            wait = limits.take(open_list.OFTEN, network=client_network(request), now=now)
            if not wait:
                lists.report(letter=case.letter, name=form.cleaned_data["name"], now=now)
                return SeeOther(reverse("site:reported", args=[code, key]))
            form.add_error(None, _("Many names were reported from your network. Please try again in half an hour."))
            status = 429
    context = {"campaign": campaign, "text": campaign.text(), "case": case, "form": form, "number": new_number(about)}
    response = render(request, "site/not_me.html", context, status=status)
    if wait:
        response["Retry-After"] = str(math.ceil(wait))
    return response


@deed_page
def reported(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The same words for everybody."""
    campaign = pages.find_campaign(code)
    case = pages.find_case(campaign, key, get_language() or "en", timezone.now())
    return render(request, "site/reported.html", {"campaign": campaign, "text": campaign.text(), "case": case})


@deed_page
def listed_link(request: HttpRequest, token: str) -> HttpResponse:
    """The lasting address in a mail."""
    return mailed.onward(request, "listed", token)


@deed_page
def listed(request: HttpRequest) -> HttpResponse:
    """One's name stays on the open list, or comes off it."""
    brought, answer = carried(request, "listed"), request.POST.get("answer")
    found = lists.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "listed")
    row, name = found
    if answer == "off":
        lists.take_off(row=row, now=timezone.now())
        return mailed.gone()
    if answer == "stay":
        lists.stay(row=row, now=timezone.now())
        row.refresh_from_db(fields=["stays_on"])
    if mailed.is_pasted(request, brought) or (answer == "stay" and not brought.by_hand):
        return mailed.brings("listed", brought.token)
    campaign = row.letter.campaign
    context = {
        "campaign": campaign,
        "text": campaign.text(),
        "row": row,
        "name": name,
        "token": brought.token,
        "letter": row.letter,
        "answer_by": staying.answer_by(campaign, row.asked_on) if row.asked_on else None,
    }
    return render(request, "site/listed.html", context, status=422 if answer not in {None, "stay"} else 200)
