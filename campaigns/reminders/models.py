"""What must happen when, and telling people in time."""

from django.db import models

from campaigns.signing.models import Signature
from campaigns.supporters.models import Supporter


class Reminder(models.Model):
    """A reminder that was queued, with the signature it is about: at most one for a person, for ever (R24)."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="reminder")
    queued_at = models.DateTimeField()


class NoReminder(models.Model):
    """Somebody who has not confirmed yet does not want to be reminded of it."""

    supporter = models.OneToOneField(Supporter, models.CASCADE, related_name="no_reminder")
