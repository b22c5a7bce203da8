"""What must happen when, and telling people in time."""

from django.db import models

from campaigns.signing.models import Signature


class Reminder(models.Model):
    """A reminder that was queued for a signature: at most one, for ever (R24)."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="reminder")
    queued_at = models.DateTimeField()
