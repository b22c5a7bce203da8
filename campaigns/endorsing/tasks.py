"""Doors to endorsing."""

from celery import shared_task
from django.utils import timezone

from campaigns.endorsing import endorsements, rounds


@shared_task(name="campaigns.endorsing.remind")
def remind() -> None:
    """Reminds organisations that were asked and have not answered."""
    rounds.remind_due(now=timezone.now())


@shared_task(name="campaigns.endorsing.forget")
def forget() -> None:
    """Erases endorsements that nobody confirmed in time."""
    endorsements.forget_unconfirmed(now=timezone.now())
