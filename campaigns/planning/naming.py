"""Which offices may be told names at all (R10): never those of a state that acts against the Court, and not by
default those of a state whose situation is before it."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from actors.directory.models import Actor
from actors.sanctions.models import Designation, Measure
from campaigns.planning.models import Naming, Target

ACTS = (Measure.Kind.ORDER, Measure.Kind.LISTING, Measure.Kind.JUDGMENT)
"""Measures that are done to somebody; a threat or leaving an institution is none."""
_SITUATIONS = Path(__file__).with_name("situation_countries.csv")


@cache
def situation_countries() -> dict[str, str]:
    """States with a situation before the Court by their key in the register, with the situation's name."""
    with _SITUATIONS.open(encoding="utf-8", newline="") as lines:
        return {row["state"]: row["situation"] for row in csv.DictReader(lines)}


def acts_against_the_court(actor: Actor) -> bool:
    """Whether the register knows a measure or designation of it, or of what it is part of. Unchecked rows count too:
    to keep a name back is never wrong."""
    whose = [actor.pk, *([actor.part_of_id] if actor.part_of_id else [])]
    done = Measure.objects.filter(coercing_state__in=whose, kind__in=ACTS)
    return done.exists() or Designation.objects.filter(coercing_state__in=whose).exists()


def fixed_or_default(actor: Actor, coercing_state: str, wanted: str | None) -> str:
    """What an office of this actor is told, when staff want this or have not said."""
    if actor.key == coercing_state or acts_against_the_court(actor):
        return Naming.COUNT_ONLY
    return wanted or (Naming.COUNT_ONLY if actor.key in situation_countries() else Naming.NAMED)


def may_be_told_names(target: Target) -> bool:
    """Whether names may go there today, whatever was set when it was added: a state may have acted since."""
    if target.naming != Naming.NAMED or target.office.actor.key == target.campaign.coercing_state:
        return False
    return not acts_against_the_court(target.office.actor)


def told_names(targets: Iterable[Target]) -> set[int]:
    """Those of them (pk) that may be told names today. Two queries, however many there are."""
    rows = [target for target in targets if target.naming == Naming.NAMED]
    whose = {target.pk: {target.office.actor_id, target.office.actor.part_of_id} for target in rows}
    everybody = {pk for actors in whose.values() for pk in actors if pk}
    done = Measure.objects.filter(coercing_state__in=everybody, kind__in=ACTS).values_list("coercing_state", flat=True)
    listed = Designation.objects.filter(coercing_state__in=everybody).values_list("coercing_state", flat=True)
    acting = {*done, *listed}
    return {pk for pk, actors in whose.items() if not actors & acting}
