"""How a standing moved: rises and retractions, and nothing else. Each is about one coercing state's measures."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from actors.positions.ledger import Standing
from actors.positions.models import Position

TOP = 7
STEP = 9
"""Pixels from one rank to the next in the drawing."""
HEIGHT = 100


@dataclass(frozen=True)
class Move:
    """From one rank to another, by a row. ``after`` is none when a retraction leaves nothing standing."""

    row: Position
    before: int | None
    after: int | None

    @property
    def is_rise(self) -> bool:
        return self.after is not None and (self.before is None or self.after > self.before)


@dataclass
class Course:
    """A standing over time: the day and rank it began with, and every move since."""

    on: date
    rank: int
    moves: list[Move] = field(default_factory=list)


def course(standing: Standing) -> Course | None:
    """Recounted day by day with the ledger's own rule; none while nothing has been said."""
    found: Course | None = None
    rank: int | None = None
    rows = standing.public
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if place and rows[place - 1].on == row.on:
            continue
        now = Standing(standing.actor_id, rows=rows[place:]).rank
        if found is None:
            found = Course(row.on, now) if now is not None else None
        elif now != rank:
            found.moves.append(Move(row, rank, now))
        rank = now
    return found


@dataclass(frozen=True)
class Mark:
    """A point of the drawing: how far along (per cent), how far down (pixels), and the rank written in it."""

    x: str
    y: int
    rank: int


@dataclass(frozen=True)
class Line:
    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True)
class Drawing:
    """The course as steps from the left (its first words) to the right (the day asked for)."""

    lines: list[Line]
    marks: list[Mark]
    years: list[tuple[str, int]]


def draw(found: Course, on: date) -> Drawing:
    begin = found.on.replace(day=1) - timedelta(days=30)
    days = max((on - begin).days, 1)

    def across(day: date) -> str:
        return f"{3 + 92 * (day - begin).days / days:.1f}%"

    def down(rank: int | None) -> int:
        return 12 + (TOP - (rank or 0)) * STEP

    points = [(found.on, found.rank), *((move.row.on, move.after) for move in found.moves)]
    lines = []
    for (day, rank), (then, after) in pairwise([*points, (on, points[-1][1])]):
        lines.append(Line(across(day), down(rank), across(then), down(rank)))
        if after != rank:
            lines.append(Line(across(then), down(rank), across(then), down(after)))
    marks = [Mark(across(day), down(rank), rank) for day, rank in points if rank is not None]
    years = [(across(date(year, 1, 1)), year) for year in range(begin.year + 1, on.year + 1)]
    return Drawing(lines, marks, years)
