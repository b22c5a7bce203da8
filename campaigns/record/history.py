"""What a row said in public, and from when: the data set's revisions and the confirmed ones, each with what it changed.

Nobody who entered or checked anything is named. What was refused, what waits and what was never fit for the public is
not read out, nor is any value of a field that is unchecked now or was then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from actors.checking.differences import Change, changes
from actors.checking.models import Check, Origin, Revision
from actors.checking.revisions import fill, kind_of
from actors.directory.provenance import FIRST_HAND_UNTIL
from actors.seed.qualified import NOTES
from campaigns.record.disclosed import NEVER, base, is_open, relations

_KNOWN_NOTES = {"", *(note for notes in NOTES.values() for note in notes)}


@dataclass(frozen=True)
class Stood:
    """What the public read of a row from a moment on, until the next of them."""

    revision: Revision
    check: Check | None
    since: datetime
    changes: list[Change]

    @property
    def on(self) -> date:
        return timezone.localdate(self.since)

    @property
    def checked_on(self) -> date | None:
        return timezone.localdate(self.check.checked_at) if self.check else None

    @property
    def is_of_the_data_set(self) -> bool:
        return self.revision.origin == Origin.DATA_SET

    @property
    def is_merge(self) -> bool:
        """Whether rows were joined and nobody read its source anew."""
        return self.revision.origin == Origin.MERGE


def of(row: Any) -> list[Stood]:
    """Every state of a public row that the public saw, newest first; one query, more where relations changed."""
    kind = kind_of(type(row))
    told = Revision.objects.filter(kind=kind, key=row.key).select_related("check_row").order_by("number")
    seen: list[Revision] = []
    for one in told:
        if _was_public(row, one, bool(seen)):
            seen.append(one)
    closed = {base(name) for name in row.unchecked.split()}
    facts = [_readable(type(row), one.facts, closed) for one in seen]
    _drop_hidden(type(row), facts)
    pairs = [(kind, old, new) for old, new in zip(facts, facts[1:], strict=False)]
    found: list[list[Change]] = [[], *changes(pairs)]
    return [Stood(one, _check(one), _since(one), said) for one, said in zip(seen, found, strict=True)][::-1]


def then(row: Any, stood: Sequence[Stood], on: date) -> Any:
    """The row as the public read it at the end of a day: a copy, or ``None`` when it was not there yet."""
    past = next((one for one in stood if one.on <= on), None)
    if past is None:
        return None
    copy = type(row)(pk=row.pk, key=row.key, public=row.public, revision=past.revision)
    fill(copy, past.revision.facts)
    copy.unchecked = " ".join(dict.fromkeys([*copy.unchecked.split(), *row.unchecked.split()]))
    copy.data_set_on = row.data_set_on if past.revision.pk == row.revision_id else None
    return copy


def _check(one: Revision) -> Check | None:
    found: Check | None = getattr(one, "check_row", None)
    return found


def _since(one: Revision) -> datetime:
    check = _check(one)
    return one.entered_at if check is None or one.origin == Origin.DATA_SET else check.checked_at


def _was_public(row: Any, one: Revision, before: bool) -> bool:
    """Whether the public could ever read it. ``before``: an earlier one was public."""
    check = _check(one)
    if one.pk == row.revision_id:
        return True
    if check is not None and check.verdict == Check.Verdict.REFUSED:
        return False
    copy = type(row)()
    fill(copy, one.facts)
    if not copy.may_be_public():
        return False
    if one.origin == Origin.MERGE:
        return before and check is not None
    return check is not None or (one.origin == Origin.DATA_SET and _was_loaded_as_public(copy))


def _was_loaded_as_public(copy: Any) -> bool:
    """The loader holds back what happened after its first-hand sources end, and notes that it does not know."""
    on = getattr(copy, "on", None)
    return copy.confidence_note in _KNOWN_NOTES and (on is None or on <= FIRST_HAND_UNTIL)


def _readable(model: type[Any], facts: dict[str, Any], closed: set[str]) -> dict[str, Any]:
    """The facts without those the public never sees, those ``closed`` now, and the values that were unchecked then."""
    doubted = {base(name) for name in str(facts.get("unchecked", "")).split()}
    names = [name for name in model.fact_names() if name in facts and name not in NEVER and base(name) not in closed]
    return {name: None if base(name) in doubted else facts[name] for name in names}


def _drop_hidden(model: type[Any], facts: Sequence[dict[str, Any]]) -> None:
    """Takes out relations that changed and lead to rows the public does not see: the difference would name them."""
    for field in relations(model):
        pks = {said.get(field.attname) for said in facts} - {None}
        if len({said.get(field.attname) for said in facts}) < 2:
            continue
        rows = field.related_model._default_manager.filter(pk__in=pks, public=True)
        shown = {other.pk for other in rows if is_open(other, "name") and is_open(other, "title")}
        for said in facts:
            if said.get(field.attname) not in shown:
                said[field.attname] = None
