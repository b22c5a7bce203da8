"""Doors to reminders."""

from celery import shared_task
from django.utils import timezone

from campaigns.reminders import agenda


@shared_task(name="campaigns.reminders.remind")
def remind() -> None:
    """Sweeps for people who signed and have not confirmed."""
    agenda.remind(now=timezone.now())
