"""The part of a text in which words were found, with those words told apart."""

import unicodedata
from typing import NamedTuple

from actors.search import folding

WIDTH = 320
"""Characters that are shown of a long text."""
BEFORE = 90
"""How many of them stand before the first word found."""


class Part(NamedTuple):
    text: str
    is_hit: bool


def cut(text: str, words: tuple[str, ...]) -> list[Part]:
    """The text, or the stretch around the first hit with “…” where something is left out."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    hits = _hits(text, words)
    start, end = 0, len(text)
    if len(text) > WIDTH:
        first = hits[0][0] if hits else 0
        start = _edge(text, max(0, min(first - BEFORE, len(text) - WIDTH)))
        end = _edge(text, max(start + WIDTH, hits[0][1] if hits else 0))
    parts = [Part("…", False)] if start else []
    at = start
    for left, right in hits:
        if left >= at and right <= end:
            parts += [Part(text[at:left], False), Part(text[left:right], True)]
            at = right
    parts += [Part(text[at:end], False), Part("…" if end < len(text) else "", False)]
    return [part for part in parts if part.text]


def _edge(text: str, at: int) -> int:
    """The start of the word there, if a space is near; words of some scripts have no edges."""
    if at in {0, len(text)} or at > len(text):
        return min(at, len(text))
    space = text.rfind(" ", max(0, at - 30), at)
    return space + 1 if space >= 0 else at


def _hits(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand in the text, from left to right, none over another."""
    folded, places = _with_places(text)
    found = []
    for word in words:
        wanted = folding.pattern(word)
        at = folded.find(wanted)
        while at >= 0:
            found.append(_whole(text, places[at + (wanted[0] == " ")], places[at + len(wanted) - 1]))
            at = folded.find(wanted, at + len(wanted))
    kept: list[tuple[int, int]] = []
    for hit in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _whole(text: str, first: int, last: int) -> tuple[int, int]:
    """From there to there, drawn out to whole words where words stand apart."""
    if folding.stands_apart(text[first]):
        while first > 0 and _is_of_word(text[first - 1]):
            first -= 1
        while last + 1 < len(text) and _is_of_word(text[last + 1]):
            last += 1
    return first, last + 1


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.combining(letter) != 0


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each letter of that where it came from."""
    letters, places = [" "], [0]
    for place, letter in enumerate(text):
        for became in folding.letters(letter):
            letters.append(became)
            places.append(place)
    return "".join(letters), places
