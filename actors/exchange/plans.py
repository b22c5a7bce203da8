"""What a file would do to the register, line by line, before anything of it is entered.

An importer is a module with ``Options``, ``plan(reading, *, options)``, which writes nothing, and ``enter(reading, *,
options, by, now, batch, progress)``, which enters all of it or raises ``Refuses``. Both return a ``Plan``.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from actors.accounts.models import User
from actors.checking import differences, revisions
from actors.checking.models import Origin

STATES = ("new", "changed", "ended", "unchanged", "refused")
Progress = Callable[[int, int], None]
"""Called with how many rows are entered and how many there are."""


class Refuses(Exception):
    """A line of the file is refused, so nothing of it is entered; the message is the first reason."""


@dataclass
class Line:
    """What one line of a file would do: one row that is new, changed, ended, unchanged, or refused."""

    number: int
    """The line of a sheet; in a document, the place in its list, from one."""
    state: str
    kind: str
    key: str = ""
    label: str = ""
    changes: list[differences.Change] = field(default_factory=list)
    reason: str = ""
    row: Any = None
    place: str = ""
    """Where in a document, in words: “memberships, 12”. Empty for a line of a sheet."""
    remarks: list[str] = field(default_factory=list)
    """What whoever looks should know though nothing is refused: a date without its day, a name kept as a spelling."""


@dataclass
class Plan:
    lines: list[Line]
    left_out: int = 0
    """How many entries the person importing chose to leave out."""

    def of(self, state: str) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    def counts(self) -> dict[str, int]:
        """How many lines are of each state, in the order of ``STATES``; states that are not there have 0."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STATES}

    def kinds(self) -> list[str]:
        """The kinds of row it is about, in the order in which they are entered."""
        return list(dict.fromkeys(line.kind for line in self.lines))

    def wanted(self) -> list[Line]:
        """Lines that say something new."""
        return [line for line in self.lines if line.state in {"new", "changed", "ended"}]


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def state_of(kind: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Whether facts are new, changed, unchanged, or close a term that was open."""
    if not old:
        return "new"
    if not revisions.difference(old, new):
        return "unchanged"
    return "ended" if kind == "term" and not old.get("until_on") and new.get("until_on") else "changed"


def describe(pairs: Sequence[tuple[Line, dict[str, Any], dict[str, Any]]]) -> None:
    """Fills in what each line changes, as people read it; few queries, however many lines."""
    told = differences.changes([(line.kind, old, new) for line, old, new in pairs])
    for (line, _old, _new), changes in zip(pairs, told, strict=True):
        line.changes = changes


@transaction.atomic
def enter(found: Plan, *, by: User, now: datetime, batch: str, progress: Progress = quiet, source: str = "") -> Plan:
    """Enters what a plan says, all or nothing, in the order of its kinds; it waits for a second person."""
    if found.of("refused"):
        raise Refuses(found.of("refused")[0].reason)
    wanted = found.wanted()
    done = 0
    progress(done, len(wanted))
    for kind in found.kinds():
        rows = [line.row for line in wanted if line.kind == kind]
        for row in rows:
            _point(row)
        for start in range(0, len(rows), revisions.BATCH):
            part = rows[start : start + revisions.BATCH]
            revisions.propose_many(rows=part, by=by, now=now, source=source, origin=Origin.IMPORT, batch=batch)
            done += len(part)
            progress(done, len(wanted))
    return found


def _point(row: Any) -> None:
    """Rows that were new when the plan was made have their numbers by now."""
    for one in row._meta.concrete_fields:
        if one.is_relation and one.is_cached(row):
            setattr(row, one.name, one.get_cached_value(row))
