"""The answer of whoever owns the address: yes, or this was not me; and what becomes of it when both are given."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from campaigns.signing import codes
from campaigns.signing.models import Doubt, Signature
from campaigns.supporters import people
from campaigns.supporters.models import State, Supporter
from foundation.outbox import post
from foundation.vault import keys, links

CONFIRM = "confirm"
CONFIRM_DAYS = 14
"""How long the link in the mail is good. After that an unconfirmed signature is erased."""


class Closed(Exception):
    """The letter cannot be signed: not open yet, or closed."""


class Expired(Exception):
    """The confirmation came too late."""


class Settled(Exception):
    """The signature counts already."""


class Unanswered(Exception):
    """No Yes is final yet."""


def token(signature: Signature, supporter: Supporter, opened: keys.Keys) -> str:
    """The token that confirms one signature."""
    return links.token(opened, CONFIRM, signature.code, supporter.generation)


def find(text: str) -> tuple[Signature, keys.Keys] | None:
    """The signature a confirmation token is for, with the campaign's keys; None for anything else."""
    code = links.code_of(text)
    if code is None:
        return None
    related = ("supporter__campaign__organisation", "letter", "version", "doubt")
    signature = Signature.objects.select_related(*related).filter(code=code).first()
    if signature is None:
        return None
    try:
        opened = keys.open_scope(signature.supporter.campaign.scope)
    except keys.KeyGone:
        return None
    right = links.holds(opened, text, CONFIRM, signature.code, signature.supporter.generation)
    return (signature, opened) if right else None


def confirm(*, signature: Signature, now: datetime, proven: bool = False) -> None:
    """The owner of the address says yes. Twice is once; raises Expired or Closed.

    It counts after CONFIRM_WAIT if no No came meanwhile (``settling``); at once where that is zero, or where the answer
    is ``proven`` by a code. After a No that is not settled yet, neither holds: a code is mailed.
    """
    if signature.confirmed_on is not None:
        return
    if signature.is_expired(now, CONFIRM_DAYS):
        raise Expired
    if not signature.supporter.campaign.is_open(now):
        raise Closed
    with transaction.atomic():
        row = lock(signature)
        if row is None:
            raise Expired  # refused at this very moment
        if row.said_no_at and not proven:
            codes.doubt(signature=row, now=now)
        elif proven or not row.is_doubted:
            _say_yes(row, proven or not settings.CONFIRM_WAIT, now)
    signature.confirmed_on, signature.said_yes_at, signature.said_no_at = row.confirmed_on, row.said_yes_at, None


def _say_yes(row: Signature, at_once: bool, now: datetime) -> None:
    if at_once:
        enter_count(row, on=now.date())
    elif not row.is_agreed:
        row.said_yes_at = now
        row.save(update_fields=["said_yes_at"])
    # Whoever said yes is asked no more: also not by a reminder that a worker has in hand already.
    post.cancel(recipient=("supporter", row.supporter.code), slots_from=row.code, now=now)


def enter_count(row: Signature, *, on: date) -> None:
    """From now on the signature counts, and its supporter is one. Call it under the lock."""
    if row.confirmed_on is None:
        row.confirmed_on, row.said_yes_at, row.said_no_at = on, None, None
        row.save(update_fields=["confirmed_on", "said_yes_at", "said_no_at"])
    Doubt.objects.filter(signature=row).delete()
    whose = Supporter.objects.filter(pk=row.supporter_id, state=State.PENDING)
    whose.update(state=State.CONFIRMED, confirmed_on=on)


def refuse(*, signature: Signature, now: datetime, proven: bool = False) -> None:
    """ "This was not me": the signature goes after CONFIRM_WAIT if no Yes came meanwhile, at once where that is zero or
    the answer is ``proven`` by a code. After a Yes that is not settled yet, neither holds: a code is mailed.

    Raises Settled for what counts already: to go then is to leave.
    """
    with transaction.atomic():
        row = lock(signature)
        if row is None:
            return
        if row.confirmed_on:
            raise Settled
        if row.said_yes_at and not proven:
            codes.doubt(signature=row, now=now)
        elif proven or (not settings.CONFIRM_WAIT and not row.is_doubted):
            drop(row, now=now)
        elif not row.said_no_at and not row.is_doubted:
            Signature.objects.filter(pk=row.pk).update(said_no_at=now)
            post.cancel(recipient=("supporter", row.supporter.code), slots_from=row.code, now=now)


def leave(*, supporter: Supporter, now: datetime) -> None:
    """A person withdraws, and is erased at once. Twice is once.

    Raises Unanswered where no Yes is final yet: to go from there is a No, which waits for the other button too.
    """
    if supporter.signatures.exists() and not supporter.signatures.filter(confirmed_on__isnull=False).exists():
        raise Unanswered
    people.leave(supporter=supporter, now=now)


def lock(signature: Signature) -> Signature | None:
    """The signature as it is now, its supporter's row locked: every answer and every settling goes one after another.

    None when it is gone.
    """
    supporter = Supporter.objects.select_for_update().filter(pk=signature.supporter_id).first()
    related = Signature.objects.select_related("supporter__campaign", "doubt")
    return related.filter(pk=signature.pk).first() if supporter else None


def drop(row: Signature, *, now: datetime) -> None:
    """The signature goes, and the person with it unless another signature of theirs stands. Call it under the lock."""
    supporter = row.supporter
    row.delete()
    if not supporter.signatures.exists():
        # No withdrawal: nobody had stood with the letter, so nobody has left.
        people.erase(supporter=supporter, now=now)


def forget_unconfirmed(*, now: datetime) -> int:
    """Erases what nobody confirmed in time, and supporters left without a signature; returns how many signatures."""
    limit = now.date() - timedelta(days=CONFIRM_DAYS)
    late = Signature.objects.unconfirmed().filter(signed_on__lt=limit, said_yes_at=None)
    count = 0
    for signature in late[:1000]:
        with transaction.atomic():
            row = lock(signature)
            if row and not row.is_agreed:
                drop(row, now=now)
                count += 1
    return count
