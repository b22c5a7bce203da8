"""A campaign: who runs it, what it says about itself, whom it addresses, when it ends."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.codes import CodeField

TOLD_DAYS = 365


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns of the organisations this person is a member of, but those they are kept out of (R17); strangers
        see none."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__members__user=user).exclude(kept_out__user=user)

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
    nationality = models.ForeignKey(
        "actors.Actor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for the nationals of")
    )
    measure = models.ForeignKey(
        "actors.Measure", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("under the measure")
    )
    with_designated = models.BooleanField(_("made with or for a designated person or body"), default=False)
    signatory = models.CharField(_("who signs for the organisation"), max_length=120, blank=True)
    signatory_role = models.CharField(_("as what"), max_length=160, blank=True)
    answerer = models.CharField(_("who answers an office’s questions"), max_length=160, blank=True)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(nationality=None) | Q(measure__isnull=False),
                name="campaign_for_nationals_names_the_measure",
            )
        ]

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

    def erased_by(self, *, told: bool) -> date | None:
        """The day on which a supporter's data goes at the latest. Whoever chose to be told of the answer stays until
        it came, and at most a year after the last day to sign (R13)."""
        if not told or self.erase_on is None or self.ends_on is None:
            return self.erase_on
        return max(self.erase_on, self.ends_on + timedelta(days=TOLD_DAYS))

    @property
    def told_erased_by(self) -> date | None:
        return self.erased_by(told=True)

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
    with_designated = models.BooleanField(
        _("for campaigns made with or for a designated person or body"), default=False
    )
    rests_on = models.CharField(_("measures it rests on"), max_length=300, blank=True)
    review_by = models.DateField(_("to be reviewed by"))
    organisation = models.ForeignKey(
        "actors.Organisation", models.PROTECT, null=True, blank=True, related_name="risk_advice"
    )
    """Whose text it is; of nobody: packaged, for all who have none of their own."""
    member = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    rests_on_states = models.JSONField(_("states whose new measures put it up for review"), default=list, blank=True)
    as_of = models.DateField(_("measures known until"), null=True, blank=True)
    if_court_listed = models.BooleanField(_("in force while the Court itself is under measures"), default=False)

    class Meta:
        verbose_name = _("risk advice")
        verbose_name_plural = _("risk advice")
        constraints = [
            # Two, because SQLite cannot say that two texts of nobody are the same.
            models.UniqueConstraint(
                fields=["situation", "language", "version", "if_court_listed"],
                condition=Q(organisation=None),
                name="one_advice_per_version",
            ),
            models.UniqueConstraint(
                fields=["organisation", "situation", "language", "version", "if_court_listed"],
                condition=Q(organisation__isnull=False),
                name="one_own_advice_per_version",
            ),
        ]


class AdvicePause(models.Model):
    """A new measure put the advice for one situation up for review: signing by those it concerns waits until a member
    confirms the text, or writes another (R11). The row stays and says who did."""

    organisation = models.ForeignKey("actors.Organisation", models.CASCADE, related_name="advice_pauses")
    situation = models.SlugField(_("situation"), max_length=40)
    measure = models.ForeignKey("actors.Measure", models.PROTECT, related_name="+")
    since_at = models.DateTimeField(_("paused since"))
    ended_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "situation", "measure"], name="one_advice_pause_per_measure"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="advice_pause_says_who_ended_it",
            ),
        ]


class NameDecision(models.Model):
    """A member decided that a campaign may name a person of the register in its title or a letter, and said why."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="name_decisions")
    person = models.ForeignKey("actors.Person", models.PROTECT, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))
    why = models.TextField(_("why"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="one_name_decision_per_person")]


class MatchDecision(models.Model):
    """An owner decided to go on with an organisation or signatory whose name is that of somebody under a measure.

    ``name`` is what was matched, folded. A match never refuses: it asks, and this is the answer.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="match_decisions")
    person = models.ForeignKey("actors.Person", models.PROTECT, related_name="+")
    name = models.CharField(_("name that was matched"), max_length=400)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))
    why = models.TextField(_("why"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person", "name"], name="one_match_decision_per_name")
        ]


class LegalOpening(models.Model):
    """A named legal reviewer opened a campaign made with or for a designated person or body to people in a situation
    of that measure. ``ended_at``: closed to them again."""

    code = CodeField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="legal_openings")
    reviewer = models.CharField(_("legal reviewer"), max_length=160)
    advice = models.TextField(_("what the reviewer says"))
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("opened at"))
    ended_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("closed again at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(ended_at=None), name="one_legal_opening_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="legal_opening_says_who_ended_it",
            ),
        ]


class KeptOut(models.Model):
    """A person of the organisation is kept out of a campaign: it does not exist for them (``visible_to``)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="kept_out")
    user = models.ForeignKey("actors.User", models.CASCADE, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("kept out since"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "user"], name="kept_out_once")]
