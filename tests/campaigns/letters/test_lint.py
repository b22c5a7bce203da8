"""What is wrong with a draft is said before it is put up for review."""

from typing import Any

import pytest

from actors.accounts.models import User
from actors.directory.models import Office
from campaigns.letters.lint import PAGE, TWO_PAGES, lint
from campaigns.letters.models import Letter, Translation
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob)


def found(draft: Letter, **changes: Any) -> dict[str, bool]:
    """What lint says of its English text with other words, and whether it blocks."""
    texts = list(draft.versions.get().translations.all())
    for text in texts:
        if text.language == "en":
            for name, words in changes.items():
                setattr(text, name, words)
    return {one.words: one.blocks for one in lint(draft, texts, make.NOW)}


def test_a_whole_letter_has_nothing_that_blocks(draft: Letter) -> None:
    assert not any(found(draft).values())


@pytest.mark.parametrize(
    ("changes", "words", "blocks"),
    [
        ({"subject": "x" * 151}, "The subject has 151 letters; 150 is the most.", True),
        ({"body": "{{ secret }}"}, "A blank cannot be filled", True),
        ({"body": "{% if x %}"}, "A blank cannot be filled", True),
        ({"body": " ", "subject": ""}, "Not written yet: the subject, the text.", True),
        ({"body": "x" * (PAGE + 1)}, "longer than one page", False),
        ({"body": "x" * (TWO_PAGES + 1)}, "longer than two pages", True),
        ({"body": "No blanks."}, "Another language names office, state, this one does not.", False),
    ],
)
def test_it_says_what_is_wrong(draft: Letter, changes: dict[str, str], words: str, *, blocks: bool) -> None:
    said = [blocking for one, blocking in found(draft, **changes).items() if words in one]
    assert said == [blocks]


def test_a_missing_language_and_no_office_block(draft: Letter) -> None:
    texts = list(draft.versions.get().translations.filter(language="en"))
    draft.targets.clear()
    said = [one for one in lint(draft, texts, make.NOW) if one.blocks]
    assert [one.language for one in said] == ["fr", ""]


def test_what_is_wrong_with_an_office_is_said_and_does_not_block(draft: Letter) -> None:
    draft.targets.add(
        make.planning.add_target(campaign=draft.campaign, office=make.office(actor="XQ", address=None, title_fr=""))
    )
    said = found(draft)
    assert said["No usable address is known: its letter will be held back."] is False
    assert any("no checked title" in words for words in said) and not any(said.values())


def test_the_office_and_language_are_named(draft: Letter) -> None:
    make.change(Office.objects.filter(pk=draft.targets.get().office_id), title_fr="")
    one = next(one for one in lint(draft, list(Translation.objects.all()), make.NOW) if "checked title" in one.words)
    assert one.language == "fr" and one.office == draft.targets.get().office
