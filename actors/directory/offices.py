"""Offices: posts that are addressed, whoever holds them."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet, localised
from actors.directory.states import Actor

SALUTATIONS = {"en": "Excellency,", "fr": "Excellence,", "es": "Excelencia:"}
"""The form of address that is right for an office whose own is not known."""


class OfficeKind(Sourced):
    """A generic office: what most states call the post, and what it can be asked."""

    public_rule = PublicRule.CHECKED

    key = models.CharField(_("key"), max_length=40, unique=True)
    level = models.CharField(_("level"), max_length=12)
    applies_to = models.CharField(_("exists in"), max_length=60)
    title_en = models.CharField(_("title (English)"), max_length=160)
    title_fr = models.CharField(_("title (French)"), max_length=160)
    title_es = models.CharField(_("title (Spanish)"), max_length=160, blank=True)
    title_en_f = models.CharField(_("title of a woman (English)"), max_length=160, blank=True)
    title_fr_f = models.CharField(_("title of a woman (French)"), max_length=160, blank=True)
    title_es_f = models.CharField(_("title of a woman (Spanish)"), max_length=160, blank=True)
    one_seat = models.BooleanField(
        _("one person holds it at a time"), default=True, help_text=_("Terms of such an office must not overlap.")
    )

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

    public_rule = PublicRule.CHECKED

    key = models.CharField(_("key"), max_length=60, unique=True)
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="offices", verbose_name=_("state or body"))
    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="offices", verbose_name=_("kind"))
    title_en = models.CharField(_("own title (English)"), max_length=160, blank=True)
    title_fr = models.CharField(_("own title (French)"), max_length=160, blank=True)
    title_es = models.CharField(_("own title (Spanish)"), max_length=160, blank=True)
    title_en_f = models.CharField(_("own title of a woman (English)"), max_length=160, blank=True)
    title_fr_f = models.CharField(_("own title of a woman (French)"), max_length=160, blank=True)
    title_es_f = models.CharField(_("own title of a woman (Spanish)"), max_length=160, blank=True)
    concerns = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices_about",
        verbose_name=_("in or to"),
        help_text=_("For an embassy or a mission: the state where it is, or the body it is sent to."),
    )
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
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "kind"], condition=Q(concerns=None), name="one_office_of_a_kind_per_actor"
            ),
            models.UniqueConstraint(fields=["actor", "kind", "concerns"], name="one_office_of_a_kind_per_place"),
        ]

    def __str__(self) -> str:
        where = f" ({self.concerns.name})" if self.concerns else ""
        return f"{self.title}, {self.actor.name}{where}"

    @property
    def title(self) -> str:
        """In the active language: its own, else the generic one."""
        return self.title_in((get_language() or "en").split("-")[0])

    def title_in(self, language: str, gender: str = "") -> str:
        """In a letter's language; own title before generic, English where there is none. ``gender`` f: of a woman.

        A title that nobody has checked is used for nothing.
        """
        names = [f"title_{language}_f", f"title_{language}"] if gender == "f" else [f"title_{language}"]
        for row in (self, self.kind):
            for name in names:
                if getattr(row, name, "") and row.is_checked(name):
                    return str(getattr(row, name))
        return str(self.checked("title_en") or self.kind.title_en)

    def holder(self, on: date) -> Any:
        """The term that holds it on a day, as far as a second person vouches for one; ``None`` when vacant.

        Reads ``self.terms.all()``, so that a page of many offices can fetch them at once.
        """
        held = [term for term in self.terms.all() if term.public and term.covers(on)]
        return held[0] if len(held) == 1 else None

    def is_disputed(self, on: date) -> bool:
        """Whether more than one person claims it, or the one who holds it is contested."""
        held = [term for term in self.terms.all() if term.public and term.covers(on)]
        return any(term.disputed for term in held) or (self.kind.one_seat and len(held) > 1)

    def salutation_in(self, language: str) -> str:
        """Its own form of address, or the one that fits every office."""
        own: str = getattr(self, f"salutation_{language}", "")
        return own or SALUTATIONS.get(language, SALUTATIONS["en"])
