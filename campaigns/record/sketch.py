"""Draws the course of one standing as a small inline SVG: steps from its first words to the day asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from campaigns.record.movement import Course

TOP, BOTTOM = 7, -1
STEP = 14
"""Pixels from one rank to the next."""
CLOSE = 4.5
"""Marks nearer to each other than this (per cent of the width) would cover one another."""


@dataclass(frozen=True)
class Mark:
    """A point: how far along (per cent), how far down (pixels), and the rank written in it."""

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
    """``levels`` are the faint lines of the scale, by rank; ``years`` stand below."""

    lines: list[Line]
    marks: list[Mark]
    levels: list[tuple[int, int]]
    years: list[tuple[str, int]]
    height: int


def draw(found: Course, on: date) -> Drawing:
    begin = found.on - timedelta(days=max((on - found.on).days // 40, 3))
    days = max((on - begin).days, 1)

    def across(day: date) -> float:
        return 3 + 94 * (day - begin).days / days

    points = [(found.on, found.rank), *((move.row.on, move.after) for move in found.moves)]
    lines = []
    for (day, rank), (then, after) in pairwise([*points, (on, points[-1][1])]):
        if rank is not None:
            lines.append(Line(_per(across(day)), _down(rank), _per(across(then)), _down(rank)))
        if after != rank and rank is not None and after is not None:
            lines.append(Line(_per(across(then)), _down(rank), _per(across(then)), _down(after)))
    marks: list[Mark] = []
    for day, rank in points:
        if rank is not None:
            marks = [one for one in marks if one.y != _down(rank) or across(day) - float(one.x[:-1]) > CLOSE]
            marks.append(Mark(_per(across(day)), _down(rank), rank))
    years = [(_per(across(date(year, 1, 1))), year) for year in range(begin.year + 1, on.year + 1)]
    levels = [(rank, _down(rank)) for rank in range(BOTTOM, TOP + 1)]
    return Drawing(lines, marks, levels, years[-8:], _down(BOTTOM) + 12)


def _down(rank: int) -> int:
    return 12 + (TOP - rank) * STEP


def _per(share: float) -> str:
    return f"{share:.1f}%"
