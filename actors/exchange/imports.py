"""A file on its way in: kept, looked through, begun. What enters it is ``entering``; what may be shown is in its rows.

The row is the truth and jobs take it up by its state; a job that dies leaves it to the next one.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import revisions
from actors.exchange import importers, reading
from actors.exchange.models import Import, ImportLine
from actors.exchange.plans import Line, Plan
from foundation.history import journal

State = Import.State
DAYS = 7
"""A file that nobody enters is thrown away after so long, and so is what was shown of any file."""


class NotAllowed(Exception):
    """This person may not add and correct rows of all the kinds of the file."""


class NotNow(Exception):
    """Nothing of it can be entered as it is: it is not looked through, has refused lines, or is gone."""


class Outdated(Exception):
    """What it would do is not what this person was shown."""


def receive(
    *,
    data: bytes,
    name: str,
    importer: str,
    by: User,
    now: datetime,
    encoding: str = "",
    options: dict[str, Any] | None = None,
) -> Import:
    """Keeps a file that can be read. It waits to be looked through; nothing is entered."""
    if not importers.every()[importer].may_be_used_by(by):
        raise NotAllowed
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        row = Import.objects.create(
            name=name[-160:],
            importer=importer,
            options=options or {},
            encoding=encoding,
            language=translation.get_language() or "en",
            data=data,
            size=len(data),
            sha256=digest,
            by=by,
            at=now,
        )
        row.refresh_from_db(fields=["code"])
        said: dict[str, Any] = {"what": importer, "bytes": len(data), "sha256": digest[:16]}
        journal.write(deed="import.received", by=by, subject=("import", row.code), now=now, detail=said)
    return row


def plan_of(row: Import, found: reading.Reading) -> Plan:
    """What the file would do now, in the language of whoever brought it, so that two plans can be compared."""
    with translation.override(row.language):
        return importers.every()[row.importer].plan(found, row.options)


def look_through(*, row: Import, found: reading.Reading, now: datetime) -> None:
    """Keeps what a file would do, line by line, for people to look at."""
    asks = importers.every()[row.importer].questions
    questions = asks(found, row.options) if asks else []
    keep_plan(pk=row.pk, found=plan_of(row, found), now=now, expected=State.UPLOADED, questions=questions)


def keep_plan(
    *, pk: int, found: Plan, now: datetime, expected: str, says: str = "", questions: Sequence[Any] = ()
) -> bool:
    """Puts a plan in place of what was known before; False when the file is not where it was any more."""
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).defer("data").get(pk=pk)
        if row.state != expected:
            return False
        row.lines.all().delete()
        lines = [_line(row, place, line) for place, line in enumerate(found.lines, start=1)]
        ImportLine.objects.bulk_create(lines, batch_size=revisions.BATCH)
        row.state = State.REFUSED if found.of("refused") else State.PLANNED
        row.counts, row.total, row.fingerprint = found.counts(), len(found.wanted()), fingerprint(found)
        row.left_out, row.questions = found.left_out, list(questions)
        row.planned_at, row.says, row.taken_at, row.attempts = now, says, None, 0
        names = [
            "state",
            "counts",
            "total",
            "left_out",
            "questions",
            "fingerprint",
            "planned_at",
            "says",
            "taken_at",
            "attempts",
        ]
        row.save(update_fields=names)
    return True


def _line(row: Import, place: int, line: Line) -> ImportLine:
    return ImportLine(
        of=row,
        position=place,
        number=line.number,
        place=line.place,
        state=line.state,
        kind=line.kind,
        key=line.key,
        label=line.label,
        differences=[[one.field, one.label, one.old, one.new] for one in line.changes],
        reason=line.reason,
        remarks=line.remarks,
    )


def fingerprint(found: Plan) -> str:
    """The same for two plans that would do the same to the same register."""
    digest = hashlib.sha256()
    for line in found.lines:
        facts = revisions.facts_of(line.row) if line.row is not None else {}
        said = [line.number, line.state, line.kind, line.key, [(one.field, one.old, one.new) for one in line.changes]]
        digest.update(json.dumps([*said, facts], sort_keys=True, default=str).encode())
    return digest.hexdigest()


def begin(*, row: Import, shown: str, by: User, now: datetime) -> bool:
    """Says that what was shown shall be entered; a job does it. False when somebody said so already.

    ``shown``: the fingerprint of the preview before this person's eyes. Raises NotAllowed, NotNow or Outdated.
    """
    if not importers.every()[row.importer].may_be_used_by(by):
        raise NotAllowed
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).defer("data").get(pk=row.pk)
        if locked.state in {State.ENTERING, State.ENTERED}:
            return False
        if not is_ready(locked):
            raise NotNow
        if shown != locked.fingerprint:
            raise Outdated
        locked.state, locked.entered_by, locked.started_at = State.ENTERING, by, now
        locked.batch = f"{locked.importer}-{now:%Y-%m-%d}-{locked.code[:8]}"
        locked.taken_at, locked.attempts, locked.says = None, 0, ""
        names = ["state", "entered_by", "started_at", "batch", "taken_at", "attempts", "says"]
        locked.save(update_fields=names)
        said: dict[str, Any] = {"rows": locked.total, "batch": locked.batch}
        journal.write(deed="import.begun", by=by, subject=("import", locked.code), now=now, detail=said)
    return True


def is_ready(row: Import) -> bool:
    """Whether all of it can be entered as it was shown."""
    return row.state == State.PLANNED and row.total > 0


def look_again(*, row: Import, by: User, now: datetime, options: dict[str, Any] | None = None) -> None:
    """Has a file looked through anew that is not being entered and is still kept, if need be with other options.

    Raises NotAllowed or NotNow.
    """
    if not importers.every()[row.importer].may_be_used_by(by):
        raise NotAllowed
    open_states = (State.PLANNED, State.REFUSED, State.FAILED)
    waiting = Import.objects.unfinished().filter(pk=row.pk, state__in=open_states)
    said = row.options if options is None else options
    if not waiting.update(state=State.UPLOADED, options=said, taken_at=None, attempts=0, says=""):
        raise NotNow


def discard(*, row: Import, by: User, now: datetime) -> None:
    """Throws a file away that shall not be entered, with what was shown of it. Raises NotAllowed or NotNow."""
    if not importers.every()[row.importer].may_be_used_by(by):
        raise NotAllowed
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).defer("data").get(pk=row.pk)
        if locked.state == State.ENTERING or locked.state == State.ENTERED:
            raise NotNow
        _forget(Import.objects.filter(pk=row.pk), _("Somebody threw the file away; nothing of it was entered."))
        journal.write(deed="import.discarded", by=by, subject=("import", locked.code), now=now)


def forget_old(*, now: datetime) -> int:
    """Throws away the files that nobody entered in time, and what was shown of all old ones; returns how many."""
    old = Import.objects.filter(at__lt=now - timedelta(days=DAYS)).exclude(state=State.ENTERING)
    ImportLine.objects.filter(of__in=old.filter(state=State.ENTERED)).delete()
    words = _("Nobody entered it within seven days, so the file was thrown away. Bring it again to enter it.")
    return _forget(old.unfinished(), words)


def _forget(found: Any, says: str) -> int:
    pks = list(found.values_list("pk", flat=True))
    ImportLine.objects.filter(of__in=pks).delete()
    return int(Import.objects.filter(pk__in=pks).update(data=None, state=State.FAILED, total=0, says=says))
