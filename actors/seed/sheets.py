"""Reads the packaged CSV files, row by row, and keeps account of what became of each."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from actors.sanctions.models import Precision


class Unreadable(Exception):
    """A row, or a whole file, that cannot be loaded; the message says why in words."""


@dataclass(frozen=True)
class Line:
    """One line of a file: its cells by column name."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Refusal:
    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line} ({self.key or '?'}): {self.reason}"


@dataclass
class Report:
    """What one run did: per kind of row how many were added, changed and kept; and every row it refused."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    left_to_people: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    held_back: list[Refusal] = field(default_factory=list)

    def kinds(self) -> list[str]:
        return list({**self.added, **self.changed, **self.kept, **self.left_to_people})

    def has_changes(self) -> bool:
        return bool(sum(self.added.values()) + sum(self.changed.values()))

    def refuse(self, line: Line, key: str, reason: str) -> None:
        self.refused.append(Refusal(line.file, line.number, key, reason))


def read(folder: Path, name: str, *columns: str) -> Iterator[Line]:
    """Lines of ``name``; refuses the whole file when it is missing or lacks one of ``columns``."""
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restkey="", restval="")
            missing = set(columns) - set(reader.fieldnames or [])
            if missing:
                raise Unreadable(f"{name}: the column {min(missing)} is missing.")
            for cells in reader:
                yield Line(name, reader.line_num, {key: (cells[key] or "").strip() for key in columns})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{name}: cannot be read ({type(error).__name__}).") from error


def day(text: str) -> date | None:
    """``2025-02-07``, or nothing."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"“{text}” is no date.") from error


def moment(text: str, precision: str) -> tuple[date, str]:
    """A date of any precision: ``2025``, ``2025-12`` or ``2025-12-02``; the first day, and how exact it is."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        raise Unreadable(f"“{text}” is no date.")
    coarsest = {4: Precision.YEAR, 7: Precision.MONTH}.get(len(text), Precision.DAY)
    if precision and precision not in Precision.values:
        raise Unreadable(f"“{precision}” is no precision of a date.")
    found = day((text + "-01-01")[:10])
    if found is None:
        raise Unreadable("The date is missing.")
    return found, str(coarsest if coarsest != Precision.DAY else precision or Precision.DAY)


def truth(text: str) -> bool:
    if text not in {"", "true", "false"}:
        raise Unreadable(f"“{text}” is neither true nor false.")
    return text == "true"
