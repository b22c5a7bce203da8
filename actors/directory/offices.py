"""Offices, and how to reach them. A letter goes to an office; whoever holds it on the day is addressed."""

from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.directory.provenance import Sourced, SourcedQuerySet, localised
from foundation.codes import CodeField

DEMO_DOMAINS = (".example", ".invalid", "@example.org", "//example.org")
SALUTATIONS = {"en": "Excellency,", "fr": "Excellence,", "es": "Excelencia:"}
"""The form of address that is right for an office whose own is not known."""


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


class ContactQuerySet(models.QuerySet["Contact"]):
    def usable(self) -> Self:
        """Not known to be useless; good ones first."""
        useless = [Contact.State.DEAD, Contact.State.BOUNCING]
        rank = models.Case(models.When(state=Contact.State.GOOD, then=0), default=1)
        return self.exclude(state__in=useless).order_by(rank, "pk")


class Contact(models.Model):
    """A way to reach an office. Public pages never show one."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        POST = "post", _("post")
        PHONE = "phone", _("phone")
        WEB_FORM = "web_form", _("web form")

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("unchecked")
        GOOD = "good", _("good")
        STALE = "stale", _("stale")
        BOUNCING = "bouncing", _("bouncing")
        DEAD = "dead", _("dead")

    code = CodeField()
    office = models.ForeignKey(Office, models.CASCADE, related_name="contacts", verbose_name=_("office"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    value = models.TextField(_("address, number or link"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    source = models.URLField(_("found at"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["office", "channel", "value"], name="one_contact_per_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.value}"

    def is_demo_safe(self) -> bool:
        """Whether this address belongs to nobody: reserved names only."""
        value = self.value.strip().lower().rstrip("/.")
        return value.endswith(DEMO_DOMAINS)
