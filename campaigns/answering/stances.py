"""From a reply to the record: its words are proposed to the register as a position, and a second person checks them.

Only what is public, or what the office allowed to be quoted, becomes a position; else it was answered privately, and
that is no stance (R22).
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from actors.accounts.models import User
from actors.checking import revisions
from actors.checking.models import Check
from actors.directory.models import Actor
from actors.directory.provenance import Confidence, Grade
from actors.positions.models import Position
from actors.watch import reports
from campaigns.answering import blackouts, replies
from campaigns.answering.models import Permission, Proposal, Publication, Reply
from campaigns.planning.campaigns import member_of
from foundation.history import journal

Facts = dict[str, bool | None]


class Private(Exception):
    """It is not published, and the office has not allowed it to be quoted: it gives no stance."""


class NotItsWords(Exception):
    """The quotation does not stand so in what may be quoted."""


class AboutNothing(Exception):
    """The campaign does not say about which state's measures it is."""


def quotable(reply: Reply) -> str:
    """What of a reply may be quoted: the published text, or with the office's leave its own. Raises Private."""
    published = Publication.objects.filter(reply=reply, ended_at=None).first()
    if published is not None:
        return published.text
    if not Permission.objects.filter(reply=reply).exists():
        raise Private
    return blackouts.quoted_out(replies.original(reply).text)


def propose(*, reply: Reply, quote: str, facts: Facts, by: User, now: datetime) -> Proposal:
    """Proposes words of the reply as a position of its state or body. While one waits or stands, twice is once.

    Raises NotAllowed, Private, NotItsWords, AboutNothing, ``replies.Destroyed`` or ValidationError.
    """
    campaign = reply.target.campaign
    member = member_of(campaign, by)
    coercing = Actor.objects.filter(key=campaign.coercing_state).first() if campaign.coercing_state else None
    if coercing is None:
        raise AboutNothing
    with transaction.atomic():
        Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        standing = [row for row in Proposal.objects.filter(reply=reply).order_by("pk") if not is_refused(row)]
        if standing:
            return standing[-1]
        words = _its_words(quote, quotable(reply))
        row = _position(reply, coercing, words, facts, now)
        whose = campaign.organisation.name
        entered = revisions.propose(row=row, by=by, now=now, source=row.source, comment=whose)
        assert entered is not None  # a new key always says something new
        proposal = Proposal.objects.create(reply=reply, position_key=row.key, revision=entered, member=member, at=now)
        said: dict[str, str | int | bool | list[str]] = {"office": reply.target.office.key, "position": row.key}
        about = ("reply", reply.code)
        journal.write(deed="reply.proposed", by=by, subject=about, scope=campaign.scope, now=now, detail=said)
    return proposal


def is_refused(proposal: Proposal) -> bool:
    return Check.objects.filter(revision=proposal.revision_id, verdict=Check.Verdict.REFUSED).exists()


def _its_words(quote: str, text: str) -> str:
    words = " ".join(quote.split())
    if not words or blackouts.BLOCK in words or words not in " ".join(text.split()):
        raise NotItsWords
    return words


def _position(reply: Reply, coercing: Actor, words: str, facts: Facts, now: datetime) -> Position:
    office, campaign = reply.target.office, reply.target.campaign
    with translation.override("en"):
        speaker = office.title
    on = reply.came_on
    published = Publication.objects.filter(reply=reply, ended_at=None).first()
    return Position(
        key=reports.free_key(Position, f"{office.actor.key}-{on.isoformat()}-{coercing.key.lower()}"),
        actor=office.actor,
        actor_as_named=office.actor.name_en,
        on=on,
        speaker=speaker[:200],
        medium=Position.Medium.LETTER,
        coercing_state=coercing,
        measure=campaign.measure,
        measure_text=(campaign.measure.name if campaign.measure else f"measures ({coercing.name_en})")[:200],
        quote=words,
        quote_lang=published.language if published else "",
        stance=reports.step_of(facts),
        source=source_of(reply, published),
        source_title=f"Reply to {campaign.organisation.name}"[:300],
        source_kind="reply to a letter",
        publisher=campaign.organisation.name,
        accessed_on=now.date(),
        confidence=Confidence.HIGH,
        source_grade=Grade.FIRST_HAND,
        **facts,
    )


def source_of(reply: Reply, published: Publication | None) -> str:
    """Where the words can be read; where they are not public, to whom they were written."""
    campaign = reply.target.campaign
    if published is None:
        return f"Reply to {campaign.organisation.name} of {reply.came_on.isoformat()}, quoted with leave of the office"
    with translation.override("en"):
        page = reverse("site:answers", args=[campaign.code])
    return f"{settings.BASE_URL}{page}#{published.code}"
