"""Replies: recorded by hand or taken from a mail, graded, and their originals destroyed in the end (R22).

A reply is private: what it says is sealed, and only members of the organisation read it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from actors.accounts.models import User
from actors.directory.models import Office
from campaigns.answering import incoming, sealing
from campaigns.answering.models import Attachment, Grade, Grading, Reply
from campaigns.delivery.models import Delivery
from campaigns.planning import campaigns as planning
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Target
from foundation.history import journal

KEPT_DAYS = 730
"""After so many days the original of a reply is destroyed; what was published of it, its grade and day stay."""


class NoWords(Exception):
    """There is nothing in it."""


class NotYet(Exception):
    """The day is still to come."""


class NoOffice(Exception):
    """Who was it passed on to? Another office than the one that passed it on."""


class Destroyed(Exception):
    """The original is no more."""


@dataclass
class Original:
    """What the office wrote, unsealed: for members only, and never for a log."""

    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    left_out: list[str] = field(default_factory=list)
    is_cut: bool = False


def record(
    *,
    target: Target,
    way: str,
    came_on: date,
    text: str,
    by: User,
    now: datetime,
    sender: str = "",
    subject: str = "",
) -> Reply:
    """A member writes down what an office said or sent. Twice is once. Raises NotAllowed, NoWords or NotYet."""
    member = member_of(target.campaign, by)
    original = Original(incoming.one_line(sender), incoming.one_line(subject, 300), incoming.plain(text))
    if not original.text:
        raise NoWords
    if came_on > now.date() + timedelta(days=1):
        raise NotYet
    identity = hashlib.sha256(f"{came_on}\x00{original.text}".encode()).hexdigest()
    with transaction.atomic():
        reply, is_new = _keep(target, identity, original, now, way=way, came_on=came_on, entered_by=member)
        if is_new:
            _journal("reply.recorded", reply, by, now, way=way)
    return reply


def take(*, delivery: Delivery, mail: incoming.Mail, now: datetime) -> Reply:
    """Files a mail that came to the address of a delivery; the same mail twice is one reply.

    An automatic one is graded as a receipt at once, by the system.
    """
    original = Original(mail.sender, mail.subject, mail.text, mail.left_out, mail.is_cut)
    target = delivery.target
    with transaction.atomic():
        reply, is_new = _keep(
            target,
            mail.identity,
            original,
            now,
            way=Reply.Way.MAIL,
            came_on=now.date(),
            delivery=delivery,
            is_automatic=mail.is_automatic,
        )
        if is_new:
            for one in mail.files:
                attach(reply, one, now)
            if mail.is_automatic:
                Grading.objects.create(reply=reply, grade=Grade.RECEIPT, at=now)
            _journal("reply.came", reply, None, now, automatic=mail.is_automatic)
    return reply


def _keep(target: Target, identity: str, original: Original, now: datetime, **values: Any) -> tuple[Reply, bool]:
    delivery = values.pop("delivery", None) or last_delivery(target)
    row = Reply(target=target, identity=identity, delivery=delivery, entered_at=now, sealed=b"", **values)
    row.code = hashlib.sha256(f"{target.code}|{identity}".encode()).hexdigest()[:32]
    row.sealed = sealing.seal(target.campaign, row.code, vars(original), today=now.date())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            return row, True
    except IntegrityError:
        return Reply.objects.get(target=target, identity=identity), False


def attach(reply: Reply, one: incoming.File, now: datetime) -> None:
    """Keeps a file with its reply, sealed."""
    row = Attachment.objects.create(reply=reply, media=one.media, size=len(one.content), sealed=b"-")
    row.refresh_from_db(fields=["code"])
    row.sealed = sealing.seal(reply.target.campaign, row.code, incoming.packed(one), today=now.date())
    row.save(update_fields=["sealed"])


def last_delivery(target: Target) -> Delivery | None:
    """The letter an answer is to, unless its own address says which: the last that was handed over."""
    return Delivery.objects.filter(target=target, sent_at__isnull=False).order_by("sent_at", "pk").last()


def original(reply: Reply) -> Original:
    """What the office wrote. Raises Destroyed."""
    if reply.sealed is None:
        raise Destroyed
    return Original(**sealing.unseal(reply.target.campaign, reply.code, reply.sealed))


def file_of(attachment: Attachment) -> dict[str, str]:
    """``name`` and ``content`` (base64) of an attachment."""
    return sealing.unseal(attachment.reply.target.campaign, attachment.code, attachment.sealed)


def newest_grading(reply: Reply) -> Grading | None:
    """Reads ``gradings.all()``, which can be fetched at once."""
    rows = sorted(reply.gradings.all(), key=lambda row: row.pk)
    return rows[-1] if rows else None


def grade(*, reply: Reply, grade: str, by: User, now: datetime, office: Office | None = None) -> Grading:
    """What the reply amounts to. Twice the same is once.

    Passed on: that office becomes a target of the campaign; a letter to it needs an approval like any other. Raises
    NotAllowed, NoOffice, or ``planning.NotATarget`` for one that no campaign may write to.
    """
    campaign = reply.target.campaign
    member = member_of(campaign, by)
    with transaction.atomic():
        Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        passed_to = None
        if grade == Grade.PASSED_ON:
            if office is None or office.pk == reply.target.office_id:
                raise NoOffice
            passed_to = planning.add_target(campaign=campaign, office=office)
        last = Grading.objects.filter(reply=reply).order_by("pk").last()
        if last is not None and last.member_id and (last.grade, last.passed_to) == (grade, passed_to):
            return last
        row = Grading.objects.create(reply=reply, grade=grade, passed_to=passed_to, member=member, at=now)
        _journal("reply.graded", reply, by, now, grade=grade, to=office.key if office and passed_to else "")
    return row


def destroy(*, reply: Reply, by: User | None, now: datetime) -> bool:
    """Destroys the original with its attachments and marks. Grade, day and what was published stay. Twice is once."""
    if by is not None:
        member_of(reply.target.campaign, by)
    with transaction.atomic():
        if not Reply.objects.filter(pk=reply.pk, destroyed_at=None).update(sealed=None, destroyed_at=now):
            return False
        reply.attachments.all().delete()
        reply.markings.all().delete()
        _journal("reply.destroyed", reply, by, now)
    return True


def destroy_old(*, now: datetime) -> int:
    """Destroys originals that have been kept for long enough; returns how many."""
    old = Reply.objects.filter(destroyed_at=None, entered_at__lt=now - timedelta(days=KEPT_DAYS))
    rows = old.select_related("target__campaign").order_by("pk")[:500]
    return sum(destroy(reply=row, by=None, now=now) for row in rows)


def _journal(deed: str, reply: Reply, by: User | None, now: datetime, **detail: Any) -> None:
    scope = reply.target.campaign.scope
    said = {"office": reply.target.office.key, **detail}
    journal.write(deed=deed, by=by, subject=("reply", reply.code), scope=scope, now=now, detail=said)
