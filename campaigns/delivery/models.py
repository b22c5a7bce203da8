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


class Way(models.TextChoices):
    MAIL = "mail", _("by mail")
    HAND = "hand", _("by hand")
    POST = "post", _("by post")


class Delivery(models.Model):
    """One collected letter on its way to one office, once per target, round and way.

    On paper (by hand or by post) the row is written when it was handed over, with its ``receipt``.

    What is said at release stays as it was: number, first signatories, version, and organisations but those that leave
    before it is sent. ``sent_at`` and
    ``letter_digest`` are filled when the mail server has taken it, and outlive the message itself.
    """

    code = CodeField()
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    way = models.CharField(_("way"), max_length=8, choices=Way, default=Way.MAIL, db_default=Way.MAIL)
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
            models.UniqueConstraint(
                fields=["target", "letter", "round", "way"], name="one_delivery_per_target_round_and_way"
            ),
            models.CheckConstraint(
                condition=models.Q(signatures_before=None, said_before_on=None)
                | models.Q(signatures_before__isnull=False, said_before_on__isnull=False),
                name="a_number_said_before_has_its_day",
            ),
        ]


class Packet(models.Model):
    """A handover packet that a member took out: cover sheet, letters, annexes, checksums. The file is not kept."""

    code = CodeField()
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="packets")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    signatures = models.PositiveIntegerField(_("signatures"))
    made_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))


class Annex(models.Model):
    """The names for one office, in a packet or with its mail. ``digest`` is that of the list as CSV (SHA-256).

    Its ``parts`` are sealed under the campaign's key and go when people are erased; number and digest stay (R13).
    """

    code = CodeField()
    packet = models.ForeignKey(Packet, models.CASCADE, null=True, blank=True, related_name="annexes")
    delivery = models.OneToOneField(Delivery, models.CASCADE, null=True, blank=True, related_name="annex")
    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("names"), default=0)
    digest = models.CharField(_("digest of the list"), max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["packet", "target"], name="one_annex_per_packet_and_target"),
            models.CheckConstraint(
                condition=models.Q(packet__isnull=False, delivery=None) | models.Q(packet=None, delivery__isnull=False),
                name="an_annex_goes_one_way",
            ),
        ]


class AnnexPart(models.Model):
    """A thousand names of an annex, sealed."""

    annex = models.ForeignKey(Annex, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["annex", "place"], name="one_annex_part_per_place")]


class Receipt(models.Model):
    """A letter was handed over on paper: when, out of which packet, and which desk or function took it."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="receipt")
    packet = models.ForeignKey(Packet, models.PROTECT, related_name="receipts")
    on = models.DateField(_("handed over on"))
    taken_by = models.CharField(_("taken by"), max_length=160)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded at"))


class NamesByMail(models.Model):
    """Staff chose that this office gets the names with its mail, as long as they are few (R20)."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="names_by_mail")
    target = models.ForeignKey(Target, models.CASCADE, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("chosen at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "target"], name="names_by_mail_chosen_once")]


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
