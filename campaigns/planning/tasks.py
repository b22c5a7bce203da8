"""Doors to planning."""

from celery import shared_task
from django.utils import timezone

from campaigns.planning import advice


@shared_task(name="campaigns.planning.review_advice")
def review_advice() -> None:
    """Puts the advice that a new measure concerns up for review."""
    advice.pause_due(now=timezone.now())
