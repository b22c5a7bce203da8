"""A suggestion beside its row: what it said when it was written, what it says now, what is proposed."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actors.checking import differences, pages, redirects, revisions
from actors.checking.models import Dispute, Revision
from actors.positions.models import Position
from actors.suggestions import fields
from actors.suggestions.models import Suggestion


@dataclass(frozen=True)
class Line:
    """One field: as it is now, as it would be, and as it was when that was proposed, where this differs."""

    name: str
    label: str
    now: str
    new: str
    was: str = ""
    changed_since: bool = False
    obstacle: str = ""
    unchecked: bool = False
    needed: bool = False
    """Without it there is nothing to enter, so it is not chosen by itself."""

    @property
    def can_be_taken(self) -> bool:
        return not self.obstacle


@dataclass
class Comparison:
    """What a curator looks at. ``row`` is ``None`` when it is not there any more.

    ``row`` holds what was said last, also when that still waits: what is accepted is laid over it.
    """

    suggestion: Suggestion
    row: Any
    lines: list[Line]
    waiting: Revision | None
    merged_into: str | None
    disputes: list[Dispute]
    newest: int
    twins: list[Position]

    @property
    def hidden(self) -> bool:
        return self.row is not None and not self.row.public

    @property
    def has_changed(self) -> bool:
        """Whether the row says something else now than when the suggestion was written."""
        return self.row is not None and (self.merged_into is not None or self.newest != self.suggestion.revision.number)

    @property
    def takeable(self) -> list[Line]:
        return [line for line in self.lines if line.can_be_taken]


def row_of(suggestion: Suggestion) -> tuple[Any, str | None]:
    """The row it is about now, and the key it was merged into, if it was."""
    model = revisions.kinds().get(suggestion.kind)
    if model is None:
        return None, None
    merged = redirects.lead(suggestion.kind, suggestion.key)
    rows = model._default_manager.select_related("revision")
    return rows.filter(key=merged or suggestion.key).first(), merged


def compare(suggestion: Suggestion) -> Comparison:
    """In a fixed number of queries."""
    row, merged = row_of(suggestion)
    if row is None:
        return Comparison(suggestion, None, _as_typed(suggestion), None, merged, [], 0, [])
    waiting = pages.waiting_of(row)
    if waiting is not None:
        revisions.fill(row, waiting.facts)
    about = Dispute.objects.open().filter(kind=suggestion.kind, key=row.key)
    newest = waiting or revisions.of(row).first()
    return Comparison(
        suggestion=suggestion,
        row=row,
        lines=_as_typed(suggestion) if suggestion.is_statement() else _lines(suggestion, row),
        waiting=waiting,
        merged_into=merged,
        disputes=list(about.order_by("raised_on")),
        newest=newest.number if newest else 0,
        twins=_twins(suggestion, row) if suggestion.is_statement() else [],
    )


def target(suggestion: Suggestion) -> type[models.Model]:
    """The kind of row whose fields are proposed: for words that are missing, a position."""
    return Position if suggestion.is_statement() else revisions.kinds()[suggestion.kind]


def _as_typed(suggestion: Suggestion) -> list[Line]:
    """What is proposed, where there is nothing to lay beside it."""
    model = target(suggestion)
    empty, known = model(), _known(suggestion)
    obstacles = {name: _put(empty, name, text) for name, text in known}
    said = differences.between(revisions.kind_of(model), {}, revisions.facts_of(empty))
    words = {change.field: change.new for change in said}
    lines = [_line(model, name, words.get(name, text), "", obstacles[name]) for name, text in known]
    needed = fields.NEEDED if suggestion.is_statement() else ()
    return [replace(line, needed=line.name in needed) for line in lines]


def _known(suggestion: Suggestion) -> list[tuple[str, str]]:
    """What was typed for fields that can still be proposed."""
    asked = fields.STATEMENT if suggestion.is_statement() else fields.PROPOSABLE.get(suggestion.kind, ())
    return [(name, suggestion.said[name]) for name in asked if name in suggestion.said]


def _lines(suggestion: Suggestion, row: Any) -> list[Line]:
    model, kind = type(row), suggestion.kind
    now = revisions.facts_of(row)
    then = suggestion.revision.facts
    new_row = model()
    revisions.fill(new_row, now)
    known = _known(suggestion)
    obstacles = {name: _put(new_row, name, text) for name, text in known}
    mine = {model._meta.get_field(name).attname for name, _text in known}
    new = _only(revisions.facts_of(new_row), mine)
    pairs = [(kind, _only(now, mine), new), (kind, _only(then, mine), _only(now, mine))]
    proposed, since = ({change.field: change for change in changes} for changes in differences.changes(pairs))
    lines = []
    for name, text in known:
        change, before = proposed.get(name), since.get(name)
        obstacle = obstacles[name] or ("" if change else _("The row says so already."))
        line = _line(model, name, change.new if change else text, change.old if change else "", obstacle)
        is_open = name in row.unchecked.split()
        was = before.old if before else ""
        lines.append(replace(line, was=was, changed_since=before is not None, unchecked=is_open))
    return lines


def _line(model: type[models.Model], name: str, new: str, now: str, obstacle: str) -> Line:
    field: Any = model._meta.get_field(name)
    return Line(name, str(capfirst(field.verbose_name)), now, new, obstacle=obstacle)


def _put(row: Any, name: str, text: str) -> str:
    """Lays a value over a row (unsaved); the reason why it cannot be, or nothing."""
    try:
        setattr(row, name, fields.read(type(row), name, text))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _only(facts: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in names}


def _twins(suggestion: Suggestion, actor: Any) -> list[Position]:
    """Positions of this State that name the same page already."""
    found = Position.objects.filter(actor=actor, source__contains=suggestion.source) if suggestion.source else None
    return list(found.select_related("stance").order_by("-on")[:5]) if found is not None else []
