"""Sets of states that follow from measures and positions, computed on the day they are asked for."""

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
    states = list(_states().values_list("pk", flat=True))
    return _states().filter(pk__in=_sheet(group, on).figures(states).calling)


def looked_not_called(group: Group, on: date) -> ActorQuerySet:
    """States that were looked at since ``group.since_on``, and on whose record no call for lifting stands (R1).

    Not among them: states nobody looked at since, those with a word that was not read for it, and those of which a
    newer statement is being checked.
    """
    since, sheet = group.since_on or date.min, _sheet(group, on)
    found = []
    for pk in _states().values_list("pk", flat=True):
        standing = sheet.of(pk)
        looked = any(look.looked_on >= since for look in standing.looks)
        own = [row for row in standing.public if row.actor_id == pk]
        silent = not standing.spoken or standing.says_no("calls_for_lifting")
        if (looked or any(row.on >= since for row in own)) and silent and not standing.being_checked:
            found.append(pk)
    return _states().filter(pk__in=found)


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
