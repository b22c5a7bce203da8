"""One state or body on one page: what it said, whom it has under measures, what it could do."""

from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Q
from django.http import Http404

from actors.directory.models import Actor, GroupMember, Person
from actors.positions import ledger
from actors.positions.ledger import Standing
from actors.positions.models import Position, StanceStep
from actors.sanctions.models import Designation
from campaigns.planning.models import Campaign, CampaignQuerySet, CampaignText
from campaigns.record import coverage, holdings, movement
from campaigns.record import status as statute
from campaigns.record.coverage import Asked
from campaigns.record.holdings import Holding, Seat
from campaigns.record.movement import Course, Drawing
from campaigns.record.vouching import vouch

JOINED_GROUP = "signatories-2025-02-07"
JOINED_ON = date(2025, 2, 7)
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


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
    """The actor's ledger about one coercing state, on its own: nothing is added up across them."""

    coercing: Actor
    standing: Standing
    entries: list[Entry]
    course: Course | None
    drawing: Drawing | None
    occasions: list[Asked]

    @property
    def hidden(self) -> int:
        return len(self.standing.rows) - len(self.standing.public)

    @property
    def has_matter(self) -> bool:
        return bool(self.entries or self.standing.looks or self.occasions)

    @property
    def other_looks(self) -> list[Any]:
        """Looks that name no occasion."""
        return [look for look in self.standing.looks if look.occasion_id is None]


@dataclass
class Dossier:
    actor: Actor
    on: date
    as_of: bool
    accounts: list[Account]
    bound_by: list[Position]
    groups: list[GroupMember]
    nationals: list[tuple[Person, list[Designation]]]
    taken: list[Designation]
    holdings: list[Holding]
    seats: list[Seat]
    scale: list[StanceStep]
    parts: list[Actor]
    campaigns: list[CampaignText] = field(default_factory=list)

    @property
    def joined(self) -> bool:
        return any(member.group.key == JOINED_GROUP for member in self.groups)

    @property
    def knows_joining(self) -> bool:
        """Whether the statement of 7 February 2025 had been made by that day."""
        return self.actor.is_state and self.on >= JOINED_ON

    @property
    def was_party_then(self) -> bool:
        return self.actor.is_party(JOINED_ON)

    @property
    def status(self) -> str:
        return str(self.actor.statute_status(self.on))

    @property
    def steps(self) -> list[statute.Step]:
        return statute.steps(self.actor, self.on)

    @property
    def is_doubted(self) -> bool:
        return statute.is_doubted(self.actor)

    @property
    def held(self) -> int:
        return sum(seat.is_held for seat in self.seats)

    @property
    def names(self) -> list[tuple[str, str]]:
        """The name by language, in the six languages of the United Nations, as far as it is known."""
        found = [(code, getattr(self.actor, f"name_{code}")) for code in LANGUAGES]
        return [(code, name) for code, name in found if name]


def build(*, key: str, on: date, language: str, as_of: bool = False) -> Dossier:
    """Everything the public may see of one actor on a day; ``Http404`` when there is none of that key.

    ``as_of`` says that a reader chose the day: what is asked now is left out then.
    """
    actor = Actor.objects.public().select_related("part_of", "made_of").filter(key=key).first()
    if actor is None:
        raise Http404
    mine = [member for member in actor.membership.select_related("group") if member.public]
    designations = _designations(actor, on)
    standings = ledger.standings_of(actor=actor, on=on, mine=mine)
    asked = coverage.occasions(actor, standings)
    seats = holdings.seats(actor, on)
    belongs = statute.memberships(mine, on)
    found = Dossier(
        actor=actor,
        on=on,
        as_of=as_of,
        accounts=[
            _account(state, standings.get(state.pk) or Standing(actor.pk), asked.get(state.pk, []), designations, on)
            for state in ledger.coercing_states()
            if state.pk != actor.pk
        ],
        bound_by=ledger.bound_by(actor=actor, on=on, mine=mine),
        groups=belongs,
        nationals=_nationals(actor, designations),
        taken=[row for row in designations if row.coercing_state_id == actor.pk],
        holdings=holdings.holdings(actor, on, {one.group.key for one in belongs}, [seat.office for seat in seats]),
        seats=seats,
        scale=list(StanceStep.objects.order_by("rank")),
        parts=list(Actor.objects.public().filter(part_of=actor).order_by("name_en")) if not actor.is_state else [],
        campaigns=[] if as_of else _campaigns(actor, language),
    )
    vouch(_rows(found, designations))
    return found


def _rows(found: Dossier, designations: list[Designation]) -> list[Any]:
    """Every row shown with a mark of its own."""
    looks = chain.from_iterable(account.standing.looks for account in found.accounts)
    positions = chain.from_iterable(account.standing.public for account in found.accounts)
    instruments = (holding.instrument for holding in found.holdings)
    terms = (seat.term for seat in found.seats if seat.term)
    return [found.actor, *designations, *found.bound_by, *positions, *looks, *instruments, *terms]


def _account(
    coercing: Actor, standing: Standing, asked: list[Asked], designations: list[Designation], on: date
) -> Account:
    course = movement.course(standing)
    drawing = movement.draw(course, on) if course and course.moves else None
    return Account(coercing, standing, _entries(coercing, standing, designations), course, drawing, asked)


def _entries(coercing: Actor, standing: Standing, designations: list[Designation]) -> list[Entry]:
    """Oldest first: public positions, and the listings of the actor's own nationals between them."""
    found = [
        Entry(on=row.on, position=row, taken_back=row.pk in standing.taken_back) for row in reversed(standing.public)
    ]
    if found:
        found += [
            Entry(on=row.on, designation=row)
            for row in designations
            if row.coercing_state_id == coercing.pk and _is_national(row, standing.actor_id)
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
    """Public ones of its nationals, and those it made itself; also those that have ended since."""
    about = Q(person__home_state=actor) | Q(coercing_state=actor)
    rows = Designation.objects.public().filter(about, on__lte=on, person__public=True)
    return list(rows.select_related("person", "coercing_state", "measure").order_by("on", "person__name"))


def _is_national(row: Designation, actor_id: int) -> bool:
    return row.person.home_state_id == actor_id and bool(row.person.is_checked("home_state"))


def _nationals(actor: Actor, designations: list[Designation]) -> list[tuple[Person, list[Designation]]]:
    found: dict[int, tuple[Person, list[Designation]]] = {}
    for row in designations:
        if _is_national(row, actor.pk):
            found.setdefault(row.person_id, (row.person, []))[1].append(row)
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
