"""One state or body on one page: what it said, whom it has under measures, what it could do, as of a day."""

from collections import defaultdict
from collections.abc import Iterable
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
from actors.sanctions.models import Designation, Effect
from campaigns.planning.models import Campaign, CampaignText
from campaigns.record import coverage, holdings
from campaigns.record import status as statute
from campaigns.record.accounts import Account
from campaigns.record.holdings import Holding, Seat
from campaigns.record.vouching import vouch

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
DAYS_OFFERED = 6


@dataclass(frozen=True)
class Listing:
    """A designation as it stood on a day: what came later is not told."""

    row: Designation
    on: date
    as_of: bool

    @property
    def ended_on(self) -> date | None:
        ended = self.row.checked("until_on")
        return ended if ended and ended <= self.on else None

    @property
    def status(self) -> str:
        """The status as the source has it: it is of the day of the source, so it is told for today only."""
        return "" if self.as_of or self.ended_on else str(self.row.checked("status") or "")

    @property
    def is_being_checked(self) -> bool:
        return not (self.as_of or self.ended_on or self.row.is_checked("status"))


@dataclass
class National:
    """A person or organisation of this state under measures, and words of theirs about what these do."""

    person: Person
    listings: list[Listing]
    effects: list[Effect]


@dataclass
class Dossier:
    actor: Actor
    on: date
    as_of: bool
    accounts: list[Account]
    groups: list[GroupMember]
    nationals: list[National]
    taken: list[Listing]
    holdings: list[Holding]
    seats: list[Seat]
    scale: list[StanceStep]
    parts: list[Actor]
    campaigns: list[CampaignText] = field(default_factory=list)

    @property
    def joined(self) -> bool:
        return any(member.group.key == statute.JOINED_GROUP for member in self.groups)

    @property
    def knows_joining(self) -> bool:
        """Whether the statement of 7 February 2025 had been made by that day."""
        return self.actor.is_state and self.on >= statute.JOINED_ON

    @property
    def was_party_then(self) -> bool:
        return self.actor.is_party(statute.JOINED_ON)

    @property
    def status(self) -> str:
        return str(self.actor.statute_status(self.on))

    @property
    def steps(self) -> list[statute.Step]:
        return statute.steps(self.actor, self.on)

    @property
    def ends_on(self) -> date | None:
        return statute.ends_on(self.actor, self.on)

    @property
    def is_doubted(self) -> bool:
        return statute.is_doubted(self.actor, self.on)

    @property
    def held(self) -> int:
        return sum(seat.is_held for seat in self.seats)

    @property
    def names(self) -> list[tuple[str, str]]:
        """The name by language, in the six languages of the United Nations, as far as it is known."""
        found = [(code, getattr(self.actor, f"name_{code}")) for code in LANGUAGES]
        return [(code, name) for code, name in found if name]

    @property
    def query(self) -> str:
        """For links to other pages of the record, of the same day."""
        return f"?on={self.on.isoformat()}" if self.as_of else ""

    @property
    def days(self) -> list[date]:
        """Days worth going back to: those on which a standing began or moved."""
        courses = [account.course for account in self.accounts if account.course]
        found = {course.on for course in courses} | {move.row.on for course in courses for move in course.moves}
        return sorted(found - {self.on})[-DAYS_OFFERED:]


