"""One slip of the finger."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.search import typos
from tests.services import sized

LETTERS = "abcé"


def edits(word: str) -> set[str]:
    """Every word one slip away, by the book: slow and plain."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in parts if b}
    found |= {a + letter + b for a, b in parts for letter in LETTERS}
    found |= {a + letter + b[1:] for a, b in parts if b for letter in LETTERS}
    found |= {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    return found - {word}


words = st.text(alphabet=LETTERS, max_size=6)


@settings(max_examples=sized(1000, 20_000), derandomize=True, database=None, deadline=None)
@given(words, words)
def test_one_edit_is_what_the_book_says(one: str, other: str) -> None:
    assert typos.is_one_edit(one, other) == (other in edits(one)) == typos.is_one_edit(other, one)


@pytest.mark.parametrize("typed", ["slovnia", "sloveniaa", "slvoenia", "slovenja"])
def test_it_guesses(typed: str) -> None:
    assert typos.guesses(typed, ["slovenia", "slovakia", "kenya"]) == ["slovenia"]


def test_short_words_are_left_alone() -> None:
    assert typos.guesses("irak", ["iran", "iraq"]) == []


def test_few_guesses_are_made() -> None:
    assert len(typos.guesses("aaaaa", [f"aaaa{letter}" for letter in "bcdefghij"])) == typos.MOST_GUESSES
