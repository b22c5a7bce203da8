"""Enters facts: every value of every row of the register stands in a revision, which nobody can edit.

What is entered waits for a second person (``checks``). A row nobody vouches for yet follows its newest revision; a
row that is vouched for keeps its facts until a newer revision is confirmed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import User
from actors.checking import editions, redirects
from actors.checking.models import NOBODY, Check, Origin, Revision
from foundation.history import journal

BATCH = 500


class Taken(Exception):
    """A row of this key exists already."""


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def kinds() -> dict[str, type[Any]]:
    """Every kind of row whose facts stand in revisions, by its name."""
    found = apps.get_app_config("actors").get_models()
    return {kind_of(model): model for model in found if hasattr(model, "fact_names")}


def facts_of(row: Any) -> dict[str, Any]:
    """A row's facts as a revision keeps them."""
    said = {name: getattr(row, name) for name in row.fact_names()}
    found: dict[str, Any] = json.loads(json.dumps(said, cls=DjangoJSONEncoder))
    return found


def fill(row: Any, facts: dict[str, Any]) -> None:
    """Puts a revision's facts into a row (unsaved)."""
    for name in row.fact_names():
        if name in facts:
            field = row._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
            value = facts[name]
            if isinstance(field, models.ForeignKey):
                setattr(row, field.attname, value)
            else:
                setattr(row, name, field.to_python(value))


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Fields whose values differ, as (field, old, new), in the order of the new facts."""
    return [(name, old.get(name), value) for name, value in new.items() if old.get(name) != value]


def of(row: Any) -> "models.QuerySet[Revision]":
    """Every revision of a row, newest first."""
    found = Revision.objects.filter(kind=kind_of(type(row)), key=row.key)
    return found.select_related("entered_by", "check_row__checked_by").order_by("-number")


def waiting() -> "models.QuerySet[Revision]":
    """Revisions that wait for a second person: unchecked, and the newest of their row."""
    newer = Revision.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), number__gt=OuterRef("number"))
    return Revision.objects.filter(check_row=None).exclude(origin=Origin.DATA_SET).filter(~Exists(newer))


def is_vouched(revision: Revision) -> bool:
    """Whether its facts may stand: confirmed by a second person, or of the data set and not refused."""
    check = Check.objects.filter(revision=revision).first()
    if check is not None:
        return check.verdict == Check.Verdict.CONFIRMED
    return revision.origin == Origin.DATA_SET


def propose(
    *,
    row: Any,
    by: User,
    now: datetime,
    source: str = "",
    comment: str = "",
    origin: str = Origin.PERSON,
    batch: str = "",
) -> Revision | None:
    """Enters the facts of ``row``, an unsaved row or a changed one; ``None`` when they say nothing new.

    Raises ``ValidationError`` for facts that cannot be, and ``Taken`` when another row has the key.
    """
    row.full_clean(exclude=["revision", "key"], validate_unique=row.pk is None)
    found = propose_many(rows=[row], by=by, now=now, source=source, comment=comment, origin=origin, batch=batch)
    return found[0] if found else None


def propose_many(
    *,
    rows: Sequence[Any],
    by: User,
    now: datetime,
    source: str = "",
    comment: str = "",
    origin: str = Origin.PERSON,
    batch: str = "",
) -> list[Revision]:
    """Enters the facts of many rows of one kind, all or none; returns the revisions of those that say something new."""
    if not rows:
        return []
    if origin in NOBODY:
        raise ValueError("What a person enters has somebody who entered it.")
    said = {"source": source, "comment": comment, "origin": origin, "batch": batch, "entered_by": by}
    relations = [field.name for field in type(rows[0])._meta.concrete_fields if field.is_relation]
    for row in rows:
        row.clean_fields(exclude=["key", *relations])
        row.clean()
        row.key = row.key or row.fresh_key()
    _refuse_missing(rows)
    with transaction.atomic():
        entered = _enter(rows, said, now)
        if entered:
            first = entered[0]
            detail: dict[str, Any] = {"rows": len(entered), "origin": str(origin)}
            subject = (first.kind, first.key[:80] if len(entered) == 1 else batch)
            journal.write(deed="register.entered", by=by, subject=subject, now=now, detail=detail)
            editions.bump(now)
    return entered


def _refuse_missing(rows: Sequence[Any]) -> None:
    """What they point at must be there: one question for each relation, however many rows there are."""
    for field in type(rows[0])._meta.concrete_fields:
        if field.is_relation and field.name != "revision":
            pks = {getattr(row, field.attname) for row in rows}
            there = set(field.related_model._default_manager.filter(pk__in=pks - {None}).values_list("pk", flat=True))
            if pks - {None} - there or (None in pks and not field.null):
                raise ValidationError({field.name: _("This is not in the register.")})


def _enter(rows: Sequence[Any], said: dict[str, Any], now: datetime) -> list[Revision]:
    model = type(rows[0])
    kind = kind_of(model)
    _refuse_merged(model, kind, rows)
    old = _locked(model, [row.pk for row in rows if row.pk])
    newest = newest_of(kind, [row.key for row in rows])
    entered: list[Revision] = []
    changed: list[Any] = []
    for row in rows:
        facts, last = facts_of(row), newest.get(row.key)
        if row.pk and last is not None and facts == standing(old[row.pk], last):
            continue
        number = (last.number if last else 0) + 1
        entered.append(Revision(kind=kind, key=row.key, number=number, facts=facts, entered_at=now, **said))
        changed.append(row)
    Revision.objects.bulk_create(entered, batch_size=BATCH)
    _insert(model, [(row, one) for row, one in zip(changed, entered, strict=True) if row.pk is None])
    _follow(model, [(old[row.pk], one) for row, one in zip(changed, entered, strict=True) if row.pk in old])
    return entered


def _refuse_merged(model: type[Any], kind: str, rows: Sequence[Any]) -> None:
    """Nothing is said of a row that was merged into another, and nothing new points at it."""
    if redirects.merged(kind, [row.key for row in rows]):
        raise ValidationError(_("This row was merged into another one: enter it there."))
    merged = redirects.kinds()
    for field in model._meta.concrete_fields:
        other = field.related_model
        if other is not None and kind_of(other) in merged and field.attname in model.fact_names():
            pks = {getattr(row, field.attname) for row in rows} - {None}
            keys = other._default_manager.filter(pk__in=pks).values_list("key", flat=True)
            if redirects.merged(kind_of(other), keys):
                words = _("This one was merged into another: choose the one that was kept.")
                raise ValidationError({field.name: words})


def standing(row: Any, last: Revision) -> dict[str, Any]:
    """What is said of a row now: by its newest revision that waits, else by its own facts."""
    waits = not hasattr(last, "check_row") and last.origin != Origin.DATA_SET
    return dict(last.facts) if waits else facts_of(row)


def _insert(model: type[Any], pairs: list[tuple[Any, Revision]]) -> None:
    for row, revision in pairs:
        row.revision, row.public, row.pending, row.data_set_on = revision, False, True, None
    try:
        with transaction.atomic():
            model._default_manager.bulk_create([row for row, _revision in pairs], batch_size=BATCH)
    except IntegrityError as error:
        raise Taken(str(error).splitlines()[0]) from error


def _follow(model: type[Any], pairs: list[tuple[Any, Revision]]) -> None:
    """A row nobody vouches for takes the new facts; a vouched one only says that something waits."""
    checked = set(
        Check.objects.filter(
            revision__in=[row.revision_id for row, _one in pairs], verdict=Check.Verdict.CONFIRMED
        ).values_list("revision_id", flat=True)
    )
    refused = set(
        Check.objects.filter(revision__in=[row.revision_id for row, _one in pairs])
        .exclude(verdict=Check.Verdict.CONFIRMED)
        .values_list("revision_id", flat=True)
    )
    loose = []
    for row, revision in pairs:
        of_data_set = row.revision.origin == Origin.DATA_SET and row.revision_id not in refused
        if row.revision_id not in checked and not of_data_set:
            fill(row, revision.facts)
            row.revision, row.data_set_on = revision, None
            loose.append(row)
        row.pending = True
    model._default_manager.filter(pk__in=[row.pk for row, _one in pairs]).update(pending=True)
    if loose:
        names = ["revision", "data_set_on", *field_names(model)]
        model._default_manager.bulk_update(loose, names, batch_size=BATCH)


def field_names(model: type[Any]) -> list[str]:
    """Names of the fact fields, as ``bulk_update`` wants them."""
    return [model._meta.get_field(name).name for name in model.fact_names()]


def newest_of(kind: str, keys: Iterable[str]) -> dict[str, Revision]:
    """The newest revision of each key."""
    tops = Revision.objects.filter(kind=kind, key__in=list(keys)).values("key").annotate(top=Max("number"))
    wanted = Q(pk__in=[])
    found: dict[str, Revision] = {}
    pairs = [(row["key"], row["top"]) for row in tops]
    for start in range(0, len(pairs), 200):
        wanted = Q()
        for key, number in pairs[start : start + 200]:
            wanted |= Q(key=key, number=number)
        for row in Revision.objects.filter(wanted, kind=kind).select_related("check_row"):
            found[row.key] = row
    return found


def _locked(model: type[Any], pks: list[int]) -> dict[int, Any]:
    rows = model._default_manager.select_for_update(of=("self",)).select_related("revision").filter(pk__in=pks)
    return {row.pk: row for row in rows.order_by("pk")}
