"""How a standing moved: rises and retractions, and nothing else. Each is about one coercing state's measures."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from actors.positions.ledger import Standing
from actors.positions.models import Position


@dataclass(frozen=True)
class Move:
    """What one row did to a standing. ``after`` is none when a retraction leaves nothing that stands.

    ``taken`` are the rows that were taken back by it: words that had stood until then.
    """

    row: Position
    before: int | None
    after: int | None
    taken: tuple[Position, ...] = ()

    @property
    def is_rise(self) -> bool:
        return self.after is not None and (self.before is None or self.after > self.before)

    @property
    def is_retraction(self) -> bool:
        return bool(self.taken)


@dataclass
class Course:
    """A standing over time: the day, rank and row it began with, and every rise and retraction since."""

    first: Position
    rank: int
    moves: list[Move] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.first.on

    def rank_before(self, day: date) -> int | None:
        """Where it stood when that day began; none before its first words."""
        rank = self.rank if self.on < day else None
        for move in self.moves:
            if move.row.on < day:
                rank = move.after
        return rank


class Ledger:
    """What stands after each row, oldest first: kept, not counted anew.

    A row stands unless a later one that stands takes it back. So a retraction that falls brings back what it took,
    and that may be a retraction again.
    """

    def __init__(self) -> None:
        self.rows: dict[int, Any] = {}
        self.takes_back: dict[int, int] = {}
        self.fallen: Counter[int] = Counter()
        self.standing: Counter[int] = Counter()
        """How many rows stand on each step."""

    @property
    def rank(self) -> int | None:
        return max((rank for rank, number in self.standing.items() if number), default=None)

    def add(self, row: Any) -> tuple[Any, ...]:
        """Returns the rows that were taken back by it, newest first."""
        target = row.retracts_id if row.retracts_id in self.rows else None
        self.rows[row.pk] = row
        self._count(row, 1)
        if target is None:
            return ()
        self.takes_back[row.pk] = target
        fallen: list[Any] = []
        self._pull(target, fallen)
        return tuple(fallen)

    def _pull(self, target: int, fallen: list[Any]) -> None:
        """One retraction more points at a row; what falls with it, and rises again, follows."""
        falls = True
        following: int | None = target
        while following is not None:
            row, before = self.rows[following], self.fallen[following]
            self.fallen[following] += 1 if falls else -1
            if bool(before) == bool(self.fallen[following]):
                return
            self._count(row, -1 if falls else 1)
            if falls and not row.is_silence:
                fallen.append(row)
            following, falls = self.takes_back.get(following), not falls

    def _count(self, row: Any, number: int) -> None:
        if not row.is_silence:
            self.standing[row.stance.rank] += number


def walk(standing: Standing) -> list[Move]:
    """What each public row did, oldest first; ``before`` and ``after`` are alike for most."""
    found: list[Move] = []
    ledger, rank = Ledger(), None
    for row in reversed(standing.public):
        taken = ledger.add(row)
        before, rank = rank, ledger.rank
        found.append(Move(row, before, rank, taken))
    return found


def course(walked: list[Move]) -> Course | None:
    """Day by day: what changed between the end of one day and the end of the next. None while nothing was said."""
    found: Course | None = None
    for _day, group in groupby(walked, key=lambda move: move.row.on):
        moves = list(group)
        before, after = moves[0].before, moves[-1].after
        taken = tuple(row for move in moves for row in move.taken)
        if found is None:
            found = Course(_mover(moves).row, after) if after is not None else None
        elif before != after or taken:
            found.moves.append(Move(_mover(moves).row, before, after, taken))
    return found


def _mover(moves: list[Move]) -> Move:
    """Of the rows of one day, the one that brought the standing to where the day left it."""
    changed = [move for move in moves if move.before != move.after or move.taken]
    return changed[-1] if changed else moves[-1]
