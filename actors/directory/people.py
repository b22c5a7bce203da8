"""People and organisations, and the offices that people hold."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.directory.offices import Office
from actors.directory.provenance import Sourced, SourcedQuerySet
from actors.directory.states import Actor


class Person(Sourced):
    """Somebody who holds an office or is under a measure, or an organisation under one.

    Public facts only: no family, health or whereabouts, no private address.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    class Gender(models.TextChoices):
        UNKNOWN = "", _("not said")
        FEMALE = "f", _("woman")
        MALE = "m", _("man")
        OTHER = "x", _("neither")

    key = models.CharField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=160)
    names = models.JSONField(
        _("names by language"), default=dict, blank=True, help_text=_("For example: the name in Arabic script.")
    )
    aliases = models.JSONField(_("other names and spellings"), default=list, blank=True)
    honorific_prefix = models.CharField(_("honorific before the name"), max_length=40, blank=True)
    honorific_suffix = models.CharField(_("honorific after the name"), max_length=40, blank=True)
    gender = models.CharField(
        _("gender"), max_length=1, choices=Gender, blank=True, help_text=_("Only to choose the form of a title.")
    )
    identifiers = models.JSONField(_("identifiers elsewhere"), default=dict, blank=True)
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

    def clean(self) -> None:
        for name, kind in (("aliases", list), ("names", dict), ("identifiers", dict)):
            value = getattr(self, name)
            texts = [*value, *value.values()] if isinstance(value, dict) else value
            if not isinstance(value, kind) or not all(isinstance(text, str) and text.strip() for text in texts):
                raise ValidationError({name: _("This must be a list of texts, or texts by name.")})

    def name_in(self, language: str | None = None) -> str:
        """The name as written in a language, else as it is written here."""
        return str(self.names.get((language or get_language() or "en")[:2]) or self.name)

    @property
    def full_name(self) -> str:
        """With what stands before and after it."""
        return " ".join(part for part in (self.honorific_prefix, self.name, self.honorific_suffix) if part)


class Term(Sourced):
    """A person holds an office, from..to; the last day is not part of it. Open ends where the source gives none.

    Two people cannot hold one seat at a time, as far as terms are vouched for and nobody contests them.
    """

    not_facts = ("one_seat",)
    changed_by_check = ("one_seat",)

    key = models.CharField(_("key"), max_length=120, unique=True, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="terms", verbose_name=_("office"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="terms", verbose_name=_("person"))
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which they no longer hold it.")
    )
    disputed = models.BooleanField(
        _("contested"), default=False, help_text=_("Somebody else claims the office: no letter goes there by itself.")
    )
    one_seat = models.BooleanField(_("its office has one seat"), default=True, editable=False)

    objects = SourcedQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        indexes = [models.Index(fields=["office", "until_on"], name="term_by_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(from_on__lt=F("until_on")),
                name="term_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.office}"

    def clean(self) -> None:
        if self.from_on and self.until_on and self.until_on <= self.from_on:
            raise ValidationError({"until_on": _("A term ends after it begins.")})

    def covers(self, on: date) -> bool:
        """Whether the person holds the office on that day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)

    def fresh_key(self) -> str:
        since = f"-{self.from_on}" if self.from_on else ""
        return f"{self.office.key[:55]}-{self.person.key[:50]}{since}"

    def take_check(self, *, by: Any, now: Any) -> None:
        self.one_seat = self.office.kind.one_seat

    @classmethod
    def refuse_conflicts(cls, rows: list[Any]) -> None:
        """PostgreSQL has a constraint for this; here it is said in words, on every database."""
        offices = {row.office_id for row in rows if row.public and row.one_seat and not row.disputed}
        held: dict[int, list[Term]] = {}
        found = cls.objects.filter(office__in=offices, public=True, one_seat=True, disputed=False)
        for row in found.select_related("person", "office__kind", "office__actor"):
            held.setdefault(row.office_id, []).append(row)
        for terms in held.values():
            terms.sort(key=lambda term: term.from_on or date.min)
            for one, other in zip(terms, terms[1:], strict=False):
                if one.until_on is None or other.from_on is None or other.from_on < one.until_on:
                    raise ValidationError(
                        _("%(one)s and %(other)s would hold one seat at the same time: %(office)s."),
                        params={"one": one.person, "other": other.person, "office": one.office},
                    )
