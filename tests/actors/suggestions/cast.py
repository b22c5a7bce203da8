"""A reader's form as it is sent, and what stands in the record for it to correct."""

import re
import secrets
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from actors.checking import checks, revisions
from actors.positions.models import Position
from actors.suggestions import inbox
from actors.suggestions.models import Suggestion
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed

SOURCE = "https://ministry.example/corrected"
_HIDDEN = re.compile(r'<input type="hidden" name="(number|seen)" value="([^"]*)"')


def public_position(key: str = "XA-said", **facts: Any) -> Position:
    """A position in which every word was checked by two people."""
    ann, joe = appointed(f"ann{secrets.token_hex(3)}"), appointed(f"joe{secrets.token_hex(3)}", "Watch")
    made = revisions.propose(row=position(key, **facts), by=ann, now=make.NOW)
    assert made is not None
    checks.confirm(revision=made, by=joe, now=make.NOW)
    return Position.objects.public().get(key=key)


def suggest_url(row: Any) -> str:
    return reverse("record:suggest", args=[row._meta.model_name, row.key])


def given(client: Client, url: str) -> dict[str, str]:
    """Everything the form at an address would send unchanged."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    form = answer.context["form"]
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(answer.content.decode())}
    return {**{bound.html_name: _typed(bound.value()) for bound in form.values()}, **hidden}


def _typed(value: Any) -> str:
    return "" if value is None else str(value)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill in a form quicker than people."""
    monkeypatch.setattr("campaigns.record.suggesting.TOO_QUICK", 0.0)


def aged(number: str, seconds: float) -> str:
    """The same number, given out so many seconds earlier."""
    said = signing.loads(number, salt="undeterred.form")
    signer = signing.TimestampSigner(salt="undeterred.form")
    with pytest.MonkeyPatch.context() as patch:
        stamp = signing.time.time() - seconds
        patch.setattr(signing.time, "time", lambda: stamp)
        return signer.sign_object(said)


def send(client: Client, url: str, **typed: Any) -> Any:
    """Opens the page, types, sends."""
    return client.post(url, {**given(client, url), "source": SOURCE, **typed})


def suggestion(row: Any, now: datetime = make.NOW, **more: Any) -> Suggestion:
    """One that waits, as the form would have left it."""
    values: dict[str, Any] = {
        "about": Suggestion.About.CORRECTION,
        "said": {"quote": "Lift them all.", "speaker": "The minister"},
        "source": SOURCE,
        "comment": "The page says “all”.",
        "concerned": False,
        "email": "",
        "language": "en",
        "form_number": secrets.token_hex(8),
        **more,
    }
    before = set(Suggestion.objects.values_list("pk", flat=True))
    inbox.receive(row=row, revision=row.revision, now=now, **values)
    return Suggestion.objects.exclude(pk__in=before).get()
