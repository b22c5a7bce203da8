"""Rounds: the letter goes to its offices again, once each, with the total and what is new since the last (R21)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from actors.accounts.models import User
from campaigns.delivery.models import Delivery, Round
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import member_of
from campaigns.signing import erasure
from campaigns.signing.models import Signature
from foundation.history import journal
from foundation.outbox.models import DONE, Message


class NotOver(Exception):
    """The round before still has letters that wait or are in doubt, or has none at all."""


class NothingNew(Exception):
    """No more people have signed than the last letters said, or nobody is counted any more."""


def current(letter: Letter) -> int:
    return numbers([letter])[letter.pk]


def numbers(letters: Iterable[Letter]) -> dict[int, int]:
    """The round each letter (pk) is in, in one query."""
    opened = Round.objects.filter(letter__in=list(letters)).values("letter").annotate(newest=Max("number"))
    found = {row["letter"]: row["newest"] for row in opened}
    return {letter.pk: found.get(letter.pk, 1) for letter in letters}


def said_last(letter: Letter) -> int | None:
    """The highest number that a letter of this one's rounds has said; None before the first."""
    highest: int | None = Delivery.objects.filter(letter=letter).aggregate(most=Max("signatures"))["most"]
    return highest


def open_next(*, letter: Letter, by: User, now: datetime, seen: int) -> int:
    """Opens the round after ``seen``, the one the member read of: from now on, a release serves every office once
    more. Returns the round the letter is in. Twice is once.

    Raises NotAllowed, NotOver, NothingNew.
    """
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        # Whoever releases or opens at the same moment waits here.
        Letter.objects.select_for_update().get(pk=letter.pk)
        here = current(letter)
        if here != seen:
            return here
        last = said_last(letter)
        if last is None or under_way(letter):
            raise NotOver
        if _now(letter) <= last:
            raise NothingNew
        Round.objects.create(letter=letter, number=here + 1, opened_by=member, opened_at=now)
        journal.write(
            deed="delivery.round_opened",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"round": here + 1, "said_before": last},
        )
        return here + 1


def under_way(letter: Letter) -> bool:
    """Whether a letter of any round may still leave, or waits for a decision: another would follow on its heels."""
    unsent = Delivery.objects.filter(letter=letter, sent_at=None).values("code")
    return Message.objects.filter(recipient_kind="delivery", recipient_code__in=unsent).exclude(state__in=DONE).exists()


def new_since(letter: Letter) -> int:
    """By how many the number has grown since the letters that went last; 0 where none went."""
    last = said_last(letter)
    return max(0, _now(letter) - last) if last is not None else 0


def _now(letter: Letter) -> int:
    if letter.current is None or erasure.has_parted(letter.campaign):
        return 0
    return Signature.objects.counting().filter(version=letter.current).count()
