"""The closed round as those see it who were asked: read, endorse, decline or comment, by a link of their own."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.endorsing import endorsements, links, rounds
from campaigns.site import endorsing, mailed
from campaigns.site.deeds import number_of
from foundation.web.carried import Carried, carried
from foundation.web.deeds import deed_page, new_number


@deed_page
def invited_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail that asks for an answer."""
    return mailed.onward(request, "invited", token)


@deed_page
def invited(request: HttpRequest) -> HttpResponse:
    """The frozen text and three ways to answer. Opening it changes nothing."""
    brought = carried(request, "invited")
    found = links.find_invitation(brought.token)
    if found is None:
        return mailed.nowhere(request, brought.token, "invited")
    if mailed.is_pasted(request, brought):
        return mailed.brings("invited", brought.token)
    return _answered(request, endorsing.InvitedPage(*found, get_language() or "en"), brought)


def _answered(request: HttpRequest, page: endorsing.InvitedPage, brought: Carried) -> HttpResponse:
    verb = str(request.POST.get("verb", ""))
    sent = request.POST if verb else None
    start = {"name": page.held["organisation"], "representative": page.held["person"]}
    forms: dict[str, Any] = {
        "endorse": endorsing.AnswerForm(sent if verb == "endorse" else None, initial=start),
        "comment": endorsing.CommentForm(sent if verb == "comment" else None),
    }
    if sent is not None and page.is_open(timezone.now()):
        try:
            # Over at this very moment: the page says so.
            with suppress(rounds.Over):
                if _done(page, verb, forms):
                    return _after(request, page, brought)
        except endorsements.Taken:
            forms["endorse"].add_error("name", _("An organisation of this name or website has endorsed already."))
    return render(request, "site/invited.html", _context(page, forms, brought.token), status=422 if sent else 200)


def _after(request: HttpRequest, page: endorsing.InvitedPage, brought: Carried) -> HttpResponse:
    """The page anew: behind its address, or where no cookie brings the token there, as the answer itself."""
    found = links.find_invitation(brought.token)
    if found is None or not brought.by_hand:
        return mailed.brings("invited", brought.token)
    fresh = endorsing.InvitedPage(*found, page.language)
    forms = {"endorse": endorsing.AnswerForm(None), "comment": endorsing.CommentForm(None)}
    return render(request, "site/invited.html", _context(fresh, forms, brought.token))


def _done(page: endorsing.InvitedPage, verb: str, forms: dict[str, Any]) -> bool:
    now, invitation = timezone.now(), page.invitation
    if verb == "decline":
        rounds.decline(invitation=invitation, now=now)
        return True
    form = forms.get(verb)
    number = number_of(form, page.about(verb)) if form is not None else None
    if form is None or number is None or not form.is_valid():
        return False
    if verb == "comment":
        words = form.cleaned_data["words"]
        rounds.comment(invitation=invitation, words=words, form_number=number, now=now)
    else:
        said = form.said(page.language, page.held["email"], form.shown_region)
        endorsements.answer(invitation=invitation, said=said, now=now)
    return True


def _context(page: endorsing.InvitedPage, forms: dict[str, Any], token: str) -> dict[str, Any]:
    now, row = timezone.now(), page.endorsement
    return {
        "page": page,
        "campaign": page.campaign,
        "text": page.campaign.text(),
        "round": page.invitation.round,
        "is_open": page.is_open(now),
        "is_under_embargo": page.invitation.round.is_under_embargo(now),
        "letter_text": page.letter_text,
        "endorsement": row,
        "own_token": links.own_token(row, now.date()) if row else "",
        "comments": page.invitation.comments.count(),
        "forms": forms,
        "numbers": {verb: new_number(page.about(verb)) for verb in forms},
        "token": token,
    }
