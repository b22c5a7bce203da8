"""Doors for beat and nudges."""

from celery import shared_task
from django.utils import timezone

from actors.exchange import entering, imports


@shared_task(name="actors.exchange.work")
def work() -> None:
    """Looks through and enters the files that wait for it."""
    entering.sweep(now=timezone.now())


@shared_task(name="actors.exchange.forget")
def forget() -> None:
    """Throws away the files that nobody entered in time."""
    imports.forget_old(now=timezone.now())
