"""Download of what moved: rises, retractions and first words, for the same days and States as the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group
from actors.positions import ledger
from actors.positions.models import Position, StanceStep
from campaigns.open_data.asked import Asked, refuse_others
from campaigns.open_data.fields import LANGUAGES, Field, absolute, names
from campaigns.open_data.shapes import CERTAIN, DAY, LINK, NUMBER, YES_NO, Many, Parts, Plain, Texts
from campaigns.open_data.tables import Table
from campaigns.record import shift_filters, shifts
from campaigns.record.shift_filters import BY_POSITIONS, Window

PARAMETERS = ("about", "among", "region", "group", "since", "on")
KINDS = ("rise", "retraction", "first")


@dataclass(frozen=True)
class Line:
    """One State and one row that moved it, or with which it came onto the record."""

    kind: str
    actor: Actor
    row: Position
    before: int | None
    after: int | None
    taken: tuple[Position, ...]
    being_checked: bool
    window: Window
    steps: dict[int, StanceStep]


def read(query: QueryDict, today: date) -> Asked:
    """Raises ``Misspelled`` for a filter that the page does not have, and ``Unknown`` as the page does."""
    refuse_others(query, PARAMETERS)
    groups = [group for group in Group.objects.public().select_related("base") if group.rule not in BY_POSITIONS]
    window = shift_filters.read(query, ledger.coercing_states(), groups, today)
    return Asked(as_of=window.on, view=window)


def lines(asked: Asked) -> list[Line]:
    """Moves as on the page, newest first; then first words, newest first."""
    window: Window = asked.view
    found = shifts.gather(window)
    steps = {step.rank: step for step in StanceStep.objects.all()}
    there = []
    for shift in found.moves:
        move, kind = shift.move, KINDS[0] if shift.move.is_rise else KINDS[1]
        there.append(
            Line(kind, shift.actor, move.row, move.before, move.after, move.taken, shift.being_checked, window, steps)
        )
    for first in found.firsts:
        for actor in first.actors:
            after, checked = found.courses[actor.pk].rank, found.of(actor).being_checked
            there.append(Line(KINDS[2], actor, first.row, None, after, (), checked, window, steps))
    return there


def _step(line: Line, rank: int | None) -> dict[str, Any] | None:
    return None if rank is None else {"stance": rank, "stance_name": names(line.steps[rank], "label")}


STEP = Parts({"stance": NUMBER, "stance_name": Texts()})
MOVEMENT = Table(
    name="movement",
    title=_("What moved"),
    words=_("Rises and retractions between two days, and first words on the record, which are no movement."),
    fields=(
        Field("key", CERTAIN, _("names the line: State and position"), lambda line: f"{line.actor.key}:{line.row.key}"),
        Field("kind", Plain(choices=KINDS, always=True), _("a rise, a retraction, or first words"),
              lambda line: line.kind),
        Field("state", CERTAIN, _("code of the State"), lambda line: line.actor.key),
        Field("name", Texts(LANGUAGES), _("its name"), lambda line: names(line.actor, "name", LANGUAGES)),
        Field("about", CERTAIN, _("code of the State whose measures it is about"),
              lambda line: line.window.coercing.key),
        Field("on", DAY, _("day of the position that moved it"), lambda line: line.row.on.isoformat()),
        Field("before", STEP, _("where it stood; null: nothing was on record"), lambda line: _step(line, line.before)),
        Field("after", STEP, _("where it stands since; null: nothing stands any more"),
              lambda line: _step(line, line.after)),
        Field("position", CERTAIN, _("key of that position"), lambda line: line.row.key),
        Field("page", LINK, _("permanent address of that position’s page"),
              lambda line: absolute("record:row", "position", line.row.key)),
        Field("takes_back", Many(), _("keys of the positions it took back"),
              lambda line: [row.key for row in line.taken]),
        Field("being_checked", YES_NO, _("whether a newer statement is being checked"),
              lambda line: line.being_checked),
    ),
    rows=lines,
    parameters=PARAMETERS,
    daily=True,
    reader=read,
    page="record:movement",
)  # fmt: skip
