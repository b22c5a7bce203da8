"""One public row as JSON: the fields that docs/citing.md describes, checked ones only, with sources and history."""

from datetime import date
from typing import Any

from django.utils import timezone

from actors.checking.revisions import kind_of
from campaigns.record import disclosed
from campaigns.record.history import Stood
from campaigns.record.rows import Page

VERSION = 1
"""Goes up when a field changes its meaning or goes away; new fields may come without it."""


def document(page: Page) -> dict[str, Any]:
    row = page.row
    return {
        "version": VERSION,
        "kind": page.kind,
        "key": row.key,
        "url": page.citation.url,
        "title": page.title,
        "language": page.citation.language,
        "as_of": page.on.isoformat(),
        "facts": _facts(row),
        "unchecked": sorted({disclosed.base(name) for name in row.unchecked.split()}),
        "provenance": _provenance(page),
        "disputes": [_dispute(one) for one in row.disputes],
        "history": [_stood(one) for one in page.history],
        "citation": {"text": page.citation.sentence, "csl": page.citation.csl},
    }


def _facts(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in disclosed.names(type(row)):
        field = row._meta.get_field(name.removesuffix("_id"))
        if disclosed.is_open(row, field.name):
            found[field.name] = _value(getattr(row, field.name))
    return found


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "fact_names"):
        return {"kind": kind_of(type(value)), "key": value.key, "title": disclosed.title(value)}
    if hasattr(value, "rank"):
        return {"rank": value.rank, "key": value.key, "title": value.label}
    return value


def _provenance(page: Page) -> dict[str, Any]:
    row, citation = page.row, page.citation
    found: dict[str, Any] = {"sources": [{"label": one.label, "url": one.url} for one in page.sources]}
    for name in disclosed.ORIGIN:
        if name != "source" and disclosed.is_open(row, name):
            found[name] = _value(getattr(row, name))
    found["data_set_on"] = _value(row.data_set_on)
    found["checked_on"] = _value(citation.checked_on)
    found["checked_for"] = citation.checked_for
    found["correction_waits"] = row.pending
    found["publishers"] = list(citation.publishers)
    return found


def _dispute(one: Any) -> dict[str, Any]:
    settled = timezone.localdate(one.settled_at).isoformat() if one.settled_at else None
    said = {"by": one.by_whom, "on": one.raised_on.isoformat(), "text": one.text}
    return {**said, "settled_on": settled, "outcome": one.outcome if settled else ""}


def _stood(one: Stood) -> dict[str, Any]:
    return {
        "since": one.on.isoformat(),
        "origin": one.revision.origin,
        "checked_on": one.checked_on.isoformat() if one.checked_on else None,
        "checked_for": one.check.organisation if one.check else "",
        "changes": [{"field": said.field, "before": said.old, "after": said.new} for said in one.changes],
    }


def name(page: Page) -> str:
    """Of the file, for the browser that saves it."""
    key = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in page.row.key
    )
    return f"undeterred-{page.kind}-{key}.json"
