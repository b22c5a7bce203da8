"""The table of who stands where: every state on one page, in a fixed number of queries."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t

from actors.directory.models import Actor, Group, GroupMember
from actors.positions import groups, ledger
from actors.positions.ledger import Coverage, Sheet, Standing
from actors.positions.models import StanceStep
from actors.sanctions.models import Designation, Person
from campaigns.record.filters import (
    CHECKING,
    FOUND_NOTHING,
    IMPOSES,
    NO_RANK,
    NOT_LOOKED,
    WITHOUT_RANK,
    Among,
    Filters,
)
from campaigns.record.status import JOINED_GROUP, JOINED_ON

EU_GROUP = "eu-members"
KINDS = (IMPOSES, CHECKING, FOUND_NOTHING, NOT_LOOKED)
"""What can be said of a state without a rank, in the order of the page."""
OF_THAT_DAY = {JOINED_GROUP, "states-parties-not-joined-2025-02-07"}
"""Groups that did not exist before the statement."""


@dataclass
class Row:
    """One state in the table."""

    actor: Actor
    standing: Standing
    is_party: bool
    joined: bool = False
    did_not_join: bool = False
    in_eu: bool = False
    in_group: bool = True
    imposes: bool = False
    nationals: list[Person] = field(default_factory=list)

    @property
    def latest_differs(self) -> bool:
        best, last = self.standing.strongest, self.standing.latest
        return bool(best and last and best.pk != last.pk)

    @cached_property
    def place(self) -> str:
        """Its rank as the address says it, or what is known of a state without one."""
        if self.standing.rank is not None:
            return str(self.standing.rank)
        if self.imposes:
            return IMPOSES
        if self.standing.being_checked:
            return CHECKING
        return FOUND_NOTHING if self.standing.coverage == Coverage.NOTHING_FOUND else NOT_LOOKED


@dataclass
class Section:
    """Rows of one standing, under its step of the scale or under words."""

    rank: int | None
    label: str
    rows: list[Row]
    explained: str = ""
    kind: str = ""


@dataclass(frozen=True)
class KeyLine:
    """One line of the map's key: how it is filled, what that means, how many, and where to see only these."""

    fill: str
    rank: int | None
    label: str
    count: int
    address: str
    is_shown: bool


@dataclass
class Roster:
    filters: Filters
    sheet: Sheet
    rows: list[Row]
    steps: list[StanceStep]

    def __post_init__(self) -> None:
        self.around = [row for row in self.rows if _fits(row, self.filters)]
        self.shown = [row for row in self.around if _stands(row, self.filters.stance)]

    @property
    def parties(self) -> list[Row]:
        return [row for row in self.rows if row.is_party]

    @property
    def knows_joining(self) -> bool:
        """Whether the statement of 7 February 2025 had been made by the day asked for."""
        return self.filters.on >= JOINED_ON

    def tiles(self) -> list[tuple[StanceStep, list[Row]]]:
        """Each step of the scale, strongest first, with the States Parties that stand on it."""
        return [
            (step, [row for row in self.parties if row.standing.rank == step.rank])
            for step in self.steps
            if step.rank > 0
        ]

    def without_rank(self) -> list[Row]:
        return [row for row in self.parties if row.standing.rank is None]

    def key(self) -> list[KeyLine]:
        """Of the states that the other filters leave: how many on each step, and how many of whom nothing is shown."""
        found = [self._line(str(step.rank), step.rank, step.label) for step in self.steps if step.rank]
        found += [self._line(kind, None, str(WITHOUT_RANK[kind])) for kind in KINDS]
        return [line for line in found if line.count or line.rank or line.fill == NOT_LOOKED]

    def _line(self, place: str, rank: int | None, label: str) -> KeyLine:
        is_shown = place == self.filters.stance
        address = self.filters.address(stance="" if is_shown else place)
        return KeyLine(place, rank, label, sum(_stands(row, place, True) for row in self.around), address, is_shown)

    def tabs(self) -> list[tuple[str, str, str, int, bool]]:
        """Name, address, words, count and whether it is the one shown."""
        return [
            (
                value or "all",
                self.filters.address(among=value),
                str(label),
                sum(_belongs(row, value) for row in self.rows),
                value == self.filters.among,
            )
            for value, label in Among.choices
            if self.knows_joining or value not in {Among.JOINED, Among.NOT_JOINED} or value == self.filters.among
        ]

    def sections(self) -> list[Section]:
        """The rows shown, strongest first; those without a published position last, by what is known of them."""
        found = [
            Section(step.rank, step.label, [row for row in self.shown if row.standing.rank == step.rank])
            for step in self.steps
        ]
        for kind in KINDS:
            rows = [row for row in self.shown if row.place == kind]
            why = _t("Nothing is on record, which says nothing about them.") if kind == NOT_LOOKED else ""
            found.append(Section(None, str(WITHOUT_RANK[kind]), rows, why, kind))
        return [section for section in found if section.rows]


