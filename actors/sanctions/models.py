"""What coercing states did, and to whom. A state that sanctions the Court is no different from another here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.directory.provenance import Sourced, SourcedQuerySet


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ABOUT = "about", _("about that day")


class Measure(Sourced):
    """An order, a listing round, a judgment, a threat."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    coercing_state = models.ForeignKey(Actor, models.PROTECT, related_name="measures", verbose_name=_("taken by"))
    name = models.CharField(_("name"), max_length=200)
    on = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.DAY)
    taken_by = models.CharField(_("office that took it"), max_length=160, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return f"{self.coercing_state.key} · {self.name}"


class Person(Sourced):
    """A person or organisation under a measure. Public facts only: no family, health or whereabouts."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    key = models.CharField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    aliases = models.JSONField(_("other names and spellings"), default=list, blank=True)
    home_state = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="nationals",
        verbose_name=_("home state"),
        help_text=_("Nationality; for an organisation, where it is registered."),
    )

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person or organisation")
        verbose_name_plural = _("persons and organisations")

    def __str__(self) -> str:
        return self.name


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
