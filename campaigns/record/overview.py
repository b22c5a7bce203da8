"""The page of who stands where, ready for its template: the table, the finding above it, and the map beside it."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t

from actors.directory.models import Group, Region
from actors.positions import ledger
from campaigns.record import bookkeeping, filters, findings, roster, worldmap
from campaigns.record.filters import NOT_LOOKED
from campaigns.record.roster import Roster, Row
from campaigns.templatetags.record import rank
from foundation.dates import in_words


def build(*, query: QueryDict, today: date) -> dict[str, Any]:
    """What page and fragment show. Raises ``filters.Unknown`` for an address that asks for what does not exist."""
    coercing = ledger.coercing_states()
    groups = sorted(Group.objects.public().select_related("about"), key=lambda group: roster.folded(group.name))
    asked = filters.read(query, coercing, groups, today)
    table = roster.build(filters=asked)
    parties = [row.actor for row in table.parties]
    world, europe = worldmap.world(), worldmap.europe()
    spots = _spots(table)
    return {
        "table": table,
        "filters": asked,
        "today": today,
        "finding": findings.about(table.sheet, parties),
        "counted": bookkeeping.counted(table.sheet),
        "figures": table.sheet.figures([actor.pk for actor in parties]),
        "abouts": [(asked.address(about=state.key), state, state.pk == asked.coercing.pk) for state in coercing],
        "folio": _folio(table, len(parties)),
        "regions": [choice for choice in Region.choices if choice[0]],
        "groups": groups,
        "standings": _standings(table),
        "world": (world.box, worldmap.drawn(spots, world)),
        "europe": (europe.box, worldmap.drawn(spots, europe)),
    }


def _folio(table: Roster, parties: int) -> list[str]:
    lines = findings.folio(table.sheet, parties)
    if table.filters.as_of:
        lines[0] = _t("The record as of %(day)s") % {"day": in_words(table.filters.on, "j F Y")}
    return lines


def _standings(table: Roster) -> list[tuple[str, str]]:
    """What the standing can be narrowed to: the steps, and what can be said without one."""
    steps = [(str(step.rank), f"{rank(step.rank)}: {step.label}") for step in table.steps if step.rank]
    return [*steps, *((kind, str(words)) for kind, words in filters.WITHOUT_RANK.items())]


def shapes() -> SafeString:
    """What the map's drawings use: once in a page, and not in its fragment."""
    return worldmap.shapes()


def _spots(table: Roster) -> list[worldmap.Spot]:
    """Every state with a public row; those that the filters leave out are there, and pale."""
    start = reverse("record:where")
    labels = {str(step.rank): step.label for step in table.steps} | {
        kind: str(words) for kind, words in filters.WITHOUT_RANK.items()
    }
    shown = {row.actor.pk for row in table.shown}
    return [
        worldmap.Spot(
            code=row.actor.iso_numeric,
            href=f"{start}{row.actor.key}/",
            words=_t("%(state)s: %(standing)s") % {"state": row.actor.name, "standing": labels[row.place]},
            fill=_fill(row),
            number="" if row.standing.rank is None else rank(row.standing.rank),
            is_off=row.actor.pk not in shown,
        )
        for row in table.rows
    ]


def _fill(row: Row) -> str:
    """The class of its colour or pattern; a state outside the Statute of which nothing is known is land only."""
    return "" if row.place == NOT_LOOKED and not row.is_party else row.place
