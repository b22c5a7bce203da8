"""A letter's way to its readers: written, approved by a second person, open for signing."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from actors.accounts.models import User
from campaigns.letters import addressing, drafts
from campaigns.letters.models import Approval, Edition, FrozenTarget, Letter, Translation, Version
from campaigns.letters.placeholders import check
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import Undecided, undecided
from foundation.history import journal


class OwnLetter(Exception):
    """The author cannot approve their own letter: a second person must."""


class NothingToApprove(Exception):
    """The letter has no text, or no target."""


class Changed(Exception):
    """The letter is no longer the one that was read."""


class Incomplete(Exception):
    """A language of the campaign is missing, or a part of its text."""


class NotInReview(Exception):
    """The draft is still being written, was sent back, or its letter is archived."""


class ToCertify(Exception):
    """A correction or a further language is certified (``corrections.certify``), for its signatures stay."""


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


def what_is_read(version: Version, now: datetime) -> str:
    """Digest of text, offices, their addresses and how they are addressed, as they are now."""
    languages = [text.language for text in version.translations.all()]
    rows = addressing.addressed(version.letter)
    said = [fingerprint(version), *sorted(addressing.mark(target, languages, now) for target, _in_copy in rows)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def approve(*, version: Version, by: User, now: datetime, seen: str | None = None) -> Approval:
    """Freezes the version, its targets, their addresses and how each is addressed, and opens the letter. Twice is once.

    ``seen`` is ``what_is_read`` of the person. Raises NotAllowed, OwnLetter, NotInReview, NothingToApprove, Incomplete,
    ToCertify,
    ``names.Undecided`` when title or text name somebody of the register whom nobody decided to name, or Changed when
    something of it is not what was seen.
    """
    letter = version.letter
    member = member_of(letter.campaign, by)
    # The person, not the membership: somebody may be in two organisations, or have come back.
    if by.pk in drafts.writers(version):
        raise OwnLetter
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        done = Approval.objects.filter(version=locked).first()
        if done is not None:
            return done
        if Edition.objects.filter(version=locked).exclude(kind=Edition.Kind.EDIT).exists():
            raise ToCertify
        # Read anew: somebody may have saved or sent it back between the page and the button.
        if by.pk in drafts.writers(locked):
            raise OwnLetter
        if drafts.stage(locked) != drafts.ReviewStep.Kind.ASKED or locked.letter.archived_at is not None:
            raise NotInReview
        addressed = addressing.addressed(letter)
        texts = list(locked.translations.all())
        languages = [text.language for text in texts]
        if not languages or not any(not in_copy for _target, in_copy in addressed):
            raise NothingToApprove
        if set(letter.campaign.texts.values_list("language", flat=True)) - set(languages):
            raise Incomplete
        if not all(part.strip() for text in texts for part in text.words):
            raise Incomplete
        if persons := undecided(letter.campaign, [words for text in texts for words in text.words]):
            raise Undecided(persons)
        # Read from the database, not from what the page was made of.
        now_reads = fingerprint(locked)
        if seen is not None and seen != what_is_read(locked, now):
            raise Changed
        locked.fingerprint = version.fingerprint = now_reads
        locked.frozen_at = version.frozen_at = now
        locked.save(update_fields=["fingerprint", "frozen_at"])
        approval = Approval.objects.create(version=locked, member=member, at=now, fingerprint=locked.fingerprint)
        approval.refresh_from_db(fields=["code"])
        for target, in_copy in addressed:
            contact = addressing.address_of(target, now)
            FrozenTarget.objects.create(
                approval=approval,
                target=target,
                in_copy=in_copy,
                address_digest=addressing.digest(contact.value) if contact else "",
                words=addressing.words_for(target.office, languages, now),
            )
        # In the database: an embargo set meanwhile keeps the letter closed until its time.
        Letter.objects.filter(pk=letter.pk).update(current=locked, opened_at=Coalesce("opened_at", now))
        letter.refresh_from_db(fields=["current", "opened_at"])
        journal.write(
            deed="letter.approved",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"version": version.number, "fingerprint": locked.fingerprint[:16], "targets": len(addressed)},
        )
    return approval
