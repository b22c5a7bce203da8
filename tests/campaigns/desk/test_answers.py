"""The desk of what came back: everything done by its pages, words kept when something is to be put right."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.answering import accounts, incoming, replies
from campaigns.answering.models import Publication, Reply, Step, Talk
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from foundation.history.models import Entry
from tests import make
from tests.campaigns.answering import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return cast.delivered(alice, bob, now=timezone.now() - timedelta(days=40), launched=make.NOW - timedelta(days=90))


@pytest.fixture
def delivery(letter: Letter) -> Delivery:
    return cast.first(letter)


def path(delivery: Delivery, rest: str = "") -> str:
    return f"/en/desk/c/{delivery.target.campaign.code}/answers/to/{delivery.target.office.key}/{rest}"


def today(days: int = 0) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


def write_down(client: Client, delivery: Delivery, **other: str) -> Reply:
    typed = {"came_on": today(), "way": "post", "text": cast.TEXT, "sender": "", "subject": "", **other}
    answer = client.post(path(delivery, "reply/"), typed)
    assert answer.status_code == 302, answer.text
    return Reply.objects.select_related("target__campaign", "target__office").get()


def test_what_came_back_is_on_one_page_and_on_today(as_bob: Client, delivery: Delivery) -> None:
    code = delivery.target.campaign.code
    page = as_bob.get(f"/en/desk/c/{code}/answers/").text
    assert "No office has answered yet" in page and "2 answers are waited for." in page
    assert "40 days without an answer." in page
    home = as_bob.get("/en/desk/").text
    assert f"2 offices have not answered for more than {accounts.SILENT_DAYS} days" in home
    row = write_down(as_bob, delivery)
    assert "1 reply came and nobody has said yet what it amounts to" in as_bob.get("/en/desk/").text
    answer = as_bob.post(f"/en/desk/c/{code}/replies/{row.code}/grade/", {"grade": "refusal"}, follow=True)
    assert "Refuses" in answer.text
    assert "1 office has answered" in as_bob.get(f"/en/desk/c/{code}/answers/").text
    assert "1 office has not answered for more than" in as_bob.get("/en/desk/").text


def test_from_the_reply_to_the_public_page(
    as_alice: Client, as_bob: Client, delivery: Delivery, client: Client
) -> None:
    row = write_down(as_bob, delivery)
    here = f"/en/desk/c/{delivery.target.campaign.code}/replies/{row.code}/"
    assert "It can be published once somebody has decided" in as_bob.get(here).text
    as_bob.post(f"{here}grade/", {"grade": "substantive"})
    assert "Nothing was published" in as_bob.post(f"{here}publish/", {"language": "en", "seen": ""}, follow=True).text
    page = as_bob.post(f"{here}mark/", {"black": ["+32 2 123 45 67", "Pat Adviser"], "more": "my adviser"}, follow=True)
    assert "█████" in page.text and "Publish this text" in page.text
    # What was not ticked stays: the address. What somebody added goes.
    shown = page.text.partition('<blockquote class="quote" dir="auto">')[2].partition("Found in it")[0]
    assert "adviser@office.example" in shown.rpartition("</blockquote>")[0].rpartition("<blockquote")[2]
    seen = re.findall(r'name="seen" value="(\w+)"', page.text)[0]
    done = as_alice.post(f"{here}publish/", {"language": "en", "seen": seen}, follow=True)
    assert "Published by Alice" in done.text
    public = client.get(f"/en/c/{delivery.target.campaign.code}/answers/").text
    assert "We call for the sanctions to be lifted." in public and "Pat Adviser" not in public
    as_alice.post(f"{here}hide/")
    assert Publication.objects.get().ended_by is not None


def test_a_receipt_is_known_and_offered_no_publication(as_bob: Client, delivery: Delivery) -> None:
    mail = incoming.read(cast.mail(Auto_Submitted="auto-replied"))
    row = replies.take(delivery=delivery, mail=mail, now=timezone.now())
    page = as_bob.get(f"/en/desk/c/{delivery.target.campaign.code}/replies/{row.code}/").text
    assert "A machine sent it" in page and "by itself" in page and "Publish this text" not in page


def test_files_are_saved_and_never_opened_in_the_browser(as_vera: Client, delivery: Delivery) -> None:
    file = incoming.File('a"b\u2028.html', "text/html", b"<script>alert(1)</script>")
    row = replies.take(delivery=delivery, mail=incoming.read(cast.mail()), now=timezone.now())
    replies.attach(row, incoming.File(file.name, incoming.sniff(file.content), file.content), timezone.now())
    here = f"/en/desk/c/{delivery.target.campaign.code}/replies/{row.code}/"
    [link] = re.findall(rf'href="({here}files/\w+/)"', as_vera.get(here).text)
    answer = as_vera.get(link)
    assert answer.content == file.content and answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]


def test_what_an_office_wrote_cannot_become_markup(as_bob: Client, delivery: Delivery) -> None:
    row = write_down(as_bob, delivery, text="<script>x()</script> <b>bold</b>", sender="<i>x</i>")
    page = as_bob.get(f"/en/desk/c/{delivery.target.campaign.code}/replies/{row.code}/").text
    assert "<script>x" not in page and "<b>bold" not in page and "<i>x" not in page


def test_a_long_reply_is_not_lost_for_a_wrong_day(as_bob: Client, delivery: Delivery) -> None:
    typed = {"came_on": today(3), "way": "post", "text": "A long reply."}
    answer = as_bob.post(path(delivery, "reply/"), typed)
    assert answer.status_code == 422 and "A long reply." in answer.text and "This day is still to come." in answer.text
    assert not Reply.objects.exists()


def test_the_contact_log_is_read_by_members_and_by_nobody_else(
    as_bob: Client, client: Client, delivery: Delivery
) -> None:
    typed = {"on": today(), "kind": "call", "what": "They will look.", "next_step": "Call again", "next_on": today()}
    assert as_bob.post(path(delivery, "talk/"), typed).status_code == 302
    page = as_bob.get(path(delivery)).text
    assert "They will look." in page and "Call again" in page
    assert "1 next step with an office is due" in as_bob.get("/en/desk/").text
    code = delivery.target.campaign.code
    as_bob.post(f"/en/desk/c/{code}/talks/{Talk.objects.get().code}/done/")
    assert "next step with an office is due" not in as_bob.get("/en/desk/").text
    for public in (f"/en/c/{code}/", f"/en/c/{code}/answers/", f"/en/c/{code}/order/"):
        assert "They will look" not in client.get(public).text


def test_a_step_stands_in_public_until_it_is_taken_back(as_bob: Client, client: Client, delivery: Delivery) -> None:
    typed = {"on": today(), "kind": "parliament", "words": "A question was asked.", "language": "en"}
    answer = as_bob.post(path(delivery, "step/"), typed)
    assert answer.status_code == 422 and "need a page where they can be read" in answer.text
    as_bob.post(path(delivery, "step/"), {**typed, "source": "https://parliament.example/1"})
    code = delivery.target.campaign.code
    for public in (f"/en/c/{code}/", f"/en/c/{code}/answers/", f"/en/c/{code}/order/"):
        page = client.get(public).text
        assert "Asked in parliament." in page and "https://parliament.example/1" in page
    as_bob.post(f"/en/desk/c/{code}/steps/{Step.objects.get().code}/take-back/")
    assert Step.objects.get().ended_by is not None


def test_deeds_stand_in_the_journal_in_words(as_bob: Client, delivery: Delivery) -> None:
    row = write_down(as_bob, delivery)
    code = delivery.target.campaign.code
    as_bob.post(f"/en/desk/c/{code}/replies/{row.code}/grade/", {"grade": "refusal"})
    as_bob.post(f"/en/desk/c/{code}/replies/{row.code}/destroy/")
    page = as_bob.get(f"/en/desk/c/{code}/journal/").text
    assert "wrote down a reply" in page and "graded a reply" in page and "destroyed the original of a reply" in page
    assert "sanctions to be lifted" not in str(list(Entry.objects.values()))


def test_passing_on_asks_for_the_office_and_a_letter(as_bob: Client, delivery: Delivery) -> None:
    row = write_down(as_bob, delivery)
    here = f"/en/desk/c/{delivery.target.campaign.code}/replies/{row.code}/"
    answer = as_bob.post(f"{here}grade/", {"grade": "passed_on"}, follow=True)
    assert "choose the office that the letter was passed on to" in answer.text
    other = make.office("XD-other", actor=delivery.target.office.actor.key)
    as_bob.post(f"{here}grade/", {"grade": "passed_on", "office": other.key})
    assert "1 letter was passed on to an office that no letter has reached yet" in as_bob.get("/en/desk/").text
