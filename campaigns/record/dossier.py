"""One state or body on one page: what it said, whom it has under measures, what it could do."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, GroupMember, Office
from actors.levers.models import Instrument, Lever
from actors.positions import ledger
from actors.positions.ledger import Standing
from actors.positions.models import Position, StanceStep
from actors.sanctions.models import Designation, Person
from campaigns.planning.models import Campaign, CampaignQuerySet, CampaignText

JOINED_GROUP = "signatories-2025-02-07"
JOINED_ON = date(2025, 2, 7)
INSTRUMENTS = {
    "ratification": _("ratification"),
    "accession": _("accession"),
    "succession": _("succession"),
    "acceptance": _("acceptance"),
}


@dataclass
class Entry:
    """One line of the dated ledger: a position with the step before it, or an event (a listing)."""

    on: date
    before: int | None = None
    position: Position | None = None
    designation: Designation | None = None
    taken_back: bool = False
    first: bool = False

    @property
    def rank(self) -> int | None:
        return self.position.stance.rank if self.position else None


@dataclass
class Account:
    """The actor's ledger about one coercing state."""

    coercing: Actor
    standing: Standing
    entries: list[Entry]

    @property
    def hidden(self) -> int:
        return len(self.standing.rows) - len(self.standing.public)


@dataclass
class Holding:
    """An instrument that offices of this actor can use, each with the office whose concurrence it needs, if any."""

    instrument: Instrument
    offices: list[tuple[Office, Office | None]]


@dataclass
class Dossier:
    actor: Actor
    on: date
    accounts: list[Account]
    bound_by: list[Position]
    groups: list[GroupMember]
    nationals: list[tuple[Person, list[Designation]]]
    taken: list[Designation]
    holdings: list[Holding]
    offices: list[Office]
    steps: list[StanceStep]
    campaigns: list[CampaignText] = field(default_factory=list)

    @property
    def joined(self) -> bool:
        return any(member.group.key == JOINED_GROUP for member in self.groups)

    @property
    def was_party_then(self) -> bool:
        return self.actor.is_party(JOINED_ON)

    @property
    def status(self) -> str:
        return str(self.actor.statute_status(self.on))

    @property
    def withdrawal_unchecked(self) -> bool:
        return not self.actor.is_checked("withdrawal_effective_on")

    @property
    def instrument(self) -> str:
        """How it joined, in the reader's language."""
        return str(INSTRUMENTS.get(self.actor.statute_instrument, self.actor.statute_instrument))


def build(*, key: str, on: date, language: str) -> Dossier:
    """Everything the public may see of one actor; ``Http404`` when there is none of that key."""
    actor = Actor.objects.public().select_related("part_of", "made_of").filter(key=key).first()
    if actor is None:
        raise Http404
    mine = list(actor.membership.select_related("group"))
    designations = _designations(actor, on)
    coercing = ledger.coercing_states()
    standings = ledger.standings_of(actor=actor, on=on, mine=mine)
    offices = list(actor.offices.select_related("kind").order_by("kind__pk"))
    return Dossier(
        actor=actor,
        on=on,
        accounts=[
            Account(state, _standing(standings, state, actor), _entries(standings, state, actor, designations))
            for state in coercing
            if state.pk != actor.pk
        ],
        bound_by=ledger.bound_by(actor=actor, on=on, mine=mine),
        groups=mine,
        nationals=_nationals(actor, designations),
        taken=[row for row in designations if row.coercing_state_id == actor.pk],
        holdings=_holdings(actor, on, {member.group.key for member in mine}, offices),
        offices=offices,
        steps=list(StanceStep.objects.order_by("rank")),
        campaigns=_campaigns(actor, language),
    )


def _standing(standings: dict[int, Standing], coercing: Actor, actor: Actor) -> Standing:
    return standings.get(coercing.pk) or Standing(actor.pk)


def _entries(
    standings: dict[int, Standing], coercing: Actor, actor: Actor, designations: list[Designation]
) -> list[Entry]:
    """Oldest first: public positions, and the listings of the actor's own nationals between them."""
    standing = _standing(standings, coercing, actor)
    found = [
        Entry(on=row.on, position=row, taken_back=row.pk in standing.taken_back) for row in reversed(standing.public)
    ]
    if found:
        found += [
            Entry(on=row.on, designation=row)
            for row in designations
            if row.coercing_state_id == coercing.pk and _is_national(row, actor)
        ]
    found.sort(key=lambda entry: (entry.on, entry.position is not None))
    before: int | None = None
    for entry in found:
        entry.before = before
        if entry.position and not entry.taken_back:
            entry.first = before is None
            before = entry.rank
    return found


def _designations(actor: Actor, on: date) -> list[Designation]:
    """Public ones of its nationals, and those it made itself."""
    about = Q(person__home_state=actor) | Q(coercing_state=actor)
    rows = Designation.objects.public().filter(about, on__lte=on, person__public=True)
    return list(rows.select_related("person", "coercing_state", "measure").order_by("on", "person__name"))


def _is_national(row: Designation, actor: Actor) -> bool:
    return row.person.home_state_id == actor.pk and bool(row.person.is_checked("home_state"))


def _nationals(actor: Actor, designations: list[Designation]) -> list[tuple[Person, list[Designation]]]:
    found: dict[int, tuple[Person, list[Designation]]] = {}
    for row in designations:
        if _is_national(row, actor):
            found.setdefault(row.person_id, (row.person, []))[1].append(row)
    return list(found.values())


def _holdings(actor: Actor, on: date, groups: set[str], offices: list[Office]) -> list[Holding]:
    """Public levers that this actor's offices hold; its own laws first. What the Court holds is not among them."""
    scopes = [
        scope
        for scope, fits in (
            (Lever.Scope.STATES, actor.is_state),
            (Lever.Scope.PARTIES, actor.is_party(on)),
            (Lever.Scope.UN_MEMBERS, actor.entity == Actor.Entity.UN_MEMBER),
            (Lever.Scope.OUTSIDE_EU, actor.is_state and "eu-members" not in groups),
        )
        if fits
    ]
    rows = Lever.objects.public().filter(Q(actor=actor) | Q(scope__in=scopes), held_by_court=False)
    by_kind = {office.kind_id: office for office in offices}
    found: dict[int, Holding] = {}
    levers = list(rows.filter(instrument__public=True).select_related("instrument").order_by("key"))
    for lever in sorted(levers, key=lambda row: row.actor_id is None):
        office = by_kind.get(lever.kind_id or 0)
        if office:
            holding = found.setdefault(lever.instrument_id, Holding(lever.instrument, []))
            holding.offices.append((office, by_kind.get(lever.concurrence_id or 0)))
    return list(found.values())


def _campaigns(actor: Actor, language: str) -> list[CampaignText]:
    """Public campaigns that ask one of its offices for something, in the reader's language where they have it."""
    rows = CampaignText.objects.filter(
        campaign__in=_asking(actor),
    ).select_related("campaign")
    found: dict[int, CampaignText] = {}
    for text in rows.order_by("pk"):
        if text.campaign_id not in found or text.language == language:
            found[text.campaign_id] = text
    return list(found.values())


def _asking(actor: Actor) -> CampaignQuerySet:
    return Campaign.objects.public().filter(targets__office__actor=actor)
