"""What was answered becomes final after CONFIRM_WAIT: a Yes enters the count, a No erases.

The minutes between are for whoever owns the address: a scanner that presses both buttons takes longer than none, and
its two answers cancel each other (``codes``). The times of answers are cleared here: only the day stays.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from campaigns.signing import answers, quiet
from campaigns.signing.models import Signature


def settle(*, now: datetime, limit: int = 1000) -> int:
    """Settles the answers that are old enough, also of campaigns closed since; returns how many. Twice is once."""
    by = now - timedelta(seconds=settings.CONFIRM_WAIT)
    count = 0
    for signature in Signature.objects.answered(by).order_by("pk")[:limit]:
        with transaction.atomic():
            row = answers.lock(signature)
            if row and row.said_yes_at and row.said_yes_at <= by:
                answers.enter_count(row, on=row.said_yes_at.date())
                count += 1
            elif row and row.said_no_at and row.said_no_at <= by:
                quiet.grant(row=row, now=now)
                answers.drop(row, now=now)
                count += 1
    return count
