"""Deed pages: one's name under the new text too, or not. Opening changes nothing; one of two equal buttons does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.signing import asking
from campaigns.site import mailed
from campaigns.site.again import AgainPage
from foundation.web.carried import carried, carry
from foundation.web.deeds import SeeOther, deed_page


@deed_page
def again_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail. A mailbox's own "no more of this" is a No (RFC 8058) and gets no redirect; whoever opens
    it goes on to an address without a token, and nothing is changed."""
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return mailed.onward(request, "again", token)
    if found := asking.find(token):
        asking.decline(row=found[0], now=timezone.now())
    return HttpResponse(b"done\n", content_type="text/plain")


@deed_page
def again(request: HttpRequest) -> HttpResponse:
    """What changed, and the question."""
    brought = carried(request, "again")
    found = asking.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "again")
    now, language = timezone.now(), get_language() or "en"
    page = AgainPage(found[0], language, brought.token, now)
    if request.method != "POST" or "answer" not in request.POST:
        return shown(request, page)
    try:
        if not page.take(request.POST["answer"]):
            return shown(request, page, 422)
    except asking.Declined:
        return shown(request, page, 422)
    except asking.Outdated:
        return shown(request, page)
    if not brought.by_hand:
        return carry(SeeOther(request.path), "again", brought.token)
    fresh = asking.find(brought.token)
    if fresh is None:
        return mailed.nowhere(request, "", "again")
    return shown(request, AgainPage(fresh[0], language, brought.token, now))


def shown(request: HttpRequest, page: AgainPage, status: int = 200) -> HttpResponse:
    """The page as it stands now; 422 says that the answer was not taken, 410 that the question is over."""
    context = {"page": page, "campaign": page.campaign, "text": page.campaign.text(), "unclear": status == 422}
    return render(request, "site/again.html", context, status=410 if page.state == "over" else status)
