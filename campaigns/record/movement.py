"""How a standing moved: rises and retractions, and nothing else. Each is about one coercing state's measures."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

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


def walk(standing: Standing) -> list[Move]:
    """What each public row did, oldest first; ``before`` and ``after`` are alike for most.

    A row that takes nothing back can only raise. After one that does, the standing is counted anew by the ledger's
    own rule: what it takes back may itself have taken something back.
    """
    rows = standing.public
    found: list[Move] = []
    rank: int | None = None
    gone: set[int] = set()
    for place in range(len(rows) - 1, -1, -1):
        row, before = rows[place], rank
        taken: tuple[Position, ...] = ()
        if row.retracts_id:
            now = Standing(standing.actor_id, rows=rows[place:])
            rank, taken = now.rank, _taken(now, gone)
            gone = now.taken_back
        elif not row.is_silence:
            rank = row.stance.rank if rank is None else max(rank, row.stance.rank)
        found.append(Move(row, before, rank, taken))
    return found


def _taken(now: Standing, gone: set[int]) -> tuple[Position, ...]:
    fresh = now.taken_back - gone
    return tuple(row for row in now.public if row.pk in fresh and not row.is_silence)


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
