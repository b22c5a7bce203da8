"""The page of what moved, ready for its template."""

from datetime import date
from typing import Any

from django.http import QueryDict

from actors.directory.models import Group, Region
from actors.positions import ledger
from campaigns.record import flows, shift_filters, shift_words, shifts
from campaigns.record.roster import folded
from campaigns.record.shift_filters import BY_POSITIONS
from campaigns.record.vouching import vouch


def build(*, query: QueryDict, today: date) -> dict[str, Any]:
    """What page and fragment show. Raises ``filters.Unknown`` for an address that asks for what does not exist.

    Ten queries, and one more for home States, however many states and positions there are.
    """
    coercing = ledger.coercing_states()
    groups = [group for group in Group.objects.public().select_related("base") if group.rule not in BY_POSITIONS]
    groups.sort(key=lambda group: folded(group.name))
    window = shift_filters.read(query, coercing, groups, today)
    found = shifts.gather(window)
    steps = found.sheet.steps
    vouch([*(shift.move.row for shift in found.shown), *(first.row for first in found.firsts)], joined=True)
    return {
        "shifts": found,
        "window": window,
        "today": today,
        "figures": found.figures,
        "words": shift_words.about(found),
        "flow": flows.draw(found.paths(), steps),
        "steps": steps,
        "groups": groups,
        "regions": [choice for choice in Region.choices if choice[0]],
        "abouts": [(window.address(about=state.key), state, state.pk == window.coercing.pk) for state in coercing],
    }
