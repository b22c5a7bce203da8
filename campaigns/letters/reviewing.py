"""A draft on its way to a second person: put up for review, commented, sent back; and a letter's end."""

from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from campaigns.letters.drafting import lock_draft, note
from campaigns.letters.drafts import Remark, ReviewStep, stage
from campaigns.letters.lint import Finding, lint
from campaigns.letters.models import Letter, Version
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import NoReason


class Unfinished(Exception):
    """Something must be mended first. ``findings`` say what."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(one.words for one in findings))
        self.findings = findings


class NotOpen(Exception):
    """The letter was never open for signing: there is nothing to close."""


class StillOpen(Exception):
    """A letter is closed before it is archived."""


def ask(*, letter: Letter, by: User, now: datetime) -> None:
    """Puts the draft up for review. Twice is once. Raises NotAllowed, Frozen, or Unfinished."""
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        version = lock_draft(letter)
        if stage(version) == ReviewStep.Kind.ASKED:
            return
        if blocking := [one for one in lint(letter, list(version.translations.all()), now) if one.blocks]:
            raise Unfinished(blocking)
        ReviewStep.objects.create(version=version, kind=ReviewStep.Kind.ASKED, member=member, at=now)
        note("letter.review_asked", letter, by, now, version=version.number)


def send_back(*, letter: Letter, by: User, now: datetime, why: str) -> None:
    """Asks for changes: until it is put up again, nobody can approve it. Twice is once.

    Raises NotAllowed, Frozen, or NoReason.
    """
    member = member_of(letter.campaign, by)
    if not why.strip():
        raise NoReason
    with transaction.atomic():
        version = lock_draft(letter)
        if stage(version) == ReviewStep.Kind.ASKED:
            changes = ReviewStep.Kind.CHANGES
            ReviewStep.objects.create(version=version, kind=changes, member=member, at=now, why=why.strip())
            note("letter.changes_asked", letter, by, now, version=version.number)


def comment(*, version: Version, by: User, now: datetime, words: str) -> Remark:
    """Says something of a version. The same of the same person again is once. Raises NotAllowed or NoReason."""
    member = member_of(version.letter.campaign, by)
    if not words.strip():
        raise NoReason
    with transaction.atomic():
        Version.objects.select_for_update().get(pk=version.pk)
        open_ones = version.remarks.filter(member=member, words=words.strip(), resolved_at=None)
        row = open_ones.first()
        if row is None:
            row = Remark.objects.create(version=version, member=member, at=now, words=words.strip())
            row.refresh_from_db(fields=["code"])
    return row


def settle(*, comment: Remark, by: User, now: datetime) -> None:
    """What was said is dealt with. Twice is once. Raises NotAllowed."""
    member = member_of(comment.version.letter.campaign, by)
    Remark.objects.filter(pk=comment.pk, resolved_at=None).update(resolved_by=member, resolved_at=now)


def close(*, letter: Letter, by: User, now: datetime) -> None:
    """Nobody can sign it any more; it can still be delivered. Twice is once. Raises NotAllowed or NotOpen."""
    member_of(letter.campaign, by)
    with transaction.atomic():
        locked = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if locked.opened_at is None:
            raise NotOpen
        if locked.closed_at is None:
            Letter.objects.filter(pk=letter.pk).update(closed_at=now)
            letter.closed_at = now
            note("letter.closed", letter, by, now)


def archive(*, letter: Letter, by: User, now: datetime) -> None:
    """Its work is done: neither written, approved nor delivered any more. Twice is once.

    A draft that was never open can be archived as it is. Raises NotAllowed or StillOpen.
    """
    member_of(letter.campaign, by)
    with transaction.atomic():
        locked = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if locked.opened_at is not None and locked.closed_at is None:
            raise StillOpen
        if locked.archived_at is None:
            Letter.objects.filter(pk=letter.pk).update(archived_at=now)
            letter.archived_at = now
            note("letter.archived", letter, by, now)
