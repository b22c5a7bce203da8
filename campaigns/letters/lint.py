"""What is still wrong with a draft: what stops it from being put up for review, and what somebody should look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from actors.directory.models import Office
from campaigns.letters import addressing
from campaigns.letters.models import Letter, Translation
from campaigns.letters.placeholders import BadPlaceholder, check, named
from campaigns.planning.models import Target

SUBJECT = 150
"""Letters in a subject: mail programs show no more, and a longer one is a paragraph."""
PAGE = 2_200
"""Letters of the text that one page holds beside letterhead, salutation and signatures; a second holds twice as many
as remain."""
TWO_PAGES = 6_000


@dataclass(frozen=True)
class Finding:
    """One thing in words. ``blocks``: it must be mended first. ``language`` and ``office``: where."""

    words: str
    blocks: bool = False
    language: str = ""
    office: Office | None = None


def lint(letter: Letter, texts: Sequence[Translation], now: datetime) -> list[Finding]:
    """Everything found, what blocks first."""
    wanted = sorted(letter.campaign.texts.values_list("language", flat=True))
    rows = addressing.addressed(letter)
    found = [*_languages(texts, wanted), *_offices(rows, wanted, now)]
    if not any(not in_copy for _target, in_copy in rows):
        found.append(Finding(_("It goes to no office yet."), blocks=True))
    for text in texts:
        found += _words(text)
    return sorted(found, key=lambda one: not one.blocks)


def _languages(texts: Sequence[Translation], wanted: list[str]) -> Iterable[Finding]:
    written = {text.language: text for text in texts}
    for language in wanted:
        if language not in written:
            yield Finding(_("This language of the campaign has no text yet."), blocks=True, language=language)
    parts = {"asks": _("what it asks"), "subject": _("the subject"), "body": _("the text")}
    for language, text in written.items():
        empty = [words for name, words in parts.items() if not getattr(text, name).strip()]
        if empty:
            said = _("Not written yet: %(parts)s.") % {"parts": ", ".join(empty)}
            yield Finding(said, blocks=True, language=language)
    yield from _uneven(texts)


def _uneven(texts: Sequence[Translation]) -> Iterable[Finding]:
    blanks = {text.language: named(f"{text.subject}\n{text.body}") for text in texts}
    for language, own in blanks.items():
        if missing := sorted(set().union(*blanks.values()) - own):
            said = _("Another language names %(blanks)s, this one does not.") % {"blanks": ", ".join(missing)}
            yield Finding(said, language=language)


def _words(text: Translation) -> Iterable[Finding]:
    for words in text.words:
        try:
            check(words)
        except BadPlaceholder as error:
            yield Finding(_("A blank cannot be filled: %(why)s") % {"why": error}, blocks=True, language=text.language)
    if len(text.subject) > SUBJECT:
        said = _("The subject has %(n)s letters; %(most)s is the most.") % {"n": len(text.subject), "most": SUBJECT}
        yield Finding(said, blocks=True, language=text.language)
    if len(text.body) > TWO_PAGES:
        yield Finding(_("The text is longer than two pages: shorten it."), blocks=True, language=text.language)
    elif len(text.body) > PAGE:
        yield Finding(_("The text is longer than one page. One page is read."), language=text.language)


def _offices(rows: list[tuple[Target, bool]], languages: list[str], now: datetime) -> Iterable[Finding]:
    for target, _in_copy in rows:
        office = target.office
        contact = addressing.address_of(target, now)
        if contact is None:
            yield Finding(_("No usable address is known: its letter will be held back."), office=office)
        elif contact.is_stale(now.date()):
            yield Finding(_("Its address was not checked for a long time."), office=office)
        for language in languages:
            if addressing.is_generic(office, language):
                said = _("The register has no checked title of its own in this language: its letter will be held back.")
                yield Finding(said, office=office, language=language)
            if not office.salutation_in(language):
                said = _("The register has no form of address in this language.")
                yield Finding(said, office=office, language=language)
