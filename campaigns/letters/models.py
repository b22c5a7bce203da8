"""What is said, to whom, in which version and language."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign, Target
from foundation.codes import CodeField


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Letters of the campaigns this person may see in the workspace."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user))

    def open(self, now: datetime) -> "LetterQuerySet":
        """Letters with an approved version that people sign; not those whose time has not come (an embargo)."""
        return self.filter(opened_at__lte=now, current__isnull=False)


class Letter(models.Model):
    """One letter of a campaign, collected: many sign it, each target gets it once, with their number."""

    code = CodeField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="letters")
    key = models.SlugField(_("name in the address"), max_length=40)
    ask = models.ForeignKey("actors.Ask", models.PROTECT, null=True, blank=True, related_name="+")
    targets = models.ManyToManyField(Target, related_name="letters")
    copies = models.ManyToManyField(Target, related_name="letters_in_copy", blank=True)
    author = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    current = models.ForeignKey("campaigns.Version", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("open for signing since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed for signing since"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived since"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="one_letter_per_key"),
            models.CheckConstraint(
                condition=models.Q(archived_at=None) | models.Q(opened_at=None) | models.Q(closed_at__isnull=False),
                name="letter_is_closed_before_it_is_archived",
            ),
        ]

    def is_public(self, now: datetime) -> bool:
        """Whether it is open, as far as the letter itself is concerned."""
        return self.opened_at is not None and self.opened_at <= now

    def is_open(self, now: datetime) -> bool:
        """Whether people can sign it now."""
        return self.closed_at is None and self.is_public(now) and self.campaign.is_open(now)


class Version(models.Model):
    """The text at one time. Once approved it is frozen: its fingerprint is what people sign."""

    code = CodeField()
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="versions")
    author = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="one_version_per_number")]

    def translation(self, language: str | None = None) -> "Translation":
        """The text in the language wanted, else English, else the first there is."""
        wanted = (language or get_language() or "en")[:2]
        found = {text.language: text for text in self.translations.all()}
        return found.get(wanted) or found.get("en") or next(iter(found.values()))


class Translation(models.Model):
    """A version in one language. ``body`` is plain paragraphs with placeholders from a closed list."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=8)
    asks = models.CharField(_("what it asks, in one line"), max_length=200)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_translation_per_language")]

    @property
    def words(self) -> tuple[str, str, str]:
        """Everything that is read of it."""
        return self.asks, self.subject, self.body


class Approval(models.Model):
    """Another member than the author let this version go. Text, targets and their addresses are frozen with it."""

    code = CodeField()
    version = models.OneToOneField(Version, models.PROTECT, related_name="approval")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("approved at"))
    fingerprint = models.CharField(_("fingerprint of the text"), max_length=64)


class Edition(models.Model):
    """How a version follows the approved one it was made from (R21), and why.

    Who proposed it is the version's author, who let it go its ``Approval``. Of a correction and of a further language
    the signatures stay: they count for what followed.
    """

    class Kind(models.TextChoices):
        EDIT = "edit", _("a new text")
        CORRECTION = "correction", _("an editorial correction")
        TRANSLATION = "translation", _("a further language")

    version = models.OneToOneField(Version, models.CASCADE, related_name="edition")
    of = models.ForeignKey(Version, models.PROTECT, related_name="editions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("proposed at"))
    why = models.TextField(_("why"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(version=models.F("of")), name="edition_follows_another_version"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["edit", "correction", "translation"]), name="edition_is_of_a_known_kind"
            ),
        ]

    @property
    def keeps_signatures(self) -> bool:
        """Whether signatures stay, for ask, addressees and meaning are the same."""
        return self.kind != self.Kind.EDIT


class Addressed(models.Model):
    """Where a letter may go and how it addresses the office, as somebody approved it.

    ``address_digest`` is empty where no address was known. ``words`` are ``letters.addressing.words_for``: holder, and
    title and form of address by language; empty where nothing was frozen.
    """

    address_digest = models.CharField(max_length=64, blank=True)
    words = models.JSONField(default=dict)

    class Meta:
        abstract = True


class FrozenTarget(Addressed):
    """A target as it was approved. A later change of its address or words needs a ``Readdressing``."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="targets")
    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    in_copy = models.BooleanField(_("gets a copy"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "target"], name="one_frozen_row_per_target")]

    @property
    def in_force(self) -> Addressed:
        """The newest approval of its address and words. Reads ``readdressings.all()``, which can be fetched at once."""
        later: list[Addressed] = sorted(self.readdressings.all(), key=lambda row: row.pk) if self.pk else []
        return later[-1] if later else self


class Readdressing(Addressed):
    """A second person approved that a letter goes to a changed address, or addresses its office in changed words."""

    code = CodeField()
    frozen = models.ForeignKey(FrozenTarget, models.CASCADE, related_name="readdressings")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("approved at"))


class LaterTarget(models.Model):
    """An office proposed after the letter was opened; once a second person approved it, the letter goes there too.

    Who signed before ``named_from`` did not see it: they are counted there, and not named (R21).
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="later_targets")
    target = models.ForeignKey(Target, models.PROTECT, related_name="+")
    why = models.TextField(_("why"))
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("proposed at"))
    frozen = models.OneToOneField(FrozenTarget, models.PROTECT, null=True, blank=True, related_name="later")
    approver = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    named_from = models.DateField(_("who signs from this day on can be named"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "target"], name="one_later_row_per_target"),
            models.CheckConstraint(
                condition=models.Q(frozen=None, approver=None, approved_at=None, named_from=None)
                | models.Q(
                    frozen__isnull=False, approver__isnull=False, approved_at__isnull=False, named_from__isnull=False
                ),
                name="later_target_is_approved_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(approver=None) | ~models.Q(approver=models.F("member")),
                name="later_target_by_two_people",
            ),
        ]


class ChosenChannel(models.Model):
    """Where the holder of an office is disputed, staff chose the channel a letter takes, and said why (R19).

    The newest row of a target holds.
    """

    code = CodeField()
    target = models.ForeignKey(Target, models.CASCADE, related_name="chosen_channels")
    contact = models.ForeignKey("actors.Contact", models.PROTECT, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("chosen at"))
    why = models.TextField(_("why"))


class FirstSignatory(models.Model):
    """Somebody invited by staff who agreed to stand by name, publicly, at the head of the letter (R15)."""

    code = CodeField()
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="first_signatories")
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=160, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    in_personal_capacity = models.BooleanField(_("in personal capacity"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
