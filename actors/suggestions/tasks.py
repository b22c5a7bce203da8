"""A door to what readers propose."""

from celery import shared_task
from django.utils import timezone

from actors.suggestions import inbox


@shared_task(name="actors.suggestions.forget")
def forget() -> None:
    """Erases addresses that waited for too long, and what was decided long ago."""
    inbox.forget(now=timezone.now())
