"""Everybody under measures, of any coercing state in one model: who, since when, in which role, of which home state."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Person
from actors.sanctions.models import Designation, Measure
from campaigns.record import filters
from campaigns.record.disclosed import is_open
from campaigns.record.roles import ROLES, role_words
from campaigns.record.roster import folded
from campaigns.record.spans import Axis, Bar
from campaigns.record.vouching import vouch


class Force(models.TextChoices):
    """Whether a designation holds on the day."""

    ANY = "", _("In force or lifted")
    HOLDS = "in-force", _("In force")
    LIFTED = "lifted", _("Lifted")


class Who(models.TextChoices):
    ANY = "", _("People and organisations")
    PEOPLE = "person", _("People")
    ORGANISATIONS = "organisation", _("Organisations")


@dataclass(frozen=True)
class Asked:
    """What a reader asked of the list. ``on`` is the day of everything on the page."""

    on: date
    by: str = ""
    measure: str = ""
    role: str = ""
    home: str = ""
    force: str = ""
    who: str = ""
    as_of: bool = False

    def address(self, **changes: str) -> str:
        """The query string of this list with some answers changed; empty ones are left out."""
        day = self.on.isoformat() if self.as_of else ""
        names = ("by", "measure", "role", "home", "force", "who")
        now = {name: str(getattr(self, name)) for name in names} | {"on": day}
        kept = {name: value for name, value in {**now, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def is_narrowed(self) -> bool:
        return bool(self.by or self.measure or self.is_detailed())

    def is_detailed(self) -> bool:
        return bool(self.role or self.home or self.force or self.who or self.as_of)


@dataclass
class Listing:
    """One designation, vouched for, as of a day."""

    row: Any
    on: date

    @property
    def lifted_on(self) -> date | None:
        """The day it was lifted, as far as that is checked and has come."""
        until = self.row.until_on if is_open(self.row, "until_on") else None
        return until if until and until <= self.on else None

    @property
    def holds(self) -> bool:
        return self.lifted_on is None


@dataclass
class Entry:
    """One person or organisation with the designations that fit."""

    person: Person
    listings: list[Listing] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return any(one.holds for one in self.listings)

    @property
    def home(self) -> Actor | None:
        """Its home state, where that is checked."""
        return home_of(self.person)

    @property
    def is_person(self) -> bool:
        return self.person.kind == Person.Kind.PERSON

    @property
    def is_disputed(self) -> bool:
        return any(one.row.disputes for one in self.listings)


@dataclass(frozen=True)
class Count:
    """How many of the entries are people, organisations, and states with nationals among them."""

    people: int
    organisations: int
    homes: int
    without_home: int

    @property
    def total(self) -> int:
        return self.people + self.organisations


@dataclass
class Register:
    """All entries of the day, and those that fit what was asked."""

    asked: Asked
    rows: list[Designation]
    coercing: list[Actor]

    def __post_init__(self) -> None:
        self.all = entries(self.rows, self.asked.on)
        self.shown = self.fitting(self.asked)
        self.in_force = count(entry for entry in self.shown if entry.holds)
        self.lifted = count(entry for entry in self.shown if not entry.holds)

    def fitting(self, asked: Asked) -> list[Entry]:
        """Entries with at least one designation that fits, each with those alone."""
        kept = [row for row in self.rows if _fits(row, asked)]
        return [entry for entry in entries(kept, asked.on) if asked.force in {"", _force(entry)}]

    @property
    def chosen(self) -> list[Actor]:
        """The coercing states the list is about: the one asked for, or all."""
        return [state for state in self.coercing if self.asked.by in {"", state.key}]

    @property
    def measure(self) -> Measure | None:
        """The one measure the list was narrowed to."""
        found = (measure_of(row) for row in self.rows)
        return next((one for one in found if one and one.key == self.asked.measure), None)

    @property
    def homes(self) -> list[Actor]:
        """Home states to choose from."""
        found = {entry.home.pk: entry.home for entry in self.all if entry.home}
        return sorted(found.values(), key=lambda state: folded(state.name))

    @property
    def roles(self) -> list[tuple[str, str]]:
        return [(value, role_words(value)) for value in _roles(self.rows)]

    def tabs(self) -> list[tuple[str, str, Actor | None, int, bool]]:
        """Key, address, state (none: all of them), how many are listed, whether it is shown."""
        choices: list[Actor | None] = [None, *self.coercing]
        found = []
        for state in choices:
            key = state.key if state else ""
            number = len({row.person_id for row in self.rows if key in {"", row.coercing_state.key}})
            found.append((key or "all", self.asked.address(by=key), state, number, key == self.asked.by))
        return found

    @property
    def axis(self) -> Axis:
        return Axis.over((row.on for row in self.rows), self.asked.on)

    def drawn(self) -> list[tuple[Entry, list[Bar]]]:
        """The entries shown, each with its designations as bars on one axis, a line for each."""
        axis, order = self.axis, {state.pk: place for place, state in enumerate(self.coercing)}
        return [
            (
                entry,
                [
                    axis.bar(one.row.on, one.lifted_on, y=2 + 9 * line, whose=order[one.row.coercing_state_id])
                    for line, one in enumerate(entry.listings)
                ],
            )
            for entry in self.shown
        ]

    def marks(self) -> tuple[int, int]:
        """Of the designations shown: how many a second person checked, how many are the data set's alone."""
        rows: list[Any] = [one.row for entry in self.shown for one in entry.listings]
        checked = sum(bool(row.check) for row in rows)
        return checked, len(rows) - checked


