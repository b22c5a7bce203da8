"""Which law gives which office the power to act, with whose concurrence, and what can be asked of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, OfficeKind
from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet, localised


class Instrument(Sourced):
    """A law, treaty or policy that somebody can use."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=200)
    name_fr = models.CharField(_("name (French)"), max_length=200, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=40)
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name=_("of")
    )
    kind = models.CharField(_("kind"), max_length=40)
    trigger_office = models.CharField(_("office that triggers it"), max_length=200)
    who_can_use_it = models.CharField(_("who can use it"), max_length=200)
    how_en = models.TextField(_("how (English)"), blank=True)
    how_fr = models.TextField(_("how (French)"), blank=True)
    citation = models.CharField(_("citation"), max_length=200, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def how(self) -> str:
        return localised(self, "how")


class Lever(Sourced):
    """An office can use an instrument; some need another office's concurrence.

    What the Court itself holds is shown and never offered as something to ask for.
    """

    class Scope(models.TextChoices):
        ACTOR = "actor", _("one state or body")
        STATES = "states", _("every State")
        PARTIES = "parties", _("every State Party")
        UN_MEMBERS = "un_members", _("every United Nations member")
        OUTSIDE_EU = "outside_eu", _("every State outside the European Union")

    key = models.CharField(_("key"), max_length=120, unique=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="levers", verbose_name=_("instrument"))
    scope = models.CharField(_("held in"), max_length=12, choices=Scope)
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="levers", verbose_name=_("held in (one)")
    )
    kind = models.ForeignKey(
        OfficeKind, models.PROTECT, null=True, blank=True, related_name="levers", verbose_name=_("office")
    )
    concurrence = models.ForeignKey(
        OfficeKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="concurrences",
        verbose_name=_("with the concurrence of"),
    )
    held_by_court = models.BooleanField(_("held by the Court"), default=False)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("lever")
        verbose_name_plural = _("levers")
        constraints = [
            models.CheckConstraint(
                condition=Q(held_by_court=True, kind=None) | Q(held_by_court=False, kind__isnull=False),
                name="lever_is_an_offices_or_the_courts",
            ),
            models.CheckConstraint(
                condition=Q(scope="actor", actor__isnull=False) | (~Q(scope="actor") & Q(actor=None)),
                name="lever_of_one_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def may_be_asked(self) -> bool:
        """Whether a campaign may ask somebody to use it: the Court is never asked."""
        return not self.held_by_court


class Ask(Sourced):
    """What a campaign can ask, and of which offices."""

    public_rule = PublicRule.CHECKED

    key = models.CharField(_("key"), max_length=40, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    applies_to = models.CharField(_("can be asked of"), max_length=160)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="asks", verbose_name=_("instrument")
    )
    office_kinds = models.ManyToManyField(OfficeKind, related_name="asks", blank=True, verbose_name=_("offices"))

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return localised(self, "title")
