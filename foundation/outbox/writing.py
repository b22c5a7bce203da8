"""Asks the purposes what a lot of messages says and to whom, and writes the mails down.

It happens after the claim and before anything leaves, for the whole lot, so that a slow or failing purpose neither
stands between two phases of a sending nor stops the mails of others.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings

from foundation.outbox import caps, failures, letterbox, purposes
from foundation.outbox.failures import Trouble
from foundation.outbox.models import Message
from foundation.outbox.purposes import Gone, Handling, Held, Mail, Purpose

log = logging.getLogger("undeterred.outbox")


@dataclass(frozen=True)
class Ready:
    """A mail written down, ready to leave. ``tag`` names the address for suppression and caps, where they apply;
    ``scope_tag`` names it for the message's scope alone."""

    message: Message
    purpose: Purpose
    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    body_hash: str
    tag: str | None = None
    scope_tag: str | None = None

    def is_counted(self) -> bool:
        return self.tag is not None and self.message.handling in caps.CAPS


class Writer:
    """Writes lots down; what cannot or must not be written is told to ``note``, message by message."""

    def __init__(self, note: Callable[[Message, Trouble], None], now: Callable[[], datetime]) -> None:
        self.note, self.now = note, now
        self._key: bytes | None = None

    def write_all(self, lot: Sequence[Message]) -> list[Ready]:
        for name in {message.purpose for message in lot}:
            self._prepare(name, [message for message in lot if message.purpose == name])
        written = [ready for message in lot if (ready := self._guarded(message)) is not None]
        tags = {tag for ready in written for tag in (ready.tag, ready.scope_tag) if tag}
        blocked = caps.suppressed(tags) if tags else set()
        for ready in written:
            if blocked & {ready.tag, ready.scope_tag}:
                self.note(ready.message, Trouble(failures.SUPPRESSED))
        return [ready for ready in written if not blocked & {ready.tag, ready.scope_tag}]

    def _prepare(self, name: str, messages: list[Message]) -> None:
        try:
            hook = purposes.get(name).prepare
            if hook:
                hook(messages, self.now())
        except Exception:
            # Each message is asked for singly now; what fails there is that message's own.
            log.warning("a purpose could not prepare", exc_info=True, extra={"purpose": name})

    def _guarded(self, message: Message) -> Ready | None:
        try:
            return self._write(message)
        except Trouble as trouble:
            self.note(message, trouble)
        except Exception:
            # A purpose may fail in any way; the rest of the lot must not suffer for it.
            extra = {"code": message.code, "purpose": message.purpose}
            log.warning("a mail could not be written", exc_info=True, extra=extra)
            self.note(message, Trouble(failures.RENDERING_FAILED))
        return None

    def _write(self, message: Message) -> Ready:
        now = self.now()
        try:
            purpose = purposes.get(message.purpose)
        except KeyError:
            raise Trouble(failures.PURPOSE_UNKNOWN) from None
        if not purpose.wanted(message, now):
            raise Trouble(failures.NOT_WANTED)
        try:
            mail = purpose.render(message, now)
        except Gone:
            raise Trouble(failures.GONE) from None
        except Held as held:
            raise Trouble(failures.HELD, reason=held.reason) from None
        handling = Handling(message.handling)
        test_address = purposes.rehearsal(message, now)
        if test_address:
            mail = replace(mail, to=test_address)
        content = letterbox.write(
            mail,
            message_id=f"{message.code}@{settings.MAIL_DOMAIN}",
            handling=handling,
            at=now,
            rehearsed=bool(test_address),
        )
        return Ready(
            message=message,
            purpose=purpose,
            sender=letterbox.address(mail.envelope_from or mail.sender_address),
            recipient=mail.to,
            content=content,
            body_hash=hashlib.sha256(content).hexdigest(),
            tag=self._tag(mail, handling),
            scope_tag=self._tag(mail, handling, message.scope) if message.scope else None,
        )

    def _tag(self, mail: Mail, handling: Handling, scope: str = "") -> str | None:
        if handling not in caps.SUPPRESSIBLE:
            return None
        self._key = self._key or caps.mail_key(self.now())
        return caps.tag(self._key, mail.to, scope)
