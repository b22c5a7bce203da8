"""Reads an occasion: who said something, of whom somebody looked and found nothing, at whom nobody looked yet (R1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from actors.accounts.models import Member
from actors.checking.models import Check
from actors.directory.models import Actor
from actors.positions import ledger
from actors.positions.ledger import Coverage
from actors.positions.models import Look, Occasion, Position
from actors.watch.models import Assignment, Line, Sheet


@dataclass
class Entry:
    """One actor on one occasion: public rows, how many rows wait, and who watches."""

    actor: Actor
    positions: list[Position] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    waiting_words: int = 0
    """Rows that may be its words and are not shown: they wait for a check, or for a first-hand source."""
    waiting_looks: int = 0
    correspondents: list[Member] = field(default_factory=list)

    @property
    def coverage(self) -> Coverage:
        """Words go before looks: who looked too early has been proved wrong."""
        if any(not row.is_silence for row in self.positions):
            return Coverage.SAID
        return Coverage.NOTHING_FOUND if self.looks or self.positions else Coverage.NOT_LOOKED

    @property
    def has_said(self) -> bool:
        return self.coverage == Coverage.SAID

    @property
    def waiting(self) -> int:
        return self.waiting_words + self.waiting_looks

    @property
    def is_silent(self) -> bool:
        """Somebody looked, found nothing, and nothing waits that could be its words."""
        return self.coverage == Coverage.NOTHING_FOUND and not self.waiting_words

    @property
    def is_left(self) -> bool:
        """Nobody has looked, and nobody has reported anything either."""
        return self.coverage == Coverage.NOT_LOOKED and not self.waiting

    @property
    def rows(self) -> list[Position | Look]:
        return [*self.positions, *self.looks]


@dataclass
class Answer:
    """An occasion about one coercing state's measures, as it stands now; entries by name."""

    occasion: Occasion
    coercing_state: Actor
    sheet: Sheet | None
    entries: list[Entry]
    """Those the sheet asks about; without a sheet there are none."""
    others: list[Entry]
    """Bodies and states nobody was asked about, of which there is something all the same."""

    def count(self, coverage: Coverage) -> int:
        return sum(entry.coverage == coverage for entry in self.entries)

    @property
    def said(self) -> int:
        return self.count(Coverage.SAID)

    @property
    def nothing_found(self) -> int:
        return self.count(Coverage.NOTHING_FOUND)

    @property
    def not_looked(self) -> int:
        return self.count(Coverage.NOT_LOOKED)

    @property
    def waiting(self) -> int:
        return sum(entry.waiting > 0 for entry in self.entries)

    @property
    def unwatched(self) -> int:
        return sum(not entry.correspondents for entry in self.entries)

    def is_complete(self) -> bool:
        """Only then may a sentence speak of those who said nothing (R1)."""
        return bool(self.entries) and all(entry.has_said or entry.is_silent for entry in self.entries)

    @property
    def rows(self) -> list[Position | Look]:
        """Every public row on it."""
        return [row for entry in (*self.entries, *self.others) for row in entry.rows]


def answer(sheet: Sheet) -> Answer:
    """A sheet as it stands now, in five queries however many states and words there are."""
    return _Read(sheet.occasion, [sheet]).answer(sheet.coercing_state, sheet)


def about(*, occasion: Occasion, sheets: Iterable[Sheet]) -> list[Answer]:
    """An answer for each sheet, then for each coercing state that rows name without a sheet; five queries for all."""
    sheets = list(sheets)
    asked = {sheet.coercing_state_id: sheet for sheet in sheets}
    read = _Read(occasion, sheets)
    loose = {state.pk: state for state in read.coercing.values() if state.pk not in asked}
    found = [read.answer(sheet.coercing_state, sheet) for sheet in sheets]
    return found + [read.answer(state, None) for state in sorted(loose.values(), key=lambda one: one.key)]


class _Read:
    """Everything there is about one occasion, read at once."""

    def __init__(self, occasion: Occasion, sheets: list[Sheet]) -> None:
        self.occasion = occasion
        related = ("coercing_state", "revision__check_row")
        positions = Position.objects.filter(occasion=occasion).select_related("stance", "actor", *related)
        self.positions = list(positions.order_by("on", "pk"))
        self.signed = ledger.signed_by(self.positions)
        looks = Look.objects.filter(occasion=occasion).select_related("actor", *related)
        self.looks = list(looks.order_by("looked_on", "pk"))
        self.lines: dict[int, list[Actor]] = {sheet.pk: [] for sheet in sheets}
        lines = Line.objects.filter(sheet__in=sheets, actor__public=True).select_related("actor")
        for line in lines.order_by("actor__name_en", "pk"):
            self.lines[line.sheet_id].append(line.actor)
        asked = {actor.pk for actors in self.lines.values() for actor in actors}
        watching = Assignment.objects.in_force().filter(actor__in=asked)
        self.watching = list(watching.select_related("member__user", "member__organisation").order_by("pk"))
        rows = [row for row in (*self.positions, *self.looks) if row.public and row.coercing_state.public]
        self.coercing = {row.coercing_state_id: row.coercing_state for row in rows}

    def answer(self, coercing: Actor, sheet: Sheet | None) -> Answer:
        asked = {actor.pk: Entry(actor) for actor in (self.lines[sheet.pk] if sheet else [])}
        others: dict[int, Entry] = {}
        for row in (row for row in self.positions if row.coercing_state_id == coercing.pk):
            for actor in [row.actor] if row.actor else self.signed[row.pk]:
                _note(asked.get(actor.pk) or others.setdefault(actor.pk, Entry(actor)), row)
        for look in (look for look in self.looks if look.coercing_state_id == coercing.pk):
            _note(asked.get(look.actor_id) or others.setdefault(look.actor_id, Entry(look.actor)), look)
        for one in self.watching:
            if one.actor_id in asked:
                asked[one.actor_id].correspondents.append(one.member)
        shown = [entry for entry in others.values() if entry.rows and entry.actor.public]
        return Answer(self.occasion, coercing, sheet, list(asked.values()), sorted(shown, key=_by_name))


def _by_name(entry: Entry) -> str:
    return entry.actor.name_en


def _note(entry: Entry, row: Position | Look) -> None:
    vouched = row.public and all(map(row.is_checked, ("occasion", "actor", "coercing_state")))
    if isinstance(row, Look):
        if vouched:
            entry.looks.append(row)
        entry.waiting_looks += _waits(row, vouched)
        return
    if vouched:
        entry.positions.append(row)
    entry.waiting_words += _waits(row, vouched)


def _waits(row: Position | Look, vouched: bool) -> bool:
    """Whether it may still say something: a correction waits, or it is hidden and nobody has refused it."""
    check = getattr(row.revision, "check_row", None)
    refused = check is not None and check.verdict == Check.Verdict.REFUSED
    return row.pending or not (vouched or refused)
