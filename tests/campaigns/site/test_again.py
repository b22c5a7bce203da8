"""The page that asks again: opening it changes nothing, two buttons of the same weight, nothing means no."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.signing.models import Asking, Signature
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    now = timezone.now()
    return make.letter(make.campaign(alice, now=now), bob, alice, offices=[make.office("XA-one")], now=now)


@pytest.fixture
def row(letter: Letter, alice: User, bob: User) -> Asking:
    return make.asking(letter, bob, alice, now=timezone.now())


@pytest.fixture
def path(row: Asking) -> str:
    return f"/en/s/{make.asking_token(row)}/again/"


@pytest.fixture
def asked(client: Client, path: str) -> str:
    """The address without a token, to which the mailed one led."""
    answer = client.get(path)
    assert answer.status_code == 303 and answer["Location"] == "/en/s/again/"
    return "/en/s/again/"


def version() -> int:
    return Signature.objects.get().version.number


def test_it_shows_what_changed_and_two_equal_buttons(client: Client, path: str, asked: str) -> None:
    shown = client.get(asked)
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store"
    assert re.search(r"<ins>.*This is text 2\.</ins>", shown.text) and "1 paragraph as before" in shown.text
    yes, no = (
        re.search(rf"<button ([^>]*)>{words}</button>", shown.text) for words in ("Yes, put[^<]*", "No, leave[^<]*")
    )
    assert yes and no
    plain = [re.sub(r'value="\w+"|aria-describedby="[\w-]+"', "", one.group(1)).split() for one in (yes, no)]
    assert plain[0] == plain[1], "no button is preferred"
    for url in (path, asked):
        client.head(url)
    assert version() == 1 and Asking.objects.get().answer == ""


def test_a_yes_and_then_a_no(client: Client, asked: str) -> None:
    assert client.post(asked, {"answer": "yes"}).status_code == 303
    assert version() == 2 and "Your name stands under the new text" in client.get(asked).text
    assert client.post(asked, {"answer": "no"}).status_code == 303
    assert version() == 1 and "Your name stays under the old text" in client.get(asked).text
    again = client.post(asked, {"answer": "yes"})
    assert again.status_code == 422 and "A No was given here before" in again.text and version() == 1


def test_without_cookies_the_form_carries_the_link(row: Asking) -> None:
    token = make.asking_token(row)
    shown = Client().post("/en/s/again/", {"link": f"https://host.example/en/s/{token}/again/"})
    assert shown.status_code == 200 and f'name="link" value="{token}"' in shown.text and version() == 1
    answer = Client().post("/en/s/again/", {"link": token, "answer": "yes"})
    assert answer.status_code == 200 and "Your name stands under the new text" in answer.text and version() == 2


def test_nothing_pressed_is_asked_for(client: Client, asked: str) -> None:
    answer = client.post(asked, {"answer": "perhaps"})
    assert answer.status_code == 422 and "Please press one of the two buttons" in answer.text
    assert version() == 1


def test_a_mail_program_s_own_button_is_a_no(client: Client, path: str) -> None:
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Asking.objects.get().answer == "no"


def test_another_link_opens_nothing(client: Client, row: Asking) -> None:
    token = make.asking_token(row)
    for link in (token[:-4] + "AAAA", make.own_token(row.signature.supporter), row.code, ""):
        assert client.post("/en/s/again/", {"link": link, "answer": "yes"}).status_code == 404, link
    assert client.get("/en/s/x/again/").status_code == 404
    assert version() == 1


def test_when_signing_is_over_the_name_stays(client: Client, asked: str, letter: Letter, alice: User) -> None:
    planning.close(campaign=letter.campaign, by=alice, now=timezone.now())
    assert client.get(asked).status_code == 410
    answer = client.post(asked, {"answer": "yes"})
    assert answer.status_code == 410 and "This question is over" in answer.text and version() == 1


def test_the_public_sees_each_correction_with_its_day(
    client: Client, letter: Letter, alice: User, bob: User, django_assert_max_num_queries
) -> None:
    url = f"/en/c/{letter.campaign.code}/{letter.key}/"
    assert "was corrected" not in client.get(url).text
    make.edition(letter, bob, alice, kind="correction", now=timezone.now())
    page = client.get(url).text
    assert "The text was corrected once" in page and "version 1 became version 2" in page
    assert "This is text 2.</ins>" in page and "It says more." not in page, "the reason is staff's own"
    make.edition(letter, bob, alice, now=timezone.now())
    page = client.get(url).text
    assert "The text was corrected once" in page and "This is text 3.</ins>" not in page, "a new text is no correction"


def test_the_public_page_costs_the_same_with_one_correction_and_with_many(
    client: Client, letter: Letter, alice: User, bob: User, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url, counts = f"/en/c/{letter.campaign.code}/{letter.key}/", []
    for _number in range(3):
        make.edition(letter, bob, alice, kind="correction", now=timezone.now())
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]


def test_what_was_asked_is_in_the_download(client: Client, row: Asking) -> None:
    client.post("/en/s/again/", {"link": make.asking_token(row), "answer": "no"})
    client.get(f"/en/s/{make.own_token(row.signature.supporter)}/")
    [said] = client.get("/en/s/mine.json").json()["asked_again"]
    assert (said["letter"], said["about_version"], said["answer"]) == ("order", 2, "no") and said["answered_on"]
