"""Enters a file that was looked through: all of it or nothing, once, whoever dies on the way.

Whoever works holds the file's row until the end, so that nobody else enters it meanwhile; a process that is killed
lets it go. On SQLite, the one writer there is does the same. ``taken_at`` only keeps others from trying too soon.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from actors.checking import revisions
from actors.exchange import imports, plans, reading
from actors.exchange.hints import Progress
from actors.exchange.models import Import
from foundation.history import journal

State = Import.State
PATIENCE = timedelta(seconds=90)
"""After so long without an end, somebody else looks whether whoever took a file up is still at it."""
MOST_ATTEMPTS = 3
log = logging.getLogger("undeterred.imports")


class _Differs(Exception):
    """The register has changed since the preview; carries what the file would do now."""

    def __init__(self, found: plans.Plan) -> None:
        super().__init__()
        self.found = found


def sweep(*, now: datetime) -> int:
    """Looks files through and enters them, as far as they wait for that; returns how many came further."""
    due = Import.objects.filter(_due(now)).order_by("pk").values_list("pk", flat=True)
    return sum(work(pk=pk, now=now) for pk in list(due))


def work(*, pk: int, now: datetime) -> bool:
    """Does what a file waits for. False when there is nothing to do, or somebody is at it."""
    row = _take(pk, now)
    if row is None:
        return False
    with translation.override(row.language):
        if row.attempts > MOST_ATTEMPTS:
            _fail(
                row, _("It was interrupted three times, and nothing was entered. Look through it again, or split it.")
            )
            return True
        try:
            found = reading.read(bytes(row.data or b""), encoding=row.encoding)
            if row.state == State.UPLOADED:
                imports.look_through(row=row, found=found, now=now)
                return True
            return _enter(row, found, now)
        except reading.Refused as error:
            _fail(row, str(error))
        except OperationalError as error:
            # Somebody else is writing, or the database went away: the next sweep tries again.
            log.warning("an import could not go on", extra={"code": row.code, "reason": type(error).__name__})
            return False
        except (plans.Refuses, revisions.Taken, ValidationError, DatabaseError) as error:
            _refused(row, found, error, now)
    return True


def _due(now: datetime) -> Q:
    at_work = Q(state__in=(State.UPLOADED, State.ENTERING), data__isnull=False)
    return at_work & (Q(taken_at=None) | Q(taken_at__lt=now - PATIENCE))


def _take(pk: int, now: datetime) -> Import | None:
    """The file, marked as taken up; ``None`` when somebody holds it or it waits for nothing."""
    with transaction.atomic():
        found = Import.objects.select_for_update(skip_locked=True, of=("self",)).filter(_due(now), pk=pk)
        row = found.select_related("entered_by").first()
        if row is not None:
            row.taken_at, row.attempts = now, row.attempts + 1
            row.save(update_fields=["taken_at", "attempts"])
    return row


def _enter(row: Import, found: reading.Reading, now: datetime) -> bool:
    try:
        with transaction.atomic():
            held = Import.objects.select_for_update(skip_locked=True, of=("self",)).defer("data")
            if held.filter(pk=row.pk, state=State.ENTERING).first() is None:
                return False
            plan = imports.plan_of(row, found)
            if imports.fingerprint(plan) != row.fingerprint:
                raise _Differs(plan)
            assert row.entered_by is not None
            source, progress = str(row.options.get("source") or ""), Progress(row.code)
            plans.enter(plan, by=row.entered_by, now=now, batch=row.batch, progress=progress, source=source)
            said: dict[str, Any] = {"rows": row.total, "batch": row.batch}
            journal.write(deed="import.entered", by=row.entered_by, subject=("import", row.code), now=now, detail=said)
            Import.objects.filter(pk=row.pk).update(state=State.ENTERED, entered_at=now, data=None, taken_at=None)
    except _Differs as differs:
        says = _("The register has changed since this was shown. Nothing was entered; this is what it would do now.")
        return imports.keep_plan(pk=row.pk, found=differs.found, now=now, expected=State.ENTERING, says=says)
    return True


def _fail(row: Import, says: str) -> None:
    waiting = Import.objects.filter(pk=row.pk, state=row.state)
    waiting.update(state=State.FAILED, says=says, taken_at=None)


def _refused(row: Import, found: reading.Reading, error: Exception, now: datetime) -> None:
    """The database let it not pass: finds the lines that it will not have, else says so of the whole file."""
    plan = imports.plan_of(row, found)
    for line in plan.wanted():
        line.reason = _what_the_register_says(line.row)
        line.state = "refused" if line.reason else line.state
    if plan.of("refused"):
        says = _("Nothing was entered: the register does not take all lines.")
        imports.keep_plan(pk=row.pk, found=plan, now=now, expected=row.state, says=says)
        return
    # Never the database's own words: they hold values, and help nobody.
    other = _("Two lines, or a line and a row that is there, say the same, or what cannot be.")
    reason = " ".join(error.messages) if isinstance(error, ValidationError) else other
    _fail(row, _("Nothing was entered. %(reason)s") % {"reason": reason})


def _what_the_register_says(one: Any) -> str:
    try:
        one.validate_unique()
        one.validate_constraints(exclude={"revision"})
    except ValidationError as error:
        return " ".join(error.messages)
    except ValueError:
        # It points at a row that is as new as itself, so nothing stands beside it yet.
        return ""
    return ""
