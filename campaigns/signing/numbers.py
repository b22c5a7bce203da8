"""The rows that numbers are kept in (see ``tallies``)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Version
from foundation.codes import CodeField


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


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    def counting(self) -> "PaperBatchQuerySet":
        """Those that a second member confirmed and nobody took back."""
        return self.filter(confirmed_by__isnull=False, taken_back_on=None)


class PaperBatch(models.Model):
    """So many signatures on paper, from one place and collector. ``scan`` is the SHA-256 of what was scanned."""

    code = CodeField()
    version = models.ForeignKey(Version, models.PROTECT, related_name="paper_batches")
    collected_on = models.DateField(_("collected on"))
    collector = models.CharField(_("collected by"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    number = models.PositiveIntegerField(_("number of signatures"))
    scan = models.CharField(_("SHA-256 of the scan"), max_length=64, blank=True)
    entered_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    entered_on = models.DateField()
    confirmed_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)
    taken_back_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_on = models.DateField(null=True, blank=True)

    objects = PaperBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("entered_by")),
                name="paper_is_confirmed_by_a_second_member",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="no_paper_batch_is_empty"),
        ]
