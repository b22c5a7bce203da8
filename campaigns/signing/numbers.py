"""The rows that numbers are kept in (see ``tallies``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Version


class TallyKind(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed by e-mail")
    PAPER = "paper", _("on paper")


class Tally(models.Model):
    """How many of a kind stand under a version: one row, written by one job, read by every page.

    ``number`` is exact and for staff; ``shown`` is what the public sees, and moves in steps (``tallies``).
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="tallies")
    kind = models.CharField(max_length=10, choices=TallyKind, default=TallyKind.CONFIRMED)
    number = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
    shown_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="one_tally_per_version_and_kind")]


class TallyChange(models.Model):
    """A number changed by so much. Written by the database itself whenever a signature begins or ceases to count, so
    that no deed can forget it; taken up and deleted by the one job that counts."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=TallyKind, default=TallyKind.CONFIRMED)
    change = models.IntegerField()
