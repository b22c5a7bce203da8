"""What would move if two rows became one, and what stands in the way."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from actors.checking import revisions
from actors.checking.differences import Change, between
from actors.checking.models import Check, Dispute, Redirect

MERGEABLE = ("person", "office", "occasion")
SAME = {
    "term": ("office_id", "person_id", "from_on", "until_on"),
    "designation": ("person_id", "coercing_state_id", "on"),
    "contact": ("office_id", "term_id", "channel", "value"),
    "look": ("actor_id", "coercing_state_id", "occasion_id", "looked_on"),
}
"""Rows of a kind that agree in these columns say the same: the second is not moved but leads to the first."""


@dataclass
class Move:
    """A row that points at the duplicate and would point at the kept one: by which columns."""

    kind: str
    row: Any
    fields: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(type(self.row)._meta.verbose_name)

    @property
    def names(self) -> list[str]:
        """The columns by which it points, as people read them."""
        fields = {found.attname: found for found in self.row._meta.concrete_fields}
        return [str(fields[name].verbose_name) for name in self.fields]


@dataclass
class Plan:
    """Two rows, what moves from the one to the other, which pairs become one, and why it cannot be (or nothing)."""

    kind: str
    gone: Any = None
    kept: Any = None
    moves: dict[tuple[str, int], Move] = field(default_factory=dict)
    pairs: list[tuple[str, Any, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def moving(self) -> list[Move]:
        return list(self.moves.values())

    @property
    def twins(self) -> list[tuple[str, Any, Any]]:
        """Rows that say what a row of the kept one says already: (label, duplicate, kept)."""
        return [(str(type(gone)._meta.verbose_name), gone, kept) for _kind, gone, kept in self.pairs[1:]]

    @cached_property
    def joined(self) -> dict[str, Any]:
        """Names, spellings and identifiers of the duplicate that the kept one gets beside its own."""
        found: dict[str, Any] = {}
        for name in ("aliases", "names", "identifiers"):
            if not hasattr(self.gone, name):
                continue
            old = getattr(self.kept, name)
            new = self._aliases(old) if name == "aliases" else {**getattr(self.gone, name), **old}
            if new != old:
                found[name] = new
        return found

    def _aliases(self, old: list[str]) -> list[str]:
        own = {getattr(self.kept, name, "") for name in ("name", "title_en", "title_fr", "title_es")}
        more = [getattr(self.gone, name, "") for name in ("name", "title_en", "title_fr", "title_es")]
        seen = {text.casefold() for text in [*old, *own]}
        fresh = []
        for text in [*more, *self.gone.aliases]:
            if text and text.casefold() not in seen:
                seen.add(text.casefold())
                fresh.append(text)
        return [*old, *fresh]

    @property
    def changes(self) -> list[Change]:
        """What changes in the kept row itself."""
        facts = revisions.facts_of(self.kept)
        return between(self.kind, facts, {**facts, **self.joined})

    @property
    def mark(self) -> str:
        """A fingerprint of what was seen: another one means that something changed since."""
        parts = [f"{move.kind}:{move.row.key}:{move.row.revision_id}" for move in self.moving]
        parts += [f"{kind}:{gone.key}>{kept.key}:{kept.revision_id}" for kind, gone, kept in self.pairs]
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]


def plan(kind: str, from_key: str, into_key: str) -> Plan:
    """Looks at everything that points at the duplicate; changes nothing."""
    found = Plan(kind)
    if kind not in MERGEABLE:
        found.problems.append(_("Rows of this kind cannot be merged."))
        return found
    model = revisions.kinds()[kind]
    rows = {row.key: row for row in model._default_manager.select_related().filter(key__in=[from_key, into_key])}
    found.gone, found.kept = rows.get(from_key), rows.get(into_key)
    if found.gone is None or found.kept is None or from_key == into_key:
        found.problems.append(_("Say two rows that exist: the duplicate, and the one that is kept."))
        return found
    _join(found, kind, found.gone, found.kept)
    if found.kept.pending:
        found.problems.append(_("A correction of the kept row waits for a check. Check it first."))
    return found


def _join(found: Plan, kind: str, gone: Any, kept: Any) -> None:
    found.pairs.append((kind, gone, kept))
    keys = [gone.key, kept.key]
    if gone.pending:
        found.problems.append(_("“%(row)s” waits for a check. Check it first.") % {"row": gone})
    if Redirect.objects.filter(kind=kind, old_key__in=keys).exists():
        found.problems.append(_("“%(row)s” was merged before.") % {"row": gone})
    if Dispute.objects.open().filter(kind=kind, key__in=keys).exists():
        found.problems.append(_("“%(row)s” is disputed. Settle the dispute first.") % {"row": gone})
    for relation in type(gone)._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            _take(found, relation, gone, kept)


def _take(found: Plan, relation: Any, gone: Any, kept: Any) -> None:
    model, column = relation.related_model, relation.field
    rows = list(model._default_manager.filter(**{column.name: gone}).select_related().order_by("pk"))
    if not rows:
        return
    if not hasattr(model, "fact_names") or column.attname not in model.fact_names():
        words = _("%(number)d × “%(kind)s” points at the duplicate and cannot be moved. Try the other way round.")
        found.problems.append(words % {"number": len(rows), "kind": model._meta.verbose_name})
        return
    kind = revisions.kind_of(model)
    there = _said(model, kind, column, kept)
    for row in rows:
        twin = there.get(_what(kind, row, column, kept.pk))
        if twin is not None and (twin.public or not row.public):
            _join(found, kind, row, twin)
            continue
        if row.pending:
            found.problems.append(_("“%(row)s” waits for a check. Check it first.") % {"row": row})
        if twin is not None:
            found.problems.append(_("“%(row)s” stands at both, and nobody vouches for the kept one.") % {"row": row})
        move = found.moves.setdefault((kind, row.pk), Move(kind, row))
        move.fields[column.attname] = kept.pk


def _said(model: type[Any], kind: str, column: Any, kept: Any) -> dict[Any, Any]:
    if kind not in SAME:
        return {}
    rows = model._default_manager.filter(**{column.name: kept}).select_related().order_by("-pk")
    return {_what(kind, row, column, kept.pk): row for row in rows}


def _what(kind: str, row: Any, column: Any, pk: int) -> tuple[Any, ...]:
    return tuple(pk if name == column.attname else getattr(row, name) for name in SAME.get(kind, ()))


def is_refused(row: Any) -> bool:
    """Whether somebody looked at the facts it stands on and refused them."""
    return Check.objects.filter(revision=row.revision_id, verdict=Check.Verdict.REFUSED).exists()
