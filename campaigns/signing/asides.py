"""Signatures that do not count: those that look like a program's work, and those that members took out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign
from campaigns.signing.models import Signature
from foundation.codes import CodeField


class Sign(models.TextChoices):
    """What makes a signature suspect."""

    TRAP = "trap", _("filled in a field that no person sees")
    QUICK = "quick", _("sent faster than a person fills in a form")
    NETWORK = "network", _("one of very many from one network")
    DOMAIN = "domain", _("one of very many from one mail domain")
    DISPOSABLE = "disposable", _("an address that is thrown away")


class Suspicion(models.Model):
    """Why a signature was set aside when it came. Nobody is told: the answer is the same for everybody."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="suspicion")
    why = models.CharField(max_length=10, choices=Sign)


class InvalidationQuerySet(models.QuerySet["Invalidation"]):
    def due(self) -> "InvalidationQuerySet":
        """Those a job works on: by a member alone, or confirmed by a second one, and not ended."""
        second = Q(needs_second=False) | Q(confirmed_by__isnull=False)
        return self.filter(second, ordered_by__isnull=False, done_at=None, cancelled_at=None)


class Invalidation(models.Model):
    """Signatures that members take out of the count: by conditions, tried first, in lots, and they can come back.

    ``sealed`` holds the ``invalidations.Conditions``, for a name may stand among them, with a masked sample;
    ``found`` and ``counting`` are what the trial counted; ``mark`` and ``taken`` are how far the job is.
    """

    code = CodeField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invalidations")
    sealed = models.BinaryField()
    why = models.CharField(_("why"), max_length=200)
    found = models.PositiveIntegerField()
    counting = models.PositiveIntegerField()
    needs_second = models.BooleanField()
    tried_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    tried_at = models.DateTimeField()
    ordered_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last = models.PositiveBigIntegerField()
    """The newest signature (pk) that the trial looked at: later ones are none of its business."""
    mark = models.PositiveBigIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = InvalidationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (Q(ordered_by__isnull=False) & ~Q(confirmed_by=models.F("ordered_by"))),
                name="taking_out_is_confirmed_by_a_second_member",
            ),
            models.CheckConstraint(
                condition=Q(taken=0)
                | Q(ordered_by__isnull=False) & (Q(needs_second=False) | Q(confirmed_by__isnull=False)),
                name="nothing_is_taken_out_before_the_second_member",
            ),
        ]

    @property
    def stand(self) -> str:
        """How far it is, as a short key."""
        if self.undone_at or self.cancelled_at or self.done_at:
            return "undone" if self.undone_at else "cancelled" if self.cancelled_at else "done"
        if not self.ordered_by_id:
            return "tried"
        return "waits" if self.needs_second and not self.confirmed_by_id else "runs"


class TakenOut(models.Model):
    """A signature that an invalidation took out, and what it was before."""

    invalidation = models.ForeignKey(Invalidation, models.CASCADE, related_name="rows")
    signature = models.OneToOneField(Signature, models.CASCADE, related_name="taken_out")
    was_suspect = models.BooleanField()
