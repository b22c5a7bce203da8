"""Reads the ledger: who stands where about one coercing state's measures, on any day.

Rules it keeps: no stance is inferred from an absence; every figure is about one coercing state; standing is the
strongest public row not taken back; a newer unchecked row leaves its actor out of every "has not" figure; a
collective row counts for its named signatories and nobody else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.checking import checks
from actors.directory.models import Actor, Group, GroupMember
from actors.positions import said
from actors.positions.models import SILENT, Look, Position, StanceStep


class Coverage(models.TextChoices):
    SAID = "said", _("said")
    NOTHING_FOUND = "nothing_found", _("looked for, nothing found")
    NOT_LOOKED = "not_looked", _("not yet looked at")


@dataclass
class Standing:
    """One actor's rows about one coercing state, newest first, and what follows from them.

    ``rows`` are positions, or what the ledger reads of them (``Said``); ``refused`` are revisions
    that somebody looked at and refused. Nothing is added once it was asked.
    """

    actor_id: int
    rows: list[Any] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    refused: Collection[int] = ()

    @cached_property
    def public(self) -> list[Any]:
        return [row for row in self.rows if row.public]

    @cached_property
    def taken_back(self) -> set[int]:
        """Rows of this actor that a later public row, itself not taken back, retracts."""
        dead: set[int] = set()
        later: set[int] = set()
        for row in self.public:
            later.add(row.pk)
            if row.retracts_id and row.pk not in dead and row.retracts_id not in later:
                dead.add(row.retracts_id)
        return dead

    @cached_property
    def spoken(self) -> list[Any]:
        """Public rows in which something was said or done, and which nothing took back."""
        return [row for row in self.public if row.stance.rank != SILENT and row.pk not in self.taken_back]

    @cached_property
    def strongest(self) -> Any:
        """The standing: the strongest row; of equals the latest. None where nothing stands."""
        return max(self.spoken, key=lambda row: row.stance.rank, default=None)

    @property
    def latest(self) -> Any:
        """The latest words, whatever their strength."""
        return self.spoken[0] if self.spoken else None

    @property
    def rank(self) -> int | None:
        return self.strongest.stance.rank if self.strongest else None

    @cached_property
    def being_checked(self) -> bool:
        """Whether a row that is not shown may be newer than everything public, or a correction waits for its check.

        It may wait for a second person, for a first-hand source, or for the end of a dispute. A row that was looked at
        and refused is no news.
        """
        newest = self.public[0].on if self.public else date.min
        waiting = any(row.latest_day > newest for row in self.rows if not row.public and self._waits(row))
        return waiting or any(row.pending for row in self.public)

    def _waits(self, row: Any) -> bool:
        """Whether a row that is not public may still become so as it stands."""
        return bool(row.pending or row.revision_id not in self.refused)

    @cached_property
    def coverage(self) -> Coverage:
        if self.spoken:
            return Coverage.SAID
        if self.looks or any(row.is_silence for row in self.public):
            return Coverage.NOTHING_FOUND
        return Coverage.NOT_LOOKED

    @cached_property
    def looked_into(self) -> bool:
        """Whether anybody looked at this actor by itself: a row of its own, or a look. A shared list is neither,
        and neither is a row that was refused."""
        own = (row for row in self.rows if row.actor_id == self.actor_id)
        return bool(self.looks) or any(row.public or self._waits(row) for row in own)

    def says(self, fact: str) -> bool:
        """Whether a public row not taken back vouches for this fact (``calls_for_lifting`` ...)."""
        return any(row.checked(fact) is True for row in self.spoken)

    def says_no(self, fact: str) -> bool:
        """Whether every such row was read for this fact, and none has it."""
        return bool(self.spoken) and all(row.checked(fact) is False for row in self.spoken)


@dataclass(frozen=True)
class Figures:
    """Counts over a set of actors, each to be followed to its rows."""

    total: int
    said: int
    nothing_found: int
    not_looked: int
    being_checked: int
    not_looked_into: int
    by_rank: dict[int | None, int]
    calling: list[int]
    backing: list[int]
    enacting: list[int]


@dataclass
class Sheet:
    """The whole ledger about one coercing state as of a day."""

    coercing_state: Actor
    on: date
    standings: dict[int, Standing]
    steps: list[StanceStep]
    refused: Collection[int] = ()

    def of(self, actor_id: int) -> Standing:
        """An actor's standing; one of whom nothing is known has an empty one."""
        return self.standings.get(actor_id) or Standing(actor_id)

    def figures(self, actor_ids: Iterable[int]) -> Figures:
        found = [self.of(pk) for pk in actor_ids]
        coverage = Counter(standing.coverage for standing in found)
        return Figures(
            total=len(found),
            said=coverage[Coverage.SAID],
            nothing_found=coverage[Coverage.NOTHING_FOUND],
            not_looked=coverage[Coverage.NOT_LOOKED],
            being_checked=sum(standing.being_checked for standing in found),
            not_looked_into=sum(not standing.looked_into for standing in found),
            by_rank=dict(Counter(standing.rank for standing in found)),
            calling=[standing.actor_id for standing in found if standing.says("calls_for_lifting")],
            backing=[standing.actor_id for standing in found if standing.says("backs_protection")],
            enacting=[standing.actor_id for standing in found if standing.says("adopts_measure")],
        )

    def without(self, fact: str, actor_ids: Iterable[int]) -> list[int]:
        """Actors that were looked into, whose every word was read for the fact and lacks it: the only "has not"."""
        found = [self.of(pk) for pk in actor_ids]
        return [
            standing.actor_id
            for standing in found
            if standing.looked_into and not standing.being_checked and standing.says_no(fact)
        ]


