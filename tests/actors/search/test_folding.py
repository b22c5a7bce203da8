"""Folding: whatever is typed for a name is folded as the name is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.search import folding
from tests.services import sized

SAME = [
    ("Côte d’Ivoire", "COTE D'IVOIRE", "cote d ivoire", "Co\u0302te d\u02bcIvoire"),
    ("Türkiye", "turkiye", "TÜRKİYE"),
    ("São Tomé and Príncipe", "sao tome and principe"),
    ("Piotr Hofmański", "piotr hofmanski"),
    ("Łódź, Ærø, Þingvellir", "lodz aero thingvellir"),
    ("Straße", "STRASSE"),
    ("Guinea-Bissau", "guinea bissau", "Guinea\u2011Bissau", "Guinea\u00a0Bissau", "Guinea – Bissau"),
    ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
    ("Executive Order ١٤٢٠٣", "executive order 14203", "Executive Order １４２０３"),
    ("U.S.", "US", "us"),
    ("D.R. Congo", "DR Congo"),
    # Arabic: forms of alef, ya and ta marbuta, vowel signs, the stretching of words, Persian keyboards.
    ("أفغانستان", "افغانستان", "أَفْغَانِسْتَان", "أفغانســــتان"),
    ("آيسلندا", "ايسلندا"),
    ("سورية", "سوريه"),
    ("مصطفى", "مصطفي", "مصطفی"),
    ("كندا", "کندا", "\u200fكندا\u200f"),
    # Cyrillic: ё is written е by half of the press; й is a letter of its own, however it is stored.
    ("Объединённые", "объединенные"),
    ("Йемен", "йемен", "И\u0306емен"),
    # Chinese: the characters of states' names.
    ("法国", "法國"),
    ("刚果民主共和国", "剛果民主共和國"),
    ("库克群岛", "庫克羣島", "庫克群島"),
    ("Ελλάς", "ΕΛΛΑΣ", "ελλασ"),
]
APART = [
    ("Йемен", "Иемен"),
    ("Iran", "Iraq"),
    ("Niger", "Nigeria"),
    ("Österreich", "Oesterreich"),
    ("Москва", "Moskva"),
]


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_all_ways_to_type_a_name_are_one(texts: tuple[str, ...]) -> None:
    assert len({folding.fold(text) for text in texts}) == 1
    assert folding.fold(texts[0])


@pytest.mark.parametrize("texts", APART, ids=lambda texts: texts[0])
def test_what_is_not_folded(texts: tuple[str, str]) -> None:
    assert folding.fold(texts[0]) != folding.fold(texts[1])


def test_a_name_is_found_as_one_word_too() -> None:
    for text, typed in [("Guinea-Bissau", "guineabissau"), ("Al-Haq", "alhaq"), ("N’Djamena", "ndjamena")]:
        assert folding.pattern(folding.fold(typed)) in folding.entry(text)


def test_traditional_and_simplified_stand_one_for_one() -> None:
    pairs = list(zip(folding.TRADITIONAL, folding.SIMPLIFIED, strict=True))
    assert len({old for old, _ in pairs}) == len(pairs)
    assert all(old != new and new not in folding.TRADITIONAL for old, new in pairs)


def cases() -> settings:
    return settings(max_examples=sized(400, 20_000), derandomize=True, database=None, deadline=None)


@cases()
@given(st.text(max_size=60))
def test_folding_twice_is_once(text: str) -> None:
    once = folding.fold(text)
    assert folding.fold(once) == once
    assert folding.fold(unicodedata.normalize("NFD", text)) == folding.fold(unicodedata.normalize("NFC", text))


@cases()
@given(st.text(max_size=60))
def test_what_is_left_are_words(text: str) -> None:
    once = folding.fold(text)
    assert once == " ".join(once.split())
    assert not set(once) & set("|%_\\'\x00") and all(
        unicodedata.category(letter)[0] in "LNM " for letter in once if letter != " "
    )


@cases()
@given(st.text(max_size=60), st.text(max_size=20))
def test_a_text_is_found_by_itself_and_by_each_of_its_words(text: str, more: str) -> None:
    kept = folding.entry(text, more)
    whole = folding.fold(text)
    assert kept.startswith(f" {whole} |")
    for word in [*whole.split(), *folding.fold(more).split()]:
        assert folding.pattern(word) in kept


def test_a_huge_text_is_folded_in_no_time() -> None:
    """Linear: what would be slow by backtracking is not."""
    for text in ("-" * 200_000, "a-" * 100_000, "a." * 100_000, "\u0301" * 200_000, "\ufdfa" * 10_000):
        assert len(folding.fold(text)) < 500_000
        assert folding.entry(text)
