"""What states and bodies said and did about a coercing state's measures, each with its day and source."""

import calendar
from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group
from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet, localised
from actors.sanctions.models import Measure, Precision
from foundation.codes import CodeField

SILENT = 0
COUNTED_BY = frozenset({"actor", "signatories", "on", "coercing_state", "stance", "retracts"})
"""Fields of a position that every figure rests on."""
LEAP_YEAR = 2024


def latest_day(on: date, precision: str) -> date:
    """The last day that a date can mean, known as exactly as ``precision`` says."""
    if precision == Precision.YEAR:
        return date(on.year, 12, 31)
    if precision == Precision.MONTH:
        return on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return on + timedelta(days=7) if precision == Precision.ABOUT else on


class StanceStep(models.Model):
    """One step of the scale a position is read on."""

    rank = models.SmallIntegerField(_("rank"), unique=True)
    key = models.CharField(_("key"), max_length=40, unique=True)
    label_en = models.CharField(_("label (English)"), max_length=60)
    label_fr = models.CharField(_("label (French)"), max_length=60, blank=True)
    definition_en = models.TextField(_("definition (English)"))
    definition_fr = models.TextField(_("definition (French)"), blank=True)
    data_set_on = models.DateField(_("data set of"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of the scale")
        verbose_name_plural = _("steps of the scale")

    def __str__(self) -> str:
        return f"{self.rank} · {self.label}"

    @property
    def label(self) -> str:
        return localised(self, "label")

    @property
    def definition(self) -> str:
        return localised(self, "definition")


class Occasion(Sourced):
    """A day that comes every year, or a moment with its date: what people gather, write and speak for."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_fr = models.CharField(_("name (French)"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=30)
    yearly = models.BooleanField(_("every year"), default=False)
    month_day = models.CharField(_("month and day"), max_length=5, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)
    until_on = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.DAY)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        constraints = [
            models.CheckConstraint(
                condition=Q(yearly=True, on=None) | Q(yearly=False, on__isnull=False), name="occasion_has_its_day"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")

    def clean(self) -> None:
        if self.yearly and self.day_in(LEAP_YEAR) is None:
            raise ValidationError({"month_day": _("Say the month and the day as 12-10.")})
        if self.on and self.until_on and self.until_on < self.on:
            raise ValidationError({"until_on": _("It ends before it begins.")})

    def day_in(self, year: int) -> date | None:
        """A yearly day in that year; 29 February falls on the last of February. None where no day is known."""
        month, _dash, day = self.month_day.partition("-")
        if not (self.yearly and month.isdecimal() and day.isdecimal()):
            return None
        try:
            return date(year, int(month), int(day))
        except ValueError:
            return date(year, 2, 28) if (int(month), int(day)) == (2, 29) else None

    def next_on(self, today: date) -> date | None:
        """When a yearly day comes next, today included."""
        days = (self.day_in(year) for year in (today.year, today.year + 1))
        return next((day for day in days if day and day >= today), None)

    @property
    def latest_day(self) -> date | None:
        """The last day a dated moment can mean: of its days, its month or its year."""
        return self.until_on or (latest_day(self.on, self.precision) if self.on else None)


class PositionQuerySet(SourcedQuerySet):
    def about(self, coercing_state: Actor) -> Self:
        """Rows about the measures of one coercing state; never across."""
        return self.filter(coercing_state=coercing_state)

    def standing(self) -> Self:
        """Rows that nothing public takes back."""
        return self.exclude(retracted_by__public=True)

    def spoken(self) -> Self:
        """Rows in which something was said or done; silence on an occasion is kept apart."""
        return self.exclude(stance__rank=SILENT)


class Position(Sourced):
    """What one actor, or a list of signatories, said or did on a day about one coercing state's measures.

    The stance places it on the scale; sentences are computed from the facts (yes, no, or not read), never
    from the rank.
    """

    public_rule = PublicRule.FIRST_HAND

    class Medium(models.TextChoices):
        UNKNOWN = "", _("not said")
        STATEMENT = "statement", _("written statement")
        SPEECH = "speech", _("speech")
        LETTER = "letter", _("letter")
        INTERVIEW = "interview", _("interview")
        SOCIAL = "social_post", _("social network")
        PARLIAMENT = "parliament", _("words in parliament")
        VOTE = "vote", _("vote or resolution")
        DOCUMENT = "document", _("law, order or other document")

    key = models.CharField(_("key"), max_length=60, unique=True)
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("who")
    )
    signatories = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("signatories"),
        help_text=_("For a collective statement: the named list it counts for."),
    )
    actor_as_named = models.CharField(_("as named by the source"), max_length=160)
    on = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.DAY)
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("occasion")
    )
    speaker = models.CharField(_("speaker or office"), max_length=200, blank=True)
    medium = models.CharField(_("medium"), max_length=12, choices=Medium, blank=True)
    coercing_state = models.ForeignKey(
        Actor, models.PROTECT, related_name="positions_about", verbose_name=_("about measures of")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("measure")
    )
    measure_text = models.CharField(_("measure as named"), max_length=200)
    quote = models.TextField(_("words"), blank=True)
    quote_lang = models.CharField(_("language of the words"), max_length=40, blank=True)
    stance = models.ForeignKey(StanceStep, models.PROTECT, related_name="positions", verbose_name=_("stance"))
    names_sanctions = models.BooleanField(_("names the sanctions"), null=True, blank=True)
    names_state = models.BooleanField(_("names the sanctioning State"), null=True, blank=True)
    condemns = models.BooleanField(_("condemns"), null=True, blank=True)
    calls_for_lifting = models.BooleanField(_("calls for lifting"), null=True, blank=True)
    backs_protection = models.BooleanField(_("asks for or backs a protective measure"), null=True, blank=True)
    announces_measure = models.BooleanField(_("announces a protective measure"), null=True, blank=True)
    adopts_measure = models.BooleanField(_("adopts a protective measure"), null=True, blank=True)
    binds_members = models.BooleanField(
        _("shown at members as “bound by”"),
        default=False,
        help_text=_("A consensus resolution, or a statement on behalf of all members. It gives them no stance."),
    )
    source_kind = models.CharField(_("published by"), max_length=40, blank=True)
    retracts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="retracted_by", verbose_name=_("takes back")
    )

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        indexes = [models.Index(fields=["coercing_state", "public", "on"], name="position_by_ledger")]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, signatories=None) | Q(actor=None, signatories__isnull=False),
                name="position_is_one_actors_or_a_lists",
            ),
            models.CheckConstraint(condition=~Q(retracts=models.F("pk")), name="position_retracts_another"),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if self.stance_id and self.is_silence and self.occasion_id is None:
            raise ValidationError({"occasion": _("Silence is recorded for a named occasion only.")})

    def may_be_public(self) -> bool:
        """Not while one of the fields is unchecked that every figure rests on."""
        return super().may_be_public() and not COUNTED_BY & set(self.unchecked.split())

    @property
    def latest_day(self) -> date:
        """The last day the date can mean: the end of its month or year."""
        return latest_day(self.on, self.precision)

    @property
    def is_silence(self) -> bool:
        """No public statement was found for the named occasion."""
        return self.stance.rank == SILENT


class Look(Sourced):
    """Somebody looked for words of an actor and found nothing: where, and until which day."""

    public_rule = PublicRule.CHECKED

    code = CodeField()
    key = models.CharField(_("key"), max_length=120, unique=True, blank=True)
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="looks", verbose_name=_("state or body"))
    coercing_state = models.ForeignKey(
        Actor, models.PROTECT, related_name="looks_about", verbose_name=_("about measures of")
    )
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="looks", verbose_name=_("occasion")
    )
    looked_on = models.DateField(_("looked on"))
    where = models.TextField(_("where"))
    by_organisation = models.CharField(_("on behalf of"), max_length=160, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("look without a find")
        verbose_name_plural = _("looks without a find")

    def __str__(self) -> str:
        return f"{self.actor.key} · {self.looked_on}"

    def fresh_key(self) -> str:
        about = f"-{self.occasion.key[:60]}" if self.occasion else ""
        return f"{self.actor.key}-{self.coercing_state.key.lower()}{about}-{self.looked_on}"
