"""What a state or body could do: its offices with whoever holds them, and the instruments they can use."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import get_language

from actors.directory.models import Actor, Office, Term
from actors.levers.models import Instrument, Lever

EU_GROUP = "eu-members"


@dataclass(frozen=True)
class Seat:
    """An office on a day. Without a term it is vacant, or nobody has entered who holds it: we cannot tell."""

    office: Office
    title: str
    term: Term | None
    is_disputed: bool

    @property
    def is_held(self) -> bool:
        return self.term is not None and not self.is_disputed


@dataclass(frozen=True)
class Holding:
    """An instrument that offices of this actor can use, each with the office whose concurrence it needs, if any."""

    instrument: Instrument
    offices: list[tuple[Office, Office | None]]


def seats(actor: Actor, on: date) -> list[Seat]:
    """Its offices in two queries. No way to reach them is read here, so none can be shown."""
    terms = Term.objects.public().filter(person__public=True).select_related("person")
    rows = actor.offices.public().select_related("kind", "concerns").prefetch_related(Prefetch("terms", terms))
    language = (get_language() or "en").split("-")[0]
    found = []
    for office in rows.order_by("kind__pk", "key"):
        term = office.holder(on)
        gender = term.person.gender if term else ""
        found.append(Seat(office, office.title_in(language, gender), term, office.is_disputed(on)))
    return found


def holdings(actor: Actor, on: date, groups: set[str], offices: list[Office]) -> list[Holding]:
    """Public levers that its offices hold; its own laws first. What the Court holds is not among them."""
    scopes = [
        scope
        for scope, fits in (
            (Lever.Scope.STATES, actor.is_state),
            (Lever.Scope.PARTIES, actor.is_party(on)),
            (Lever.Scope.UN_MEMBERS, actor.entity == Actor.Entity.UN_MEMBER),
            (Lever.Scope.OUTSIDE_EU, actor.is_state and EU_GROUP not in groups),
        )
        if fits
    ]
    rows = Lever.objects.public().filter(Q(actor=actor) | Q(scope__in=scopes), held_by_court=False)
    by_kind = {office.kind_id: office for office in reversed(offices)}
    found: dict[int, Holding] = {}
    levers = list(rows.filter(instrument__public=True).select_related("instrument").order_by("key"))
    for lever in sorted(levers, key=lambda row: row.actor_id is None):
        office = by_kind.get(lever.kind_id or 0)
        if office:
            holding = found.setdefault(lever.instrument_id, Holding(lever.instrument, []))
            holding.offices.append((office, by_kind.get(lever.concurrence_id or 0)))
    return list(found.values())
