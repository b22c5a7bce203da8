"""Suppression and caps: by tags, across all campaigns, also under a race."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from foundation.outbox import caps
from foundation.outbox.models import MailCount, Message, State, Suppressed
from foundation.outbox.purposes import Handling
from tests.foundation.outbox.cast import NOW, known, message
from tests.smtp_sink import HANG_UP, Sink

pytestmark = pytest.mark.django_db


def _ask_again(times: int, handling: Handling = Handling.CONFIRMATION) -> list[Message]:
    return [message(known(handling), slot=f"again-{number}", scope=f"campaign:{number}") for number in range(times)]


def test_three_confirmations_a_day_and_five_in_all(sink: Sink, send: Any) -> None:
    _ask_again(20)
    assert send() == {"sent": 3, "cancelled": 17}
    assert set(Message.objects.filter(state=State.CANCELLED).values_list("failure", flat=True)) == {"OverCap"}
    for day in range(1, 4):
        for number in range(5):
            message(known(Handling.CONFIRMATION), slot=f"day-{day}-{number}", now=NOW)
        send(NOW + timedelta(days=day))
    assert len(sink.taken) == 5


def test_letters_and_security_mail_have_no_cap(send: Any) -> None:
    _ask_again(6, Handling.SECURITY)
    _ask_again(6, Handling.LETTER)
    assert send() == {"sent": 12}
    assert not MailCount.objects.exists()


def test_a_mail_that_certainly_did_not_leave_is_not_counted(sink: Sink, send: Any) -> None:
    sink.say("dot", "451 4.3.0 later", times=1)
    _ask_again(1)
    assert send() == {"deferred": 1}
    assert MailCount.objects.get().count == 0
    assert send(NOW + timedelta(hours=1)) == {"sent": 1}
    assert MailCount.objects.get().count == 1


def test_a_mail_in_doubt_is_counted(sink: Sink, send: Any) -> None:
    sink.say("dot", HANG_UP)
    _ask_again(1)
    assert send() == {"dropped": 1}
    assert MailCount.objects.get().count == 1


def test_who_wants_no_more_mail_gets_none_in_any_spelling(sink: Sink, send: Any) -> None:
    caps.suppress(address=" Anna+x@EXAMPLE.org", now=NOW)
    caps.suppress(address="anna@example.org", now=NOW)
    assert Suppressed.objects.count() == 1
    for handling in (Handling.CONFIRMATION, Handling.REMINDER, Handling.UPDATE, Handling.SECURITY):
        message(known(handling))
    assert send() == {"sent": 1, "cancelled": 3}
    assert "test-security" in Message.objects.filter(state=State.SENT).values_list("purpose", flat=True)


def test_the_tables_tell_nobody_who_it_is() -> None:
    caps.suppress(address="anna@example.org", now=NOW)
    assert "anna" not in Suppressed.objects.get().tag
    assert len(Suppressed.objects.get().tag) == 64


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("protected", [True, False])
def test_ten_at_once_take_three(protected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the control: the same ten, with the condition looked up first and the count raised afterwards."""
    day, together, took = date(2026, 11, 24), threading.Barrier(10), []

    def read_then_write(found: str, handling: Handling, on: date) -> bool:
        row = MailCount.objects.filter(tag=found, day=on).first()
        together.wait(10)
        if row and row.count >= 3:
            return False
        MailCount.objects.update_or_create(
            tag=found, handling=handling.value, day=on, defaults={"count": (row.count if row else 0) + 1}
        )
        return True

    def ask() -> None:
        try:
            if protected:
                together.wait(10)
            with transaction.atomic():
                took.append((caps.take if protected else read_then_write)("t" * 64, Handling.CONFIRMATION, day))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(took) == 10
    assert (sum(took) == 3) is protected
