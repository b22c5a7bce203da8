"""Django's way into the outbox: allauth's mails and any other that code of others sends.

Such a mail cannot be rendered again, so it is sealed whole in its row, under the installation's key, and erased
when it is sent. The row waits for the next sweep, a few seconds.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.outbox.purposes import Attachment, Gone, Handling, Mail, Purpose
from foundation.vault import keys, seals

ACCOUNT = "account"


class EmailBackend(BaseEmailBackend):
    """Queues instead of sending: one message for each recipient, all or none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        with transaction.atomic():
            installation = keys.open_instance(today=now.date())
            for mail in email_messages:
                for address in mail.recipients():
                    code = secrets.token_hex(16)
                    sealed = seals.seal(installation, code, _details(mail, address))
                    post.queue(purpose=ACCOUNT, recipient=("address", code), now=now, sealed_body=sealed)
        return len(email_messages)


def _details(mail: EmailMessage, address: str) -> dict[str, Any]:
    html = next((body for body, mime in getattr(mail, "alternatives", []) if mime == "text/html"), "")
    attachments = [
        {"filename": part[0] or "attachment", "mime": part[2] or "application/octet-stream", "content": _text(part[1])}
        for part in mail.attachments
        if isinstance(part, tuple)
    ]
    return {
        "to": parseaddr(address)[1],
        "from": mail.from_email,
        "subject": str(mail.subject),
        "text": str(mail.body),
        "html": str(html),
        "reply_to": parseaddr(mail.reply_to[0])[1] if mail.reply_to else "",
        "attachments": attachments,
    }


def _text(content: Any) -> str:
    return b64encode(content.encode() if isinstance(content, str) else bytes(content)).decode()


def render(message: Message, now: datetime) -> Mail:
    """Unseals the mail; raises Gone when there is nothing to unseal."""
    if message.sealed_body is None:
        raise Gone(message.code)
    installation = keys.open_instance(today=now.date())
    details = seals.unseal(installation, message.recipient_code, message.sealed_body)
    name, address = parseaddr(details["from"])
    return Mail(
        to=details["to"],
        subject=details["subject"],
        text=details["text"],
        html=details["html"],
        sender_name=name,
        sender_address=address,
        reply_to=details["reply_to"],
        attachments=tuple(
            Attachment(part["filename"], b64decode(part["content"]), part["mime"]) for part in details["attachments"]
        ),
    )


PURPOSE = Purpose(
    name=ACCOUNT,
    handling=Handling.SECURITY,
    urgency=0,
    render=render,
    wanted=lambda message, now: message.sealed_body is not None,
)
