"""Nonsense in the form of a suggestion: never a 500, always words, and what was taken can be shown and answered."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actors.accounts.models import User
from actors.suggestions import decisions, mails
from actors.suggestions.models import Suggestion
from campaigns.record import suggesting
from foundation.outbox import letterbox
from foundation.outbox.models import Message
from foundation.outbox.purposes import Handling
from foundation.web import limits
from tests import make, nonsense
from tests.actors.curation.people import appointed, browser, page
from tests.actors.suggestions.cast import SOURCE, public_position, suggest_url, unhurried
from tests.actors.suggestions.cast import given as form_of
from tests.services import sized
from tests.test_bad_input import Outside, cases, filled, outside, post

__all__ = ["outside", "unhurried"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(limits, "take", lambda *args, **more: 0.0)
    return appointed("ada")


def assert_decidable(ada: User, one: Suggestion) -> None:
    """A curator opens it and refuses it, and the answer is a mail with one recipient."""
    shown = browser(ada).get(page(one))
    assert shown.status_code == 200 and "<script>alert(1)" not in shown.content.decode()
    decisions.refuse(suggestion=one, by=ada, now=make.NOW, answer="No.")
    if one.wants_answer():
        mail = mails.render(Message.objects.get(purpose=decisions.PURPOSE), make.NOW)
        written = letterbox.write(mail, message_id="x@x.invalid", handling=Handling.CONFIRMATION, at=make.NOW)
        assert written.count(b"\r\nTo: ") == 1 and b"\nBcc" not in written


def test_a_correction(outside: Outside, ada: User) -> None:
    row = public_position()
    url = suggest_url(row)
    start = form_of(outside.client, url)
    names = [name for name in start if name.startswith("to_")]
    odd: dict[str, Any] = {**dict.fromkeys([*names, "comment", "concerned", "x", "seen"], nonsense.texts)}
    odd |= {"email": nonsense.addresses, "number": nonsense.texts, "source": st.one_of(nonsense.texts, st.just(SOURCE))}
    taken = 0

    @cases(250)
    @given(st.data())
    def run(data: Any) -> None:
        nonlocal taken
        valid = {**start, "source": SOURCE, "comment": "x", "email": "sam@example.org"}
        form = filled(data.draw, valid, odd)
        headers = data.draw(nonsense.headers()) if not data.draw(st.integers(0, 5)) else {}
        with transaction.atomic():
            answer = post(outside, url, form, data.draw(st.integers(0, 4)), headers)
            assert answer.status_code in {303, 422, 400, 403}, answer.status_code
            assert Suggestion.objects.count() == (answer.status_code == 303), (answer.status_code, form)
            if answer.status_code == 303:
                taken += 1
                assert_decidable(ada, Suggestion.objects.get())
            transaction.set_rollback(True)

    run()
    assert taken > sized(20, 200) and {303, 422} <= set(outside.seen)


def test_missing_words(outside: Outside, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    coercing = make.state("XC")
    monkeypatch.setattr(suggesting.ledger, "coercing_states", lambda: [coercing])
    url = reverse("record:suggest_statement", args=[make.state("XA").key])
    start = form_of(outside.client, url)
    names = [name for name in start if name.startswith("to_")]
    odd: dict[str, Any] = {**dict.fromkeys([*names, "comment", "number", "seen"], nonsense.texts)}

    @cases(120)
    @given(st.data())
    def run(data: Any) -> None:
        said = {"to_quote": "Lift them.", "to_on": "2026-01-12", "to_coercing_state": "XC", "source": SOURCE}
        form = filled(data.draw, {**start, **said}, odd)
        with transaction.atomic():
            answer = post(outside, url, form, data.draw(st.integers(0, 4)), {})
            assert Suggestion.objects.count() == (answer.status_code == 303), (answer.status_code, form)
            if answer.status_code == 303:
                assert_decidable(ada, Suggestion.objects.get())
            transaction.set_rollback(True)

    run()
    assert {303, 422} <= set(outside.seen)


def test_any_kind_and_any_key(outside: Outside) -> None:
    kinds = st.one_of(st.sampled_from(["actor", "contact", "position", "user", "lever"]), nonsense.segments)

    @cases(150)
    @given(kinds, nonsense.segments, st.sampled_from(["", "thanks/", "statement/"]), nonsense.methods)
    def run(kind: str, key: str, rest: str, method: str) -> None:
        with transaction.atomic():
            outside.send(method, f"/en/record/rows/{kind}/{key}/suggest/{rest}")
            transaction.set_rollback(True)

    run()
    assert 404 in outside.seen
