"""The stretch of a quotation that is shown, and the words in it that were looked for."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.search import excerpts, folding
from tests.services import sized


def hits(text: str, *words: str) -> list[str]:
    return [part.text for part in excerpts.cut(text, tuple(map(folding.fold, words))) if part.is_hit]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The sanctions undermine the Court.", ["sanction", "court"], ["sanctions", "Court"]),
        ("L’Élysée l’a dit, à l’Elysée.", ["elysee"], ["Élysée", "Elysée"]),
        ("إزاء العقوبات المفروضة", ["العقوبات"], ["العقوبات"]),
        ("والعقوبات", ["عقوبات"], ["والعقوبات"]),
        ("中方反对单边制裁。", ["制裁"], ["制裁"]),
        ("對國際刑事法院", ["国际"], ["國際"]),
        ("Санкции против её судей", ["санкции", "ее"], ["Санкции", "её"]),
        ("Nothing of the kind", ["sanctions"], []),
        ("sanctions", ["sanct", "sanctions"], ["sanctions"]),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, words: list[str], found: list[str]) -> None:
    assert hits(text, *words) == found


def test_of_a_long_text_the_first_find_is_shown() -> None:
    text = "before " * 100 + "sanctions " + "after " * 100
    parts = excerpts.cut(text, ("sanctions",))
    shown = "".join(part.text for part in parts)
    assert shown.startswith("…before") and "sanctions" in shown and shown.endswith("…")
    assert len(shown) <= excerpts.WIDTH + 40


@settings(max_examples=sized(300, 10_000), derandomize=True, database=None, deadline=None)
@given(st.text(max_size=60).flatmap(lambda text: st.tuples(st.just(text), st.sampled_from(text.split() or ["x"]))))
def test_a_short_text_is_shown_whole(pair: tuple[str, str]) -> None:
    text, word = pair
    parts = excerpts.cut(text, tuple(folding.fold(word).split()))
    assert "".join(part.text for part in parts) == unicodedata.normalize("NFC", " ".join(text.split()))
    assert all(part.text for part in parts)


@settings(max_examples=sized(200, 5_000), derandomize=True, database=None, deadline=None)
@given(st.text(min_size=300, max_size=900), st.text(max_size=5))
def test_any_text_and_word_can_be_cut(text: str, word: str) -> None:
    shown = "".join(part.text for part in excerpts.cut(text, tuple(folding.fold(word).split())))
    assert shown.strip("…") in unicodedata.normalize("NFC", " ".join(text.split()))
