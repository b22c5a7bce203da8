"""Doors to delivery."""

from celery import shared_task

from campaigns.delivery import annex


@shared_task(name="campaigns.delivery.forget")
def forget() -> None:
    """Destroys the lists of names whose people were erased."""
    annex.forget_erased()
