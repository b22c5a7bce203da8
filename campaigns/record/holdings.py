"""What a state or body could do: its offices with whoever holds them, and the instruments they can use."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Office, Term
from actors.levers import asking
from actors.levers.models import Instrument

EU_GROUP = "eu-members"


class Held(models.TextChoices):
    """What the record knows of a seat on a day. That nobody is entered says nothing."""

    HELD = "held", _("held")
    DISPUTED = "disputed", _("holder disputed")
    CHECKING = "checking", _("who holds it is being checked")
    VACANT = "vacant", _("vacant")
    UNKNOWN = "unknown", _("holder not known to this record")


@dataclass(frozen=True)
class Seat:
    """An office on a day: its title as its holder bears it, and the terms that cover the day.

    ``left_on`` is the day on which the last holder on record left, when nobody followed.
    """

    office: Office
    title: str
    terms: list[Term]
    held: str
    left_on: date | None = None

    @property
    def is_held(self) -> bool:
        return self.held == Held.HELD


@dataclass(frozen=True)
class Holding:
    """An instrument that offices of this actor can use, each with the office whose concurrence it needs, if any."""

    instrument: Instrument
    offices: list[tuple[Seat, Seat | None]]


def seats(actor: Actor, on: date) -> list[Seat]:
    """Its offices in two queries. No way to reach them is read here, so none can be shown."""
    rows = actor.offices.public().select_related("actor", "kind", "concerns")
    terms = Prefetch("terms", Term.objects.select_related("person"))
    return [_seat(office, on) for office in rows.prefetch_related(terms).order_by("kind__pk", "key")]


def _seat(office: Office, on: date) -> Seat:
    """What nobody vouches for says one thing only: that something is being checked."""
    known = [term for term in office.terms.all() if term.public and term.person.public]
    terms = [term for term in known if term.covers(on)]
    waits = any(term.pending and term.covers(on) and term not in known for term in office.terms.all())
    left = max((term.until_on for term in known if term.until_on and term.until_on <= on), default=None)
    disputed = any(term.disputed for term in terms) or (office.kind.one_seat and len(terms) > 1)
    if disputed:
        held = Held.DISPUTED
    elif terms:
        held = Held.HELD
    elif waits:
        held = Held.CHECKING
    else:
        held = Held.VACANT if left else Held.UNKNOWN
    language = (get_language() or "en").split("-")[0]
    gender = terms[0].person.gender if held == Held.HELD and len(terms) == 1 else ""
    return Seat(office, office.title_in(language, gender), terms, held, left if held == Held.VACANT else None)


def holdings(actor: Actor, on: date, groups: set[str], found: list[Seat]) -> list[Holding]:
    """Public levers that its offices hold; its own laws first. What the Court holds is not among them."""
    by_kind = {seat.office.kind_id: seat for seat in reversed(found)}
    laws: dict[int, Holding] = {}
    for lever in sorted(asking.levers_in(actor, on, groups), key=lambda row: row.actor_id is None):
        seat = by_kind.get(lever.kind_id or 0)
        if seat:
            holding = laws.setdefault(lever.instrument_id, Holding(lever.instrument, []))
            holding.offices.append((seat, by_kind.get(lever.concurrence_id or 0)))
    return list(laws.values())
