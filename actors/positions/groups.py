"""Sets of states that follow from measures and positions, computed on the day they are asked for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from actors.directory.models import COMPUTED, Actor, ActorQuerySet, Group
from actors.positions import ledger
from actors.sanctions.models import Designation


def home_states(group: Group, on: date) -> ActorQuerySet:
    """Home states, as far as vouched for, of people under measures on that day (of ``group.about``, or of anybody)."""
    rows = Designation.objects.public().filter(Q(until_on=None) | Q(until_on__gt=on), on__lte=on, person__public=True)
    if group.about_id:
        rows = rows.filter(coercing_state=group.about_id)
    checked = rows.exclude(person__unchecked__contains="home_state")
    return _states().filter(pk__in=checked.values("person__home_state"))


def called(group: Group, on: date) -> ActorQuerySet:
    """States on record as having called on ``group.about`` to lift its measures."""
    return _states().filter(pk__in=by_ledger(group, _sheet(group, on), _states().values_list("pk", flat=True)))


def looked_not_called(group: Group, on: date) -> ActorQuerySet:
    """States that were looked at since ``group.since_on``, and on whose record no call for lifting stands (R1)."""
    return _states().filter(pk__in=by_ledger(group, _sheet(group, on), _states().values_list("pk", flat=True)))


def by_ledger(group: Group, sheet: ledger.Sheet, states: Iterable[int]) -> list[int]:
    """Which of the states belong to a group of one of the two rules above, read from the sheet about its state."""
    if group.rule == Group.Rule.CALLED:
        return sheet.figures(states).calling
    return [pk for pk in states if _was_looked_at(sheet.of(pk), group.since_on or date.min)]


def _was_looked_at(standing: ledger.Standing, since: date) -> bool:
    """Since that day, with no call found. Not so: a State nobody looked at since, one with a word that was not read
    for it, and one of which a newer statement is being checked."""
    looked = any(look.looked_on >= since for look in standing.looks)
    own = [row for row in standing.public if row.actor_id == standing.actor_id]
    silent = not standing.spoken or standing.says_no("calls_for_lifting")
    return (looked or any(row.on >= since for row in own)) and silent and not standing.being_checked


def register() -> None:
    """Fills in what the directory cannot know; called when Django starts."""
    rules = Group.Rule
    COMPUTED.update({rules.HOME_STATES: home_states, rules.CALLED: called, rules.LOOKED_NOT_CALLED: looked_not_called})


def _states() -> Any:
    return Actor.objects.public().states()


def _sheet(group: Group, on: date) -> ledger.Sheet:
    if group.about is None:
        raise ValueError("This group is about the measures of one state, and does not name it.")
    return ledger.sheet(coercing_state=group.about, on=on)
