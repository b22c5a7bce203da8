"""People put their name under a letter."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Letter, Version
from campaigns.planning.models import Campaign, Target
from campaigns.planning.naming import may_be_told_names
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict, Strike, Supporter
from foundation.codes import CodeField


class Intake(models.Model):
    """A form that was sent, sealed, before anybody looked into it.

    Every sending does the same work, whoever it is from; a job turns rows into supporters. ``nonce`` is the digest
    of the form's own number, so that a form sent twice is one row. Rows live for seconds.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("signs")
        LINKS = "links", _("asks for the links again")

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    nonce = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tries", "id"], name="intake_in_order")]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> "SignatureQuerySet":
        return self.filter(confirmed_on__isnull=False)

    def unconfirmed(self) -> "SignatureQuerySet":
        return self.filter(confirmed_on=None)

    def counting(self) -> "SignatureQuerySet":
        return self.confirmed()

    def named_to(self, target: Target) -> "SignatureQuerySet":
        """Those whose name may be handed to this office: it counts, they agreed, did not leave this office out, a
        member let the name pass, and the office may be told names at all (R8, R10, R14)."""
        if not may_be_told_names(target):
            return self.none()
        whose = {"supporter": OuterRef("supporter")}
        agreed = Consent.objects.filter(**whose, text__kind=ConsentKind.NAMED)
        struck = Strike.objects.filter(**whose, target=target)
        return self.counting().passed().filter(Exists(agreed), ~Exists(struck), letter__targets=target)

    def passed(self) -> "SignatureQuerySet":
        """Those whose name a member has read and let pass."""
        return self.filter(supporter__name_verdict__verdict=NameVerdict.Verdict.PASSED)


class Signature(models.Model):
    """A supporter's name under one version of one letter. It counts once it is confirmed."""

    code = CodeField()
    supporter = models.ForeignKey(Supporter, models.CASCADE, related_name="signatures")
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supporter", "letter"], name="one_signature_per_supporter")]
        indexes = [
            models.Index(fields=["letter"], name="signature_confirmed", condition=models.Q(confirmed_on__isnull=False)),
            models.Index(fields=["signed_on"], name="signature_waiting", condition=models.Q(confirmed_on=None)),
        ]

    def is_expired(self, now: datetime, days: int) -> bool:
        """Whether its confirmation came too late: unconfirmed ``days`` days after the signing."""
        return self.confirmed_on is None and (now.date() - self.signed_on).days > days


class Tally(models.Model):
    """The public number of confirmed signatures of a version: one row, written by one job, read by every page."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="tally")
    confirmed = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()
