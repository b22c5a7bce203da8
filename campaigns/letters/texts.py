"""A letter as it reads: for one office, in one language, without and with its signatories."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import translation as django_translation
from django.utils.functional import cached_property

from actors.directory.models import Office
from campaigns.letters.models import FrozenTarget, LaterTarget, Translation, Version
from campaigns.letters.placeholders import fill
from campaigns.planning.models import Target

GENERAL = {"en": "Excellencies,", "fr": "Excellences,"}
"""How several offices are addressed at once."""

RIGHT_TO_LEFT = {"ar", "he", "fa", "ur"}


@dataclass(frozen=True)
class Text:
    """The words for one office in one language. ``paragraphs`` are plain text, blanks filled."""

    language: str
    office: Office | None
    salutation: str
    subject: str
    paragraphs: list[str]
    title: str = ""
    """Of the office, as the letter says it; of nobody where it is for all."""

    @cached_property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def compose(
    translation: Translation, office: Office | None, *, organisation: str, words: dict[str, str] | None = None
) -> Text:
    """The text for one office; without an office, for everybody it goes to.

    ``words`` are the office's own as they were frozen; without them they are those of the register now.
    """
    language = translation.language
    said = words or (_words_now(office, language) if office else {})
    salutation = said.get("salutation") or GENERAL.get(language, GENERAL["en"])
    values = {
        "office": said.get("title", ""),
        "state": said.get("state", ""),
        "salutation": salutation,
        "organisation": organisation,
    }
    paragraphs = [fill(part.strip(), values) for part in translation.body.split("\n\n") if part.strip()]
    return Text(language, office, salutation, fill(translation.subject, values), paragraphs, said.get("title", ""))


def _words_now(office: Office, language: str) -> dict[str, str]:
    with django_translation.override(language):
        state = office.actor.name
    return {"title": office.title_in(language), "state": state, "salutation": office.salutation_in(language)}


def fingerprint(version: Version) -> str:
    """SHA-256 over the words of every translation and the lists of offices: what is approved, and what is signed."""
    content = {
        "letter": version.letter.code,
        "number": version.number,
        "texts": sorted([text.language, text.asks, text.subject, text.body] for text in version.translations.all()),
        "targets": sorted(target.office.key for target in _targets(version).select_related("office")),
    }
    # A letter without copies reads as it did before there were any.
    if copies := sorted(target.office.key for target in version.letter.copies.select_related("office")):
        content["copies"] = copies
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _targets(version: Version) -> QuerySet[Target]:
    """Those of a draft as they are now; of a frozen text without those that were approved for the letter later."""
    targets = version.letter.targets.all()
    if version.frozen_at is None:
        return targets
    own = FrozenTarget.objects.filter(approval__version=version, later=None).values("target")
    later = LaterTarget.objects.filter(letter=version.letter_id, approved_at__isnull=False).exclude(target__in=own)
    return targets.exclude(pk__in=later.values("target"))
