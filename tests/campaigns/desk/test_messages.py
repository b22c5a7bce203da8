"""Messages that wait for a person: the evidence is there, and the person's word decides once."""

import pytest
from django.conf import settings
from django.test import Client

from campaigns.planning.models import Campaign
from foundation.history.models import Entry
from foundation.outbox.models import Message, State
from tests.campaigns.desk.conftest import message


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.desk.views.nudge", lambda task: None)


def path(of: Campaign, rest: str = "") -> str:
    return f"/en/desk/c/{of.code}/messages/{rest}"


def test_the_page_shows_the_evidence(as_bob: Client, campaign: Campaign, doubt: Message) -> None:
    Message.objects.filter(pk=doubt.pk).update(reply="250 2.0.0", relay_id="Q42")
    page = as_bob.get(path(campaign)).text
    assert f"&lt;{doubt.code}@{settings.MAIL_DOMAIN}&gt;" in page
    assert "Q42" in page and "250 2.0.0" in page
    assert "It may have arrived. It will not be sent again unless you say so." in page
    # Queued at 12:00 UTC; the campaign lives in Toronto, and the page says so.
    assert "20 November 2026, 07:00" in page
    assert "Times of Toronto" in page
    assert "It was sent" in page and "It was not sent" in page


def test_in_doubt_as_sent(as_bob: Client, campaign: Campaign, doubt: Message) -> None:
    answer = as_bob.post(path(campaign, f"{doubt.code}/settle/"), {"verdict": "sent"}, follow=True)
    assert "The journal says who decided." in answer.text
    doubt.refresh_from_db()
    assert doubt.state == State.SENT
    # Twice is once: it waits for nobody any more.
    assert as_bob.post(path(campaign, f"{doubt.code}/settle/"), {"verdict": "not_sent"}).status_code == 404
    assert Entry.objects.filter(deed__startswith="message.").count() == 1
    journal = as_bob.get(f"/en/desk/c/{campaign.code}/journal/").text
    assert "<b>Bob</b> decided that a message in doubt had been sent" in journal


def test_in_doubt_as_not_sent(as_bob: Client, campaign: Campaign, doubt: Message) -> None:
    as_bob.post(path(campaign, f"{doubt.code}/settle/"), {"verdict": "not_sent"})
    doubt.refresh_from_db()
    assert doubt.state == State.QUEUED


@pytest.mark.parametrize("verdict", ["", "maybe"])
def test_without_a_clear_word_nothing_happens(verdict: str, as_bob: Client, campaign: Campaign, doubt: Message) -> None:
    answer = as_bob.post(path(campaign, f"{doubt.code}/settle/"), {"verdict": verdict}, follow=True)
    assert "Please say whether it was sent or not." in answer.text
    doubt.refresh_from_db()
    assert doubt.state == State.IN_DOUBT


def test_held_and_refused_are_tried_again(as_bob: Client, campaign: Campaign) -> None:
    held = message(campaign, State.HELD, "contact_changed", "a" * 32)
    refused = message(campaign, State.FAILED, "AddressUnknown", "b" * 32)
    page = as_bob.get(path(campaign)).text
    assert "Held back: the address has changed since approval." in page
    assert "A second person can approve the changed address" in page
    assert "There is no such mailbox." in page
    assert "It was sent" not in page and page.count("Try again") == 2
    for row in (held, refused):
        answer = as_bob.post(path(campaign, f"{row.code}/release/"), follow=True)
        assert "It will be tried again." in answer.text
        row.refresh_from_db()
        assert row.state == State.QUEUED
    assert "No message waits for a decision" in answer.text
    assert Entry.objects.filter(deed="message.released").count() == 2


def test_settling_what_is_not_in_doubt_changes_nothing(as_bob: Client, campaign: Campaign) -> None:
    held = message(campaign, State.HELD, "no_contact")
    answer = as_bob.post(path(campaign, f"{held.code}/settle/"), {"verdict": "sent"}, follow=True)
    assert "This message was not in doubt: nothing was changed." in answer.text
    held.refresh_from_db()
    assert held.state == State.HELD


def test_who_it_goes_to_is_not_shown(as_bob: Client, campaign: Campaign, doubt: Message) -> None:
    page = as_bob.get(path(campaign)).text
    assert "Mail to a supporter: asks to confirm" in page
    assert doubt.recipient_code not in page
