"""One reply: read by members, graded, blacked out, published, proposed to the register, told of, destroyed."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaigns.answering import publishing, replies, stances, telling
from campaigns.answering.models import Attachment, Publication, Reply
from campaigns.desk import words
from campaigns.desk.access import StaffRequest, deed, page
from campaigns.desk.answer_forms import GradeForm, PermissionForm, QuoteForm
from campaigns.desk.answers import LANGUAGES, ReplyPage
from campaigns.desk.finding import find_campaign, show
from campaigns.planning.campaigns import NotATarget, member_of
from campaigns.planning.models import Campaign
from foundation.nudges import nudge
from foundation.outbox.tasks import dispatch_bulk

REFUSED = (
    *(replies.NoOffice, replies.Destroyed, replies.NoWords, replies.NotYet, NotATarget),
    *(publishing.Ungraded, publishing.Undecided, publishing.Changed, telling.NotPublished),
    *(stances.Private, stances.NotItsWords, stances.AboutNothing),
)
Deed = Callable[[StaffRequest, Reply], str]


def find_reply(campaign: Campaign, code: str) -> Reply:
    near = ("target__office__actor", "target__office__kind", "delivery__letter")
    found: Reply = get_object_or_404(Reply.objects.of(campaign).select_related(*near), code=code)
    found.target.campaign = campaign
    return found


@page
def reply(request: StaffRequest, code: str, reply: str) -> HttpResponse:
    """What the office wrote, what was made of it, and what can be done with it."""
    found = find_campaign(request, code)
    shown = ReplyPage(find_reply(found, reply), timezone.now())
    context = {"page": shown, "reply": shown.reply, "forms": shown.forms, "language": get_language()}
    return show(request, "desk/reply.html", found, context)


@page
def attachment(request: StaffRequest, code: str, reply: str, attachment: str) -> HttpResponse:
    """A file that came with it: to be saved, never to be opened in the browser, whatever it calls itself."""
    found = find_campaign(request, code)
    row = get_object_or_404(Attachment.objects.filter(reply=find_reply(found, reply)), code=attachment)
    row.reply.target.campaign = found
    held = replies.file_of(row)
    response = HttpResponse(base64.b64decode(held["content"]), content_type=row.media)
    response["Content-Disposition"] = content_disposition_header(True, held["name"]) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def reply_deed(anchor: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A deed on a reply: found through its campaign, by who may work; answered in words, back on its page."""

    def wrap(act: Deed) -> Callable[..., HttpResponse]:
        @deed
        @wraps(act)
        def wrapped(request: StaffRequest, code: str, reply: str) -> HttpResponse:
            campaign = find_campaign(request, code)
            found = find_reply(campaign, reply)
            member_of(campaign, request.user)
            try:
                notices.success(request, act(request, found))
            except REFUSED as refusal:
                notices.error(request, words.REFUSALS[type(refusal)])
            except ValidationError as problem:
                notices.error(request, " ".join(problem.messages))
            return redirect(reverse("desk:reply", args=[code, reply]) + f"#{anchor}")

        return wrapped

    return wrap


def _typed(form: Any) -> dict[str, Any]:
    """What a valid form holds; raises its first problems as one."""
    if not form.is_valid():
        raise ValidationError([problem for problems in form.errors.values() for problem in problems])
    held: dict[str, Any] = form.cleaned_data
    return held


@reply_deed("grade")
def grade(request: StaffRequest, reply: Reply) -> str:
    typed = _typed(GradeForm(request.POST, reply=reply))
    replies.grade(reply=reply, by=request.user, now=timezone.now(), **typed)
    return _("Noted. The public pages say within a minute whether the office has answered, and no more.")


@reply_deed("publish")
def mark(request: StaffRequest, reply: Reply) -> str:
    """What was found and is ticked goes, what is not ticked stays; and what somebody marked beside it goes."""
    now = timezone.now()
    found = [one.words for one in publishing.draft(reply, now).found]
    ticked = set(request.POST.getlist("black"))
    own = [line for line in request.POST.get("more", "").replace("\x00", "").splitlines() if line.strip()]
    black = [words for words in found if words in ticked] + own
    keep = [words for words in found if words not in ticked]
    publishing.mark(reply=reply, black=black, keep=keep, by=request.user, now=now)
    return _("Blacked out. Read the text once more, as the public would.")


@reply_deed("publish")
def publish(request: StaffRequest, reply: Reply) -> str:
    language, seen = request.POST.get("language", ""), request.POST.get("seen", "")
    if language not in LANGUAGES:
        raise ValidationError(_("Please say in which language it is."))
    publishing.publish(reply=reply, language=language, seen=seen, by=request.user, now=timezone.now())
    return _("Published. It stands on the campaign’s page of answers within a minute.")


@reply_deed("publish")
def hide(request: StaffRequest, reply: Reply) -> str:
    for row in Publication.objects.filter(reply=reply, ended_at=None):
        row.reply = reply
        publishing.hide(publication=row, by=request.user, now=timezone.now())
    return _("Hidden: the public does not see the text any more.")


@reply_deed("record")
def permit(request: StaffRequest, reply: Reply) -> str:
    now = timezone.now()
    typed = _typed(PermissionForm(request.POST, today=now.date()))
    publishing.permit(reply=reply, by=request.user, now=now, **typed)
    return _("Recorded: the office allows its words to be quoted.")


@reply_deed("record")
def propose(request: StaffRequest, reply: Reply) -> str:
    form = QuoteForm(request.POST)
    quote = _typed(form)["quote"]
    stances.propose(reply=reply, quote=quote, facts=form.facts(), by=request.user, now=timezone.now())
    return _("Proposed to the register. It is public once a second person there has checked it.")


@reply_deed("tell")
def tell(request: StaffRequest, reply: Reply) -> str:
    row = Publication.objects.filter(reply=reply, ended_at=None).first()
    if row is None:
        raise telling.NotPublished
    row.reply = reply
    done = telling.tell(publication=row, by=request.user, now=timezone.now())
    nudge(dispatch_bulk, queue="bulk")
    said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", done.number)
    return said % {"n": done.number}


@reply_deed("original")
def destroy(request: StaffRequest, reply: Reply) -> str:
    replies.destroy(reply=reply, by=request.user, now=timezone.now())
    return _("Destroyed. Its grade, its day and what was published of it stay.")
