"""A member publishes a reply: with numbers and names below the holder blacked out, as they have read it (R22)."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.answering import blackouts, incoming, replies, sealing
from campaigns.answering.blackouts import Found
from campaigns.answering.models import Grade, Marking, Permission, Publication, Reply
from campaigns.planning.campaigns import member_of
from foundation.history import journal

MOST_MARKS = 60


class Ungraded(Exception):
    """Nobody has said yet what the reply amounts to, or it only acknowledges receipt."""


class Undecided(Exception):
    """A number, an address or a name stands in it of which nobody said whether it may stay."""


class Changed(Exception):
    """What would be published is not what was read."""


@dataclass
class Marks:
    """What is blacked out, and what was looked at and stays."""

    black: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """A reply as it would be published now."""

    text: str
    undecided: list[Found]
    found: list[Found]
    marks: Marks

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def own_marks(self) -> str:
        """Marked by a member beside what was proposed, one on each line."""
        proposed = {one.words for one in self.found}
        return "\n".join(words for words in self.marks.black if words not in proposed)


def marks_of(reply: Reply) -> Marks:
    """The newest marks. Reads ``markings.all()``."""
    rows = sorted(reply.markings.all(), key=lambda row: row.pk)
    if not rows:
        return Marks()
    said = sealing.unseal(reply.target.campaign, reply.code, rows[-1].sealed)
    return Marks(said["black"], said["keep"])


def draft(reply: Reply, now: datetime) -> Draft:
    """What would be published now. Raises ``replies.Destroyed``."""
    whole = blackouts.quoted_out(replies.original(reply).text)
    marks = marks_of(reply)
    found = blackouts.proposals(whole, holder=holder_of(reply, now))
    decided = {*marks.black, *marks.keep}
    undecided = [one for one in found if one.words not in decided]
    return Draft(blackouts.black_out(whole, marks.black), undecided, found, marks)


def holder_of(reply: Reply, now: datetime) -> str:
    """Who held the office when the reply came; a holder may be named."""
    term = reply.target.office.holder(reply.came_on)
    return term.person.name if term and term.person.public else ""


def mark(*, reply: Reply, black: list[str], keep: list[str], by: User, now: datetime) -> None:
    """Notes what is to be blacked out and what was looked at and stays. The newest marks count."""
    campaign = reply.target.campaign
    member = member_of(campaign, by)
    if reply.sealed is None:
        raise replies.Destroyed
    clean = [[one for text in rows[:MOST_MARKS] if (one := incoming.one_line(text))] for rows in (black, keep)]
    sealed = sealing.seal(campaign, reply.code, {"black": clean[0], "keep": clean[1]}, today=now.date())
    Marking.objects.create(reply=reply, sealed=sealed, member=member, at=now)


def publish(*, reply: Reply, language: str, seen: str, by: User, now: datetime) -> Publication:
    """Publishes the text that was read (``seen`` is its ``Draft.digest``). Twice is once.

    Raises NotAllowed, Ungraded, Undecided, Changed, ``replies.NoWords`` or ``replies.Destroyed``.
    """
    campaign = reply.target.campaign
    member = member_of(campaign, by)
    with transaction.atomic():
        locked = Reply.objects.select_for_update(of=("self",)).select_related("target__campaign").get(pk=reply.pk)
        done = Publication.objects.filter(reply=locked, ended_at=None).first()
        if done is not None:
            return done
        grading = replies.newest_grading(locked)
        if grading is None or grading.grade == Grade.RECEIPT:
            raise Ungraded
        found = draft(locked, now)
        if not found.text:
            raise replies.NoWords
        if found.undecided:
            raise Undecided
        if seen != found.digest:
            raise Changed
        row = Publication.objects.create(reply=locked, language=language, text=found.text, member=member, at=now)
        row.refresh_from_db(fields=["code"])
        _journal("reply.published", locked, by, now, fingerprint=found.digest[:16])
    return row


def hide(*, publication: Publication, by: User, now: datetime) -> None:
    """Takes a published text out of the public's sight. Twice is once."""
    reply = publication.reply
    member = member_of(reply.target.campaign, by)
    with transaction.atomic():
        if Publication.objects.filter(pk=publication.pk, ended_at=None).update(ended_at=now, ended_by=member):
            _journal("reply.hidden", reply, by, now)


def permit(*, reply: Reply, given_on: date, how: str, by: User, now: datetime) -> Permission:
    """The office allowed its words to be quoted: on which day, and how it said so. Twice is once.

    Raises NotAllowed, or ``replies.NoWords`` without saying how.
    """
    campaign = reply.target.campaign
    member = member_of(campaign, by)
    said = incoming.plain(how)[:2000]
    if not said:
        raise replies.NoWords
    if given_on > now.date():
        raise replies.NotYet
    with transaction.atomic():
        sealed = sealing.seal(campaign, reply.code, {"how": said}, today=now.date())
        values = {"given_on": given_on, "sealed": sealed, "member": member, "at": now}
        row, is_new = Permission.objects.get_or_create(reply=reply, defaults=values)
        if is_new:
            _journal("reply.permitted", reply, by, now, on=given_on.isoformat())
    return row


def _journal(deed: str, reply: Reply, by: User, now: datetime, **detail: str) -> None:
    said: dict[str, str | int | bool | list[str]] = {"office": reply.target.office.key, **detail}
    scope = reply.target.campaign.scope
    journal.write(deed=deed, by=by, subject=("reply", reply.code), scope=scope, now=now, detail=said)


def how_permitted(permission: Permission) -> str:
    """Who said so, and how: for members."""
    reply = permission.reply
    return str(sealing.unseal(reply.target.campaign, reply.code, permission.sealed)["how"])
