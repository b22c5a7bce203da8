"""What differs between two states of a row, in words: labels instead of columns, names instead of ids."""

import difflib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actors.checking import revisions
from actors.checking.models import Revision

LONG = 60
MOST_WORDS = 1500

Facts = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One fact before and after, as people read it."""

    field: str
    label: str
    old: str
    new: str

    @property
    def words(self) -> list[tuple[str, str]]:
        """A long text word by word: pieces marked ``same``, ``del`` or ``ins``; empty for short values."""
        if not self.old or not self.new or max(len(self.old), len(self.new)) < LONG:
            return []
        old, new = (re.findall(r"\s+|\S+", text) for text in (self.old, self.new))
        if max(len(old), len(new)) > MOST_WORDS:
            return []
        found: list[tuple[str, str]] = []
        for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append(("same", "".join(old[a:b])))
            else:
                found += [(mark, "".join(part)) for mark, part in (("del", old[a:b]), ("ins", new[c:d])) if part]
        return found


def changes(pairs: Sequence[tuple[str, Facts, Facts]]) -> list[list[Change]]:
    """For each (kind, facts before, facts after) what differs: a row's own facts first, then where they come from.

    The number of queries is that of the kinds of rows that are named, however many pairs there are.
    """
    kinds = revisions.kinds()
    shared = set.intersection(*(set(model.fact_names()) for model in kinds.values()))
    found = [
        (kinds[kind], sorted(revisions.difference(old, new), key=lambda change: change[0] in shared))
        for kind, old, new in pairs
    ]
    names = _names(found)
    return [
        [change for name, old, new in differences if (change := _change(_field(model, name), old, new, names))]
        for model, differences in found
    ]


def between(kind: str, old: Facts, new: Facts) -> list[Change]:
    """What differs between two states of one row."""
    return changes([(kind, old, new)])[0]


def with_previous(found: Sequence[Revision]) -> list[list[Change]]:
    """For each revision what it changed: against the one before it, or against nothing."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in found:
        wanted[one.kind].add(one.key)
    before: dict[tuple[str, str], dict[int, Facts]] = defaultdict(dict)
    for kind, keys in wanted.items():
        rows = Revision.objects.filter(kind=kind, key__in=keys).only("kind", "key", "number", "facts")
        for row in rows.iterator(chunk_size=500):
            before[row.kind, row.key][row.number] = row.facts
    return changes([(one.kind, before[one.kind, one.key].get(one.number - 1, {}), one.facts) for one in found])


def against_rows(found: Sequence[Revision], rows: dict[tuple[str, str], Any]) -> list[list[Change]]:
    """For each revision how it differs from what its row says now; a row that follows it differs from nothing."""
    pairs = []
    for one in found:
        row = rows.get((one.kind, one.key))
        stands = {} if row is None or row.revision_id == one.pk else revisions.facts_of(row)
        pairs.append((one.kind, stands, one.facts))
    return changes(pairs)


def rows_of(found: Sequence[Revision]) -> dict[tuple[str, str], Any]:
    """The rows that revisions are about, by kind and key: one query for each kind."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in found:
        wanted[one.kind].add(one.key)
    kinds = revisions.kinds()
    return {
        (kind, row.key): row
        for kind, keys in sorted(wanted.items())
        for row in kinds[kind]._default_manager.select_related().filter(key__in=keys)
    }


def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _names(found: list[tuple[type[Any], list[tuple[str, Any, Any]]]]) -> dict[type[Any], dict[Any, str]]:
    wanted: dict[type[Any], set[Any]] = defaultdict(set)
    for model, differences in found:
        for name, old, new in differences:
            field = _field(model, name)
            if field.is_relation:
                wanted[field.related_model] |= {old, new} - {None, ""}
    return {
        model: {row.pk: str(row) for row in model._default_manager.select_related().filter(pk__in=pks)}
        for model, pks in wanted.items()
        if pks
    }


def _change(field: Any, old: Any, new: Any, names: dict[type[Any], dict[Any, str]]) -> Change | None:
    """``None`` where both read the same: nothing said, in one way and another."""
    before, after = _read(field, old, names), _read(field, new, names)
    return Change(field.name, str(field.verbose_name), before, after) if before != after else None


def _read(field: Any, value: Any, names: dict[type[Any], dict[Any, str]]) -> str:
    if value is None and isinstance(field, models.BooleanField):
        return _("not read")
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if field.is_relation:
        return names[field.related_model].get(value, f"#{value}")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value), "j F Y")
    if isinstance(value, dict):
        return "\n".join(f"{name}: {text}" for name, text in value.items())
    return "\n".join(str(part) for part in value) if isinstance(value, list) else str(value)
