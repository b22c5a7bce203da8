"""Which term of the register a membership is, and what the file says of its days."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from actors.directory.models import Office, Person, Term
from actors.exchange.documents import extension
from actors.exchange.documents.claims import MembershipSaid
from actors.exchange.documents.dates import Moment, read
from actors.exchange.documents.entries import Fault
from actors.exchange.documents.options import Options
from actors.exchange.documents.register import Register

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


@dataclass
class Days:
    """From when until when; the last day is not part of it. ``until`` is the day a file calls the end."""

    start: Moment | None
    end: Moment | None
    from_on: date | None
    until_on: date | None

    @classmethod
    def between(cls, start: Moment | None, end: Moment | None) -> "Days":
        """An end that would lie on the first day is the first day after it: held for a day, a month or a year."""
        from_on, until_on = (moment.on if moment else None for moment in (start, end))
        if end and from_on and end.holds(from_on):
            until_on = end.after()
        return cls(start, end, from_on, until_on)

    def are_of(self, row: Term) -> bool:
        """Whether they are exactly those of a term."""
        return (row.from_on, row.until_on) == (self.from_on, self.until_on)

    @property
    def inexact(self) -> str:
        """What the file says of days it does not name, as a row's note keeps it: “from 2015, until 2016-03”."""
        parts = (("from", self.start), ("until", self.end))
        return ", ".join(f"{word} {moment.text}" for word, moment in parts if moment and not moment.is_exact)


def match(said: MembershipSaid, days: Days, held: list[Term]) -> Term | None:
    """Which of the person's terms in the office it is, or ``None`` for a new one: the nearest first.

    Raises ``Fault`` when several could be meant.
    """
    undated = days.from_on is None and days.until_on is None
    tries: tuple[Callable[[Term], bool], ...] = (
        lambda row: bool(said.id) and row.key == said.id,
        days.are_of,
        lambda row: row.from_on is not None and row.from_on == days.from_on,
        lambda row: undated and row.until_on is None,
        lambda row: _overlap(row, days) or _same_start(row, days),
    )
    for fits in tries:
        found = [row for row in held if fits(row)]
        if len(found) > 1:
            keys = ", ".join(row.key for row in found)
            raise Fault(_("Several terms of the register could be meant: %(keys)s.") % {"keys": keys})
        if found:
            return found[0]
    return None


def _overlap(row: Term, days: Days) -> bool:
    before = days.until_on and row.from_on and days.until_on <= row.from_on
    after = days.from_on and row.until_on and row.until_on <= days.from_on
    return not (before or after)


def _same_start(row: Term, days: Days) -> bool:
    return bool(days.start and row.from_on and days.start.holds(row.from_on))


def fresh(said: MembershipSaid, days: Days, person: Person, office: Office, options: Options) -> Term:
    """A new term; its days follow in ``take``."""
    row = Term(office=office, person=person, confidence=options.confidence, source=said.source or options.source)
    row.from_on = days.from_on
    if _KEY.fullmatch(said.id) and said.post_id == office.key:
        row.key = said.id
    return row


def take(row: Term, said: MembershipSaid, days: Days, register: Register) -> list[str]:
    """Puts the file's days into a term. What the register knows better or later stays. Returns remarks."""
    if more := extension.of(said.at):
        row.from_on, row.until_on = days.from_on, days.until_on
        extension.put(row, more, register)
        return []
    remarks = []
    start, end = days.start, days.end
    if start and not (row.pk and row.from_on and start.holds(row.from_on)):
        row.from_on = days.from_on
        _mark(row, "from_on", "from", start)
    if end and not (row.pk and row.until_on and (end.holds(row.until_on) or row.until_on == days.until_on)):
        row.until_on = days.until_on
        _mark(row, "until_on", "until", end)
    elif not end and row.until_on:
        remarks.append(_("The file gives no end; the register’s stays."))
    if days.inexact:
        remarks.append(_("Not every day is named (%(said)s): the first one is entered, and not shown in public.") % {
            "said": days.inexact,
        })  # fmt: skip
    elif said.end and said.start and said.end.on == said.start.on:
        remarks.append(_("It begins and ends on one day: held for that day."))
    return remarks


def _mark(row: Term, field: str, word: str, moment: Moment) -> None:
    """A day that nobody named is unchecked, and the row's note says what was said; a named one is neither."""
    fields = [name for name in row.unchecked.split() if name != field]
    notes = [note for note in row.confidence_note.split(", ") if note and not note.startswith(f"{word} ")]
    if not moment.is_exact:
        fields.append(field)
        notes.append(f"{word} {moment.text}")
    row.unchecked = " ".join(sorted(fields))
    row.confidence_note = ", ".join(sorted(notes))


def written(row: Term) -> tuple[str, str]:
    """Start and end as a file says them: days, or the year or month that the row's note keeps."""
    noted = {}
    for word in ("from", "until"):
        found = re.search(rf"(?:^|, ){word} (\d{{4}}(?:-\d{{2}})?)(?:,|$)", row.confidence_note)
        noted[word] = found[1] if found else ""
    days = [day.isoformat() if day else "" for day in (row.from_on, row.until_on)]
    said = [noted["from"] or days[0], noted["until"] or days[1]]
    again = Days.between(read(said[0]), read(said[1]))
    return (said[0], said[1]) if (again.from_on, again.until_on) == (row.from_on, row.until_on) else (days[0], days[1])
