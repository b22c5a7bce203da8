"""The closed round as those see it who were asked: read, endorse, decline or comment, by a link of their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.endorsing import endorsements, links, rounds
from campaigns.site import endorsing, pages
from campaigns.site.deeds import number_of
from foundation.web.deeds import SeeOther, deed_page, new_number


@deed_page
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The frozen text and three ways to answer. Opening it changes nothing."""
    found = links.find_invitation(token)
    if found is None:
        return render(request, "site/nowhere.html", {"listed": pages.live(timezone.now())}, status=404)
    page = endorsing.InvitedPage(*found, get_language() or "en")
    sent = request.POST if request.method == "POST" else None
    verb = str(request.POST.get("verb", "")) if sent else ""
    start = {"name": page.held["organisation"], "representative": page.held["person"]}
    forms: dict[str, Any] = {
        "endorse": endorsing.AnswerForm(sent if verb == "endorse" else None, initial=start),
        "comment": endorsing.CommentForm(sent if verb == "comment" else None),
    }
    if sent is not None and page.is_open(timezone.now()):
        try:
            if _done(page, verb, forms):
                return SeeOther(reverse("site:invited", args=[token]))
        except endorsements.Taken:
            forms["endorse"].add_error("name", _("An organisation of this name or website has endorsed already."))
        except rounds.Over:
            pass  # the page says so
    return render(request, "site/invited.html", _context(page, forms, token), status=422 if sent else 200)


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