def coercing_states() -> list[Actor]:
    """States with a public designation of theirs on record: each has a ledger of its own. First the longest list."""
    shown = Q(designations__public=True, designations__person__public=True)
    listed = models.Count("designations", filter=shown)
    return list(Actor.objects.public().annotate(listed=listed).filter(listed__gt=0).order_by("-listed", "key"))


def sheet(
    *,
    coercing_state: Actor,
    on: date,
    members: Iterable[GroupMember] | None = None,
    like: Sheet | None = None,
) -> Sheet:
    """The ledger of everybody as of ``on``, in five statements; four when the caller has the members of groups.

    ``like``, a sheet made at the same moment, saves two more. Its rows have no words (``Said``): with twenty thousand
    of them, those would be most of the work.
    """
    steps = like.steps if like else list(StanceStep.objects.order_by("-rank"))
    refused = like.refused if like else checks.refused("position")
    found = Position.objects.about(coercing_state).filter(on__lte=on)
    rows = said.read(found.order_by("-on", "-pk"), steps)
    looks = Look.objects.public().filter(coercing_state=coercing_state, looked_on__lte=on)
    signatories = _signatories({row.signatories_id for row in rows if row.signatories_id}, members)
    standings: dict[int, Standing] = {}
    for row in rows:
        signed = [] if row.actor_id else _members(signatories.get(row.signatories_id or 0, []), row.on)
        for pk in signed if row.actor_id is None else [row.actor_id]:
            standings.setdefault(pk, Standing(pk, refused=refused)).rows.append(row)
    for look in looks.order_by("-looked_on", "-pk"):
        standings.setdefault(look.actor_id, Standing(look.actor_id, refused=refused)).looks.append(look)
    return Sheet(coercing_state, on, standings, steps, refused)


