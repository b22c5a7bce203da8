"""Sets of states: fixed lists, and sets computed from the rows on the day they are asked for."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet, localised
from actors.directory.states import Actor, ActorQuerySet, Region


class Group(Sourced):
    """A set of states: a fixed list, or one computed from the rows on the day it is asked for."""

    public_rule = PublicRule.CHECKED

    class Rule(models.TextChoices):
        FIXED = "fixed", _("fixed list")
        STATES_PARTIES = "states_parties", _("States Parties")
        PARTIES_NOT_IN = "parties_not_in", _("States Parties outside another group")
        NON_PARTIES = "non_parties", _("States that are not party")
        REGION = "region", _("States of a regional group")
        HOME_STATES = "home_states", _("home States of the people under measures")
        CALLED = "called", _("States on record as having called for lifting")
        LOOKED_NOT_CALLED = "looked_not_called", _("States looked at since a day, no call for lifting found")

    key = models.CharField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_fr = models.CharField(_("name (French)"), max_length=160, blank=True)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("the other group"))
    region = models.CharField(_("regional group"), max_length=20, choices=Region, blank=True)
    about = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about measures of")
    )
    since_on = models.DateField(_("since"), null=True, blank=True)
    complete = models.BooleanField(
        _("the list is complete"), default=False, help_text=_("Only then may a sentence speak of those outside it.")
    )

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(
                condition=(Q(base=None) & ~Q(rule="parties_not_in")) | Q(base__isnull=False, rule="parties_not_in"),
                name="group_names_the_other_group",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self, "name")

    def clean(self) -> None:
        if self.rule in {self.Rule.CALLED, self.Rule.LOOKED_NOT_CALLED} and self.about_id is None:
            raise ValidationError({"about": _("Say about whose measures: a stance is never counted across States.")})
        if self.rule == self.Rule.REGION and not self.region:
            raise ValidationError({"region": _("Say which regional group.")})

    def members(self, on: date) -> ActorQuerySet:
        """Who of the public register belongs to it on that day.

        Rules about sanctions and positions are filled in by those rooms.
        """
        actors: Any = Actor.objects.public()
        if self.rule == self.Rule.FIXED:
            return actors.in_group(self, on)
        if self.rule == self.Rule.REGION:
            return actors.states().filter(region=self.region)
        if self.rule in COMPUTED:
            return COMPUTED[self.rule](self, on)
        parties = actors.states_parties(on)
        if self.rule == self.Rule.NON_PARTIES:
            return actors.states().exclude(pk__in=parties.values("pk"))
        if self.rule == self.Rule.STATES_PARTIES or self.base is None:
            return parties
        return parties.exclude(pk__in=actors.in_group(self.base, on).values("pk"))


COMPUTED: dict[str, Callable[[Group, date], ActorQuerySet]] = {}
"""Rules that need what higher rooms know, by the rule's name; ``actors/apps.py`` fills them in."""


class GroupMember(Sourced):
    """A state in a fixed group, from..to; no dates where the source gives none."""

    public_rule = PublicRule.CHECKED

    key = models.CharField(_("key"), max_length=100, unique=True, blank=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("group"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="membership", verbose_name=_("state or body"))
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    leads = models.BooleanField(_("leads"), default=False)
    name_as_listed = models.CharField(_("name as listed"), max_length=120, blank=True)

    objects = SourcedQuerySet.as_manager()

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

    def fresh_key(self) -> str:
        since = f":{self.since_on}" if self.since_on else ""
        return f"{self.group.key}:{self.actor.key}{since}"
