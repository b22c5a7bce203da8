"""Heartbeats as rows: who is alive can be read without asking anybody."""

from datetime import datetime

from django.db import models


class Pulse(models.Model):
    """The last sign of life of ``beat`` or ``worker`` (any of several)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()


def feel(name: str, now: datetime) -> None:
    """Notes a heartbeat."""
    Pulse.objects.update_or_create(name=name, defaults={"at": now})
