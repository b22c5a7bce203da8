"""Mailed links, whatever they open: the token goes from the address into a cookie (``foundation.web.carried``).

The mailed address looks nothing up, and leads to a page whose address holds no token.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.site import pages
from foundation.vault import links
from foundation.web.carried import Carried, carry, drop
from foundation.web.deeds import SeeOther


def onward(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """On to the page ``site:<kind>``. Whatever has the form of a token gets the same."""
    if links.code_of(token) is None:
        return nowhere(request, token, kind)
    return brings(kind, token)


def brings(kind: str, token: str) -> HttpResponse:
    """To the page ``site:<kind>``, for a browser that brings the token there."""
    return carry(SeeOther(reverse(f"site:{kind}")), kind, token)


def nowhere(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """No token came, or it is cut, used up or made up: words, and a field to paste the link."""
    context = {"listed": pages.live(timezone.now()), "lost": not token, "action": reverse(f"site:{kind}")}
    return render(request, "site/nowhere.html", context, status=404)


def is_pasted(request: HttpRequest, brought: Carried) -> bool:
    """Whether a form only brings a link, to a browser that keeps cookies: it is sent on with it."""
    return request.method == "POST" and not brought.by_hand and not {"answer", "verb"} & set(request.POST)


def gone() -> HttpResponse:
    """What the link opened is gone."""
    return drop(SeeOther(reverse("site:gone")))
