"""Mail cases: the outbox against a bare smtplib loop with the same mails to the same sink.

All of them run in this process, one thread, one kept connection. Each round has people of its own.
"""

import atexit
import logging
import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from benchmarks import pages
from benchmarks.place import Place
from benchmarks.rounds import Case

SENDS = "floor: smtplib, mails built beforehand"
RENDERS = "floor: render, build and send with Django"


@dataclass
class Round:
    """The mails of one round: as rows for the outbox, as bytes and as template contexts for the floors."""

    code: str
    count: int
    port: int
    built: list[tuple[str, str, bytes]] = field(default_factory=list)
    contexts: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    owner: int | None = None

    def make(self) -> None:
        """New people sign and are taken in; their confirmations wait, and a reminder each is made for the floors."""
        from campaigns.signing import signatures

        now = datetime.now().astimezone()
        self.clear()
        pages.receive(self.code, self.count, now)
        while signatures.take_in(now=now):
            continue
        self.write_down(now)

    def clear(self) -> None:
        from foundation.outbox.models import Message

        Message.objects.exclude(state="sent").delete()

    def waiting(self) -> list[Any]:
        from foundation.outbox.models import Message

        found = list(Message.objects.filter(state="queued", purpose="signing.confirm").order_by("pk"))
        assert len(found) == self.count, f"{len(found)} messages wait, {self.count} were to"
        return found

    def write_down(self, now: datetime) -> None:
        """The very mails the outbox will send, for the loop that only sends."""
        from campaigns.signing import mails
        from foundation.outbox import letterbox
        from foundation.outbox.purposes import Handling

        self.built, self.contexts = [], []
        for message in self.waiting():
            mail = mails.render_confirm(message, now)
            content = letterbox.write(
                mail, message_id=f"{message.code}@bench.example", handling=Handling.CONFIRMATION, at=now
            )
            self.built.append((mail.sender_address, mail.to, content))
            self.contexts.append((mail, self.context(message)))

    def context(self, message: Any) -> dict[str, Any]:
        """What the templates are given, gathered beforehand: the floor that renders needs no database."""
        from datetime import timedelta

        from campaigns.signing import mails
        from campaigns.signing.signatures import CONFIRM_DAYS, token
        from campaigns.supporters.links import absolute, own_url

        signature, opened = mails.found(message).signature, mails.found(message).opened
        assert signature is not None and opened is not None
        supporter = signature.supporter
        return {
            "confirm_url": absolute("site:confirm_link", token(signature, supporter, opened), "en"),
            "own_url": own_url(supporter, opened),
            "good_until": signature.signed_on + timedelta(days=CONFIRM_DAYS),
            "organisation": supporter.campaign.organisation,
            "language": "en",
            "subject": "Please confirm your message",
        }

    def as_reminders(self) -> None:
        """The same people, the same mails, as reminders: these are not counted against a cap."""
        from foundation.outbox import post

        now = datetime.now().astimezone()
        self.make()
        for message in self.waiting():
            post.queue(
                purpose="reminders.confirm",
                recipient=(message.recipient_kind, message.recipient_code),
                scope=message.scope,
                params=message.params,
                now=now,
            )
            message.delete()

    def send(self) -> int:
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="localhost") as line:
            for sender, recipient, content in self.built:
                line.sendmail(sender, [recipient], content)
        return len(self.built)

    def send_often(self) -> int:
        """The cheapest case by far: done more often, so that a clock's tick does not matter."""
        return sum(self.send() for _each in range(20))

    def render_and_send(self) -> int:
        from django.core.mail import EmailMultiAlternatives, get_connection
        from django.template.loader import render_to_string

        backend = "django.core.mail.backends.smtp.EmailBackend"
        with get_connection(backend, host="127.0.0.1", port=self.port, use_tls=False) as line:
            for mail, context in self.contexts:
                text = render_to_string("mail/confirm.txt", context)
                whole = EmailMultiAlternatives(
                    mail.subject, text, mail.sender_address, [mail.to], connection=line, headers=dict(mail.headers)
                )
                whole.attach_alternative(render_to_string("mail/confirm.html", context), "text/html")
                assert whole.send() == 1
        return len(self.contexts)

    def dispatch(self) -> int:
        from foundation.outbox import dispatch, owners
        from foundation.outbox.wire import Relay

        relay = Relay(host="127.0.0.1", port=self.port)
        now = datetime.now().astimezone()
        if self.owner is None:
            self.owner = owners.current(now)
            atexit.register(owners.abandon, self.owner)
        tally = dispatch.run(now=now, relay=relay, limit=self.count)
        assert tally == {"sent": self.count}, tally
        return self.count


def mail_cases(place: Place, code: str, count: int) -> list[Case]:
    # One line for each run says how it went; the figures say it too.
    logging.getLogger("undeterred").setLevel(logging.WARNING)
    work = Round(code, count, place.sink())
    trees = [place.postgresql]
    goals = {SENDS: 7.0, RENDERS: 1.5}
    return [
        Case(SENDS, work.send_often, [], in_here=True, before=work.make),
        Case(RENDERS, work.render_and_send, [], {SENDS: None}, in_here=True),
        Case("outbox: confirmations, with their caps", work.dispatch, trees, dict.fromkeys(goals), in_here=True),
        Case("outbox: reminders", work.dispatch, trees, goals, in_here=True, before=work.as_reminders),
    ]
