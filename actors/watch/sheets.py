"""The occasion sheet: opened by a curator, filled by correspondents, closed when all is said (R1, R3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from actors.accounts.models import Member, User
from actors.checking import editions
from actors.directory.models import Actor
from actors.positions.models import Occasion
from actors.watch import answers
from actors.watch.models import Line, Sheet
from foundation.history import journal
from foundation.outbox import post

PURPOSE = "watch.asked"
TIME_TO_LOOK = timedelta(hours=48)
MAY_OPEN = "actors.add_sheet"
OPENED, AGAIN = "opened", "again"


class NotAllowed(Exception):
    """This person may not open or close a sheet."""


class AlreadyOpen(Exception):
    """This occasion has a sheet about that state's measures: ``sheet``."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.code)
        self.sheet = sheet


class NoDay(Exception):
    """A day that comes every year is no occasion to look at: name the year's own."""


class NobodyAsked(Exception):
    """There is no state to make a line for."""


def may_open(user: User) -> bool:
    return user.is_active and user.has_perm(MAY_OPEN)


def open_sheet(
    *, occasion: Occasion, coercing_state: Actor, by: User, now: datetime, actors: Any = None, due_at: Any = None
) -> Sheet:
    """Makes a line for every state (or for those of ``actors``) and asks each correspondent by one mail.

    Raises NotAllowed, NoDay, NobodyAsked or AlreadyOpen; nothing has changed then.
    """
    if not may_open(by):
        raise NotAllowed
    if occasion.on is None:
        raise NoDay
    asked = Actor.objects.public().states() if actors is None else actors
    pks = set(asked.exclude(pk=coercing_state.pk).values_list("pk", flat=True))
    if not pks:
        raise NobodyAsked
    due_at = due_at or now + TIME_TO_LOOK
    try:
        with transaction.atomic():
            values = {"opened_by": by, "opened_at": now, "due_at": due_at}
            sheet = Sheet.objects.create(occasion=occasion, coercing_state=coercing_state, **values)
            sheet.refresh_from_db(fields=["code"])
            Line.objects.bulk_create([Line(sheet=sheet, actor_id=pk) for pk in sorted(pks)])
            mails = ask(sheet=sheet, slot=OPENED, now=now)
            _journal("opened", sheet, by, now, lines=len(pks), asked=mails)
    except IntegrityError:
        there = Sheet.objects.filter(occasion=occasion, coercing_state=coercing_state).first()
        if there is None:
            raise
        raise AlreadyOpen(there) from None
    return sheet


def close_sheet(*, sheet: Sheet, by: User, now: datetime) -> None:
    """Ends the asking; what was found stays, and mails that wait are not sent. Twice is once."""
    if not may_open(by):
        raise NotAllowed
    with transaction.atomic():
        if Sheet.objects.open().filter(pk=sheet.pk).update(closed_at=now):
            post.cancel_scope(scope=scope(sheet), now=now)
            _journal("closed", sheet, by, now)


def reopen_sheet(*, sheet: Sheet, by: User, now: datetime) -> None:
    """Takes a close back: another two days, and a mail to those who have something left. Twice is once."""
    if not may_open(by):
        raise NotAllowed
    values = {"closed_at": None, "reminded_at": None, "opened_at": now, "due_at": now + TIME_TO_LOOK}
    with transaction.atomic():
        if Sheet.objects.filter(pk=sheet.pk, closed_at__isnull=False).update(**values):
            sheet.refresh_from_db()
            mails = ask(sheet=sheet, slot=f"{OPENED}-{now:%Y%m%d%H%M%S}", now=now)
            _journal("reopened", sheet, by, now, asked=mails)


def _journal(verb: str, sheet: Sheet, by: User, now: datetime, **detail: int) -> None:
    about: dict[str, Any] = {"sheet": sheet.code, **detail}
    journal.write(deed=f"sheet.{verb}", by=by, subject=("occasion", sheet.occasion.key), now=now, detail=about)
    editions.bump(now)


def scope(sheet: Sheet) -> str:
    return f"sheet:{sheet.code}"


def people_left(sheet: Sheet) -> list[Member]:
    """Correspondents with a state nobody has reported on, one membership each."""
    left = [entry for entry in answers.answer(sheet).entries if entry.is_left]
    return list({member.user_id: member for entry in reversed(left) for member in entry.correspondents}.values())


def ask(*, sheet: Sheet, slot: str, now: datetime, only: Iterable[Member] | None = None) -> int:
    """Queues one mail for each correspondent who has a state left to look at; returns how many are new.

    Nobody is asked twice in one slot.
    """
    wanted = None if only is None else {member.user_id for member in only}
    queued = [
        post.queue(
            purpose=PURPOSE,
            recipient=("member", member.code),
            slot=f"{sheet.code}:{slot}",
            scope=scope(sheet),
            now=now,
        )
        for member in people_left(sheet)
        if wanted is None or member.user_id in wanted
    ]
    return sum(message is not None for message in queued)


def remind(*, now: datetime) -> int:
    """Asks once more, half-way to the hour at which a sheet is to be filled; returns how many mails were queued."""
    count = 0
    for sheet in Sheet.objects.open().filter(reminded_at=None).select_related("occasion", "coercing_state"):
        if now < sheet.opened_at + (sheet.due_at - sheet.opened_at) / 2:
            continue
        with transaction.atomic():
            if Sheet.objects.open().filter(pk=sheet.pk, reminded_at=None).update(reminded_at=now):
                count += ask(sheet=sheet, slot=f"{AGAIN}-{sheet.opened_at:%Y%m%d%H%M%S}", now=now)
    return count
