"""Deed pages behind the links in a mail: the confirmation, and the supporter's own page. Opening any changes nothing.

The token leaves the address at once (``foundation.web.carried``). Where a browser keeps no cookie, the same pages come
as answers to forms that carry it.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.reminders import agenda
from campaigns.signing import codes, quiet, signatures
from campaigns.site import mailed
from campaigns.site.choices import ChoicesPage
from campaigns.site.own import ConfirmPage, OwnPage
from campaigns.supporters import links as own_links
from foundation.web.carried import Carried, carried, carry, drop, kept
from foundation.web.deeds import SeeOther, deed_page

QUIET = "quiet"
"""Names the cookie that brings a ticket (``campaigns.signing.quiet``) to the farewell."""


@deed_page
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail that asks for the answer."""
    return mailed.onward(request, "confirm", token)


@deed_page
def own_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address in every mail of the supporter's own page."""
    return mailed.onward(request, "own", token)


@deed_page
def confirm(request: HttpRequest) -> HttpResponse:
    """Did you sign this letter? One of two equal buttons answers."""
    brought = carried(request, "confirm")
    found = signatures.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "confirm")
    page = ConfirmPage(*found, get_language() or "en", brought, timezone.now())
    if request.method != "POST":
        return asked(request, page)
    if "answer" in request.POST:
        return answered(request, page)
    if "again" in request.POST:
        codes.mail_again(signature=page.signature, now=page.now)
    return asked(request, page) if brought.by_hand else carry(SeeOther(request.path), "confirm", brought.token)


def asked(request: HttpRequest, page: ConfirmPage, status: int = 200, wrong: str = "") -> HttpResponse:
    """The page as it stands now. ``wrong``: what was not good about the answer."""
    context = {"page": page, "campaign": page.campaign, "text": page.text, "wrong": wrong}
    if page.is_expired:
        return render(request, "site/expired.html", context, status=410)
    return render(request, "site/confirm.html", context, status=status)


def answered(request: HttpRequest, page: ConfirmPage) -> HttpResponse:
    """What follows the button that was pressed."""
    ticket, context = page.quiet_ticket, {"page": page, "campaign": page.campaign, "text": page.text}
    try:
        wrong = page.answer(request.POST["answer"], typed=request.POST.get("code", "")[:20])
    except signatures.Expired:
        return render(request, "site/expired.html", context, status=410)
    except signatures.Closed:
        return render(request, "site/closed.html", context, status=410)
    now = page.renewed()
    if wrong and now:
        return asked(request, now, 422, wrong)
    return after(request, now, ticket)


def after(request: HttpRequest, page: ConfirmPage | None, ticket: str) -> HttpResponse:
    """The page that an answer leads to: one's own, the farewell, or the same one in its new state."""
    by_hand = carried(request, "confirm").by_hand
    if page is None:
        return goodbye(request, ticket) if by_hand else drop(carry(SeeOther(reverse("site:gone")), QUIET, ticket))
    if page.stage != "agreed":
        return asked(request, page) if by_hand else carry(SeeOther(request.path), "confirm", page.brought.token)
    token = page.own_token
    if by_hand:
        return shown(request, OwnPage(page.signature.supporter, page.opened, Carried(token, by_hand)))
    return carry(SeeOther(reverse("site:own")), "own", token)


@deed_page
def gone(request: HttpRequest) -> HttpResponse:
    """After leaving or refusing: it is done, and nothing more will come."""
    return goodbye(request, kept(request, QUIET))


def goodbye(request: HttpRequest, ticket: str = "") -> HttpResponse:
    return render(request, "site/gone.html", {"ticket": ticket})


@deed_page
def own(request: HttpRequest) -> HttpResponse:
    """Everything we hold about a supporter, shown to whoever has the link from their mail."""
    brought = carried(request, "own")
    found = own_links.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "own")
    if request.method == "POST" and not brought.by_hand:
        return carry(SeeOther(request.path), "own", brought.token)
    return shown(request, OwnPage(*found, brought))


def shown(request: HttpRequest, page: OwnPage) -> HttpResponse:
    return render(request, "site/own.html", {"page": page, "campaign": page.campaign})


@deed_page
def leave(request: HttpRequest) -> HttpResponse:
    """Says what will be erased; the button erases it."""
    brought = carried(request, "own")
    found = own_links.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "own")
    page = OwnPage(*found, brought)
    if not page.can_leave:
        return shown(request, page)  # who wants to go before a Yes is final says No, behind the other link
    if request.method != "POST" or "leave" not in request.POST:
        return render(request, "site/leave.html", {"page": page, "campaign": page.campaign})
    signatures.leave(supporter=page.supporter, now=timezone.now())
    return goodbye(request) if brought.by_hand else drop(SeeOther(reverse("site:gone")))


@deed_page
def choices(request: HttpRequest) -> HttpResponse:
    """What was agreed to, to be changed: each consent up or down, each office, the form in which one is shown."""
    brought = carried(request, "own")
    found = own_links.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "own")
    own_page = OwnPage(*found, brought)
    if not own_page.can_leave:
        return shown(request, own_page)  # nothing holds yet that could be changed
    page = ChoicesPage(own_page, get_language() or "en")
    if request.method != "POST" or "number" not in request.POST:
        return render(request, "site/choices.html", page.context(page.form(None)))
    form = page.form(request.POST)
    if not page.take(form, timezone.now()):
        return render(request, "site/choices.html", page.context(form), status=422)
    after = OwnPage(*found, brought)
    return shown(request, after) if brought.by_hand else SeeOther(f"{reverse('site:own')}#agreed")


@deed_page
def remind_no_more(request: HttpRequest) -> HttpResponse:
    """Who has not confirmed wants no reminder of it."""
    brought = carried(request, "own")
    found = own_links.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "own")
    if request.method == "POST":
        agenda.remind_no_more(supporter=found[0], now=timezone.now())
    return shown(request, OwnPage(*found, brought)) if brought.by_hand else SeeOther(reverse("site:own"))


@deed_page
def mine(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    brought = carried(request, "own")
    found = own_links.find(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "own")
    everything = OwnPage(*found, brought).everything
    response = JsonResponse(everything, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="what-you-hold.json"'
    return response


@deed_page
def hush(request: HttpRequest) -> HttpResponse:
    """Never mail me again: from this campaign, or from any here. The same answer whoever asks."""
    if request.method != "POST":
        return render(request, "site/hushed.html")
    everywhere, now, brought = request.POST.get("where") == "everywhere", timezone.now(), carried(request, "own")
    if "ticket" in request.POST:
        try:
            quiet.redeem(given=request.POST["ticket"][:600], everywhere=everywhere, now=now)
        except quiet.Stale:
            return mailed.nowhere(request, "", "own")
    else:
        found = own_links.find(brought.token)
        if found is None:
            return mailed.nowhere(request, brought.token, "own")
        quiet.keep(supporter=found[0], opened=found[1], everywhere=everywhere, now=now)
    return SeeOther(request.path)
