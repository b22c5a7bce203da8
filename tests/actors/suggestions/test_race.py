"""Two curators decide at the same moment: one of them does."""

import threading
from typing import Any

import pytest
from django.db import connection

from actors.accounts.models import User
from actors.checking import checks
from actors.checking.models import Dispute
from actors.suggestions import decisions
from actors.suggestions.models import Suggestion
from foundation.outbox.models import Message
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.suggestions.cast import public_position, suggestion

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


def all_at_once(one: Suggestion, people: list[User]) -> list[str]:
    """Each makes it a dispute; what each was told."""
    start, told = threading.Barrier(len(people)), []

    def decide(by: User) -> None:
        mine = Suggestion.objects.get(pk=one.pk)
        start.wait()
        try:
            said: dict[str, Any] = {"by_whom": by.name, "text": "No.", "hides": False}
            decisions.dispute(suggestion=mine, by=by, now=make.NOW, **said)
            told.append("done")
        except checks.Settled:
            told.append("settled")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@pytest.fixture
def people() -> list[User]:
    return [appointed(f"curator{n}") for n in range(CROWD)]


def test_one_decides(people: list[User]) -> None:
    one = suggestion(public_position(), email="reader@example.org")
    assert all_at_once(one, people) == ["done"] + ["settled"] * (CROWD - 1)
    assert Dispute.objects.count() == 1 and Message.objects.count() == 1


def test_control_without_the_lock_several_decide(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    one, read = suggestion(public_position()), threading.Barrier(CROWD)

    def unlocked(found: Suggestion) -> Suggestion:
        seen = Suggestion.objects.get(pk=found.pk)
        read.wait(timeout=20)
        return seen

    monkeypatch.setattr(decisions, "_locked", unlocked)
    assert all_at_once(one, people) == ["done"] * CROWD
    assert Dispute.objects.count() == CROWD
