"""The dated log of what coercing states did: orders, listing rounds, judgments, threats, incidents, withdrawals."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.directory.models import Actor
from actors.positions.models import Position
from actors.sanctions.models import Designation, Effect, Measure
from campaigns.record import filters
from campaigns.record.disclosed import is_open
from campaigns.record.listed_words import of
from campaigns.record.vouching import vouch


@dataclass
class Logged:
    """One measure as of a day, with what hangs on it: all of it public."""

    row: Measure
    on: date
    designations: list[Designation] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)

    @property
    def ended_on(self) -> date | None:
        until = self.row.until_on if is_open(self.row, "until_on") else None
        return until if until and until <= self.on else None

    @property
    def people(self) -> int:
        """How many different people and organisations were designated under it."""
        return len({row.person_id for row in self.designations})

    @property
    def year(self) -> int:
        return self.row.on.year


@dataclass
class Log:
    """All measures of the record, and those that fit what was asked, newest first."""

    all: list[Logged]
    by: str
    kind: str
    on: date
    unnamed: int
    """Public designations whose measure has no row of its own that the public sees."""

    @property
    def shown(self) -> list[Logged]:
        return [one for one in self.all if _fits(one, self.by, self.kind)]

    @property
    def years(self) -> list[tuple[int, list[Logged]]]:
        found: dict[int, list[Logged]] = defaultdict(list)
        for one in self.shown:
            found[one.year].append(one)
        return sorted(found.items(), reverse=True)

    @property
    def states(self) -> list[tuple[str, Actor | None, int, bool]]:
        """Address, state (none: all), how many measures, whether it is shown."""
        states = {one.row.coercing_state_id: one.row.coercing_state for one in self.all}
        choices: list[Actor | None] = [None, *sorted(states.values(), key=lambda state: state.key)]
        found = []
        for state in choices:
            key = state.key if state else ""
            number = sum(_fits(one, key, self.kind) for one in self.all)
            found.append((self.address(by=key), state, number, key == self.by))
        return found

    @property
    def kinds(self) -> list[tuple[str, str, int, bool]]:
        """Address, words, how many, whether it is shown; only kinds that are on record."""
        there = {one.row.kind for one in self.all if is_open(one.row, "kind")}
        choices = [("", _t("All kinds")), *((str(kind), str(words)) for kind, words in Measure.Kind.choices)]
        return [
            (self.address(kind=kind), capfirst(words), self._number(kind), kind == self.kind)
            for kind, words in choices
            if kind in {"", *there}
        ]

    def _number(self, kind: str) -> int:
        return sum(_fits(one, self.by, kind) for one in self.all)

    def address(self, **changes: str) -> str:
        kept = {name: value for name, value in {"by": self.by, "kind": self.kind, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def headline(self) -> str:
        if not self.all:
            return _t("No measure against the Court is on this record yet.")
        shown = self.shown
        if not shown:
            return _t("No measure on this record fits both.")
        states = {one.row.coercing_state_id: one.row.coercing_state for one in shown}
        words = {"n": apnumber(len(shown)), "of": of(sorted(states.values(), key=lambda state: state.key))}
        said = ngettext("%(n)s step %(of)s is on record.", "%(n)s steps %(of)s are on record.", len(shown))
        return capfirst(said % words)


def build(*, query: QueryDict, today: date) -> Log:
    """Six queries. Raises ``filters.Unknown`` for a state or a kind that is not on record."""
    rows = Measure.objects.public().filter(on__lte=today, coercing_state__public=True).select_related("coercing_state")
    found = {row.pk: Logged(row, today) for row in rows.order_by("-on", "-pk")}
    designations = Designation.objects.public().filter(on__lte=today, person__public=True)
    unnamed = 0
    for row in designations.select_related("person").order_by("on", "person__name"):
        if row.measure_id in found and is_open(row, "measure"):
            found[row.measure_id].designations.append(row)
        else:
            unnamed += 1
    for effect in Effect.objects.public().filter(measure__in=list(found)).select_related("person").order_by("on", "pk"):
        if (effect.person is None or effect.person.public) and is_open(effect, "measure"):
            found[effect.measure_id or 0].effects.append(effect)
    said = Position.objects.public().filter(measure__in=list(found), on__lte=today)
    for position in said.select_related("actor", "signatories", "stance").order_by("-on", "-pk"):
        if (position.actor or position.signatories).public and is_open(position, "measure"):
            found[position.measure_id or 0].positions.append(position)
    log = Log(list(found.values()), query.get("by", ""), query.get("kind", ""), today, unnamed)
    _refuse_unknown(log)
    vouch([*(one.row for one in log.all), *(row for one in log.all for row in one.effects)])
    return log


def _refuse_unknown(log: Log) -> None:
    if log.by not in {"", *(one.row.coercing_state.key for one in log.all)}:
        raise filters.Unknown(_t("No State of that name has measures against the Court on this record."))
    if log.kind not in {"", *Measure.Kind.values}:
        raise filters.Unknown(_t("There is no such kind of measure."))


def _fits(one: Logged, by: str, kind: str) -> bool:
    said = one.row.kind if is_open(one.row, "kind") else ""
    return by in {"", one.row.coercing_state.key} and kind in {"", said}
