"""Legal bases a campaign keeps ready: written once, put into its letters with the citation and a lasting link."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from actors.accounts.models import User
from actors.levers.models import Instrument
from campaigns.letters.approvals import Changed
from campaigns.letters.drafting import check_texts, lock_draft, mark, note, save
from campaigns.letters.drafts import Argument, ArgumentText
from campaigns.letters.editions import PARTS
from campaigns.letters.models import Letter
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.planning.names import NoReason
from foundation.history import journal


class NotChecked(Exception):
    """The instrument, its name or its citation is not checked yet: no letter rests on it."""


class NotOurs(Exception):
    """The argument is another campaign's."""


def is_checked(instrument: Instrument) -> bool:
    """Whether a letter may cite it: public, with name and citation checked by a second person."""
    return instrument.public and all(map(instrument.is_checked, ("name_en", "name_fr", "citation")))


def write(*, campaign: Campaign, instrument: Instrument, texts: dict[str, str], by: User, now: datetime) -> Argument:
    """Keeps an argument ready, a paragraph in each language. The same twice is once.

    Raises NotAllowed, NotChecked, NoReason without any words, or ``drafting.BadText``.
    """
    member = member_of(campaign, by)
    said = {language: " ".join(words.split()) for language, words in texts.items() if words.strip()}
    if not said:
        raise NoReason
    if not is_checked(instrument):
        raise NotChecked
    check_texts({language: {"body": words} for language, words in said.items()})
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        for row in campaign.arguments.filter(instrument=instrument).prefetch_related("texts"):
            if {text.language: text.text for text in row.texts.all()} == said:
                return row
        row = Argument.objects.create(campaign=campaign, instrument=instrument, member=member, at=now)
        row.refresh_from_db(fields=["code"])
        for language, words in said.items():
            ArgumentText.objects.create(argument=row, language=language, text=words)
        _journal("argument.written", row, by, now)
    return row


def drop(*, argument: Argument, by: User, now: datetime) -> None:
    """It is kept ready no more; letters keep the words they took. Raises NotAllowed."""
    member_of(argument.campaign, by)
    with transaction.atomic():
        _journal("argument.dropped", argument, by, now)
        argument.delete()


def paragraph(text: ArgumentText, address: str) -> str:
    """The words with what they rest on: the instrument's name, its citation, and where its row can be read."""
    law = text.argument.instrument
    with translation.override(text.language):
        name = law.name
    return f"{text.text} ({', '.join(part for part in (name, law.citation, address) if part)})"


def insert(
    *, letter: Letter, argument: Argument, addresses: dict[str, str], by: User, now: datetime, seen: str | None = None
) -> list[str]:
    """Puts it at the end of the draft, in each language it has; returns the languages. Twice is once.

    ``addresses`` are those of the instrument's row, by language. Raises NotAllowed, NotOurs, NotChecked, Frozen or
    Changed.
    """
    member_of(letter.campaign, by)
    if argument.campaign_id != letter.campaign_id:
        raise NotOurs
    if not is_checked(argument.instrument):
        raise NotChecked
    with transaction.atomic():
        version = lock_draft(letter)
        if seen is not None and seen != mark(version):
            raise Changed
        bodies = {text.language: text for text in version.translations.all()}
        texts = {}
        for text in argument.texts.select_related("argument__instrument"):
            kept, said = bodies.get(text.language), paragraph(text, addresses.get(text.language, ""))
            words = {name: getattr(kept, name, "") for name in PARTS}
            if said not in words["body"]:
                texts[text.language] = {**words, "body": f"{words['body']}\n\n{said}".strip()}
        if texts:
            save(letter=letter, texts=texts, ask=version.letter.ask, by=by, now=now)
            note("letter.argument_added", letter, by, now, instrument=argument.instrument.key)
    return sorted(texts)


def _journal(deed: str, argument: Argument, by: User, now: datetime) -> None:
    campaign, detail = argument.campaign, {"instrument": argument.instrument.key}
    journal.write(
        deed=deed, by=by, subject=("campaign", campaign.code), scope=campaign.scope, now=now, detail={**detail}
    )
