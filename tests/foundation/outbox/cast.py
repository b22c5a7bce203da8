"""What the outbox tests need: purposes of their own, messages, a relay to a sink."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from foundation.outbox import post, purposes
from foundation.outbox.models import Message, Owner
from foundation.outbox.purposes import Handling, Mail, Purpose
from foundation.outbox.wire import Relay
from tests.smtp_sink import Sink

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def plain_mail(message: Message, now: datetime) -> Mail:
    return Mail(
        to=f"{message.recipient_code}@example.org",
        subject="Please confirm your message",
        text=f"A mail to {message.recipient_code}.\n.with a line that begins with a dot\n",
        sender_name="The team",
        sender_address="team@sender.example",
    )


def test_purpose(handling: Handling, **changes: Any) -> Purpose:
    usual = Purpose(
        name=f"test-{handling}", handling=handling, urgency=1, render=plain_mail, wanted=lambda message, now: True
    )
    return replace(usual, **changes)


def known(handling: Handling = Handling.LETTER, **changes: Any) -> str:
    """Registers a test purpose, in place of one of the same name; returns its name."""
    purpose = test_purpose(handling, **changes)
    purposes._purposes[purpose.name] = purpose
    return purpose.name


def message(name: str, code: str = "anna", **changes: Any) -> Message:
    made = post.queue(purpose=name, recipient=("test", code), now=changes.pop("now", NOW), **changes)
    assert made is not None
    return made


def relay(sink: Sink, **changes: Any) -> Relay:
    return replace(Relay(host="127.0.0.1", port=sink.port, timeout=1.0, dot_timeout=1.0), **changes)


def owner() -> int:
    return Owner.objects.create(started_at=NOW).pk


def fails(error: Exception) -> Callable[..., Any]:
    """A function that raises."""

    def function(*args: Any, **kwargs: Any) -> Any:
        raise error

    return function


test_purpose.__test__ = False  # type: ignore[attr-defined]
