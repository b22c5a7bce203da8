"""What one state or body has on record about one coercing state's measures: its dated ledger, and what follows."""

from dataclasses import dataclass, field
from datetime import date

from actors.directory.models import Actor
from actors.positions.ledger import Coverage, Standing
from actors.positions.models import Look, Position
from actors.sanctions.models import Designation
from campaigns.record import movement, sketch
from campaigns.record.coverage import Asked
from campaigns.record.movement import Course, Move
from campaigns.record.sketch import Drawing


@dataclass
class Entry:
    """One line of the dated ledger: a position with what it did to the standing, or an event (a listing)."""

    on: date
    before: int | None = None
    after: int | None = None
    position: Position | None = None
    designation: Designation | None = None
    takes: Position | None = None
    taken_by: Position | None = None

    @property
    def rank(self) -> int | None:
        return self.position.stance.rank if self.position else None

    @property
    def is_beside(self) -> bool:
        """Whether these words stand beside the line: weaker than the standing, or taken back by now."""
        return self.rank is not None and self.rank != self.after


@dataclass
class Account:
    """The actor's ledger about one coercing state, on its own: nothing is added up across them."""

    coercing: Actor
    standing: Standing
    on: date
    designations: list[Designation] = field(default_factory=list)
    occasions: list[Asked] = field(default_factory=list)
    bound_by: list[Position] = field(default_factory=list)

    def __post_init__(self) -> None:
        walked = movement.walk(self.standing)
        self.entries: list[Entry] = _entries(self.standing, walked, self.designations)
        self.course: Course | None = movement.course(walked)

    @property
    def moves(self) -> list[Move]:
        """Rises and retractions, newest first."""
        return self.course.moves[::-1] if self.course else []

    @property
    def drawing(self) -> Drawing | None:
        return sketch.draw(self.course, self.on) if self.course and self.course.moves else None

    @property
    def published(self) -> int:
        return sum(entry.position is not None for entry in self.entries)

    @property
    def hidden(self) -> int:
        return len(self.standing.rows) - len(self.standing.public)

    @property
    def has_matter(self) -> bool:
        return bool(self.entries or self.standing.looks or self.occasions or self.bound_by)

    @property
    def other_looks(self) -> list[Look]:
        """Looks that name no occasion."""
        return [look for look in self.standing.looks if look.occasion_id is None]

    @property
    def calls(self) -> Position | None:
        """The newest words that call for lifting and were not taken back: read from the fact, never from the rank."""
        return self._newest("calls_for_lifting")

    @property
    def backs(self) -> Position | None:
        return self._newest("backs_protection")

    @property
    def adopts(self) -> Position | None:
        return self._newest("adopts_measure")

    @property
    def has_not_called(self) -> bool:
        """Whether every word was read for a call and has none; never said while something newer is being checked."""
        standing = self.standing
        looked = standing.coverage == Coverage.SAID and standing.looked_into and not standing.being_checked
        return looked and standing.says_no("calls_for_lifting")

    def _newest(self, fact: str) -> Position | None:
        return next((row for row in self.standing.spoken if row.checked(fact) is True), None)


def _entries(standing: Standing, walked: list[Move], designations: list[Designation]) -> list[Entry]:
    """Oldest first: public positions, and the listings of the actor's own nationals between them.

    Silence is shown for a named occasion only.
    """
    live = [move.row for move in walked if move.row.retracts_id and move.row.pk not in standing.taken_back]
    takers = {row.retracts_id: row for row in live if row.retracts_id in standing.taken_back}
    earlier: dict[int | None, Position] = {}
    found: list[Entry] = []
    for move in walked:
        row = move.row
        if row.occasion_id or not row.is_silence:
            takes, taken_by = earlier.get(row.retracts_id), takers.get(row.pk)
            found.append(Entry(row.on, move.before, move.after, row, takes=takes, taken_by=taken_by))
        earlier[row.pk] = row
    if found:
        found += [Entry(on=row.on, designation=row) for row in designations]
        found.sort(key=lambda entry: (entry.on, entry.position is not None))
    rank: int | None = None
    for entry in found:
        if entry.position is None:
            entry.before = entry.after = rank
        rank = entry.after
    return found
