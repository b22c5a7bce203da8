"""Writes and reads the journal: what staff, admins and the system did.

An entry is written in the transaction of its deed, so that one is never there without the other. It holds
codes, numbers and short words; supporters' own deeds are rows of their own and never stand here.
"""

import json
import re
from datetime import date, datetime, timedelta
from typing import IO, Protocol

from django.db import connection, transaction
from django.db.models import QuerySet

from foundation.history.models import Entry

SYSTEM = "system"
_SAFE = re.compile(r"^[\w .:,/+#@-]{0,200}$")


class Doer(Protocol):
    """Whoever does a deed: has a code."""

    code: str


class NotForTheJournal(ValueError):
    """The detail holds something that is no code, number or short word."""


def write(
    *,
    deed: str,
    by: Doer | None,
    subject: tuple[str, str],
    now: datetime,
    scope: str = "",
    detail: dict[str, str | int | bool | list[str]] | None = None,
) -> Entry:
    """Adds one entry; ``by=None`` is the system itself. Call it inside the deed's ``transaction.atomic``."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A journal entry belongs into its deed's transaction.")
    detail = detail or {}
    for value in detail.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and ("@" in part or not _SAFE.match(part)):
                raise NotForTheJournal(f"{deed}: the journal takes codes and numbers only.")
    return Entry.objects.create(
        at=now,
        actor_kind="user" if by else SYSTEM,
        actor_code=by.code if by else "",
        deed=deed,
        subject_kind=subject[0],
        subject_code=subject[1],
        scope=scope,
        detail=detail,
    )


def about(scope: str) -> QuerySet[Entry]:
    """Entries within one scope (``campaign:<code>``), newest first."""
    return Entry.objects.filter(scope=scope).order_by("-at", "-pk")


def archive_month(*, month: date, out: IO[str], today: date) -> int:
    """Writes one whole past month as JSON lines to ``out``, then takes it out of the table; returns the count.

    The only way out of the journal. The month must have ended a year ago or more.
    """
    first = month.replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    if following.replace(year=following.year + 1) > today:
        raise ValueError("Only months that ended a year ago or more can leave the journal.")
    with transaction.atomic():
        rows = Entry.objects.filter(at__date__gte=first, at__date__lt=following).order_by("at", "pk")
        count = 0
        for row in rows.iterator():
            fields = ("code", "actor_kind", "actor_code", "deed", "subject_kind", "subject_code", "scope", "detail")
            out.write(json.dumps({"at": row.at.isoformat(), **{name: getattr(row, name) for name in fields}}) + "\n")
            count += 1
        out.flush()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Holds until this transaction ends; the trigger lets a DELETE through while it is set.
                cursor.execute("SELECT set_config('undeterred.journal_archiving', 'on', true)")
                rows.delete()
                cursor.execute("SELECT set_config('undeterred.journal_archiving', 'off', true)")
        else:
            rows.delete()
        return count
