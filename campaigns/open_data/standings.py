"""Download of the table of who stands where: the same rows in the same order as the page, for the same filters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group
from actors.directory.states import Region, StatuteStatus
from actors.positions import ledger
from actors.positions.ledger import Coverage
from actors.positions.models import Position
from campaigns.open_data.asked import Asked, refuse_others
from campaigns.open_data.fields import LANGUAGES, Field, absolute, names
from campaigns.open_data.shapes import CERTAIN, DAY, LINK, NUMBER, TEXT, YES_NO, Many, Parts, Plain, Texts, one_of
from campaigns.open_data.tables import Table
from campaigns.record import filters, roster
from campaigns.record.filters import Filters
from campaigns.record.roster import Row

PARAMETERS = ("about", "among", "region", "group", "stance", "q", "on")
PLACES = tuple(sorted({*filters.RANKS, *filters.WITHOUT_RANK} - {filters.NO_RANK}))


@dataclass(frozen=True)
class Line:
    """A row of the page's table, with what it is about and as of."""

    row: Row
    filters: Filters
    knows_joining: bool


def read(query: QueryDict, today: date) -> Asked:
    """Raises ``Misspelled`` for a filter that the page does not have, and ``Unknown`` as the page does."""
    refuse_others(query, PARAMETERS)
    chosen = filters.read(query, ledger.coercing_states(), list(Group.objects.public()), today)
    return Asked(as_of=chosen.on, view=chosen)


def lines(asked: Asked) -> list[Line]:
    """Strongest first, as on the page; of one step by name."""
    found = roster.build(filters=asked.view)
    rows = [row for section in found.sections() for row in section.rows]
    return [Line(row, found.filters, found.knows_joining) for row in rows]


def _said(row: Position | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "stance": row.stance.rank,
        "stance_name": names(row.stance, "label"),
        "position": row.key,
        "on": row.on.isoformat(),
        "page": absolute("record:row", "position", row.key),
    }


def _fact(name: str) -> Any:
    """Yes when a row says so, no when every row was read for it and none does, else null."""

    def read(line: Line) -> bool | None:
        standing = line.row.standing
        return True if standing.says(name) else False if standing.says_no(name) else None

    return read


def _nationals(line: Line) -> list[dict[str, str]]:
    return [{"key": person.key, "name": person.name} for person in line.row.nationals]


def _joined(line: Line) -> bool | None:
    return line.row.joined if line.knows_joining else None


def _looked_on(line: Line) -> str | None:
    looks = line.row.standing.looks
    return looks[0].looked_on.isoformat() if looks else None


SAID = Parts({"stance": NUMBER, "stance_name": Texts(), "position": TEXT, "on": DAY, "page": LINK})

FIELDS = (
    Field("key", CERTAIN, _("code of the State"), lambda line: line.row.actor.key),
    Field(
        "page", LINK, _("the State’s page on the record"), lambda line: absolute("record:actor", line.row.actor.key)
    ),
    Field("name", Texts(LANGUAGES), _("its name"), lambda line: names(line.row.actor, "name", LANGUAGES)),
    Field(
        "about", CERTAIN, _("code of the State whose measures it is about"), lambda line: line.filters.coercing.key
    ),
    Field(
        "region", one_of(Region), _("its regional group at the United Nations"), lambda line: _region(line.row.actor)
    ),
    Field(
        "statute_status", one_of(StatuteStatus), _("whether the Rome Statute is in force for it as of the day"),
        lambda line: str(line.row.actor.statute_status(line.filters.on)),
    ),
    Field("place", Plain(choices=PLACES, always=True), _("where the page’s table has it: a step, or why it has none"),
          lambda line: line.row.place),
    Field("coverage", one_of(Coverage), _("said; looked for, nothing found; or not yet looked at, which is no stance"),
          lambda line: str(line.row.standing.coverage)),
    Field("standing", SAID, _("the strongest position on record that was not taken back"),
          lambda line: _said(line.row.standing.strongest)),
    Field("latest", SAID, _("the latest words on record"), lambda line: _said(line.row.standing.latest)),
    Field("being_checked", YES_NO, _("whether a newer statement is being checked"),
          lambda line: line.row.standing.being_checked),
    Field("looked_into", YES_NO, _("whether anybody looked at this State by itself"),
          lambda line: line.row.standing.looked_into),
    Field("looked_on", DAY, _("last day until which somebody looked and found nothing"), _looked_on),
    Field("calls_for_lifting", YES_NO, _("on record as calling for lifting; null where nobody has read for that"),
          _fact("calls_for_lifting")),
    Field("backs_protection", YES_NO, _("on record as asking for or backing a protective measure"),
          _fact("backs_protection")),
    Field("adopts_measure", YES_NO, _("on record as having adopted one"), _fact("adopts_measure")),
    Field("joined_statement", YES_NO, _("whether it joined the statement of 7 February 2025; null before that day"),
          _joined),
    Field("in_european_union", YES_NO, _("whether it is a member of the European Union"),
          lambda line: line.row.in_eu),
    Field("imposes", YES_NO, _("whether it imposes these measures itself"), lambda line: line.row.imposes),
    Field("nationals", Many(Parts({"key": CERTAIN, "name": CERTAIN})), _("its nationals under measures"), _nationals),
)  # fmt: skip


def _region(actor: Actor) -> str | None:
    return (actor.region or None) if actor.is_checked("region") else None


STANDINGS = Table(
    name="standings",
    title=_("Who stands where"),
    words=_("The table of that page: every State with its standing and its latest words, in the same order."),
    fields=FIELDS,
    rows=lines,
    parameters=PARAMETERS,
    daily=True,
    reader=read,
    page="record:where",
)
