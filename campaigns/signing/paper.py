"""Signatures on paper: dated batches, entered by one member, confirmed by a second, and shown apart.

Only their number is kept; the sheets stay with the organisation. They are never added to those confirmed by e-mail.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from actors.accounts.models import User
from campaigns.letters.models import Letter, Version
from campaigns.planning.campaigns import member_of
from campaigns.signing.numbers import PaperBatch, TallyChange, TallyKind
from foundation.history import journal


class OwnBatch(Exception):
    """Whoever entered a batch cannot confirm it: a second member must."""


class NotOpen(Exception):
    """The letter has no approved text yet, or nobody signs it any more."""


def counted(version: Version) -> int:
    """How many signatures on paper stand under a version."""
    return PaperBatch.objects.counting().filter(version=version).aggregate(all=Sum("number"))["all"] or 0


def enter(
    *, letter: Letter, collected_on: date, collector: str, place: str, number: int, scan: str, by: User, now: datetime
) -> PaperBatch:
    """Notes a batch under the current text; it counts once a second member confirmed it. Raises NotAllowed, NotOpen."""
    member = member_of(letter.campaign, by)
    if letter.current is None or not letter.is_open(now):
        raise NotOpen
    facts = {"collected_on": collected_on, "collector": collector, "place": place, "number": number, "scan": scan}
    with transaction.atomic():
        row = PaperBatch.objects.create(version=letter.current, entered_by=member, entered_on=now.date(), **facts)
        row.refresh_from_db(fields=["code"])
        _note(row, "paper.entered", by, now)
    return row


def confirm(*, batch: PaperBatch, by: User, now: datetime) -> None:
    """A second member has counted too. Twice is once. Raises NotAllowed or OwnBatch."""
    member = member_of(batch.version.letter.campaign, by)
    # The person, not the membership.
    if batch.entered_by.user_id == by.pk:
        raise OwnBatch
    with transaction.atomic():
        found = _locked(batch)
        if found.confirmed_by_id is None and found.taken_back_on is None:
            PaperBatch.objects.filter(pk=batch.pk).update(confirmed_by=member, confirmed_on=now.date())
            _change(found, found.number)
            _note(found, "paper.confirmed", by, now)


def take_back(*, batch: PaperBatch, by: User, now: datetime) -> None:
    """The batch counts no more; its row stays. Twice is once. Raises NotAllowed."""
    member = member_of(batch.version.letter.campaign, by)
    with transaction.atomic():
        found = _locked(batch)
        if found.taken_back_on is None:
            PaperBatch.objects.filter(pk=batch.pk).update(taken_back_by=member, taken_back_on=now.date())
            if found.confirmed_by_id:
                _change(found, -found.number)
            _note(found, "paper.taken_back", by, now)


def follow(*, old: Version, new: Version) -> None:
    """Batches go along when their text is corrected, or gets a further language. Twice is once."""
    rows = list(PaperBatch.objects.filter(version=old).select_for_update())
    moved = sum(row.number for row in rows if row.confirmed_by_id and row.taken_back_on is None)
    PaperBatch.objects.filter(pk__in=[row.pk for row in rows]).update(version=new)
    if moved:
        changes = ((old, -moved), (new, moved))
        TallyChange.objects.bulk_create(
            TallyChange(version=version, kind=TallyKind.PAPER, change=change) for version, change in changes
        )


def _locked(batch: PaperBatch) -> PaperBatch:
    """As it is now: a correction may just have taken it along to another text."""
    rows = PaperBatch.objects.select_for_update(of=("self",)).select_related("version__letter__campaign")
    return rows.get(pk=batch.pk)


def _change(batch: PaperBatch, by: int) -> None:
    TallyChange.objects.create(version_id=batch.version_id, kind=TallyKind.PAPER, change=by)


def _note(batch: PaperBatch, deed: str, by: User, now: datetime) -> None:
    letter = batch.version.letter
    subject, detail = ("letter", letter.code), {"number": batch.number}
    journal.write(deed=deed, by=by, subject=subject, scope=letter.campaign.scope, now=now, detail={**detail})
