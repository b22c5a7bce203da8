"""What people do with channels beside correcting them: seen again today, bouncing, dead, and the end of a wait (R23).

None of these touches what a contact says; its facts stay those that two people vouch for.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import checks, editions
from actors.directory.contacts import Contact
from foundation.history import journal

MAY_KEEP = "actors.change_contact"


def see(*, contacts: Sequence[Contact], source: str, by: User, now: datetime) -> int:
    """Somebody saw today, at ``source``, that these channels still hold; returns how many.

    Only those that two people vouch for and that do not bounce: the rest is left as it is.
    """
    _demand(by, MAY_KEEP)
    if not source.strip():
        raise ValidationError({"source": _("Say where you saw it.")})
    with transaction.atomic():
        states = [Contact.State.GOOD, Contact.State.UNCHECKED]
        rows = _locked(contacts).filter(public=True, state__in=states)
        found = list(rows)
        seen = {"checked_on": now.date(), "checked_by": by, "checked_source": source.strip(), "state": states[0]}
        Contact.objects.filter(pk__in=[row.pk for row in found]).update(**seen)
        for row in found:
            _told(row, "contact.seen", by, now)
    return len(found)


def mark(*, contacts: Sequence[Contact], state: str, by: User, now: datetime) -> int:
    """Says that these channels bounce or are dead: no letter goes there any more. Returns how many changed."""
    _demand(by, MAY_KEEP)
    if state not in {Contact.State.BOUNCING, Contact.State.DEAD}:
        raise ValueError("A channel becomes good by a check, not by a mark.")
    with transaction.atomic():
        found = list(_locked(contacts).exclude(state=state))
        Contact.objects.filter(pk__in=[row.pk for row in found]).update(state=state)
        for row in found:
            _told(row, f"contact.{state}", by, now)
    return len(found)


def bounced(*, contacts: Sequence[Contact], at_once: bool, now: datetime) -> int:
    """The system counts a mail that came back; from the second on, or ``at_once``, no letter goes there any more.

    Returns how many channels were marked now.
    """
    with transaction.atomic():
        _locked(contacts).update(bounces=models.F("bounces") + 1)
        found = list(_locked(contacts).filter(state__in=[Contact.State.GOOD, Contact.State.UNCHECKED]))
        found = [row for row in found if at_once or row.bounces >= 2]
        Contact.objects.filter(pk__in=[row.pk for row in found]).update(state=Contact.State.BOUNCING)
        for row in found:
            _told(row, "contact.bouncing", None, now)
    return len(found)


def end_wait(*, contact: Contact, by: User, now: datetime) -> None:
    """A third person lets a channel be used before its 24 hours are over: neither who entered nor who checked it.

    Raises NotAllowed, SamePerson, or Settled when it waits no longer. Twice is once.
    """
    _demand(by, checks.MAY_CHECK)
    with transaction.atomic():
        row = _locked([contact]).get()
        if row.usable_from_at is None or row.usable_from_at <= now:
            raise checks.Settled
        if by.pk in whose(row):
            raise checks.SamePerson
        Contact.objects.filter(pk=row.pk).update(usable_from_at=now)
        _told(row, "contact.wait_ended", by, now)
        editions.bump(now)


def whose(contact: Contact) -> set[int]:
    """Who entered and who checked what it says: neither ends its wait."""
    said = contact.revision
    check = getattr(said, "check_row", None)
    return {pk for pk in (said.entered_by_id, check.checked_by_id if check else None) if pk}


def _demand(by: User, right: str) -> None:
    if not by.is_active or not by.has_perm(right):
        raise checks.NotAllowed


def _locked(contacts: Sequence[Contact]) -> "models.QuerySet[Contact]":
    rows = Contact.objects.select_for_update(of=("self",)).select_related("revision__check_row")
    return rows.filter(pk__in=[row.pk for row in contacts]).order_by("pk")


def _told(row: Contact, deed: str, by: User | None, now: datetime) -> None:
    journal.write(deed=deed, by=by, subject=("contact", row.code), now=now)
