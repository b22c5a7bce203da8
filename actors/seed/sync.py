"""Makes rows of the data set and rows of the database agree, without touching what people entered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from actors.checking import revisions
from actors.checking.models import Check, Dispute, Origin, Revision
from actors.directory.provenance import may_be_public
from actors.seed import sheets
from actors.seed.qualified import unchecked_fields
from actors.seed.sheets import Line, Report, Unreadable

BATCH = 400


@dataclass
class Loading:
    """One run: where the files are, their date, the wording that goes with them, and the account."""

    folder: Path
    data_set_on: date
    now: datetime
    report: Report = field(default_factory=Report)
    wording: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def read(self, name: str, *columns: str) -> Iterator[Line]:
        return sheets.read(self.folder, name, *columns)

    def words(self, kind: str, key: str) -> dict[str, str]:
        """Extra wording for one row by field, aliases apart."""
        return {name: text for name, text in self.wording.get((kind, key), []) if name != "alias"}

    def aliases(self, kind: str, key: str) -> list[str]:
        return [text for name, text in self.wording.get((kind, key), []) if name == "alias"]

    def provenance(
        self, line: Line, *, confidence: str | None, grade: str | None = None, on: date | None = None, **more: str
    ) -> dict[str, Any]:
        """The columns of ``Sourced``; ``confidence=None`` for wording that is no claim about anybody."""
        note = more.get("confidence_note", "")
        fields = unchecked_fields(line.file, note)
        public = confidence is None or may_be_public(confidence=confidence, grade=grade, on=on)
        if fields is None:
            public = False
            self.report.held_back.append(
                sheets.Refusal(line.file, line.number, note, "this note is not known: the row is held back")
            )
        return {
            "data_set_on": self.data_set_on,
            "confidence": confidence or "",
            "confidence_note": note,
            "source": more.get("source", ""),
            "source_grade": grade or "",
            "note": more.get("note", ""),
            "unchecked": fields or "",
            "public": public,
        }


Values = dict[str, Any]


def rows(
    lines: Iterable[Line], build: Callable[[Line], tuple[str, Values]], report: Report
) -> Iterator[tuple[Line, str, Values]]:
    """Each line as key and values; a line that cannot be read is refused with its reason."""
    seen: set[str] = set()
    for line in lines:
        try:
            key, values = build(line)
        except Unreadable as error:
            report.refuse(line, next(iter(line.cells.values()), ""), str(error))
            continue
        if not key or key in seen:
            report.refuse(line, key, "this key stands twice in the file." if key else "the key is missing.")
            continue
        seen.add(key)
        yield line, key, values


def sync(
    model: type[models.Model],
    kind: str,
    found: Iterable[tuple[Line, str, Values]],
    report: Report,
    now: datetime,
) -> dict[str, Any]:
    """Adds and changes rows of ``model`` by ``key``; returns every row of the table by key.

    A row without ``data_set_on`` was entered or changed by a person, and stays as it is; so does one that somebody
    has checked or disputes, or of which a correction waits. Each row added or changed gets a revision of the data set,
    in which its facts stand.
    """
    manager = model._default_manager
    existing: dict[str, Any] = {row.key: row for row in manager.all()}  # type: ignore[attr-defined]
    theirs = left_to_people(model, existing.values()) if hasattr(model, "fact_names") else set()
    relations = [item.name for item in model._meta.concrete_fields if item.is_relation]
    fresh, changed, touched = [], [], set()
    for line, key, values in found:
        row = existing.get(key)
        if row is not None and (row.data_set_on is None or key in theirs):
            report.left_to_people[kind] += 1
            continue
        target = row or model(key=key)
        differences = [name for name, value in values.items() if getattr(target, name) != value]
        if row is not None and not differences:
            report.kept[kind] += 1
            continue
        before = {name: getattr(target, name) for name in differences}
        for name in differences:
            setattr(target, name, values[name])
        try:
            target.clean_fields(exclude=[*relations, "pending"])
        except ValidationError as error:
            for name, value in before.items():
                setattr(target, name, value)
            reason = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            report.refuse(line, key, reason)
            continue
        if row is None:
            fresh.append(target)
            existing[key] = target
        else:
            changed.append(target)
            touched.update(differences)
    has_facts = hasattr(model, "fact_names")
    if has_facts:
        give_revisions([*fresh, *changed], now)
    manager.bulk_create(fresh, batch_size=BATCH)
    if changed:
        names = [model._meta.get_field(name.removesuffix("_id")).name for name in touched]
        manager.bulk_update(changed, [*names, "revision"] if has_facts else names, batch_size=BATCH)
    report.added[kind] += len(fresh)
    report.changed[kind] += len(changed)
    return existing


def left_to_people(model: type[Any], rows: Iterable[Any]) -> set[str]:
    """Keys of rows that people have their hands on: what they hide or refuse must not come back with the next load."""
    kind = revisions.kind_of(model)
    checked = Check.objects.filter(revision__kind=kind).values_list("revision__key", flat=True)
    disputed = Dispute.objects.open().filter(kind=kind).values_list("key", flat=True)
    return {row.key for row in rows if row.pending} | set(checked) | set(disputed)


def give_revisions(rows: list[Any], now: datetime) -> None:
    """The packaged data set has nobody who entered it: its revisions say so, and need no second person."""
    if not rows:
        return
    kind = revisions.kind_of(type(rows[0]))
    newest = revisions.newest_of(kind, [row.key for row in rows])
    said = [
        Revision(
            kind=kind,
            key=row.key,
            number=newest[row.key].number + 1 if row.key in newest else 1,
            facts=revisions.facts_of(row),
            origin=Origin.DATA_SET,
            entered_at=now,
        )
        for row in rows
    ]
    Revision.objects.bulk_create(said, batch_size=BATCH)
    for row, revision in zip(rows, said, strict=True):
        row.revision = revision
