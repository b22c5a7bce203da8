"""Asking for a new password tells nobody who has an account: not in words, not in time."""

import time

import pytest

from config import account_forms
from foundation.outbox.models import Message

pytestmark = pytest.mark.django_db


def ask(client, email):
    began = time.monotonic()
    answer = client.post("/en/accounts/password/reset/", {"email": email})
    return answer.status_code, answer["Location"], time.monotonic() - began


def test_known_and_unknown_addresses_are_answered_alike(client, alice, settings, monkeypatch):
    settings.EMAIL_BACKEND = "foundation.outbox.backend.EmailBackend"
    known, unknown = ask(client, alice.email), ask(client, "nobody@example.org")
    assert known[:2] == unknown[:2] == (302, "/en/accounts/password/reset/done/")
    assert Message.objects.filter(purpose="account").count() == 1
    assert min(known[2], unknown[2]) >= account_forms.TAKES
    # The control: without the wait the unknown one is answered sooner.
    monkeypatch.setattr(account_forms, "TAKES", 0.0)
    assert ask(client, "nobody@example.org")[2] < known[2] / 2
