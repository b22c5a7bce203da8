"""States and bodies, the groups they belong to, and their offices."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import Sourced, SourcedQuerySet, localised

SALUTATIONS = {"en": "Excellency,", "fr": "Excellence,", "es": "Excelencia:"}
"""The form of address that is right for an office whose own is not known."""


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
        """Those for which the Rome Statute is in force on that day. An unchecked withdrawal ends nothing."""
        withdrawn = Q(withdrawal_effective_on__lte=on) & ~Q(unchecked__contains="withdrawal_effective_on")
        return self.states().filter(statute_in_force_on__lte=on).exclude(withdrawn)

    def in_group(self, group: "Group", on: date) -> Self:
        """Members of a fixed group on that day; a membership without dates has always been."""
        now = Q(membership__since_on=None) | Q(membership__since_on__lte=on)
        still = Q(membership__until_on=None) | Q(membership__until_on__gt=on)
        return self.filter(now, still, membership__group=group)


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
        """Computed from the dates; an unchecked withdrawal date ends nothing."""
        left = self.checked("withdrawal_effective_on")
        if not self.is_state:
            return StatuteStatus.NOT_APPLICABLE
        if left and left <= on:
            return StatuteStatus.WITHDRAWN
        if self.statute_in_force_on and self.statute_in_force_on <= on:
            return StatuteStatus.PARTY
        if self.statute_signed_on and self.statute_signed_on <= on:
            return StatuteStatus.SIGNATORY
        return StatuteStatus.NON_PARTY


class Group(Sourced):
    """A set of states: a fixed list, or one computed from the rows on the day it is asked for."""

    class Rule(models.TextChoices):
        FIXED = "fixed", _("fixed list")
        STATES_PARTIES = "states_parties", _("States Parties")
        PARTIES_NOT_IN = "parties_not_in", _("States Parties outside another group")

    key = models.CharField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_fr = models.CharField(_("name (French)"), max_length=160, blank=True)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("the other group"))
    complete = models.BooleanField(
        _("the list is complete"), default=False, help_text=_("Only then may a sentence speak of those outside it.")
    )

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(base=None, rule__in=["fixed", "states_parties"])
                | Q(base__isnull=False, rule="parties_not_in"),
                name="group_names_the_other_group",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")

    def members(self, on: date) -> ActorQuerySet:
        """Who belongs to it on that day."""
        actors: Any = Actor.objects.all()
        if self.rule == self.Rule.FIXED:
            return actors.in_group(self, on)
        parties = actors.states_parties(on)
        if self.rule == self.Rule.STATES_PARTIES or self.base is None:
            return parties
        return parties.exclude(pk__in=actors.in_group(self.base, on).values("pk"))


class GroupMember(models.Model):
    """A state in a fixed group, from..to; no dates where the source gives none."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("group"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="membership", verbose_name=_("state or body"))
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    leads = models.BooleanField(_("leads"), default=False)
    name_as_listed = models.CharField(_("name as listed"), max_length=120, blank=True)
    data_set_on = models.DateField(_("data set of"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints = [
            models.UniqueConstraint(fields=["group", "actor", "since_on"], name="one_membership_from_a_day"),
            models.UniqueConstraint(
                fields=["group", "actor"], condition=Q(since_on=None), name="one_membership_without_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.group}"


class OfficeKind(Sourced):
    """A generic office: what most states call the post, and what it can be asked."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    level = models.CharField(_("level"), max_length=12)
    applies_to = models.CharField(_("exists in"), max_length=60)
    title_en = models.CharField(_("title (English)"), max_length=160)
    title_fr = models.CharField(_("title (French)"), max_length=160)
    title_es = models.CharField(_("title (Spanish)"), max_length=160, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of office")
        verbose_name_plural = _("kinds of office")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return localised(self, "title")


class Office(Sourced):
    """A post in a state or body. Whoever holds it is addressed; a vacant office is still addressable."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="offices", verbose_name=_("state or body"))
    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="offices", verbose_name=_("kind"))
    title_en = models.CharField(_("own title (English)"), max_length=160, blank=True)
    title_fr = models.CharField(_("own title (French)"), max_length=160, blank=True)
    title_es = models.CharField(_("own title (Spanish)"), max_length=160, blank=True)
    salutation_en = models.CharField(_("form of address (English)"), max_length=120, blank=True)
    salutation_fr = models.CharField(_("form of address (French)"), max_length=120, blank=True)
    title_checked = models.BooleanField(
        _("title and form of address checked"),
        default=False,
        help_text=_("A generic title never leaves the demo: letters go to offices whose own title was checked."),
    )
    aliases = models.JSONField(_("other names"), default=list, blank=True)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [models.UniqueConstraint(fields=["actor", "kind"], name="one_office_of_a_kind_per_actor")]

    def __str__(self) -> str:
        return f"{self.title}, {self.actor.name}"

    @property
    def title(self) -> str:
        """In the active language: its own, else the generic one."""
        return self.title_in((get_language() or "en").split("-")[0])

    def title_in(self, language: str) -> str:
        """In a letter's language; own title before generic, English where there is none."""
        own = getattr(self, f"title_{language}", "")
        return own or getattr(self.kind, f"title_{language}", "") or self.title_en or self.kind.title_en

    def salutation_in(self, language: str) -> str:
        """Its own form of address, or the one that fits every office."""
        own: str = getattr(self, f"salutation_{language}", "")
        return own or SALUTATIONS.get(language, SALUTATIONS["en"])
