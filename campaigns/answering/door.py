"""The one door for mail that comes in: to a delivery's own address it is filed, else dropped and counted."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from campaigns.answering import bounces, incoming, replies
from campaigns.answering.models import Incoming
from campaigns.delivery import return_address

log = logging.getLogger("undeterred.answering")


class Outcome(StrEnum):
    FILED = "filed"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"  # a report of the mail system: no words of an office, and no receipt
    UNKNOWN = "unknown"  # no address of ours: forged, guessed, or cut; dropped


def take(raw: bytes, *, recipients: Iterable[str], now: datetime) -> Outcome:
    """Files one mail as the mail server handed it over. Commits or raises; the same mail twice is one reply.

    ``recipients`` is what the server says it was for; where it says nothing, the mail's own headers are asked. Nobody
    gets an answer: who forges a sender cannot make us write to a third person.
    """
    mail = incoming.read(raw)
    known = [*recipients, *mail.recipients]
    found = (return_address.delivery_of(address, today=now.date()) for address in known)
    delivery = next((row for row in found if row is not None), None)
    with transaction.atomic():
        if delivery is None:
            outcome = Outcome.UNKNOWN
        elif mail.report is not None:
            bounces.take(delivery=delivery, report=mail.report, now=now)
            outcome = Outcome.BOUNCE
        else:
            reply = replies.take(delivery=delivery, mail=mail, now=now)
            outcome = Outcome.AUTOMATIC if reply.is_automatic else Outcome.FILED
        _count(outcome, now)
    log.info("a mail came in", extra={"state": outcome.value})
    return outcome


def _count(outcome: Outcome, now: datetime) -> None:
    day: dict[str, Any] = {"day": now.date(), "outcome": outcome.value}
    Incoming.objects.get_or_create(**day)
    Incoming.objects.filter(**day).update(number=F("number") + 1)


def counts(*, now: datetime, days: int = 30) -> dict[str, int]:
    """By outcome, what came in within so many days."""
    rows = Incoming.objects.filter(day__gt=now.date() - timedelta(days=days)).values("outcome")
    return dict(rows.annotate(all=Sum("number")).values_list("outcome", "all"))
