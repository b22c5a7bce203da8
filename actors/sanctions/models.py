"""What coercing states did, and to whom. A state that sanctions the Court is no different from another here."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Person
from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ABOUT = "about", _("about that day")


class Measure(Sourced):
    """An order, a listing round, a judgment, a threat."""

    public_rule = PublicRule.FIRST_HAND

    class Kind(models.TextChoices):
        ORDER = "order", _("order or law")
        LISTING = "listing_round", _("listing round")
        JUDGMENT = "judgment", _("judgment or warrant")
        THREAT = "threat", _("threat")
        INCIDENT = "incident", _("incident")
        WITHDRAWAL = "withdrawal", _("withdrawal from an institution")

    key = models.CharField(_("key"), max_length=80, unique=True)
    coercing_state = models.ForeignKey(Actor, models.PROTECT, related_name="measures", verbose_name=_("taken by"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.ORDER)
    name = models.CharField(_("name"), max_length=200)
    name_fr = models.CharField(_("name (French)"), max_length=200, blank=True)
    on = models.DateField(_("date"))
    until_on = models.DateField(_("ended on"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.DAY)
    taken_by = models.CharField(_("office that took it"), max_length=160, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return f"{self.coercing_state.key} · {self.name}"

    @property
    def title(self) -> str:
        """The name in the active language, as far as it is known."""
        return self.name_fr if self.name_fr and (get_language() or "").startswith("fr") else self.name


class Designation(Sourced):
    """One person under one measure of one state, from a day on. A person can have several."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="designations", verbose_name=_("who"))
    coercing_state = models.ForeignKey(Actor, models.PROTECT, related_name="designations", verbose_name=_("by"))
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="designations", verbose_name=_("measure")
    )
    measure_text = models.CharField(_("measure as named by the source"), max_length=200)
    role = models.CharField(_("role at the time"), max_length=160)
    role_category = models.CharField(_("kind of role"), max_length=20)
    on = models.DateField(_("since"))
    until_on = models.DateField(_("lifted on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=80, blank=True)
    status_as_of = models.CharField(_("status as of"), max_length=10, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "coercing_state", "on"], name="one_designation_per_person_state_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.coercing_state.key} · {self.on}"


class Effect(Sourced):
    """What a measure did to somebody or to the Court, in public words with their source (an impact statement)."""

    public_rule = PublicRule.FIRST_HAND

    class Kind(models.TextChoices):
        MONEY = "money", _("banking and payments")
        SERVICES = "services", _("services refused")
        TRAVEL = "travel", _("travel and visas")
        STANDING = "standing", _("name and standing")
        WORK = "work", _("the Court’s work")
        OTHER = "other", _("other")

    key = models.CharField(_("key"), max_length=80, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("on whom")
    )
    coercing_state = models.ForeignKey(
        Actor, models.PROTECT, related_name="effects_caused", verbose_name=_("of measures of")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("measure")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.DAY)
    speaker = models.CharField(_("who said it"), max_length=200, blank=True)
    quote = models.TextField(_("words"))
    quote_lang = models.CharField(_("language of the words"), max_length=40, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")

    def __str__(self) -> str:
        return self.key
