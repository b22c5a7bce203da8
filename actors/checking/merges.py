"""Merges duplicates: one person proposes, another does it. What pointed at the duplicate then points at the kept row.

Nothing is deleted: every row that moves gets a revision, and the duplicate's address leads to the kept row for ever.
Only where a row points is checked by this: what was not public before a merge is not public after it.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actors.accounts.models import User
from actors.checking import checks, editions, redirects, revisions
from actors.checking.merge_plans import Plan, is_refused, plan
from actors.checking.models import Check, Merge, Origin
from foundation.history import journal

MAY_PROPOSE = "actors.add_merge"


class Waits(Exception):
    """A merge of this duplicate is proposed already."""


def propose(*, kind: str, from_key: str, into_key: str, reason: str, by: User, now: datetime) -> Merge:
    """Says that two rows are one; nothing moves before somebody else agrees.

    Raises NotAllowed, Waits, or Impossible with the reasons of the plan.
    """
    if not by.is_active or not by.has_perm(MAY_PROPOSE):
        raise checks.NotAllowed
    _demand(plan(kind, from_key, into_key))
    row = Merge(kind=kind, from_key=from_key, into_key=into_key, reason=reason, proposed_by=by, proposed_at=now)
    row.clean_fields(exclude=["code"])
    try:
        with transaction.atomic():
            row.save()
            row.refresh_from_db(fields=["code"])
            _told(row, "merge.proposed", by, now)
    except IntegrityError as error:
        raise Waits from error
    return row


def confirm(*, merge: Merge, mark: str, by: User, now: datetime) -> Merge:
    """A second person agrees with what they saw (``mark`` of its plan), and everything moves, or nothing.

    Raises NotAllowed, SamePerson, Settled, Superseded when something changed since, or Impossible.
    """
    try:
        with transaction.atomic():
            locked = _locked(merge, by)
            _hold(plan(locked.kind, locked.from_key, locked.into_key))
            found = plan(locked.kind, locked.from_key, locked.into_key)
            _demand(found)
            if found.mark != mark:
                raise checks.Superseded
            _settle(locked, Check.Verdict.CONFIRMED, by, now, moved=len(found.moves))
            _move(found, locked, by, now)
            for kind, gone, kept in found.pairs:
                rows = type(gone)._default_manager.filter(pk=gone.pk)
                # No data set brings it back: it belongs to the people who merged it.
                rows.update(public=False, pending=False, data_set_on=None)
                redirects.add(kind, gone.key, kept.key)
            editions.bump(now)
    except ValidationError as error:
        raise checks.Impossible(" ".join(error.messages)) from error
    return locked


def refuse(*, merge: Merge, by: User, now: datetime) -> Merge:
    """They are two: nothing moves. Whoever proposed it may not say so; anybody else who may check can."""
    with transaction.atomic():
        locked = _locked(merge, by)
        _settle(locked, Check.Verdict.REFUSED, by, now, moved=0)
    return locked


def _locked(merge: Merge, by: User) -> Merge:
    if not by.is_active or not by.has_perm(checks.MAY_CHECK):
        raise checks.NotAllowed
    locked = Merge.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=merge.pk)
    if locked.verdict:
        raise checks.Settled
    if locked.proposed_by_id == by.pk:
        raise checks.SamePerson
    return locked


def _settle(merge: Merge, verdict: str, by: User, now: datetime, *, moved: int) -> None:
    merge.verdict, merge.checked_by, merge.checked_at, merge.moved = verdict, by, now, moved
    merge.save(update_fields=["verdict", "checked_by", "checked_at", "moved"])
    _told(merge, f"merge.{verdict}", by, now)


def _hold(found: Plan) -> None:
    """Locks every row it is about: what is planned after this stays as it is until the end."""
    rows: dict[type[Any], set[int]] = defaultdict(set)
    for move in found.moving:
        rows[type(move.row)].add(move.row.pk)
    for _kind, gone, kept in found.pairs:
        rows[type(gone)] |= {gone.pk, kept.pk}
    for model, pks in sorted(rows.items(), key=lambda item: revisions.kind_of(item[0])):
        list(model._default_manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def _demand(found: Plan) -> None:
    if found.problems:
        raise checks.Impossible(" ".join(found.problems))


def _move(found: Plan, merge: Merge, by: User, now: datetime) -> None:
    changed: dict[str, list[Any]] = defaultdict(list)
    for move in found.moving:
        for name, pk in move.fields.items():
            setattr(move.row, name, pk)
        changed[move.kind].append(move.row)
    if found.joined:
        for name, value in found.joined.items():
            setattr(found.kept, name, value)
        changed[found.kind].append(found.kept)
    for _kind, rows in sorted(changed.items()):
        refused = [row for row in rows if is_refused(row)]
        _revise([row for row in rows if row not in refused], merge, by, now, Check.Verdict.CONFIRMED)
        _revise(refused, merge, by, now, Check.Verdict.REFUSED)


def _revise(rows: list[Any], merge: Merge, by: User, now: datetime, verdict: str) -> None:
    if not rows:
        return
    model = type(rows[0])
    before = {row.pk: row for row in model._default_manager.filter(pk__in=[row.pk for row in rows])}
    entered = revisions.propose_many(
        rows=rows,
        by=merge.proposed_by,
        now=now,
        comment=merge.reason,
        origin=Origin.MERGE,
        batch=f"merge-{merge.code[:20]}",
    )
    note = f"{merge.from_key} → {merge.into_key}"
    if verdict == Check.Verdict.REFUSED:
        for one in entered:
            checks.refuse(revision=one, by=by, now=now, note=note)
        return
    checks.confirm_many(revisions=entered, by=by, now=now, note=note)
    for row in model._default_manager.filter(pk__in=list(before)):
        _restore(row, before[row.pk])


def _restore(row: Any, before: Any) -> None:
    """Nobody has read its source anew: what a check says beside the facts stays as it was."""
    kept = {"public": row.public and before.public}
    for name in row.changed_by_check:
        if name != "one_seat":  # follows from the office it has now
            kept[name] = getattr(before, name)
    if "usable_from_at" in kept:
        waits = [moment for moment in (row.usable_from_at, before.usable_from_at) if moment]
        kept["usable_from_at"] = max(waits, default=None)
    type(row)._default_manager.filter(pk=row.pk).update(**kept)


def _told(merge: Merge, deed: str, by: User, now: datetime) -> None:
    detail: dict[str, Any] = {"merge": merge.code, "moved": merge.moved}
    journal.write(deed=deed, by=by, subject=(merge.kind, merge.from_key[:80]), now=now, detail=detail)
