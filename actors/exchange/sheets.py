"""A sheet per kind of row: its facts as columns, other rows by their keys. Out, and in again after a look."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import revisions
from actors.exchange import plans
from actors.exchange.plans import Line, Plan, Progress
from actors.exchange.reading import Reading

KINDS = ("person", "term", "office", "contact", "actor", "group", "groupmember", "position")


@dataclass(frozen=True)
class Options:
    """Which kind of row the lines of the sheet are."""

    kind: str


def columns(kind: str) -> list[str]:
    model = revisions.kinds()[kind]
    return ["key", *(model._meta.get_field(name).name for name in model.fact_names())]


def rows(kind: str) -> Iterator[list[str]]:
    """Every row of a kind as a sheet's cells, in the order of the keys."""
    model = revisions.kinds()[kind]
    fields = [model._meta.get_field(name) for name in columns(kind)]
    for row in _with_relations(model).order_by("key").iterator(chunk_size=500):
        yield [_written(one, row) for one in fields]


def _with_relations(model: Any) -> Any:
    names = [one.name for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey)]
    return model._default_manager.select_related(*(name for name in names if name != "revision"))


def _written(one: Any, row: Any) -> str:
    value = getattr(row, one.name)
    if value is None:
        return ""
    if isinstance(one, models.ForeignKey):
        return str(getattr(value, _named(one)))
    if isinstance(one, models.JSONField):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(one.value_to_string(row))


def _named(one: Any) -> str:
    return "key" if any(field.name == "key" for field in one.related_model._meta.fields) else "pk"


def plan(reading: Reading, *, options: Options) -> Plan:
    """What a file would change; writes nothing. A column that is missing changes nothing, an empty cell empties."""
    kind = options.kind
    model = revisions.kinds()[kind]
    unknown = [name for name in reading.columns if name not in columns(kind)]
    if unknown or "key" not in reading.columns:
        reason = _("The columns must be the key and facts of this kind. Not known: %(names)s")
        return Plan([Line(1, "refused", kind, reason=reason % {"names": ", ".join(unknown) or "key"})])
    keys = [cells["key"].strip() for _number, cells in reading.rows]
    there = {row.key: row for row in _with_relations(model).filter(key__in=keys)}
    newest = revisions.newest_of(kind, list(there))
    related = _related(model, reading)
    seen: set[str] = set()
    told = []
    for (number, cells), key in zip(reading.rows, keys, strict=True):
        row = there.get(key)
        old = revisions.standing(row, newest[key]) if row and key in newest else {}
        line = _line(model(key=key) if row is None else row, cells, number, related, old)
        if key in seen and key:
            line = Line(number, "refused", kind, key, reason=_("This key stands twice in the file."))
        seen.add(key)
        told.append((line, old, revisions.facts_of(line.row) if line.row else old))
    plans.describe(told)
    return Plan([line for line, _old, _new in told])


def _related(model: Any, reading: Reading) -> dict[str, dict[str, Any]]:
    found = {}
    for name in reading.columns:
        one = model._meta.get_field(name)
        if isinstance(one, models.ForeignKey):
            wanted = {cells[name].strip() for _number, cells in reading.rows} - {""}
            named = _named(one)
            rows = _with_relations(one.related_model).filter(**{f"{named}__in": wanted})
            found[name] = {str(getattr(row, named)): row for row in rows}
    return found


def _line(row: Any, cells: dict[str, str], number: int, related: dict[str, Any], old: dict[str, Any]) -> Line:
    kind = revisions.kind_of(type(row))
    if old:
        revisions.fill(row, old)
    try:
        for name, cell in cells.items():
            if name != "key":
                _put(row, row._meta.get_field(name), cell, related)
        state = plans.state_of(kind, old, revisions.facts_of(row))
        if state != "unchanged":
            row.clean_fields(exclude=["revision", "key"])
            row.clean()
        row.key = row.key or row.fresh_key()
        row._meta.get_field("key").run_validators(row.key)
    except ValidationError as error:
        return Line(number, "refused", kind, row.key, reason=_reason(error))
    return Line(number, state, kind, row.key, str(row), row=row)


def _reason(error: ValidationError) -> str:
    """What is wrong, with the column where one is at fault."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    pairs = [(name, " ".join(found.messages)) for name, one in error.error_dict.items() for found in one]
    return " ".join(words if name == NON_FIELD_ERRORS else f"{name}: {words}" for name, words in pairs)


def _put(row: Any, one: Any, text: str, related: dict[str, Any]) -> None:
    if isinstance(one, models.ForeignKey):
        key = text.strip()
        if key and key not in related[one.name]:
            raise ValidationError(_("%(field)s: there is no “%(key)s”.") % {"field": one.name, "key": key})
        setattr(row, one.name, related[one.name].get(key))
    elif isinstance(one, models.JSONField):
        try:
            setattr(row, one.name, json.loads(text) if text.strip() else one.get_default())
        except ValueError as error:
            raise ValidationError(_("%(field)s: this is no list or table.") % {"field": one.name}) from error
    elif isinstance(one, models.BooleanField):
        given = {"yes": True, "no": False, "": None if one.null else one.get_default()}
        if text.strip().lower() not in given:
            raise ValidationError(_("%(field)s: write yes or no.") % {"field": one.name})
        setattr(row, one.name, given[text.strip().lower()])
    else:
        setattr(row, one.name, one.to_python(text) if text or not one.null else None)


def enter(
    reading: Reading, *, options: Options, by: User, now: datetime, batch: str, progress: Progress = plans.quiet
) -> Plan:
    """Enters what is new and changed, all or nothing; it waits for a second person. Twice is once."""
    return plans.enter(plan(reading, options=options), by=by, now=now, batch=batch, progress=progress)
