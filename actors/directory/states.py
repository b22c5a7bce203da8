"""States and bodies: whoever can say or do something about the measures."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import Sourced, SourcedQuerySet, localised


class Region(models.TextChoices):
    AFRICAN = "african", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPEAN = "eastern-european", _("Eastern European States")
    GRULAC = "grulac", _("Latin American and Caribbean States")
    WEOG = "weog", _("Western European and other States")
    NONE = "", _("no regional group")


class StatuteStatus(models.TextChoices):
    PARTY = "state_party", _("State Party")
    SIGNATORY = "signatory", _("signed, not a party")
    WITHDRAWN = "withdrawn", _("has withdrawn")
    NON_PARTY = "non_party", _("not a party")
    NOT_APPLICABLE = "not_applicable", _("does not apply")


class ActorQuerySet(SourcedQuerySet):
    def states(self) -> Self:
        return self.filter(kind=Actor.Kind.STATE)

    def bodies(self) -> Self:
        return self.filter(kind=Actor.Kind.BODY)

    def states_parties(self, on: date) -> Self:
        """Those for which the Rome Statute is in force on that day. An unchecked day begins and ends nothing."""
        entered = Q(statute_in_force_on__lte=on) & ~Q(unchecked__contains="statute_in_force_on")
        withdrawn = Q(withdrawal_effective_on__lte=on) & ~Q(unchecked__contains="withdrawal_effective_on")
        return self.states().filter(entered).exclude(withdrawn)

    def in_group(self, group: Any, on: date) -> Self:
        """Members of a fixed group on that day; a membership without dates has always been."""
        now = Q(membership__since_on=None) | Q(membership__since_on__lte=on)
        still = Q(membership__until_on=None) | Q(membership__until_on__gt=on)
        return self.filter(now, still, membership__group=group, membership__public=True)


class Actor(Sourced):
    """A state, or a body of several: whoever can say or do something about the measures."""

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        BODY = "body", _("Body")

    class Entity(models.TextChoices):
        UN_MEMBER = "un_member", _("United Nations member")
        UN_OBSERVER = "un_observer", _("United Nations observer State")
        OTHER_STATE = "non_un_member_state", _("State outside the United Nations")
        IGO = "igo", _("intergovernmental body")
        EXPERTS = "un_experts", _("United Nations experts")

    key = models.CharField(_("key"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    entity = models.CharField(_("what it is"), max_length=20, choices=Entity)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("part of"))
    made_of = models.ForeignKey(
        "Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("its members are")
    )
    iso_alpha3 = models.CharField(_("ISO code (three letters)"), max_length=3, blank=True)
    iso_numeric = models.CharField(_("ISO code (numeric)"), max_length=3, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_fr = models.CharField(_("name (French)"), max_length=120, blank=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=120, blank=True)
    name_ar = models.CharField(_("name (Arabic)"), max_length=120, blank=True)
    name_ru = models.CharField(_("name (Russian)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    region = models.CharField(_("regional group"), max_length=20, choices=Region, blank=True)
    statute_signed_on = models.DateField(_("signed the Rome Statute"), null=True, blank=True)
    statute_instrument = models.CharField(_("instrument"), max_length=20, blank=True)
    statute_deposited_on = models.DateField(_("deposited"), null=True, blank=True)
    statute_in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    withdrawal_notified_on = models.DateField(_("withdrawal notified"), null=True, blank=True)
    withdrawal_effective_on = models.DateField(_("withdrawal effective"), null=True, blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("state or body")
        verbose_name_plural = _("states and bodies")
        indexes = [models.Index(fields=["kind", "statute_in_force_on"], name="actor_by_statute")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")

    @property
    def is_state(self) -> bool:
        return self.kind == self.Kind.STATE

    def is_party(self, on: date) -> bool:
        """Whether the Rome Statute is in force for it on that day."""
        return self.statute_status(on) == StatuteStatus.PARTY

    def statute_status(self, on: date) -> StatuteStatus:
        """Computed from the dates; an unchecked one begins and ends nothing."""
        signed, entered = self.checked("statute_signed_on"), self.checked("statute_in_force_on")
        left = self.checked("withdrawal_effective_on")
        if not self.is_state:
            return StatuteStatus.NOT_APPLICABLE
        if left and left <= on:
            return StatuteStatus.WITHDRAWN
        if entered and entered <= on:
            return StatuteStatus.PARTY
        if signed and signed <= on:
            return StatuteStatus.SIGNATORY
        return StatuteStatus.NON_PARTY
