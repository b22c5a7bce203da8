"""Doors to the occasion sheets."""

from celery import shared_task
from django.utils import timezone

from actors.watch import sheets


@shared_task(name="actors.watch.remind")
def remind() -> None:
    """Asks correspondents once more, half-way."""
    sheets.remind(now=timezone.now())