def home_of(person: Person) -> Actor | None:
    """The home state of somebody, where that is checked and the state is public."""
    home = person.home_state if is_open(person, "home_state") else None
    return home if home is not None and home.public else None


def measure_of(row: Designation) -> Measure | None:
    """The measure it is under, where that is checked and the measure is public."""
    found = row.measure if is_open(row, "measure") else None
    return found if found is not None and found.public else None


def build(*, query: QueryDict, today: date) -> Register:
    """Three queries, whatever is asked. Raises ``filters.Unknown`` for what does not exist."""
    day = filters.day(query.get("on", ""), today)
    rows = designations(day or today)
    coercing = {row.coercing_state_id: row.coercing_state for row in rows}
    by_length = sorted(coercing.values(), key=lambda state: (-_number(rows, state), state.key))
    asked = _read(query, rows, day, today)
    vouch(rows)
    return Register(asked, rows, by_length)


def designations(on: date) -> list[Designation]:
    """Public ones of public people, made by that day, oldest first; also those that have ended."""
    rows = Designation.objects.public().filter(on__lte=on, person__public=True, coercing_state__public=True)
    near = rows.select_related("person__home_state", "coercing_state", "measure")
    return list(near.order_by("on", "person__name", "pk"))


def entries(rows: Iterable[Designation], on: date) -> list[Entry]:
    """By person, in the order of their first designation."""
    found: dict[int, Entry] = {}
    for row in rows:
        found.setdefault(row.person_id, Entry(row.person)).listings.append(Listing(row, on))
    return list(found.values())


def count(found: Iterable[Entry]) -> Count:
    kept = list(found)
    people = sum(entry.is_person for entry in kept)
    homes = {entry.home.pk for entry in kept if entry.home}
    without = sum(entry.home is None for entry in kept)
    return Count(people, len(kept) - people, len(homes), without)


def _read(query: QueryDict, rows: list[Designation], day: date | None, today: date) -> Asked:
    homes = {home.key for row in rows if (home := home_of(row.person))}
    words: dict[str, tuple[Callable[[str], bool], str]] = {
        "by": (
            lambda value: value in {row.coercing_state.key for row in rows},
            _t("No State of that name has measures against the Court on this record."),
        ),
        "measure": (
            lambda value: value in {found.key for row in rows if (found := measure_of(row))},
            _t("Nobody was designated under a measure of that name on this record."),
        ),
        "role": (lambda value: value in _roles(rows), _t("There is no such kind of role on this record.")),
        "home": (lambda value: value in homes, _t("Nobody under measures has that home State on this record.")),
        "force": (lambda value: value in Force.values, _t("That is no state of a designation.")),
        "who": (lambda value: value in Who.values, _t("The list holds people and organisations.")),
    }
    given: dict[str, Any] = {name: query.get(name, "") for name in words}
    for name, (is_known, refusal) in words.items():
        if given[name] and not is_known(given[name]):
            raise filters.Unknown(refusal)
    return Asked(on=day or today, as_of=day is not None, **given)


def _roles(rows: Iterable[Designation]) -> list[str]:
    found = {row.role_category for row in rows if row.role_category and is_open(row, "role_category")}
    return sorted(found, key=lambda value: (list(ROLES).index(value) if value in ROLES else len(ROLES), value))


def _number(rows: Iterable[Designation], state: Actor) -> int:
    return sum(row.coercing_state_id == state.pk for row in rows)


def _fits(row: Designation, asked: Asked) -> bool:
    home, measure = home_of(row.person), measure_of(row)
    role = row.role_category if is_open(row, "role_category") else ""
    return (
        asked.by in {"", row.coercing_state.key}
        and asked.measure in {"", measure.key if measure else "-"}
        and asked.role in {"", role}
        and asked.home in {"", home.key if home else "-"}
        and asked.who in {"", row.person.kind}
    )


def _force(entry: Entry) -> str:
    return str(Force.HOLDS if entry.holds else Force.LIFTED)
