"""Draws from which step to which states went: two columns of steps, and a line for each path between them.

The words and numbers of the columns are text of the page; the drawing between them has lines only, and stretches.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from actors.directory.models import Actor
from actors.positions.models import SILENT, StanceStep

ROW = 10
"""Height of one step, in units of the drawing."""


@dataclass(frozen=True)
class Path:
    """States that went from one step to another; none is where nothing stands, all words being taken back."""

    before: int | None
    after: int | None
    actors: list[Actor]

    @property
    def kind(self) -> str:
        if self.after == self.before:
            return "same"
        return "rise" if _height(self.after) > _height(self.before) else "fall"


@dataclass(frozen=True)
class Level:
    """One step in both columns, with how many states stand on it first and last."""

    step: StanceStep | None
    before: int
    after: int


@dataclass(frozen=True)
class Stroke:
    """A line from the left column to the right one: heights in units of the drawing, and how thick (pixels)."""

    y1: int
    y2: int
    width: str
    kind: str


@dataclass(frozen=True)
class Flow:
    levels: list[Level]
    strokes: list[Stroke]
    paths: list[Path]

    @property
    def height(self) -> int:
        return ROW * len(self.levels)


def draw(paths: Sequence[Path], steps: Sequence[StanceStep]) -> Flow:
    """``steps`` strongest first. Paths come back with those that moved first, the strongest end first."""
    before, after = Counter[int | None](), Counter[int | None]()
    for path in paths:
        before[path.before] += len(path.actors)
        after[path.after] += len(path.actors)
    levels = [Level(step, before[step.rank], after[step.rank]) for step in steps if step.rank != SILENT]
    if before[None] or after[None]:
        levels.append(Level(None, before[None], after[None]))
    place: dict[int | None, int] = {
        level.step.rank if level.step else None: ROW * number + ROW // 2 for number, level in enumerate(levels)
    }
    ordered = sorted(paths, key=lambda path: (path.kind == "same", -_height(path.after), -_height(path.before)))
    strokes = [
        Stroke(place[path.before], place[path.after], f"{_width(len(path.actors)):.1f}", path.kind) for path in ordered
    ]
    return Flow(levels, strokes[::-1], ordered)


def _height(rank: int | None) -> int:
    """Nothing that stands is below everything that does."""
    return -9 if rank is None else rank


def _width(count: int) -> float:
    """Grows with the root, so that 79 does not cover what one did."""
    return float(min(1.5 + count**0.5, 12))
