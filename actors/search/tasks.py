"""Doors for beat."""

from celery import shared_task

from actors.search import index


@shared_task(name="actors.search.bring_up_to_date")
def bring_up_to_date() -> None:
    index.bring_up_to_date()
