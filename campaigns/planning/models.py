"""A campaign: who runs it, what it says about itself, whom it addresses, when it ends."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.codes import CodeField


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns of the organisations this person is a member of; strangers see none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__members__user=user)

    def live(self, now: datetime) -> "CampaignQuerySet":
        """Launched, and not closed or past its end."""
        return self.filter(launched_at__lte=now, closed_at=None, ends_on__gte=now.date())

    def public(self) -> "CampaignQuerySet":
        """Everything that was ever launched: its letters and numbers stay readable when its people are erased."""
        return self.filter(launched_at__isnull=False)


class Campaign(models.Model):
    """One campaign of one organisation. Its supporters' data is sealed under a key of its own."""

    code = CodeField()
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="campaigns")
    coercing_state = models.CharField(_("state whose measures it answers"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    ends_on = models.DateField(_("open until"), null=True, blank=True)
    erase_on = models.DateField(_("personal data erased on"), null=True, blank=True)
    reminder_after_days = models.PositiveSmallIntegerField(
        _("remind the unconfirmed after (days)"), null=True, blank=True, default=3
    )
    asks_country = models.BooleanField(_("ask for the country"), default=False)
    asks_profession = models.BooleanField(_("ask for the profession"), default=False)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), default=16)
    dpia_noted_by = models.CharField(_("data protection assessment noted by"), max_length=120, blank=True)
    dpia_noted_on = models.DateField(_("noted on"), null=True, blank=True)
    launched_at = models.DateTimeField(_("launched at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    shredded_at = models.DateTimeField(_("key destroyed at"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.code

    @property
    def scope(self) -> str:
        """The name of its key, and of everything counted or stopped together."""
        return f"campaign:{self.code}"

    def is_open(self, now: datetime) -> bool:
        """Whether people can sign its letters today (the last day counts)."""
        if self.launched_at is None or self.closed_at is not None:
            return False
        return self.launched_at <= now and (self.ends_on is None or now.date() <= self.ends_on)

    def text(self, language: str | None = None) -> "CampaignText":
        """What it says about itself, in the language wanted, else English, else any."""
        wanted = (language or get_language() or "en")[:2]
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(wanted) or texts.get("en") or next(iter(texts.values()))


class CampaignText(models.Model):
    """The public words of a campaign in one language. Markdown in ``why_now``; the rest is plain text."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    kicker = models.CharField(_("line above the title"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=160)
    lead = models.TextField(_("lead"))
    why_now = models.TextField(_("why now"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "language"], name="one_text_per_language")]


class PrivacyNotice(models.Model):
    """What the controller tells people about their data: versioned, one per language."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="notices")
    language = models.CharField(_("language"), max_length=8)
    version = models.CharField(_("version"), max_length=20)
    body = models.TextField(_("text"))
    published_on = models.DateField(_("published on"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language", "version"], name="one_notice_per_version")
        ]


class Naming(models.TextChoices):
    NAMED = "named", _("names, of those who agreed")
    COUNT_ONLY = "count_only", _("the number only")


class Target(models.Model):
    """An office that a campaign addresses. An office, never a person; whoever holds it on the day is meant."""

    code = CodeField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    office = models.ForeignKey("actors.Office", models.PROTECT, related_name="+")
    naming = models.CharField(_("what it is told"), max_length=12, choices=Naming, default=Naming.NAMED)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "office"], name="one_target_per_office")]


class RiskAdvice(models.Model):
    """What a person in one situation should know before signing. Dated, versioned, no legal advice."""

    situation = models.SlugField(_("situation"), max_length=40)
    language = models.CharField(_("language"), max_length=8)
    version = models.CharField(_("version"), max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("name of the situation"), max_length=200)
    advice = models.TextField(_("advice"))
    is_risk = models.BooleanField(_("asks for a second thought before being named"), default=True)
    rests_on = models.CharField(_("measures it rests on"), max_length=300, blank=True)
    review_by = models.DateField(_("to be reviewed by"))

    class Meta:
        verbose_name = _("risk advice")
        verbose_name_plural = _("risk advice")
        constraints = [
            models.UniqueConstraint(fields=["situation", "language", "version"], name="one_advice_per_version")
        ]
