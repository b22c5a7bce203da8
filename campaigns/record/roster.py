"""The table of who stands where: every state on one page, in a fixed number of queries."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _t

from actors.directory.models import Actor, GroupMember
from actors.positions import ledger
from actors.positions.ledger import Coverage, Sheet, Standing
from actors.positions.models import StanceStep
from actors.sanctions.models import Designation, Person
from campaigns.record.filters import CHECKING, NO_RANK, Among, Filters

EU_GROUP = "eu-members"
JOINED_GROUP = "signatories-2025-02-07"


@dataclass
class Row:
    """One state in the table."""

    actor: Actor
    standing: Standing
    is_party: bool
    joined: bool
    in_eu: bool
    nationals: list[Person] = field(default_factory=list)

    @property
    def latest_differs(self) -> bool:
        best, last = self.standing.strongest, self.standing.latest
        return bool(best and last and best.pk != last.pk)


@dataclass
class Section:
    """Rows of one standing, under its step of the scale or under words."""

    rank: int | None
    label: str
    rows: list[Row]
    explained: str = ""


@dataclass
class Roster:
    filters: Filters
    sheet: Sheet
    rows: list[Row]
    shown: list[Row]
    steps: list[StanceStep]
    tabs: list[tuple[str, str, int, bool]]

    @property
    def parties(self) -> list[Row]:
        return [row for row in self.rows if row.is_party]

    def key(self) -> list[tuple[StanceStep, list[Row]]]:
        """Each step of the scale, strongest first, with the States Parties that stand on it."""
        return [
            (step, [row for row in self.parties if row.standing.rank == step.rank])
            for step in self.steps
            if step.rank > 0
        ]

    def without_rank(self) -> list[Row]:
        return [row for row in self.parties if row.standing.rank is None]

    def sections(self) -> list[Section]:
        """The rows shown, strongest first; those without a published position last, by what is known of them."""
        found = [
            Section(step.rank, step.label, [row for row in self.shown if row.standing.rank == step.rank])
            for step in self.steps
        ]
        bare = [row for row in self.shown if row.standing.rank is None]
        checking = [row for row in bare if row.standing.being_checked]
        rest = [row for row in bare if not row.standing.being_checked]
        searched = [row for row in rest if row.standing.coverage == Coverage.NOTHING_FOUND]
        unseen = [row for row in rest if row.standing.coverage == Coverage.NOT_LOOKED]
        found += [
            Section(None, _t("Newer statement being checked"), checking),
            Section(None, _t("Looked for, nothing found"), searched),
            Section(None, _t("Not yet looked at"), unseen, _t("Nothing is on record, which says nothing about them.")),
        ]
        return [section for section in found if section.rows]


def folded(text: str) -> str:
    """For sorting and searching: without accents and case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def build(*, filters: Filters, on: date) -> Roster:
    """Six queries, however many states and positions there are."""
    actors = sorted(Actor.objects.public().states(), key=lambda actor: folded(actor.name))
    members = list(GroupMember.objects.select_related("group"))
    sheet = ledger.sheet(coercing_state=filters.coercing, on=on, members=members)
    nationals = _nationals(on)
    rows = [
        Row(
            actor=actor,
            standing=sheet.of(actor.pk),
            is_party=actor.is_party(on),
            joined=actor.pk in _in_group(members, JOINED_GROUP, on),
            in_eu=actor.pk in _in_group(members, EU_GROUP, on),
            nationals=nationals.get(actor.pk, []),
        )
        for actor in actors
    ]
    shown = [row for row in rows if _fits(row, filters)]
    steps = list(StanceStep.objects.order_by("-rank"))
    return Roster(filters, sheet, rows, shown, steps, _tabs(rows, filters))


def _in_group(members: Iterable[GroupMember], key: str, on: date) -> set[int]:
    return {
        member.actor_id
        for member in members
        if member.group.key == key
        and (member.since_on is None or member.since_on <= on)
        and (member.until_on is None or member.until_on > on)
    }


def _nationals(on: date) -> dict[int, list[Person]]:
    """People and organisations under public designations by home state, where the home state is checked."""
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    rows = Designation.objects.public().filter(on__lte=on, person__public=True, person__home_state__isnull=False)
    for row in rows.select_related("person").order_by("on", "pk"):
        if row.person.home_state_id and row.person.is_checked("home_state"):
            found[row.person.home_state_id][row.person_id] = row.person
    return {actor: list(people.values()) for actor, people in found.items()}


def _belongs(row: Row, among: str) -> bool:
    tests: dict[str, Any] = {
        Among.ALL: True,
        Among.PARTIES: row.is_party,
        Among.JOINED: row.joined,
        Among.NOT_JOINED: row.is_party and not row.joined,
        Among.EU: row.in_eu,
        Among.HOME: bool(row.nationals),
    }
    return bool(tests[among])


def _fits(row: Row, filters: Filters) -> bool:
    rank = row.standing.rank
    stance = {
        "": True,
        NO_RANK: rank is None,
        CHECKING: row.standing.being_checked,
    }.get(filters.stance, str(rank) == filters.stance)
    names = " ".join([row.actor.name, row.actor.name_en, row.actor.name_fr, row.actor.key])
    return (
        stance
        and _belongs(row, filters.among)
        and filters.region in {"", row.actor.region}
        and folded(filters.text) in folded(names)
    )


def _tabs(rows: list[Row], filters: Filters) -> list[tuple[str, str, int, bool]]:
    """Address, words, count and whether it is the one shown."""
    return [
        (
            filters.address(among=value),
            str(label),
            sum(_belongs(row, value) for row in rows),
            value == filters.among,
        )
        for value, label in Among.choices
    ]
