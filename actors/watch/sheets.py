"""The occasion sheet: every state as said / looked for, nothing found / not yet looked at, with sources (R1, R3)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import Member, User
from actors.checking import editions
from actors.directory.models import Actor, GroupMember
from actors.positions.models import Look, Occasion, Position
from actors.watch.models import Assignment, Line, Sheet
from foundation.history import journal
from foundation.outbox import post

PURPOSE = "watch.asked"
TIME_TO_LOOK = timedelta(hours=48)
MAY_OPEN = "actors.add_sheet"


class NotAllowed(Exception):
    """This person may not open or close a sheet."""


class AlreadyOpen(Exception):
    """This occasion has a sheet about that state's measures."""


class NoDay(Exception):
    """A day that comes every year is no occasion to look at: name the year's own."""


class Found(models.TextChoices):
    SAID = "said", _("said")
    NOTHING_FOUND = "nothing_found", _("looked for, nothing found")
    NOT_LOOKED = "not_looked", _("not yet looked at")


@dataclass
class Entry:
    """One state on the sheet: public rows, and those that wait for a second person."""

    actor: Actor
    positions: list[Position] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    waiting: int = 0
    correspondents: list[Member] = field(default_factory=list)

    @property
    def found(self) -> str:
        """Words go before looks: who looked too early has been proved wrong."""
        if any(not row.is_silence for row in self.positions):
            return str(Found.SAID)
        return str(Found.NOTHING_FOUND if self.looks or self.positions else Found.NOT_LOOKED)


@dataclass
class Answer:
    """A sheet as it stands: entries by name, and how many of each."""

    sheet: Sheet
    entries: list[Entry]

    @property
    def counts(self) -> dict[str, int]:
        return {str(value): sum(entry.found == value for entry in self.entries) for value in Found.values}

    @property
    def waiting(self) -> int:
        return sum(entry.waiting > 0 for entry in self.entries)

    def is_complete(self) -> bool:
        """Only then may a headline speak of those who said nothing (R1)."""
        return all(entry.found != Found.NOT_LOOKED and not entry.waiting for entry in self.entries)


def open_sheet(
    *, occasion: Occasion, coercing_state: Actor, by: User, now: datetime, actors: Any = None, due: Any = None
) -> Sheet:
    """Makes a row for every state (or for those of ``actors``) and asks each correspondent by one mail.

    Raises NotAllowed, NoDay or AlreadyOpen.
    """
    if not by.is_active or not by.has_perm(MAY_OPEN):
        raise NotAllowed
    if occasion.on is None:
        raise NoDay
    asked = Actor.objects.public().states() if actors is None else actors
    try:
        with transaction.atomic():
            sheet = Sheet.objects.create(
                occasion=occasion,
                coercing_state=coercing_state,
                opened_by=by,
                opened_at=now,
                due_at=due or now + TIME_TO_LOOK,
            )
            sheet.refresh_from_db(fields=["code"])
            keys = asked.exclude(pk=coercing_state.pk).values_list("pk", flat=True)
            Line.objects.bulk_create([Line(sheet=sheet, actor_id=pk) for pk in keys])
            asked_people = ask(sheet=sheet, slot="opened", now=now)
            subject = ("occasion", occasion.key)
            detail: dict[str, Any] = {"lines": len(keys), "asked": asked_people}
            journal.write(deed="sheet.opened", by=by, subject=subject, now=now, detail=detail)
            editions.bump(now)
    except IntegrityError as error:
        raise AlreadyOpen from error
    return sheet


def close_sheet(*, sheet: Sheet, by: User, now: datetime) -> None:
    """Ends the asking; what was found stays. Twice is once."""
    if not by.is_active or not by.has_perm(MAY_OPEN):
        raise NotAllowed
    with transaction.atomic():
        if Sheet.objects.filter(pk=sheet.pk, closed_at=None).update(closed_at=now):
            journal.write(deed="sheet.closed", by=by, subject=("occasion", sheet.occasion.key), now=now)
            post.cancel_scope(scope=scope(sheet), now=now)
            editions.bump(now)


def scope(sheet: Sheet) -> str:
    return f"sheet:{sheet.code}"


def ask(*, sheet: Sheet, slot: str, now: datetime) -> int:
    """Queues one mail for each correspondent who has a state left to look at; returns to how many."""
    left = [entry for entry in answer(sheet).entries if entry.found == Found.NOT_LOOKED and not entry.waiting]
    people = {member.user_id: member for entry in left for member in entry.correspondents}
    for member in people.values():
        post.queue(
            purpose=PURPOSE,
            recipient=("member", member.code),
            slot=f"{sheet.code}:{slot}",
            scope=scope(sheet),
            now=now,
        )
    return len(people)


def remind(*, now: datetime) -> int:
    """Asks once more, half-way to the hour at which a sheet is to be filled; returns how many mails were queued."""
    count = 0
    for sheet in Sheet.objects.open().filter(reminded_at=None).select_related("occasion", "coercing_state"):
        if now < sheet.opened_at + (sheet.due_at - sheet.opened_at) / 2:
            continue
        with transaction.atomic():
            if Sheet.objects.filter(pk=sheet.pk, reminded_at=None, closed_at=None).update(reminded_at=now):
                count += ask(sheet=sheet, slot="again", now=now)
    return count


def answer(sheet: Sheet) -> Answer:
    """The sheet as it stands now, in six queries however many states and words there are."""
    lines = sheet.lines.select_related("actor").order_by("actor__name_en")
    entries = {line.actor_id: Entry(line.actor) for line in lines}
    about = Q(occasion=sheet.occasion, coercing_state=sheet.coercing_state)
    signed = _signatories(sheet)
    for row in Position.objects.filter(about).select_related("stance", "signatories").order_by("on", "pk"):
        for pk in [row.actor_id] if row.actor_id else signed[row.signatories_id or 0]:
            _note(entries.get(pk or 0), row, "positions")
    for look in Look.objects.filter(about).order_by("looked_on", "pk"):
        _note(entries.get(look.actor_id), look, "looks")
    watching = Assignment.objects.filter(actor__in=entries, member__organisation__verified_at__isnull=False)
    for one in watching.select_related("member__user", "member__organisation").order_by("pk"):
        entries[one.actor_id].correspondents.append(one.member)
    return Answer(sheet, list(entries.values()))


def _note(entry: Entry | None, row: Any, where: str) -> None:
    if entry is None:
        return
    if row.public:
        getattr(entry, where).append(row)
    if row.pending:
        entry.waiting += 1


def _signatories(sheet: Sheet) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    groups = Position.objects.filter(occasion=sheet.occasion, signatories__isnull=False).values("signatories")
    for group, actor in (
        GroupMember.objects.public().filter(group__in=groups).values_list("group_id", "actor_id").distinct()
    ):
        found[group].append(actor)
    return found