def standings_of(*, actor: Actor, on: date, mine: Iterable[GroupMember]) -> dict[int, Standing]:
    """One actor's standing by coercing state, in three queries; ``mine`` are its memberships of groups."""
    groups: dict[int | None, list[GroupMember]] = defaultdict(list)
    for member in mine:
        groups[member.group_id].append(member)
    own = Q(actor=actor) | Q(signatories__in=list(groups))
    rows = Position.objects.filter(own, on__lte=on).annotate(signed_by=_signed_by())
    refused = checks.refused("position")
    standings: dict[int, Standing] = {}
    for row in rows.select_related("stance", "coercing_state", "occasion").order_by("-on", "-pk"):
        if row.actor_id or _members(groups[row.signatories_id], row.on):
            standings.setdefault(row.coercing_state_id, Standing(actor.pk, refused=refused)).rows.append(row)
    looks = Look.objects.public().filter(actor=actor, looked_on__lte=on).select_related("occasion")
    for look in looks.order_by("-looked_on", "-pk"):
        standings.setdefault(look.coercing_state_id, Standing(actor.pk, refused=refused)).looks.append(look)
    return standings


def signed_by(rows: Iterable[Position]) -> dict[int, list[Actor]]:
    """Of each collective row, by its id, those it counts for: signatories whose membership held on its day.

    One query for all rows, also for none.
    """
    rows = list(rows)
    groups = {row.signatories_id for row in rows if row.signatories_id}
    by_group: dict[int, list[GroupMember]] = defaultdict(list)
    for member in GroupMember.objects.public().filter(group__in=groups or [0]).select_related("actor"):
        by_group[member.group_id].append(member)
    return {
        row.pk: [member.actor for member in by_group[row.signatories_id] if _members([member], row.on)]
        for row in rows
        if row.signatories_id
    }


def _signed_by() -> models.Count:
    """How many a collective row counts for: those whose membership is public and held on its day."""
    of = "signatories__memberships__"
    begun = Q(**{f"{of}since_on": None}) | Q(**{f"{of}since_on__lte": models.F("on")})
    going = Q(**{f"{of}until_on": None}) | Q(**{f"{of}until_on__gt": models.F("on")})
    return models.Count(f"{of}actor", distinct=True, filter=Q(**{f"{of}public": True}) & begun & going)


def _signatories(groups: set[int], members: Iterable[GroupMember] | None) -> dict[int, list[GroupMember]]:
    found: dict[int, list[GroupMember]] = defaultdict(list)
    for member in GroupMember.objects.filter(group__in=groups) if members is None else members:
        if member.public and member.group_id in groups:
            found[member.group_id].append(member)
    return found


def _members(members: Iterable[GroupMember], on: date) -> list[int]:
    """Actors whose membership holds on that day, each once."""
    found = (
        member.actor_id
        for member in members
        if member.public
        and (member.since_on is None or member.since_on <= on)
        and (member.until_on is None or member.until_on > on)
    )
    return list(dict.fromkeys(found))


def bound_by(*, actor: Actor, on: date, mine: Iterable[GroupMember]) -> list[Position]:
    """Public consensus or union statements that bind this member, newest first; they give it no stance.

    What a body had taken back by that day is not among them; what it takes back later still is.
    """
    rows = Position.objects.public().filter(Q(binds_members=True) | Q(retracts__isnull=False), actor__isnull=False)
    rows = rows.filter(on__lte=on, actor__made_of__isnull=False).order_by("-on", "-pk")
    found = list(rows.select_related("stance", "actor__made_of", "coercing_state"))
    by_body: dict[int | None, list[Position]] = defaultdict(list)
    for row in found:
        by_body[row.actor_id].append(row)
    gone = {pk for body, said in by_body.items() for pk in Standing(body or 0, rows=said).taken_back}
    mine = list(mine)
    return [
        row
        for row in found
        if row.binds_members
        and row.pk not in gone
        and row.actor
        and row.actor.made_of
        and _belongs(actor, row.actor.made_of, mine, row)
    ]


def _belongs(actor: Actor, group: Group, mine: list[GroupMember], row: Position) -> bool:
    """Membership on the day of the row."""
    if group.rule == Group.Rule.STATES_PARTIES:
        return actor.is_party(row.on)
    return bool(_members([member for member in mine if member.group_id == group.pk], row.on))
