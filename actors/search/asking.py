"""What somebody typed, made into something that can be looked up at a bounded cost."""

from dataclasses import dataclass

from actors.search import folding

MOST_LETTERS = 100
MOST_WORDS = 8
SMALL = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "an",
        "le",
        "la",
        "les",
        "l",
        "d",
        "de",
        "du",
        "des",
        "et",
        "en",
        "au",
        "aux",
        "el",
        "los",
        "las",
        "del",
        "y",
        "da",
        "do",
        "dos",
        "e",
        "der",
        "die",
        "das",
        "und",
    ]
)
"""Words that names have or lack as people please: looked for only when there is no other."""


@dataclass(frozen=True)
class Asked:
    """A question: as it is shown again, folded whole, and the words that must all be found."""

    text: str
    whole: str
    words: tuple[str, ...]
    was_cut: bool

    @property
    def is_too_short(self) -> bool:
        """One letter of an alphabet begins half of all words; one Chinese character is a word."""
        return len(self.whole) == 1 and self.words != () and folding.pattern(self.whole) != self.whole


def read(text: str) -> Asked:
    """Never fails; nothing that can be looked up leaves ``words`` empty."""
    # What is left out is left out before anything looks at it.
    shown = " ".join(text[:MOST_LETTERS].replace("\x00", " ").split())
    whole = folding.fold(shown)
    every = list(dict.fromkeys(whole.split()))
    words = [word for word in every if word not in SMALL] or every
    return Asked(shown, whole, tuple(words[:MOST_WORDS]), len(text) > MOST_LETTERS or len(words) > MOST_WORDS)
