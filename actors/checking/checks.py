"""The second person: confirms what another entered, or refuses it. Until then it is not public."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actors.accounts.models import Member, User
from actors.checking import editions, redirects, revisions
from actors.checking.models import Check, Dispute, Invitation, Origin, Revision
from foundation.history import journal

MAY_CHECK = "actors.check_facts"


class NotAllowed(Exception):
    """This person may not check facts."""


class SamePerson(Exception):
    """Whoever entered a fact cannot vouch for it: a second person must."""


class Settled(Exception):
    """Somebody has checked this already."""


class Superseded(Exception):
    """Something newer was entered since."""


class Impossible(Exception):
    """The facts cannot stand beside those of other rows; the message says which rule they break."""


def confirm(*, revision: Revision, by: User, now: datetime, note: str = "") -> Check:
    """A second person vouches for a revision: from now on its facts are the row's.

    Raises NotAllowed, SamePerson, Settled, Superseded or Impossible; nothing has changed then.
    """
    return confirm_many(revisions=[revision], by=by, now=now, note=note)[0]


def refuse(*, revision: Revision, by: User, now: datetime, note: str = "") -> Check:
    """A second person does not vouch for it: the row stays as it was, or stays out of the public's sight."""
    return _check([revision], Check.Verdict.REFUSED, by, now, note)[0]


def confirm_many(*, revisions: Sequence[Revision], by: User, now: datetime, note: str = "") -> list[Check]:
    """Confirms all of them or none."""
    return _check(list(revisions), Check.Verdict.CONFIRMED, by, now, note)


def confirm_batch(*, batch: str, by: User, now: datetime) -> list[Check]:
    """Confirms everything that was entered together and still waits, or nothing."""
    waiting = revisions.waiting().filter(batch=batch).order_by("pk") if batch else Revision.objects.none()
    return confirm_many(revisions=list(waiting), by=by, now=now)


def answer_invited(
    *, invitation: Invitation, found: Sequence[Revision], verdict: str, now: datetime, note: str = ""
) -> list[Check]:
    """An outside reviewer is the second person, for what they were asked to read and nothing else (R23)."""
    asked = set(invitation.revisions.values_list("pk", flat=True))
    if not found or not invitation.is_open(now) or not {row.pk for row in found} <= asked:
        raise NotAllowed
    return _settle(list(found), verdict, invitation.reviewer, now, note, whose=invitation.affiliation)


def refused(kind: str) -> set[int]:
    """Revisions of a kind that somebody looked at and refused, by their primary keys."""
    found = Check.objects.filter(verdict=Check.Verdict.REFUSED, revision__kind=kind)
    return set(found.values_list("revision_id", flat=True))


def _check(found: list[Revision], verdict: str, by: User, now: datetime, note: str) -> list[Check]:
    if not by.is_active or not by.has_perm(MAY_CHECK):
        raise NotAllowed
    member = Member.objects.filter(user=by).select_related("organisation").order_by("pk").first()
    return _settle(found, verdict, by, now, note, whose=member.organisation.name if member else "")


def _settle(found: list[Revision], verdict: str, by: User, now: datetime, note: str, *, whose: str) -> list[Check]:
    if any(row.entered_by_id == by.pk for row in found):
        raise SamePerson
    by_kind: dict[str, list[Revision]] = defaultdict(list)
    for row in found:
        by_kind[row.kind].append(row)
    done: list[Check] = []
    try:
        with transaction.atomic():
            for kind, mine in sorted(by_kind.items()):
                said = {"verdict": verdict, "checked_by": by, "checked_at": now, "note": note, "organisation": whose}
                done += _check_kind(revisions.kinds()[kind], kind, mine, said)
            _refuse_what_cannot_be()
            for row in found[:1]:
                subject = (row.kind, row.key[:80] if len(found) == 1 else row.batch)
                detail: dict[str, Any] = {"rows": len(found), "number": row.number}
                journal.write(deed=f"register.{verdict}", by=by, subject=subject, now=now, detail=detail)
                editions.bump(now)
    except IntegrityError as error:
        raise Impossible(str(error).splitlines()[0]) from error
    return done


def _refuse_what_cannot_be() -> None:
    # Terms may overlap between two rows of one check; at its end they may not.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _check_kind(model: type[Any], kind: str, found: list[Revision], said: dict[str, Any]) -> list[Check]:
    keys = [one.key for one in found]
    locked = model._default_manager.select_for_update(of=("self",)).filter(key__in=keys).order_by("pk")
    rows = {row.key: row for row in locked}
    newest = revisions.newest_of(kind, keys)
    if Check.objects.filter(revision__in=found).exists():
        raise Settled
    for one in found:
        if newest[one.key].pk != one.pk:
            raise Superseded
        # As it is written down: what the caller holds in its hand may say anything.
        if newest[one.key].entered_by_id == said["checked_by"].pk:
            raise SamePerson
    if len(rows) != len(set(keys)) or redirects.merged(kind, keys):
        raise Superseded
    found = [newest[one.key] for one in found]
    checks = [Check(revision=one, entered_by_id=one.entered_by_id, **said) for one in found]
    Check.objects.bulk_create(checks, batch_size=revisions.BATCH)
    confirmed = said["verdict"] == Check.Verdict.CONFIRMED
    hidden = set(Dispute.objects.open().filter(kind=kind, key__in=keys, hides=True).values_list("key", flat=True))
    other: list[Any] = []
    for one in found:
        row = rows[one.key]
        if confirmed and (row.revision_id != one.pk or revisions.facts_of(row) != one.facts):
            other.append(row)
        row.pending = False
        if confirmed:
            _take(row, one, said, hidden=one.key in hidden)
        elif row.revision_id == one.pk:
            row.public = False
    _keep(model, list(rows.values()), other)
    if confirmed:
        _validate(model, rows)
    return checks


def _keep(model: type[Any], rows: list[Any], other: list[Any]) -> None:
    """Writes the rows. Those that follow the revision say its facts already; ``other`` ones get them now.

    Thousands that were brought together are alike in what is left to write: few statements, not one case for each.
    """
    names = ["pending", "public", "data_set_on", *model.changed_by_check]
    facts = ["revision", *names, *revisions.field_names(model)]
    model._default_manager.bulk_update(other, facts, batch_size=revisions.BATCH)
    written, alike = {row.pk for row in other}, defaultdict[tuple[Any, ...], list[int]](list)
    for row in rows:
        if row.pk not in written:
            alike[tuple(getattr(row, name) for name in names)].append(row.pk)
    for values, pks in alike.items():
        for start in range(0, len(pks), revisions.BATCH):
            part = model._default_manager.filter(pk__in=pks[start : start + revisions.BATCH])
            part.update(**dict(zip(names, values, strict=True)))


def _take(row: Any, one: Revision, said: dict[str, Any], *, hidden: bool) -> None:
    revisions.fill(row, one.facts)
    row.revision = one
    if one.origin != Origin.DATA_SET:
        row.data_set_on = None
    row.take_check(by=said["checked_by"], now=said["checked_at"])
    row.public = not hidden and row.may_be_public()


def _validate(model: type[Any], rows: dict[str, Any]) -> None:
    try:
        model.refuse_conflicts(list(rows.values()))
    except ValidationError as error:
        raise Impossible(" ".join(error.messages)) from error
