"""Rounds: the letter goes to its offices again, once each, with the total and what is new since the last (R21).

Numbers are compared within a text and its corrections: a new text begins to count anew, and none says what came since
another.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from actors.accounts.models import User
from campaigns.delivery.models import Delivery, Round
from campaigns.letters.editions import line_of
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import member_of
from campaigns.signing import erasure
from campaigns.signing.models import Signature
from foundation.history import journal
from foundation.outbox.models import DONE, Message


class NotOver(Exception):
    """The round before still has letters that wait or are in doubt, or has none at all."""


class NothingNew(Exception):
    """No more people have signed than the last letters with this text said, or nobody is counted any more."""


def current(letter: Letter) -> int:
    return numbers([letter])[letter.pk]


def numbers(letters: Iterable[Letter]) -> dict[int, int]:
    """The round each letter (pk) is in, in one query."""
    opened = Round.objects.filter(letter__in=list(letters)).values("letter").annotate(newest=Max("number"))
    found = {row["letter"]: row["newest"] for row in opened}
    return {letter.pk: found.get(letter.pk, 1) for letter in letters}


def said_last(letter: Letter) -> int | None:
    """The highest number that a letter with the text in force, or one it corrects, has said; None before the first."""
    if letter.current is None:
        return None
    rows = Delivery.objects.filter(letter=letter, version__in=line_of(letter.current))
    highest: int | None = rows.aggregate(most=Max("signatures"))["most"]
    return highest


def open_next(*, letter: Letter, by: User, now: datetime, seen: int) -> int:
    """Opens the round after ``seen``, the one the member read of: from now on, a release serves every office once
    more. Returns the round the letter is in. Twice is once.

    Raises NotAllowed, NotOver, NothingNew.
    """
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        # Whoever releases or opens at the same moment waits here.
        letter = Letter.objects.select_for_update(of=("self",)).select_related("campaign", "current").get(pk=letter.pk)
        here = current(letter)
        if here != seen:
            return here
        if not Delivery.objects.filter(letter=letter).exists() or under_way(letter):
            raise NotOver
        if not new_since(letter):
            raise NothingNew
        Round.objects.create(letter=letter, number=here + 1, opened_by=member, opened_at=now)
        journal.write(
            deed="delivery.round_opened",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"round": here + 1, "said_before": said_last(letter) or 0},
        )
        return here + 1


def under_way(letter: Letter) -> bool:
    """Whether a letter of any round may still leave, or waits for a decision: another would follow on its heels."""
    unsent = Delivery.objects.filter(letter=letter, sent_at=None).values("code")
    return Message.objects.filter(recipient_kind="delivery", recipient_code__in=unsent).exclude(state__in=DONE).exists()


def new_since(letter: Letter) -> int:
    """By how many the number has grown since the letters that went last; all of it where none went with this text."""
    return max(0, _now(letter) - (said_last(letter) or 0))


def _now(letter: Letter) -> int:
    if letter.current is None or erasure.has_parted(letter.campaign):
        return 0
    return Signature.objects.counting().filter(version=letter.current).count()
