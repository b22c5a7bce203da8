"""Names to read: opened with a reason, decided from what was read, in sight of nobody else."""

import re

import pytest
from django.test import Client

from campaigns.letters.models import Letter
from campaigns.supporters.models import NameVerdict
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(letter: Letter) -> Letter:
    for name in ("Amina Diallo", "Bo Chen", "Vladimir Putin"):
        make.signature(letter, confirmed=True, name=name, consents=make.agreed("named", "shown"))
    return letter


def address(letter: Letter, deed: str = "") -> str:
    return f"/en/desk/c/{letter.campaign.code}/names/{deed}"


def boxes(page: str, name: str = "pass") -> list[str]:
    return re.findall(rf'name="{name}"[^>]* value="([0-9a-f:]+)"', page)


def test_no_name_is_opened_before_somebody_says_why(as_bob: Client, letter: Letter) -> None:
    page = as_bob.get(address(letter)).text
    assert "3 names wait to be read" in page and "Why do you open the names?" in page and "Amina" not in page
    as_bob.post(address(letter, "open/"), {"why": "curious"})
    assert "Amina" not in as_bob.get(address(letter)).text
    answer = as_bob.post(address(letter, "open/"), {"why": "new_names"}, follow=True)
    assert "Amina Diallo" in answer.text
    assert Entry.objects.filter(deed="names.read").count() == 1
    assert (
        "read names of supporters (3; why: new_names)" in as_bob.get(f"/en/desk/c/{letter.campaign.code}/journal/").text
    )


def test_viewers_see_how_many_and_no_name(as_vera: Client, letter: Letter) -> None:
    assert as_vera.post(address(letter, "open/"), {"why": "new_names"}).status_code == 403
    page = as_vera.get(address(letter)).text
    assert "3 names wait to be read" in page and "Amina" not in page and "Your role looks on" in page


def test_what_is_left_ticked_passes_and_the_rest_is_held(as_bob: Client, letter: Letter) -> None:
    as_bob.post(address(letter, "open/"), {"why": "new_names"})
    page = as_bob.get(address(letter)).text
    assert "1 name to look at closely" in page and "the name of a public figure" in page
    listed = boxes(page, "listed")
    assert len(listed) == 2
    answer = as_bob.post(address(letter, "sort/"), {"listed": listed, "pass": listed[:1]}, follow=True)
    assert "1 name may be named and shown now." in answer.text and "1 name is held" in answer.text
    assert sorted(NameVerdict.objects.values_list("verdict", flat=True)) == ["held", "passed"]
    assert "Bo Chen" in as_bob.get(address(letter) + "?show=held").text


def test_one_name_is_refused_and_the_signature_counts(as_bob: Client, letter: Letter) -> None:
    as_bob.post(address(letter, "open/"), {"why": "new_names"})
    one = boxes(as_bob.get(address(letter)).text, "refuse")
    assert len(one) == 1
    answer = as_bob.post(address(letter, "decide/"), {"refuse": one}, follow=True)
    assert "neither named nor shown" in answer.text
    assert NameVerdict.objects.get().verdict == "refused"
    assert letter.signatures.counting().count() == 3


@pytest.mark.parametrize("sent", [["x"], ["0" * 32 + ":" + "0" * 24], []])
def test_nonsense_decides_nothing(as_bob: Client, letter: Letter, sent: list[str]) -> None:
    as_bob.post(address(letter, "open/"), {"why": "new_names"})
    assert as_bob.post(address(letter, "sort/"), {"listed": sent, "pass": sent}).status_code == 302
    assert as_bob.post(address(letter, "decide/"), {"pass": sent}).status_code == 302
    assert not NameVerdict.objects.exists()


def test_a_name_is_words_and_never_markup(as_bob: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True, name="<script>alert(1)</script>", consents=make.agreed("named"))
    as_bob.post(address(letter, "open/"), {"why": "new_names"})
    page = as_bob.get(address(letter)).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_the_board_says_that_names_wait(as_bob: Client, letter: Letter) -> None:
    assert "3 names wait to be read" in as_bob.get(f"/en/desk/c/{letter.campaign.code}/").text
