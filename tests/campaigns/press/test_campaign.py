"""A campaign for the press: its note, the embargo, the early address."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.accounts.models import User
from campaigns.planning.members import NotAllowed
from campaigns.planning.models import Campaign
from campaigns.press import notes
from campaigns.press.models import PressNote
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db
QUOTE = "Nobody who judges should need courage to buy bread."


@pytest.fixture
def campaign(alice: User) -> Campaign:
    return make.campaign(alice, now=timezone.now())


def write(campaign: Campaign, by: User, **said: Any) -> PressNote:
    known = {"contact_name": "Paula Press", "contact_email": "press@justice.example", "contact_phone": ""}
    words = {"en": {"quote": QUOTE, "speaker": "Alice", "about": "We stand by."}}
    whole = {**known, "embargo_until_at": None, **said}
    return notes.write(campaign=campaign, said=whole, words=words, by=by, now=timezone.now())


def public(campaign: Campaign) -> str:
    return reverse("press:campaign", args=[campaign.code])


def test_it_shows_contact_and_words_to_quote(client: Client, campaign: Campaign, alice: User) -> None:
    write(campaign, alice)
    page = client.get(public(campaign)).content.decode()
    assert QUOTE in page and "Paula Press" in page and "press@justice.example" in page
    assert campaign.text().title in page


def test_without_a_note_it_has_the_organisation(client: Client, campaign: Campaign) -> None:
    page = client.get(public(campaign))
    assert page.status_code == 200 and "hello@justice.example" in page.content.decode()


def test_nothing_is_told_before_the_embargo_ends(client: Client, campaign: Campaign, alice: User) -> None:
    note = write(campaign, alice, embargo_until_at=timezone.now() + timedelta(hours=2))
    answer = client.get(public(campaign))
    assert answer.status_code == 403 and QUOTE not in answer.content.decode()
    early = client.get(reverse("press:early", args=[note.code]))
    assert early.status_code == 200 and QUOTE in early.content.decode()
    assert "Under embargo." in early.content.decode()
    assert early["X-Robots-Tag"] == "noindex" and "no-store" in early["Cache-Control"]
    PressNote.objects.update(embargo_until_at=timezone.now() - timedelta(seconds=1))
    assert QUOTE in client.get(public(campaign)).content.decode()


def test_before_the_launch_only_the_early_address_opens(client: Client, alice: User) -> None:
    draft = make.campaign(alice, launched=False, now=timezone.now())
    note = write(draft, alice)
    assert client.get(public(draft)).status_code == 404
    assert client.get(reverse("press:campaign_card", args=[draft.code])).status_code == 404
    assert client.get(reverse("press:early", args=[note.code])).status_code == 200


def test_a_new_early_address_ends_the_old_one(client: Client, campaign: Campaign, alice: User) -> None:
    old = reverse("press:early", args=[write(campaign, alice).code])
    notes.renew(campaign=campaign, by=alice, now=timezone.now())
    assert client.get(old).status_code == 404
    assert client.get(reverse("press:early", args=[PressNote.objects.get().code])).status_code == 200
    assert Entry.objects.filter(deed="press.renewed").count() == 1


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_early_page_is_only_read(client: Client, campaign: Campaign, alice: User, method: str) -> None:
    url = reverse("press:early", args=[write(campaign, alice).code])
    assert getattr(client, method)(url).status_code == 405
    assert client.get(reverse("press:early", args=["0" * 32])).status_code == 404


def test_bob_writes_it_and_vera_and_charlie_do_not(
    campaign: Campaign, bob: User, vera: User, as_bob: Client, as_vera: Client, as_charlie: Client
) -> None:
    url = reverse("press:write", args=[campaign.code])
    sent = {"contact_name": "Paula", "embargo_until_at": "2026-12-24T09:30", "en-quote": QUOTE, "en-speaker": "Bob"}
    assert as_vera.post(url, sent).status_code == 403
    assert as_charlie.post(url, sent).status_code == 404
    assert not PressNote.objects.exists()
    assert as_bob.post(url, sent).status_code == 302
    note = PressNote.objects.get()
    assert note.embargo_until_at == datetime(2026, 12, 24, 9, 30, tzinfo=UTC)
    assert note.texts.get(language="en").quote == QUOTE
    assert QUOTE in as_bob.get(reverse("press:note", args=[campaign.code])).content.decode()
    with pytest.raises(NotAllowed):
        write(campaign, vera)


def test_the_hour_is_that_of_the_campaign(campaign: Campaign, as_bob: Client) -> None:
    Campaign.objects.update(time_zone="America/Vancouver")
    as_bob.post(reverse("press:write", args=[campaign.code]), {"embargo_until_at": "2026-12-24T09:30"})
    assert PressNote.objects.get().embargo_until_at == datetime(2026, 12, 24, 17, 30, tzinfo=UTC)


def test_nothing_typed_is_lost(campaign: Campaign, as_bob: Client) -> None:
    sent = {"contact_name": "Paula", "contact_email": "not an address", "en-quote": QUOTE}
    answer = as_bob.post(reverse("press:write", args=[campaign.code]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "not an address" in page and QUOTE in page and not PressNote.objects.exists()
