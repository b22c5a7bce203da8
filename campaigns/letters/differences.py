"""What one version says otherwise than another: by language, paragraph and word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from campaigns.letters.models import Translation, Version
from campaigns.letters.texts import RIGHT_TO_LEFT

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_MOST = 2000
"""A longer paragraph is shown as a whole, old beside new: comparing word by word would take too long."""

Runs = list[tuple[str, str]]
"""Pieces of text in order: ``("", both)``, ``("del", only old)``, ``("ins", only new)``."""


@dataclass(frozen=True)
class Passage:
    """One paragraph, or the number of paragraphs left out because nothing changed in them."""

    runs: Runs
    same: int = 0


@dataclass(frozen=True)
class Difference:
    """What differs in one language. ``is_new``: the older version has it not."""

    language: str
    is_new: bool
    asks: Runs
    subject: Runs
    passages: list[Passage]

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def has_asks(self) -> bool:
        return any(mark for mark, _text in self.asks)

    @property
    def has_subject(self) -> bool:
        return any(mark for mark, _text in self.subject)

    @property
    def is_empty(self) -> bool:
        return not (self.has_asks or self.has_subject or any(passage.runs for passage in self.passages))


def between(old: Version, new: Version) -> list[Difference]:
    """What differs, in each language where something does. Reads ``translations.all()`` of both."""
    before = {text.language: text for text in old.translations.all()}
    after = {text.language: text for text in new.translations.all()}
    found = [_of(language, before.get(language), after.get(language)) for language in sorted({*before, *after})]
    return [one for one in found if not one.is_empty]


def shown(found: list[Difference], language: str) -> list[Difference]:
    """In the reader's language where it differs there, else in every language."""
    return [one for one in found if one.language == language] or found


def _of(language: str, old: Translation | None, new: Translation | None) -> Difference:
    was, now = (old.words if old else ("", "", "")), (new.words if new else ("", "", ""))
    passages = list(_passages(_paragraphs(was[2]), _paragraphs(now[2])))
    return Difference(language, old is None, words(was[0], now[0]), words(was[1], now[1]), passages)


def _paragraphs(body: str) -> list[str]:
    return [part.strip() for part in body.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _passages(old: list[str], new: list[str]) -> Iterator[Passage]:
    for verb, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield Passage([], end - start)
            continue
        was, now = old[start:end], new[from_:to]
        for place in range(max(len(was), len(now))):
            yield Passage(words("".join(was[place : place + 1]), "".join(now[place : place + 1])))


def words(old: str, new: str) -> Runs:
    """One text beside another, word by word."""
    if old == new:
        return [("", old)] if old else []
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    if len(was) > _MOST or len(now) > _MOST:
        return [run for run in (("del", old), ("ins", new)) if run[1]]
    runs: Runs = []
    for verb, start, end, from_, to in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if verb == "equal":
            runs.append(("", "".join(was[start:end])))
            continue
        runs += [run for run in (("del", "".join(was[start:end])), ("ins", "".join(now[from_:to]))) if run[1]]
    return runs
