"""Offices in copy: named in the letter, and each sent a copy of it (R19)."""

from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from actors.directory.models import Office
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import add_target, member_of
from campaigns.planning.models import Naming, Target
from foundation.history import journal


class Frozen(Exception):
    """The newest text is approved, and its list of offices with it: write a new version first."""


class IsAddressee(Exception):
    """The letter goes to this office already."""


def add_copy(*, letter: Letter, office: Office, by: User, now: datetime) -> Target:
    """Puts an office in copy: it gets the number, and no names. Twice is once.

    Raises NotAllowed, Frozen, IsAddressee, or NotATarget for whom no campaign addresses.
    """
    member_of(letter.campaign, by)
    with transaction.atomic():
        newest = letter.versions.order_by("-number").first()
        if newest is not None and newest.frozen_at is not None:
            raise Frozen
        if letter.targets.filter(office=office).exists():
            raise IsAddressee
        target = add_target(campaign=letter.campaign, office=office, naming=Naming.COUNT_ONLY)
        if not letter.copies.filter(pk=target.pk).exists():
            letter.copies.add(target)
            journal.write(
                deed="letter.copy_added",
                by=by,
                subject=("letter", letter.code),
                scope=letter.campaign.scope,
                now=now,
                detail={"office": office.key},
            )
    return target
