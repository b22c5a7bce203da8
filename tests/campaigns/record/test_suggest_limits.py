"""How many suggestions are taken: from a network, within a day, and when very many come at once."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from actors.positions.models import Position
from actors.suggestions.models import Suggestion
from campaigns.record import suggesting
from foundation.web import limits
from foundation.web.limits import Limit
from tests.actors.suggestions.cast import SOURCE, given, public_position, suggest_url, unhurried

__all__ = ["unhurried"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def row() -> Position:
    return public_position()


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three from one network, and the next a quarter of an hour later."""
    monkeypatch.setattr(suggesting, "OFTEN", Limit("suggest", size=3, every=900))
    monkeypatch.setattr(limits, "_closed_until", 0.0)
    monkeypatch.setattr(limits, "TIMEOUT", 5.0)
    yield
    limits._closed_until = 0.0


def from_network(client: Client, row: Position, address: str, **typed: Any) -> Any:
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Words of mine.", **typed}
    return client.post(suggest_url(row), form, REMOTE_ADDR=address)


@pytest.mark.usefixtures("three")
def test_a_network_has_its_limit_said_in_words(client: Client, row: Position) -> None:
    assert [from_network(client, row, f"192.0.2.{n}").status_code for n in range(3)] == [303] * 3
    answer = from_network(client, row, "192.0.2.250")
    assert answer.status_code == 429 and 840 < int(answer["Retry-After"]) <= 900
    words = answer.content.decode()
    assert "Please send this again in 15 minutes" in words and "Words of mine." in words
    assert from_network(client, row, "198.51.100.1").status_code == 303, "another network"
    assert from_network(client, row, "192.0.2.1", source="").status_code == 422, "what is wrong is said first"
    assert Suggestion.objects.count() == 4


@pytest.mark.usefixtures("three")
def test_a_form_sent_twice_takes_one_token(client: Client, row: Position) -> None:
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Once."}
    assert {client.post(suggest_url(row), form).status_code for _each in range(6)} == {303}
    assert from_network(client, row, "127.0.0.1").status_code == 303


def test_a_day_has_its_limit_too(client: Client, row: Position, settings: Any) -> None:
    settings.SUGGESTIONS_A_DAY = 2
    assert [from_network(client, row, f"10.{n}.0.1").status_code for n in range(3)] == [303, 303, 429]
    assert "send this again tomorrow" in from_network(client, row, "10.9.0.1").content.decode()
    Suggestion.objects.update(received_at=timezone.now() - timedelta(hours=25))
    assert from_network(client, row, "10.9.0.1").status_code == 303
    settings.SUGGESTIONS_A_DAY = 0
    assert from_network(client, row, "10.8.0.1").status_code == 429


@pytest.mark.usefixtures("three")
def test_without_redis_it_is_taken(client: Client, row: Position, settings: Any) -> None:
    location = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": location}
    assert [from_network(client, row, "192.0.2.1").status_code for _each in range(6)] == [303] * 6


@pytest.mark.django_db(transaction=True)
def test_a_flood_passes_its_twenty_and_no_more(row: Position, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_closed_until", 0.0)
    monkeypatch.setattr(limits, "TIMEOUT", 30.0)
    reader = Client()
    forms = [{**given(reader, suggest_url(row)), "source": SOURCE, "comment": f"No. {n}"} for n in range(60)]
    seen: list[int] = []

    def some(mine: list[dict[str, str]]) -> None:
        browser = Client()
        seen.extend(browser.post(suggest_url(row), form, REMOTE_ADDR="192.0.2.9").status_code for form in mine)
        connection.close()

    threads = [threading.Thread(target=some, args=[forms[n::12]]) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (seen.count(303), seen.count(429)) == (20, 40)
    assert Suggestion.objects.count() == 20
