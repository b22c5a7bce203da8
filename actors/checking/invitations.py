"""An outside reviewer is the second person once: for named revisions, by one link, until a day (R23).

For an organisation of one, or where nobody else can read the source. The account made for them cannot log in; the
check says on whose behalf it was made and by whom they were asked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.checking.models import Check, Invitation, Revision
from foundation.history import journal
from foundation.outbox import post
from foundation.vault import keys, links
from foundation.vault.addresses import canonical

MAY_INVITE = "actors.add_invitation"
PURPOSE = "checking.invited"
TOKEN = "review"
DAYS = timedelta(days=7)
MOST = 100
"""Revisions that one person is asked to read at once."""


class NothingWaits(Exception):
    """None of the chosen revisions waits for a check, or they are too many for one person to read."""


class OwnEntry(checks.SamePerson):
    """Who entered something does not choose who looks at it: they might have a second mailbox."""


class OtherName(Exception):
    """What was typed is not the name of whoever was asked: a machine that presses buttons does not know it."""


def invite(
    *, found: Sequence[Revision], name: str, email: str, affiliation: str, language: str, by: User, now: datetime
) -> Invitation:
    """Asks somebody from outside, by one mail, to be the second person for these revisions.

    Raises NotAllowed, SamePerson when it is the address of somebody who entered one of them or of who asks, OwnEntry
    when who asks entered one of them and cannot give out accounts anyway, or NothingWaits.
    """
    if not by.is_active or not by.has_perm(MAY_INVITE):
        raise checks.NotAllowed
    waiting = list(revisions.waiting().filter(pk__in=[one.pk for one in found]).select_related("entered_by"))
    if not waiting or len(waiting) != len(found) or len(waiting) > MOST:
        raise NothingWaits
    if not by.is_superuser and any(one.entered_by_id == by.pk for one in waiting):
        raise OwnEntry
    people = {by.email, *(one.entered_by.email for one in waiting if one.entered_by)}
    if canonical(email) in {canonical(address) for address in people}:
        raise checks.SamePerson
    with transaction.atomic():
        row = Invitation.objects.create(
            reviewer=_account(name, email, language),
            name=name,
            affiliation=affiliation,
            language=language,
            invited_by=by,
            invited_at=now,
            expires_at=now + DAYS,
        )
        row.refresh_from_db(fields=["code"])
        row.revisions.set(waiting)
        keys.open_instance(today=now.date())
        post.queue(purpose=PURPOSE, recipient=("invitation", row.code), expires_at=row.expires_at, now=now)
        said: dict[str, str | int | bool | list[str]] = {"rows": len(waiting)}
        journal.write(deed="review.invited", by=by, subject=("invitation", row.code), now=now, detail=said)
    return row


def _account(name: str, email: str, language: str) -> User:
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name, language=language, is_active=False)
    except IntegrityError:
        return User.objects.get(email__iexact=email.strip())


def token(invitation: Invitation) -> str:
    return links.token(keys.open_scope(keys.INSTANCE), TOKEN, invitation.code, 1)


def find(text: str) -> Invitation | None:
    """The invitation that a link is for; none for anything else."""
    code = links.code_of(text)
    row = Invitation.objects.select_related("reviewer", "invited_by").filter(code=code).first() if code else None
    try:
        opened = keys.open_scope(keys.INSTANCE)
    except keys.KeyGone:
        return None
    return row if row and links.holds(opened, text, TOKEN, row.code, 1) else None


def answer(*, invitation: Invitation, verdict: str, name: str, note: str, now: datetime) -> list[Check]:
    """The reviewer confirms all of it or refuses all of it, once.

    Raises OtherName, Settled when it was used or is too old, and what a check raises; nothing has changed then.
    """
    if " ".join(name.split()).casefold() != " ".join(invitation.name.split()).casefold():
        raise OtherName
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=invitation.pk)
        if not row.is_open(now):
            raise checks.Settled
        found = list(row.revisions.order_by("pk"))
        done = checks.answer_invited(invitation=row, found=found, verdict=verdict, now=now, note=note)
        row.used_at = now
        row.save(update_fields=["used_at"])
    return done


def withdraw(*, invitation: Invitation, by: User, now: datetime) -> None:
    """The link opens nothing any more. Twice is once."""
    if not by.is_active or not by.has_perm(MAY_INVITE):
        raise checks.NotAllowed
    with transaction.atomic():
        if Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
            post.cancel(recipient=("invitation", invitation.code), now=now)
            journal.write(deed="review.withdrawn", by=by, subject=("invitation", invitation.code), now=now)