def folded(text: str) -> str:
    """For sorting and searching: without accents and case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def build(*, filters: Filters) -> Roster:
    """Seven queries, however many states and positions there are; up to four more when a group is asked for."""
    on = filters.on
    actors = sorted(Actor.objects.public().states().defer("note", "source"), key=lambda actor: folded(actor.name))
    members = list(GroupMember.objects.select_related("group"))
    sheet = ledger.sheet(coercing_state=filters.coercing, on=on, members=members)
    designations = _designations(on)
    nationals = _nationals(designations)
    imposing = {row.coercing_state_id for row in designations}
    joined = _in_group(members, JOINED_GROUP, on) if on >= JOINED_ON else set()
    in_eu = _in_group(members, EU_GROUP, on)
    states = [actor.pk for actor in actors]
    asked = asked_for(filters.group, sheet, states, members) if filters.group else set(states)
    rows = [
        Row(
            actor=actor,
            standing=sheet.of(actor.pk),
            is_party=actor.is_party(on),
            joined=actor.pk in joined,
            did_not_join=on >= JOINED_ON and actor.pk not in joined and actor.is_party(JOINED_ON),
            in_eu=actor.pk in in_eu,
            in_group=actor.pk in asked,
            imposes=actor.pk == filters.coercing.pk and actor.pk in imposing,
            nationals=nationals.get(actor.pk, []),
        )
        for actor in actors
    ]
    return Roster(filters, sheet, rows, sheet.steps)


def _in_group(members: Iterable[GroupMember], key: str, on: date) -> set[int]:
    return {
        member.actor_id
        for member in members
        if member.public
        and member.group.key == key
        and (member.since_on is None or member.since_on <= on)
        and (member.until_on is None or member.until_on > on)
    }


def asked_for(group: Group, sheet: Sheet, states: list[int], members: list[GroupMember]) -> set[int]:
    """Who belongs to a group of the register on that day."""
    if group.key in OF_THAT_DAY and sheet.on < JOINED_ON:
        return set()
    if group.rule not in {Group.Rule.CALLED, Group.Rule.LOOKED_NOT_CALLED} or group.about is None:
        return set(group.members(sheet.on).values_list("pk", flat=True))
    if group.about_id != sheet.coercing_state.pk:
        sheet = ledger.sheet(coercing_state=group.about, on=sheet.on, members=members, like=sheet)
    return set(groups.by_ledger(group, sheet, states))


def _designations(on: date) -> list[Designation]:
    holds = Q(until_on=None) | Q(until_on__gt=on)
    rows = Designation.objects.public().filter(holds, on__lte=on, person__public=True)
    return list(rows.select_related("person").order_by("on", "pk"))


def _nationals(designations: list[Designation]) -> dict[int, list[Person]]:
    """People and organisations under public designations by home state, where the home state is checked."""
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    for row in designations:
        if row.person.home_state_id and row.person.is_checked("home_state"):
            found[row.person.home_state_id][row.person_id] = row.person
    return {actor: list(people.values()) for actor, people in found.items()}


def _belongs(row: Row, among: str) -> bool:
    tests: dict[str, Any] = {
        Among.ALL: True,
        Among.PARTIES: row.is_party,
        Among.JOINED: row.joined,
        Among.NOT_JOINED: row.did_not_join,
        Among.EU: row.in_eu,
        Among.HOME: bool(row.nationals),
    }
    return bool(tests[among])


def _fits(row: Row, filters: Filters) -> bool:
    """Whether it passes every filter but the one of its standing."""
    actor = row.actor
    return (
        _belongs(row, filters.among)
        and row.in_group
        and filters.region in {"", actor.region}
        and (not filters.text or folded(filters.text) in folded(_names(actor)))
    )


def _stands(row: Row, stance: str, alone: bool = False) -> bool:
    """``alone``: "being checked" then means those of whom nothing else is known, as in the key."""
    if stance == NO_RANK:
        return row.standing.rank is None
    if stance == CHECKING and not alone:
        return row.standing.being_checked
    return stance in {"", row.place}


def _names(actor: Actor) -> str:
    """In all six languages, and by its code."""
    names = [actor.name_en, actor.name_fr, actor.name_es, actor.name_ar, actor.name_ru, actor.name_zh]
    return " ".join([*names, actor.key, actor.iso_alpha3])
