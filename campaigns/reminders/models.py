"""What must happen when, and telling people in time."""

from django.db import models

from campaigns.signing.models import Signature


class Reminder(models.Model):
    """A reminder that was queued, with the signature it is about: at most one for a person, for ever (R24)."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="reminder")
    queued_at = models.DateTimeField()
