"""The register out: a sheet of one kind with all its rows, or its public part as Popolo. Each time is journaled."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from actors.accounts.models import User
from actors.checking import revisions
from actors.exchange import popolo, sheets
from actors.exchange.writing import as_csv, as_xlsx
from foundation.history import journal

POPOLO, POPOLO_FULL = "popolo", "popolo-full"
POPOLO_KINDS = {
    POPOLO: ("actor", "office", "person", "term"),
    POPOLO_FULL: ("actor", "office", "person", "term", "contact"),
}
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class NotAllowed(Exception):
    """This person may not see all rows of it."""


def offers() -> dict[str, tuple[str, ...]]:
    """What can be taken out, and in which forms."""
    return {**dict.fromkeys(revisions.kinds(), ("csv", "xlsx")), POPOLO: ("json",), POPOLO_FULL: ("json",)}


def may_be_taken_by(what: str, user: User) -> bool:
    return user.has_perms([f"actors.view_{kind}" for kind in POPOLO_KINDS.get(what, (what,))])


def take_out(*, what: str, form: str, by: User, now: datetime) -> Iterator[bytes]:
    """A whole file in pieces. Raises NotAllowed, or ``writing.TooLong`` for a text that no XLSX can hold."""
    if not may_be_taken_by(what, by):
        raise NotAllowed
    if what in POPOLO_KINDS:
        document = popolo.document(public_only=what == POPOLO)
        found = iter([json.dumps(document, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()])
    elif form == "xlsx":
        found = iter([as_xlsx(what, sheets.columns(what), sheets.rows(what))])
    else:
        found = as_csv(sheets.columns(what), sheets.rows(what))
    said: dict[str, Any] = {"form": form}
    with transaction.atomic():
        journal.write(deed="export.taken", by=by, subject=("export", what), now=now, detail=said)
    return found
