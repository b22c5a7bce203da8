"""Somebody concerned says that a row is wrong (R5): shown beside it, or the row is hidden until two people looked."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import checks, editions, revisions
from actors.checking.models import Check, Dispute, Origin
from foundation.history import journal

MAY_RAISE = "actors.add_dispute"
MAY_ANSWER = "actors.change_dispute"


def raise_dispute(
    *, row: Any, by_whom: str, text: str, raised_on: date, by: User, now: datetime, source: str = "", hides: bool
) -> Dispute:
    """Enters what somebody concerned says; ``hides`` takes the row out of the public's sight at once."""
    _demand(by, MAY_RAISE)
    kind = revisions.kind_of(type(row))
    found = Dispute(kind=kind, key=row.key, by_whom=by_whom, text=text, source=source, raised_on=raised_on)
    found.entered_by, found.entered_at, found.hides = by, now, hides
    found.full_clean(exclude=["code"])
    with transaction.atomic():
        found.hid = hides and _hide(kind, row.key)
        found.save()
        found.refresh_from_db(fields=["code"])
        _told(found, "dispute.raised", by, now)
    return found


def hide(*, dispute: Dispute, by: User, now: datetime) -> None:
    """Takes the disputed row out of the public's sight until the dispute is settled. Twice is once."""
    _demand(by, MAY_ANSWER)
    with transaction.atomic():
        locked = _open(dispute)
        if not locked.hides:
            locked.hides, locked.hid = True, _hide(locked.kind, locked.key)
            locked.save(update_fields=["hides", "hid"])
            _told(locked, "dispute.hidden", by, now)


def propose_outcome(*, dispute: Dispute, outcome: str, by: User, now: datetime) -> None:
    """Says what came of it, as it will be shown; somebody else has to agree before it is settled."""
    _demand(by, MAY_ANSWER)
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say in a sentence what came of it.")})
    with transaction.atomic():
        locked = _open(dispute)
        locked.outcome, locked.settled_by = outcome.strip(), by
        locked.save(update_fields=["outcome", "settled_by"])
        _told(locked, "dispute.answered", by, now)


def settle(*, dispute: Dispute, outcome: str, by: User, now: datetime) -> None:
    """A second person agrees to the outcome they read; a hidden row is public again if it may be.

    Raises NotAllowed, SamePerson, Settled, or Superseded when another outcome was proposed meanwhile.
    """
    _demand(by, checks.MAY_CHECK)
    with transaction.atomic():
        locked = _open(dispute)
        if locked.settled_by_id is None or locked.outcome != outcome.strip():
            raise checks.Superseded
        if locked.settled_by_id == by.pk:
            raise checks.SamePerson
        locked.confirmed_by, locked.settled_at = by, now
        locked.save(update_fields=["confirmed_by", "settled_at"])
        if locked.hides:
            _show(locked.kind, locked.key)
        _told(locked, "dispute.settled", by, now)


def row_of(dispute: Dispute) -> Any:
    """The row it is about; ``None`` when there is no such row any more."""
    model = revisions.kinds().get(dispute.kind)
    return model._default_manager.filter(key=dispute.key).first() if model else None


def _demand(by: User, right: str) -> None:
    if not by.is_active or not by.has_perm(right):
        raise checks.NotAllowed


def _open(dispute: Dispute) -> Dispute:
    locked = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if locked.settled_at is not None:
        raise checks.Settled
    return locked


def _hide(kind: str, key: str) -> bool:
    """Whether it was public until now."""
    rows = revisions.kinds()[kind]._default_manager.filter(key=key, public=True)
    return bool(rows.update(public=False))


def _show(kind: str, key: str) -> None:
    """Back into sight, unless another dispute hides it, or it never was and nobody has checked it since."""
    about = Dispute.objects.filter(kind=kind, key=key)
    if about.open().filter(hides=True).exists():
        return
    rows = revisions.kinds()[kind]._default_manager
    row = rows.select_for_update(of=("self",)).select_related("revision").filter(key=key).first()
    if row is None or not revisions.is_vouched(row.revision):
        return
    checked = Check.objects.filter(revision=row.revision_id).exclude(revision__origin=Origin.MERGE).exists()
    if row.may_be_public() and (checked or about.filter(hid=True).exists()):
        rows.filter(pk=row.pk).update(public=True)


def _told(dispute: Dispute, deed: str, by: User, now: datetime) -> None:
    detail: dict[str, Any] = {"dispute": dispute.code, "hides": dispute.hides}
    journal.write(deed=deed, by=by, subject=(dispute.kind, dispute.key[:80]), now=now, detail=detail)
    editions.bump(now)
