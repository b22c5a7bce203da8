"""A letter's way to its readers: written, approved by a second person, open for signing."""

import hashlib
from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from actors.directory.contacts import Contact
from actors.directory.models import Office
from campaigns.letters.models import Approval, FrozenTarget, Letter, Translation, Version
from campaigns.letters.placeholders import check
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import member_of
from foundation.history import journal


class OwnLetter(Exception):
    """The author cannot approve their own letter: a second person must."""


class NothingToApprove(Exception):
    """The letter has no text, or no target."""


class Changed(Exception):
    """The letter is no longer the one that was read."""


class Incomplete(Exception):
    """A language of the campaign is missing."""


def write_version(*, letter: Letter, texts: dict[str, dict[str, str]], by: User, now: datetime) -> Version:
    """A new version with its translations (``{"en": {"asks", "subject", "body"}}``); checks every blank.

    Raises NotAllowed or BadPlaceholder.
    """
    author = member_of(letter.campaign, by)
    with transaction.atomic():
        number = letter.versions.count() + 1
        version = Version.objects.create(letter=letter, number=number, author=author)
        for language, fields in texts.items():
            for part in fields.values():
                check(part)
            Translation.objects.create(version=version, language=language, **fields)
    return version


def address_of(office: Office) -> Contact | None:
    """The mail contact a letter would go to now: the best good one; None when nothing is known."""
    # Read from the office's contacts as a whole, so that a page of many targets can fetch them at once.
    dead = {Contact.State.DEAD, Contact.State.BOUNCING}
    usable = [
        row
        for row in office.contacts.all()
        if row.public and row.channel == Contact.Channel.MAIL and row.state not in dead
    ]
    return min(usable, key=lambda row: (row.state != Contact.State.GOOD, row.pk), default=None)


def digest(address: str) -> str:
    """What we keep of an address to see whether it is still the one approved."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def approve(*, version: Version, by: User, now: datetime, seen: str | None = None) -> Approval:
    """Freezes the version, its targets and their addresses, and opens the letter. Twice is once.

    ``seen`` is the fingerprint of what the person read. Raises NotAllowed, OwnLetter, NothingToApprove, Incomplete, or
    Changed when text or targets are not what was seen.
    """
    letter = version.letter
    member = member_of(letter.campaign, by)
    # The person, not the membership: somebody may be in two organisations, or have come back.
    if by.pk in {letter.author.user_id, version.author.user_id}:
        raise OwnLetter
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        done = Approval.objects.filter(version=locked).first()
        if done is not None:
            return done
        targets = list(letter.targets.select_related("office__actor").order_by("position", "pk"))
        languages = set(version.translations.values_list("language", flat=True))
        if not targets or not languages:
            raise NothingToApprove
        if set(letter.campaign.texts.values_list("language", flat=True)) - languages:
            raise Incomplete
        # Read from the database, not from what the page was made of.
        now_reads = fingerprint(locked)
        if seen is not None and seen != now_reads:
            raise Changed
        locked.fingerprint = version.fingerprint = now_reads
        locked.frozen_at = version.frozen_at = now
        locked.save(update_fields=["fingerprint", "frozen_at"])
        approval = Approval.objects.create(version=locked, member=member, at=now, fingerprint=locked.fingerprint)
        approval.refresh_from_db(fields=["code"])
        for target in targets:
            contact = address_of(target.office)
            FrozenTarget.objects.create(
                approval=approval, target=target, address_digest=digest(contact.value) if contact else ""
            )
        Letter.objects.filter(pk=letter.pk).update(current=locked, opened_at=letter.opened_at or now)
        letter.current, letter.opened_at = locked, letter.opened_at or now
        journal.write(
            deed="letter.approved",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"version": version.number, "fingerprint": locked.fingerprint[:16], "targets": len(targets)},
        )
    return approval