def build(*, key: str, on: date, language: str, as_of: bool = False) -> Dossier:
    """Everything the public may see of one actor on a day; ``Http404`` when there is none of that key.

    ``as_of`` says that a reader chose the day: what is asked now is left out then. The number of queries is the same
    for every state, whatever is on record.
    """
    actor = Actor.objects.public().select_related("part_of", "made_of").filter(key=key).first()
    if actor is None:
        raise Http404
    mine = [member for member in actor.membership.select_related("group") if member.public]
    designations = _designations(actor, on)
    seats = holdings.seats(actor, on)
    belongs = [member for member in statute.memberships(mine, on) if member.group.public]
    found = Dossier(
        actor=actor,
        on=on,
        as_of=as_of,
        accounts=_accounts(actor, on, mine, designations),
        groups=belongs,
        nationals=_nationals(actor, designations, on, as_of),
        taken=[Listing(row, on, as_of) for row in designations if row.coercing_state_id == actor.pk],
        holdings=holdings.holdings(actor, on, {one.group.key for one in belongs}, seats),
        seats=seats,
        scale=list(StanceStep.objects.order_by("rank")),
        parts=list(Actor.objects.public().filter(part_of=actor).order_by("name_en")) if not actor.is_state else [],
        campaigns=[] if as_of else _campaigns(actor, language),
    )
    vouch(_rows(found, designations))
    return found


def _rows(found: Dossier, designations: list[Designation]) -> list[Any]:
    """Every row shown with a mark of its own."""
    accounts = found.accounts
    looks = chain.from_iterable(account.standing.looks for account in accounts)
    said = chain.from_iterable([*account.standing.public, *account.bound_by] for account in accounts)
    instruments = (holding.instrument for holding in found.holdings)
    terms = chain.from_iterable(seat.terms for seat in found.seats)
    effects = chain.from_iterable(one.effects for one in found.nationals)
    return [found.actor, *designations, *said, *looks, *instruments, *terms, *effects]


def _accounts(actor: Actor, on: date, mine: list[GroupMember], designations: list[Designation]) -> list[Account]:
    standings = ledger.standings_of(actor=actor, on=on, mine=mine)
    asked = coverage.occasions(actor, standings, on)
    bound: dict[int, list[Position]] = defaultdict(list)
    for row in ledger.bound_by(actor=actor, on=on, mine=mine):
        bound[row.coercing_state_id].append(row)
    return [
        Account(
            coercing=state,
            standing=standings.get(state.pk) or Standing(actor.pk),
            on=on,
            designations=[row for row in designations if row.coercing_state_id == state.pk and _is_of(row, actor)],
            occasions=asked.get(state.pk, []),
            bound_by=bound.get(state.pk, []),
        )
        for state in ledger.coercing_states()
        if state.pk != actor.pk
    ]


def _designations(actor: Actor, on: date) -> list[Designation]:
    """Public ones of its nationals, and those it made itself; also those that have ended since."""
    about = Q(person__home_state=actor) | Q(coercing_state=actor)
    rows = Designation.objects.public().filter(about, on__lte=on, person__public=True, coercing_state__public=True)
    return list(rows.select_related("person", "coercing_state", "measure").order_by("on", "person__name"))


def _is_of(row: Designation, actor: Actor) -> bool:
    """Whether it is about a national of this state, as far as that is checked."""
    return row.person.home_state_id == actor.pk and bool(row.person.is_checked("home_state"))


def _nationals(actor: Actor, designations: Iterable[Designation], on: date, as_of: bool) -> list[National]:
    words = Effect.objects.public().filter(Q(on=None) | Q(on__lte=on), person__home_state=actor)
    effects: dict[int, list[Effect]] = defaultdict(list)
    for effect in words.exclude(quote="").order_by("-on", "-pk"):
        effects[effect.person_id or 0].append(effect)
    found: dict[int, National] = {}
    for row in designations:
        if _is_of(row, actor):
            one = found.setdefault(row.person_id, National(row.person, [], effects.get(row.person_id, [])[:1]))
            one.listings.append(Listing(row, on, as_of))
    return list(found.values())


def _campaigns(actor: Actor, language: str) -> list[CampaignText]:
    """Public campaigns that ask one of its offices for something, in the reader's language where they have it."""
    asking = Campaign.objects.public().filter(targets__office__actor=actor)
    found: dict[int, CampaignText] = {}
    for text in CampaignText.objects.filter(campaign__in=asking).select_related("campaign").order_by("pk"):
        if text.campaign_id not in found or text.language == language:
            found[text.campaign_id] = text
    return list(found.values())
