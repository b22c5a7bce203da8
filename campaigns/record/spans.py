"""Stretches of time as bars on one axis, in per cent, for drawings that say what the table beside them says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Bar:
    """From where, how wide (per cent), how far down (pixels), and whose: 0 for the first coercing state, and so on."""

    x: str
    width: str
    y: int
    whose: int
    ended: bool


@dataclass(frozen=True)
class Axis:
    """The time from the first of January of its first year to the day asked for."""

    begin: date
    end: date

    @classmethod
    def over(cls, days: Iterable[date], end: date) -> "Axis":
        return cls(date(min(days, default=end).year, 1, 1), end)

    def at(self, day: date) -> float:
        whole = max((self.end - self.begin).days, 1)
        return 100 * min(max((day - self.begin).days, 0), whole) / whole

    def bar(self, since: date, until: date | None, *, y: int, whose: int) -> Bar:
        left, right = self.at(since), self.at(until or self.end)
        return Bar(f"{left:.1f}%", f"{max(right - left, 0.8):.1f}%", y, whose, until is not None)

    @property
    def years(self) -> list[tuple[int, str]]:
        """Each year that begins on the axis, with its place."""
        return [(year, f"{self.at(date(year, 1, 1)):.1f}%") for year in range(self.begin.year, self.end.year + 1)]
