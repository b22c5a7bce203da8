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

POPOLO = "popolo"
POPOLO_KINDS = ("actor", "office", "person", "term")
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class NotAllowed(Exception):
    """This person may not see all rows of it."""


def offers() -> dict[str, tuple[str, ...]]:
    """What can be taken out, and in which forms."""
    return {**dict.fromkeys(revisions.kinds(), ("csv", "xlsx")), POPOLO: ("json",)}


def may_be_taken_by(what: str, user: User) -> bool:
    kinds = POPOLO_KINDS if what == POPOLO else (what,)
    return user.has_perms([f"actors.view_{kind}" for kind in kinds])


def take_out(*, what: str, form: str, by: User, now: datetime) -> Iterator[bytes]:
    """A whole file in pieces. Raises NotAllowed, or ``writing.TooLong`` for a text that no XLSX can hold."""
    if not may_be_taken_by(what, by):
        raise NotAllowed
    if what == POPOLO:
        found = iter([json.dumps(popolo.document(), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()])
    elif form == "xlsx":
        found = iter([as_xlsx(what, sheets.columns(what), sheets.rows(what))])
    else:
        found = as_csv(sheets.columns(what), sheets.rows(what))
    said: dict[str, Any] = {"form": form}
    with transaction.atomic():
        journal.write(deed="export.taken", by=by, subject=("export", what), now=now, detail=said)
    return found
