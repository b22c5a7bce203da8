"""The foundation's own job: a sign of life."""

from celery import shared_task
from django.utils import timezone

from foundation import pulses


@shared_task(name="foundation.pulse")
def pulse() -> None:
    """A worker that does this job is alive, and so is the way from beat to it."""
    pulses.feel("worker", timezone.now())
