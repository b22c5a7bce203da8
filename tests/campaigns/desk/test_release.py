"""Releasing at the desk: the button says what will happen, and it happens once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from foundation.history.models import Entry
from foundation.outbox import post
from foundation.outbox.models import Message, State
from tests import make

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the desk woke up; nothing is really sent."""
    calls: list[Any] = []
    monkeypatch.setattr("campaigns.desk.views.nudge", calls.append)
    yield calls


def path(of: Letter, verb: str = "release/") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/{verb}"


def test_the_button_names_offices_and_signatures_and_what_is_held(as_alice: Client, letter: Letter) -> None:
    for _number in range(3):
        make.signature(letter, confirmed=True)
    make.signature(letter)
    page = as_alice.get(path(letter, "")).text
    assert "Release to 2 offices with 3 signatures" in page
    assert "<b>1</b> office is held back:" in page
    assert "1: no usable address is known" in page


def test_without_a_signature_there_is_no_button(as_alice: Client, letter: Letter) -> None:
    page = as_alice.get(path(letter, "")).text
    assert "signature is confirmed yet" in page
    assert "Release to" not in page


def test_it_counts_only_the_version_that_goes(as_alice: Client, letter: Letter, alice: Any, bob: Any) -> None:
    """Whoever signed the text before has not signed this one."""
    from campaigns.letters import approvals

    make.signature(letter, confirmed=True)
    newer = approvals.write_version(letter=letter, texts=make.TEXTS, by=letter.author.user, now=make.NOW)
    approvals.approve(version=newer, by=alice, now=make.NOW)
    letter.refresh_from_db()
    assert "Release to" not in as_alice.get(path(letter, "")).text
    make.signature(letter, confirmed=True)
    make.signature(letter, confirmed=True)
    assert "Release to 2 offices with 2 signatures" in as_alice.get(path(letter, "")).text
    as_alice.post(path(letter))
    assert set(Delivery.objects.values_list("signatures", flat=True)) == {2}


def test_it_releases_says_how_many_and_writes_the_journal(as_bob: Client, letter: Letter, nudged: list[Any]) -> None:
    make.signature(letter, confirmed=True)
    answer = as_bob.post(path(letter), follow=True)
    assert "2 letters are on their way." in answer.text
    assert "1 is held back; the list says why." in answer.text
    assert "Release to" not in answer.text
    assert Delivery.objects.count() == 2
    assert len(nudged) == 1
    journal = as_bob.get(f"/en/desk/c/{letter.campaign.code}/journal/").text
    assert "released the letter (signatures: 1, on their way: 2, held back: 1" in journal


def test_twice_is_once(as_alice: Client, letter: Letter, nudged: list[Any]) -> None:
    make.signature(letter, confirmed=True)
    as_alice.post(path(letter))
    again = as_alice.post(path(letter), follow=True)
    assert "No letter left: every office that can be reached had been served before." in again.text
    assert Delivery.objects.count() == 2
    assert Message.objects.filter(purpose="delivery.letter").count() == 2
    assert Entry.objects.filter(deed="delivery.released").count() == 1
    assert len(nudged) == 1


def test_htmx_gets_the_panel_with_states_and_notices(as_alice: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True)
    answer = as_alice.post(path(letter), headers=HTMX)
    assert answer.text.strip().startswith('<section class="section" id="panel"')
    assert "2 letters are on their way." in answer.text
    assert answer.text.count("with 1 signature<") == 2
    assert "letterChanged" in answer.headers["HX-Trigger"]
    assert 'hx-trigger="letterChanged from:body"' in as_alice.get(path(letter, "")).text
    assert "held back: no usable address is known" in " ".join(answer.text.split())


def test_an_unapproved_letter_is_refused_in_words(as_alice: Client, draft: Letter) -> None:
    assert "Only an approved letter can be delivered." in as_alice.post(path(draft), follow=True).text
    assert not Delivery.objects.exists()


def test_the_stop_switch_is_said_beside_the_button(as_alice: Client, letter: Letter, alice: Any) -> None:
    make.signature(letter, confirmed=True)
    assert "The stop switch is on" not in as_alice.get(path(letter, "")).text
    post.stop(scope=letter.campaign.scope, by=alice, now=make.NOW)
    assert "what you release waits until it is taken back" in as_alice.get(path(letter, "")).text
    answer = as_alice.post(path(letter), follow=True).text
    assert "2 letters are released and wait: the stop switch is on." in answer
    assert "on their way." not in answer


def test_the_table_follows_each_letter_to_its_end(as_alice: Client, letter: Letter) -> None:
    make.signature(letter, confirmed=True)
    as_alice.post(path(letter))
    first, second = Message.objects.filter(purpose="delivery.letter").order_by("pk")
    now = timezone.now()
    Message.objects.filter(pk=first.pk).update(state=State.SENT, relay_id="Q123", settled_at=now)
    Delivery.objects.filter(code=first.recipient_code).update(sent_at=now)
    Message.objects.filter(pk=second.pk).update(state=State.HELD, failure="contact_changed")
    page = as_alice.get(path(letter, "")).text
    assert "taken by the mail server" in page and "Q123" in page
    assert "the address has changed since approval" in page
    assert f"messages/#m-{second.code}" in page
    # A day later the outbox keeps no more than a line; the page still knows.
    Message.objects.all().delete()
    page = as_alice.get(path(letter, "")).text
    assert "taken by the mail server" in page
    assert "released; its message is no longer kept" in page
