"""A letter that two offices have, and what they might write back."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from actors.accounts.models import User
from actors.positions.models import StanceStep
from campaigns.answering import replies
from campaigns.answering.models import Reply
from campaigns.delivery import ledger, return_address
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Letter
from tests import make

HANDED_OVER = make.NOW + timedelta(days=1)
LATER = make.NOW + timedelta(days=20)
TEXT = """Dear Olive Owner,

We call for the sanctions to be lifted. The Court must be able to do its work.

Please call my adviser at +32 2 123 45 67 or write to adviser@office.example.

Yours sincerely,
Pat Adviser
Head of Unit

> Please make the order
"""


def delivered(alice: User, bob: User, *, now: datetime = HANDED_OVER, offices: int = 2, **facts: Any) -> Letter:
    """A letter of Alice's campaign about a state's measures, taken by the mail server for every office."""
    make.state("XC")
    campaign = make.campaign(alice, coercing_state="XC", now=facts.pop("launched", make.NOW), **facts)
    found = [make.office(actor=f"X{chr(68 + n)}") for n in range(offices)]
    letter = make.letter(campaign, bob, alice, offices=found, now=now - timedelta(hours=1))
    make.signature(letter, confirmed=True, now=now - timedelta(hours=1))
    ledger.release(letter=letter, by=alice, now=now)
    Delivery.objects.filter(letter=letter).update(sent_at=now)
    return letter


def first(letter: Letter) -> Delivery:
    return Delivery.objects.select_related("target__campaign", "target__office").filter(letter=letter).order_by("pk")[0]


def again(delivery: Delivery, *, now: datetime) -> Delivery:
    """The same office's letter of the next round, taken by the mail server."""
    names = ("letter", "version", "target", "language", "signatures", "address_digest", "released_by")
    values = {name: getattr(delivery, name) for name in names}
    row = Delivery.objects.create(round=delivery.round + 1, released_at=now, sent_at=now, **values)
    row.refresh_from_db()
    return row


def address(delivery: Delivery) -> str:
    return return_address.address_for(delivery, today=make.NOW.date())


def mail(to: str = "", *, text: str = TEXT, **headers: str) -> bytes:
    """A mail as a ministry's server would send it."""
    message = EmailMessage()
    message["From"] = "Cabinet <cabinet@office.example>"
    message["Subject"] = "Your letter"
    message["Message-ID"] = "<1@office.example>"
    if to:
        message["To"] = to
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def report(action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server says of a letter it could not deliver."""
    return f"""From: MAILER-DAEMON@mx.example
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; desk@office.example
Action: {action}
Status: {status}
--b
Content-Type: text/rfc822-headers

Subject: Please make the order
--b--
""".replace("\n", "\r\n").encode()


def reply(delivery: Delivery, by: User, *, text: str = TEXT, now: datetime = LATER) -> Reply:
    """One written down by hand."""
    return replies.record(target=delivery.target, way="post", came_on=now.date(), text=text, by=by, now=now)


def scale() -> None:
    """The steps that a position is read on."""
    for rank in range(-1, 8):
        words = {"key": f"s{rank}", "label_en": f"Step {rank}", "definition_en": "x"}
        StanceStep.objects.get_or_create(rank=rank, defaults=words)
