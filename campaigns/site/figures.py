"""What the record says, for the pages of campaigns: the finding, and how many are under measures.

Every figure is about one coercing state and leads to its rows; no "has not" is read from an absence.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from actors.directory.models import Actor
from actors.positions import ledger
from actors.sanctions.models import Designation, Person
from campaigns.record import findings


@dataclass(frozen=True)
class Listed:
    """Who is on public record as designated by one state: people and organisations, from..to, collected when."""

    people: int
    organisations: int
    first_on: date | None
    collected_on: date | None


@dataclass(frozen=True)
class Record:
    """The record about one coercing state's measures, in sentences and numbers."""

    coercing: Actor
    finding: findings.Finding
    figures: ledger.Figures
    listed: Listed
    folio: list[str]

    @property
    def looked_into(self) -> int:
        return self.figures.total - self.figures.not_looked_into


def about(coercing: str, on: date) -> Record | None:
    """Five queries, whatever the record holds; None when no such state is in the register."""
    states = list(Actor.objects.public().states())
    state = next((actor for actor in states if actor.key == coercing), None)
    if state is None:
        return None
    sheet = ledger.sheet(coercing_state=state, on=on)
    parties = [actor for actor in states if actor.is_party(on)]
    return Record(
        coercing=state,
        finding=findings.about(sheet, parties),
        figures=sheet.figures([actor.pk for actor in parties]),
        listed=_listed(state, on),
        folio=findings.folio(sheet, len(parties)),
    )


def front(on: date) -> Record | None:
    """The record about the state with the longest list, to head the front page."""
    states = ledger.coercing_states()
    return about(states[0].key, on) if states else None


def _listed(coercing: Actor, on: date) -> Listed:
    kinds = Person.Kind
    rows = Designation.objects.public().filter(coercing_state=coercing, on__lte=on, person__public=True)
    found = rows.aggregate(
        people=Count("person", distinct=True, filter=Q(person__kind=kinds.PERSON)),
        organisations=Count("person", distinct=True, filter=Q(person__kind=kinds.ORGANISATION)),
        first_on=Min("on"),
        collected_on=Max("data_set_on"),
    )
    return Listed(**found)
