"""Writing a letter: begun, written in its languages, sent to offices of the register, until a text is frozen."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from actors.accounts.models import Member, User
from actors.directory.models import Office
from actors.levers.models import Ask
from campaigns.letters.approvals import Changed
from campaigns.letters.copies import Frozen, IsAddressee, add_copy
from campaigns.letters.drafts import Contribution, ReviewStep, may_be_written, stage
from campaigns.letters.editions import PARTS, Texts
from campaigns.letters.models import Letter, Translation, Version
from campaigns.letters.placeholders import BadPlaceholder, check
from campaigns.planning.campaigns import add_target, member_of
from campaigns.planning.models import Campaign
from foundation.history import journal


class KeyTaken(Exception):
    """The campaign has a letter of that name already."""


class NotItsAsk(Exception):
    """None of the letter's offices can be asked for this."""


class InForce(Exception):
    """A text is approved, and people sign it: its offices do not change with a draft of the next."""


class BadText(Exception):
    """A blank is not on the list. ``reason`` says which, ``language`` where."""

    def __init__(self, language: str, reason: str) -> None:
        super().__init__(reason)
        self.language, self.reason = language, reason


def begin(*, campaign: Campaign, key: str, by: User, now: datetime) -> Letter:
    """A letter with an empty draft. Raises NotAllowed or KeyTaken."""
    member = member_of(campaign, by)
    with transaction.atomic():
        # Two who begin at once: the second sees the first's.
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        if campaign.letters.filter(key=key).exists():
            raise KeyTaken
        letter = Letter.objects.create(campaign=campaign, key=key, author=member, position=campaign.letters.count())
        letter.refresh_from_db()
        version = Version.objects.create(letter=letter, number=1, author=member)
        ReviewStep.objects.create(version=version, kind=ReviewStep.Kind.WRITING, member=member, at=now)
        note("letter.begun", letter, by, now, key=key)
    return letter


def mark(version: Version) -> str:
    """Digest of the words as they are now: what somebody who saves has read."""
    words = sorted([text.language, *text.words] for text in version.translations.all())
    said = [version.pk, words, version.letter.ask_id]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def check_texts(texts: Texts) -> None:
    """Raises BadText."""
    for language, fields in texts.items():
        for words in fields.values():
            try:
                check(words)
            except BadPlaceholder as error:
                raise BadText(language, str(error)) from None


def save(*, letter: Letter, texts: Texts, ask: Ask | None, by: User, now: datetime, seen: str | None = None) -> Version:
    """Keeps the words of the draft; a language without any is left out. Who saves cannot approve. What was up for
    review is not any more. Saving the same is nothing.

    ``seen`` is ``mark`` of what was read. Raises NotAllowed, Frozen, BadText, NotItsAsk, or Changed when somebody
    else saved meanwhile.
    """
    member = member_of(letter.campaign, by)
    check_texts(texts)
    with transaction.atomic():
        version = lock_draft(letter)
        if seen is not None and seen != mark(version):
            raise Changed
        if ask is not None and ask.pk != version.letter.ask_id and ask not in asks(letter):
            raise NotItsAsk
        before = mark(version)
        for language, fields in texts.items():
            words = {name: fields.get(name, "").strip() for name in PARTS}
            if any(words.values()):
                Translation.objects.update_or_create(version=version, language=language, defaults=words)
            else:
                version.translations.filter(language=language).delete()
        Letter.objects.filter(pk=letter.pk).update(ask=ask)
        version.letter.ask = letter.ask = ask
        if mark(version) != before:
            _contributed(version, member, now)
            note("letter.written", letter, by, now, version=version.number)
    return version


def asks(letter: Letter) -> list[Ask]:
    """What the register says can be asked of the offices this letter goes to."""
    kinds = letter.targets.values("office__kind")
    return list(Ask.objects.public().filter(office_kinds__in=kinds).distinct().order_by("pk"))


def add_office(*, letter: Letter, office: Office, in_copy: bool, by: User, now: datetime) -> None:
    """The letter goes to this office too, or a copy of it; before a text is approved. Twice is once.

    Raises NotAllowed, Frozen, InForce, IsAddressee for somebody who is the other already, or NotATarget for whom no
    campaign addresses.
    """
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        version = _lock_first_draft(letter)
        if in_copy:
            add_copy(letter=letter, office=office, by=by, now=now)
        elif letter.copies.filter(office=office).exists():
            raise IsAddressee
        elif not letter.targets.filter(office=office).exists():
            place = letter.targets.count()
            letter.targets.add(add_target(campaign=letter.campaign, office=office, position=place))
            note("letter.office_added", letter, by, now, office=office.key)
        _contributed(version, member, now)


def remove_office(*, letter: Letter, office: Office, by: User, now: datetime) -> None:
    """The letter does not go there after all. Twice is once. Raises NotAllowed, Frozen or InForce."""
    member = member_of(letter.campaign, by)
    with transaction.atomic():
        version = _lock_first_draft(letter)
        rows = [*letter.targets.filter(office=office), *letter.copies.filter(office=office)]
        if not rows:
            return
        letter.targets.remove(*rows)
        letter.copies.remove(*rows)
        _contributed(version, member, now)
        note("letter.office_removed", letter, by, now, office=office.key)


def lock_draft(letter: Letter) -> Version:
    """The draft, held so that nobody approves it meanwhile; raises Frozen where there is none."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("letter").order_by("-number")
    version = rows.filter(letter=letter).first()
    if version is None or not may_be_written(version):
        raise Frozen
    return version


def _lock_first_draft(letter: Letter) -> Version:
    """The offices of an approved text are its own while a draft that follows it is written: one is added by two
    people (``later_targets``), and none is taken off."""
    version = lock_draft(letter)
    if version.letter.current_id is not None:
        raise InForce
    return version


def _contributed(version: Version, member: Member, now: datetime) -> None:
    Contribution.objects.get_or_create(version=version, member=member, defaults={"at": now})
    if stage(version) == ReviewStep.Kind.ASKED:
        ReviewStep.objects.create(version=version, kind=ReviewStep.Kind.WRITING, member=member, at=now)


def note(deed: str, letter: Letter, by: User, now: datetime, **detail: str | int) -> None:
    journal.write(
        deed=deed, by=by, subject=("letter", letter.code), scope=letter.campaign.scope, now=now, detail={**detail}
    )
