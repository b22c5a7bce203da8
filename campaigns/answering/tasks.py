"""Doors to answering."""

from celery import shared_task
from django.utils import timezone

from campaigns.answering import keeping, replies


@shared_task(name="campaigns.answering.destroy_old")
def destroy_old() -> None:
    """Destroys originals of replies that have been kept for long enough."""
    replies.destroy_old(now=timezone.now())


@shared_task(name="campaigns.answering.keep")
def keep() -> None:
    """Erases people whose time has come because letters went and answers came."""
    keeping.keep(now=timezone.now())
