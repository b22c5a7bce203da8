"""What came back, in public; and the page where somebody ends the mails that tell of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.answering import accounts, telling
from campaigns.site import answers as shown
from campaigns.site import pages
from foundation.web.deeds import SeeOther, deed_page
from foundation.web.pages import read_page


@read_page
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """What was handed over to whom, who has answered, what they wrote, and the steps on the way."""
    found = pages.find_campaign(code)
    today = accounts.day_of(timezone.now(), found)
    rows = accounts.public(found)
    context = {
        "campaign": found,
        "text": found.text(),
        "headline": shown.headline(rows),
        "accounts": [(account, account.days(today)) for account in shown.written(rows)],
        "answers": shown.answers(rows),
        "events": shown.events(rows),
        "moved": shown.moved(found, rows, today),
    }
    return render(request, "site/answers.html", context)


@deed_page
def told_no_more(request: HttpRequest, token: str) -> HttpResponse:
    """One press, by the person or by their mailbox for them (RFC 8058): opening it changes nothing."""
    supporter = telling.find(token)
    if supporter is None:
        return render(request, "site/nowhere.html", {"listed": pages.live(timezone.now())}, status=404)
    if request.method == "POST":
        telling.no_more(supporter=supporter, now=timezone.now())
        return SeeOther(reverse("site:told_no_more_done"))
    context = {"campaign": supporter.campaign, "text": supporter.campaign.text()}
    return render(request, "site/told_no_more.html", context)


@deed_page
def told_no_more_done(request: HttpRequest) -> HttpResponse:
    return render(request, "site/told_no_more_done.html")
