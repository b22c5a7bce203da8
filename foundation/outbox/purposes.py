"""What mails are for: a registry of plain functions, filled by the higher floors in ``apps.py: ready()``.

The outbox knows neither supporters nor letters. A purpose says who gets the mail, what it says, and whether it is
still wanted; it is asked at dispatch, never before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from foundation.outbox.models import Message


class Handling(StrEnum):
    """What is promised when we cannot know whether a mail left (see ``settling``)."""

    CONFIRMATION = "confirmation"  # dropped as in doubt; the person may ask again, within the caps
    REMINDER = "reminder"  # at most once per slot: dropped, and reported
    LETTER = "letter"  # at most once: a person decides
    SECURITY = "security"  # at least once: sent again
    UPDATE = "update"  # like a reminder


class Held(Exception):
    """Raised by ``render``: this must not go out before a person looked. ``reason`` is a short code word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gone(Exception):
    """Raised by ``render``: the recipient or the cause is no more; the message is cancelled."""


@dataclass(frozen=True)
class Attachment:
    filename: str
    content: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True)
class Mail:
    """One mail, resolved and rendered. Lives in memory for the time of its sending."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    sender_name: str
    sender_address: str
    html: str = field(default="", repr=False)
    reply_to: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    attachments: tuple[Attachment, ...] = ()
    envelope_from: str = ""


@dataclass(frozen=True)
class Purpose:
    """How to make and judge the mails of one purpose.

    ``prepare`` may read in bulk what ``wanted`` and ``render`` will need for these messages; its answer is theirs to
    keep (say, in a cache of the purpose's own module, or on the message objects). ``sent`` runs in the transaction
    that records the sending.
    """

    name: str
    handling: Handling
    urgency: int
    render: Callable[[Message, datetime], Mail]
    wanted: Callable[[Message, datetime], bool]
    sent: Callable[[Message, datetime], None] | None = None
    prepare: Callable[[Sequence[Message], datetime], None] | None = None


Rehearsal = Callable[[Message, datetime], str | None]
_purposes: dict[str, Purpose] = {}
_rehearsals: list[Rehearsal] = []


def register(purpose: Purpose) -> None:
    """Makes a purpose known. Twice with the same content does no harm; another under the same name is an error."""
    if _purposes.get(purpose.name, purpose) != purpose:
        raise ValueError(f"There is another purpose named {purpose.name}.")
    _purposes[purpose.name] = purpose


def get(name: str) -> Purpose:
    """The purpose of that name; raises KeyError."""
    return _purposes[name]


def rehearse(hook: Rehearsal) -> None:
    """Adds a test mode: where ``hook`` names an address for a message, it goes there, marked [TEST]."""
    if hook not in _rehearsals:
        _rehearsals.append(hook)


def rehearsal(message: Message, now: datetime) -> str | None:
    """The address a message of a test goes to instead of its own; None when it is meant."""
    return next((address for hook in _rehearsals if (address := hook(message, now))), None)
