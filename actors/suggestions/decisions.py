"""A curator decides what becomes of a suggestion: taken up field by field, put beside the row as a dispute, or refused.

Whatever is taken up is a revision that the curator enters, and waits for a second person like any other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import checks, disputes, revisions
from actors.checking.models import Dispute, Origin, Revision
from actors.positions.models import Position
from actors.suggestions import comparing, fields
from actors.suggestions.models import Suggestion
from foundation.history import journal
from foundation.outbox import post

PURPOSE = "suggestions.answer"
MAY_DECIDE = "actors.change_suggestion"
KEEP, ADD, REPLACE = "keep", "add", "replace"
"""What happens to the sources that the row names."""


def accept(
    *,
    suggestion: Suggestion,
    chosen: Iterable[str],
    by: User,
    now: datetime,
    seen: int,
    link: str = KEEP,
    readings: dict[str, Any] | None = None,
    comment: str = "",
    answer: str = "",
) -> Revision:
    """Enters the chosen fields of a correction; ``seen`` is the row's newest revision that the curator looked at.

    ``readings`` are facts that the curator decides, such as the place on the scale. Raises NotAllowed, Settled,
    Superseded, or ``ValidationError``.
    """
    _demand(by, f"actors.change_{suggestion.kind}")
    with transaction.atomic():
        locked = _locked(suggestion)
        found = comparing.compare(locked)
        names = [line.name for line in found.takeable if line.name in set(chosen)]
        if found.row is None:
            raise checks.Superseded
        row = _laid_over(found.row, locked, names, link)
        for name, value in (readings or {}).items():
            setattr(row, name, value)
        made = revisions.propose(
            row=row, by=by, now=now, source=locked.source, comment=comment, origin=Origin.SUGGESTION
        )
        if made is None:
            raise ValidationError(_("Nothing of this would change the row: choose a field, or refuse the suggestion."))
        if made.number != seen + 1:
            raise checks.Superseded
        _settle(locked, "suggestion.accepted", by, now, accepted=names, made=made, answer=answer)
    return made


def accept_statement(
    *,
    suggestion: Suggestion,
    chosen: Iterable[str],
    by: User,
    now: datetime,
    readings: dict[str, Any],
    comment: str = "",
    answer: str = "",
) -> Revision:
    """Enters words that were missing as a position; ``readings`` is what the curator reads in them.

    Raises NotAllowed, Settled, Superseded or ``ValidationError``.
    """
    _demand(by, "actors.add_position")
    with transaction.atomic():
        locked = _locked(suggestion)
        actor, _merged = comparing.row_of(locked)
        if actor is None:
            raise checks.Superseded
        names = [name for name in fields.STATEMENT if name in locked.said and name in {*chosen, *fields.NEEDED}]
        values = {name: fields.read(Position, name, locked.said[name]) for name in names}
        row = Position(actor=actor, actor_as_named=actor.name_en, source=locked.source, confidence="high")
        for name, value in {**values, **readings}.items():
            setattr(row, name, value)
        row.key = _free_key(row)
        made = revisions.propose(
            row=row, by=by, now=now, source=locked.source, comment=comment, origin=Origin.SUGGESTION
        )
        if made is None:
            raise checks.Superseded
        _settle(locked, "suggestion.accepted", by, now, accepted=names, made=made, answer=answer)
    return made


def refuse(*, suggestion: Suggestion, by: User, now: datetime, answer: str, erase: bool = False) -> None:
    """Not taken up, with a reason. ``erase`` takes out what was written, where it must not be kept.

    Raises NotAllowed, Settled, or ``ValidationError`` without a reason.
    """
    _demand(by)
    if not answer.strip():
        raise ValidationError({"answer": _("Say in a sentence why.")})
    with transaction.atomic():
        locked = _locked(suggestion)
        if erase:
            locked.said, locked.comment, locked.source = {}, "", ""
        _settle(locked, "suggestion.refused", by, now, answer=answer)


def dispute(
    *, suggestion: Suggestion, by_whom: str, text: str, hides: bool, by: User, now: datetime, answer: str = ""
) -> Dispute:
    """What somebody concerned says stands beside the row from now on, or hides it.

    Raises NotAllowed, Settled, Superseded when the row is gone, or ``ValidationError``.
    """
    _demand(by)
    with transaction.atomic():
        locked = _locked(suggestion)
        row, _merged = comparing.row_of(locked)
        if row is None:
            raise checks.Superseded
        said = {"by_whom": by_whom, "text": text, "source": locked.source}
        raised_on = locked.received_at.date()
        made = disputes.raise_dispute(row=row, raised_on=raised_on, hides=hides, by=by, now=now, **said)
        _settle(locked, "suggestion.disputed", by, now, dispute=made, answer=answer)
    return made


def _demand(by: User, *more: str) -> None:
    if not by.is_active or not by.has_perms([MAY_DECIDE, *more]):
        raise checks.NotAllowed


def _locked(suggestion: Suggestion) -> Suggestion:
    locked = Suggestion.objects.select_for_update(of=("self",)).select_related("revision").get(pk=suggestion.pk)
    if not locked.is_waiting():
        raise checks.Settled
    return locked


def _laid_over(row: Any, suggestion: Suggestion, names: list[str], link: str) -> Any:
    """The chosen values over what the row says; a field that two people will have read is not unchecked any more."""
    for name in names:
        setattr(row, name, fields.read(type(row), name, suggestion.said[name]))
    row.unchecked = " ".join(name for name in row.unchecked.split() if name not in names)
    if link == REPLACE or not row.source:
        row.source = suggestion.source
    elif link == ADD and suggestion.source not in row.source:
        row.source = f"{row.source}; {suggestion.source}"
    return row


def _free_key(row: Position) -> str:
    """As the data set names positions; keys are never used twice."""
    actor = row.actor.key if row.actor else ""
    start = f"{actor}-{row.on.isoformat()}-{row.coercing_state.key.lower()}"
    taken = set(Position.objects.filter(key__startswith=start).values_list("key", flat=True))
    return next(key for key in (start, *(f"{start}-{n}" for n in range(2, 1000))) if key not in taken)


def _settle(suggestion: Suggestion, deed: str, by: User, now: datetime, **result: Any) -> None:
    """Once: who decided, when, and what; and a mail to whoever asked for one."""
    suggestion.decided_by, suggestion.decided_at = by, now
    for name, value in result.items():
        setattr(suggestion, name, value.strip() if name == "answer" else value)
    suggestion.save()
    detail: dict[str, Any] = {"kind": suggestion.kind, "fields": list(suggestion.accepted)}
    journal.write(deed=deed, by=by, subject=("suggestion", suggestion.code), now=now, detail=detail)
    if suggestion.wants_answer():
        post.queue(purpose=PURPOSE, recipient=("suggestion", suggestion.code), now=now)
