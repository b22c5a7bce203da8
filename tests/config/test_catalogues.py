"""Translations are compiled without any gettext on the machine."""

import gettext
import os
from pathlib import Path

import pytest

from config.catalogues import Broken, compile_all

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEAD + 'msgid "letter"\nmsgstr "lettre"\n', encoding="utf-8")
    return folder / "django.po"


def word(source: Path) -> str:
    with source.with_suffix(".mo").open("rb") as lines:
        return gettext.GNUTranslations(lines).gettext("letter")


def test_a_catalogue_is_compiled_once(source: Path, tmp_path: Path) -> None:
    assert compile_all(tmp_path) == [source.with_suffix(".mo")]
    assert word(source) == "lettre"
    assert compile_all(tmp_path) == []
    assert [path.name for path in source.parent.iterdir() if path.suffix not in {".po", ".mo"}] == []


def test_a_changed_one_is_compiled_again(source: Path, tmp_path: Path) -> None:
    compile_all(tmp_path)
    source.write_text(HEAD + 'msgid "letter"\nmsgstr "courrier"\n', encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    compile_all(tmp_path)
    assert word(source) == "courrier"


def test_a_guessed_translation_is_left_out(source: Path, tmp_path: Path) -> None:
    source.write_text(HEAD + '#, fuzzy\nmsgid "letter"\nmsgstr "littérature"\n', encoding="utf-8")
    compile_all(tmp_path)
    assert word(source) == "letter"


def test_a_broken_one_says_where(source: Path, tmp_path: Path) -> None:
    source.write_text(HEAD + 'msgid "letter"\nlettre\n', encoding="utf-8")
    with pytest.raises(Broken, match="django.po"):
        compile_all(tmp_path)
    assert not source.with_suffix(".mo").exists()
