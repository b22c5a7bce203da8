"""Doors for beat and nudges. Each takes all that is more urgent along, so that nothing urgent waits behind it."""

from celery import shared_task
from django.utils import timezone

from foundation.outbox import dispatch, ledger, recovery


@shared_task(name="foundation.outbox.dispatch_urgent")
def dispatch_urgent() -> None:
    """Confirmations and account mails: somebody waits for them."""
    dispatch.run(now=timezone.now(), urgencies=(0,))


@shared_task(name="foundation.outbox.dispatch_due")
def dispatch_due() -> None:
    """Letters and all else that is due, but no bulk."""
    dispatch.run(now=timezone.now(), urgencies=(0, 1))


@shared_task(name="foundation.outbox.dispatch_bulk")
def dispatch_bulk() -> None:
    """Reminders and updates."""
    dispatch.run(now=timezone.now(), urgencies=(0, 1, 2))


@shared_task(name="foundation.outbox.recover")
def recover() -> None:
    """Frees the work of workers that died; lets messages expire."""
    recovery.sweep(now=timezone.now())


@shared_task(name="foundation.outbox.tidy")
def tidy() -> None:
    """Moves settled messages to the ledger."""
    ledger.tidy(now=timezone.now())
