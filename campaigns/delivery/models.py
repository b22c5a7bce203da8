"""A letter reaches an office."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Letter, Version
from campaigns.planning.models import Target
from foundation.codes import CodeField


class Round(models.Model):
    """A letter goes out again, with those who signed since: from the second round on, a row says who opened it (R21).

    The first needs none.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opened_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="one_row_per_round"),
            models.CheckConstraint(condition=models.Q(number__gte=2), name="the_first_round_needs_no_row"),
        ]


class Delivery(models.Model):
    """One collected letter on its way to one office, once per target and round.

    What is said at release stays as it was: number, first signatories, version, and organisations but those that leave
    before it is sent. ``sent_at`` and
    ``letter_digest`` are filled when the mail server has taken it, and outlive the message itself.
    """

    code = CodeField()
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    language = models.CharField(_("language"), max_length=8)
    signatures = models.PositiveIntegerField(_("signatures"))
    on_paper = models.PositiveIntegerField(_("signatures on paper"), default=0)
    signatures_before = models.PositiveIntegerField(_("signatures said before"), null=True, blank=True)
    said_before_on = models.DateField(_("said before on"), null=True, blank=True)
    """What this office's letter of an earlier round said, and when; empty in the first."""
    first_signatories = models.JSONField(default=list)
    endorsers = models.JSONField(default=list)
    address_digest = models.CharField(max_length=64)
    words = models.JSONField(_("how the office is addressed"), default=dict)
    in_copy = models.BooleanField(_("is a copy"), default=False)
    released_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("released at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    letter_digest = models.CharField(_("digest of what was sent"), max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "letter", "round"], name="one_delivery_per_target_and_round"),
            models.CheckConstraint(
                condition=models.Q(signatures_before=None, said_before_on=None)
                | models.Q(signatures_before__isnull=False, said_before_on__isnull=False),
                name="a_number_said_before_has_its_day",
            ),
        ]


class MailKey(models.Model):
    """A key with which mail of one organisation is signed (DKIM). The private half is sealed under a key of its own.

    It signs from ``in_use_at``, when an owner said that its record stands in the DNS, until ``ended_at``.
    """

    code = CodeField()
    organisation = models.ForeignKey("actors.Organisation", models.CASCADE, related_name="mail_keys")
    domain = models.CharField(_("domain"), max_length=120)
    selector = models.CharField(_("selector"), max_length=40)
    public = models.TextField(_("public half"))
    sealed = models.BinaryField()
    made_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    in_use_at = models.DateTimeField(_("signs since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("signs no more since"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="one_mail_key_per_selector"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(in_use_at__isnull=False, ended_at=None),
                name="one_mail_key_in_use",
            ),
        ]
