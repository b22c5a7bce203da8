"""Where a row of the register comes from, and whether the public may see it.

One rule decides (``may_be_public``). A row whose words are only partly good names its unchecked fields; public
code reads those through ``Sourced.checked`` and so never shows them.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.checking.models import Revision

KEPT_APART = frozenset({"id", "key", "code", "revision", "pending", "public", "data_set_on", "note"})
_LANGUAGE = re.compile(r"_(en|fr|es|ar|ru|zh)(_f)?$")
PUBLIC_GRADES = frozenset({"first_hand", "press"})
FIRST_HAND_UNTIL = date(2026, 1, 31)
"""The data set holds later events from secondary copies only: unchecked until somebody reads the first-hand source."""


class Confidence(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Grade(models.TextChoices):
    FIRST_HAND = "first_hand", _("first-hand")
    PRESS = "press", _("press")
    SECONDARY = "secondary", _("secondary copy")
    UNUSABLE = "unusable", _("not usable")
    UNGRADED = "", _("not graded")


def may_be_public(*, confidence: str, grade: str | None, on: date | None = None) -> bool:
    """The rule: exactly high; first-hand or press where sources are graded; not of the time of secondary copies.

    ``grade=None`` says that this kind of row is not graded; ``on`` is the day the row speaks about.
    """
    if confidence != Confidence.HIGH:
        return False
    if grade is not None and grade not in PUBLIC_GRADES:
        return False
    return on is None or on <= FIRST_HAND_UNTIL


@dataclass(frozen=True)
class Source:
    """One place where it can be read: a link, or words where there is no page to link to."""

    label: str
    url: str = ""


class SourcedQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Rows that public pages may show (their unchecked fields still stay hidden)."""
        return self.filter(public=True)

    def first_hand_wanted(self) -> Self:
        """Rows that wait for somebody to read a first-hand source: hidden ones, and those with a hidden field."""
        return self.filter(models.Q(public=False) | ~models.Q(unchecked=""))


class PublicRule(models.TextChoices):
    """What a checked row of a kind must be to be shown."""

    CHECKED = "checked", _("checked by a second person")
    HIGH = "high", _("checked, and of high confidence")
    FIRST_HAND = "first_hand", _("checked, of high confidence, and from a first-hand source or a press agency")


class Sourced(models.Model):
    """What every row of the register carries beside its facts.

    The facts stand in ``revision`` and are never edited: ``revisions.propose`` enters them, ``checks.confirm`` puts
    them in force. On PostgreSQL a trigger refuses any other way.
    """

    public_rule: ClassVar[str] = PublicRule.HIGH
    not_facts: ClassVar[tuple[str, ...]] = ()
    """Columns of a kind that are no claims: states of a machine, changed by deeds of their own."""
    changed_by_check: ClassVar[tuple[str, ...]] = ()
    """Fields that ``take_check`` sets."""

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", editable=False, verbose_name=_("revision in force")
    )
    pending = models.BooleanField(_("something newer waits for a check"), default=False, db_index=True, editable=False)

    data_set_on = models.DateField(
        _("data set of"),
        null=True,
        blank=True,
        help_text=_("Empty: entered by a person, and left alone by the loader."),
    )
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence, default=Confidence.LOW, blank=True)
    confidence_note = models.CharField(_("what qualifies the confidence"), max_length=200, blank=True)
    source = models.TextField(_("source"), blank=True)
    source_title = models.CharField(_("title of the source"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher of the source"), max_length=160, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    archived_hash = models.CharField(
        _("hash of the copy kept"), max_length=100, blank=True, help_text=_("For example sha256: and 64 digits.")
    )
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    source_grade = models.CharField(_("kind of source"), max_length=12, choices=Grade, blank=True)
    unchecked = models.CharField(
        _("unchecked fields"), max_length=200, blank=True, help_text=_("Names of fields that no public page shows.")
    )
    note = models.TextField(_("note for curators"), blank=True)
    caveat_en = models.TextField(_("caveat shown in public (English)"), blank=True)
    caveat_fr = models.TextField(_("caveat shown in public (French)"), blank=True)
    public = models.BooleanField(_("public"), default=False, db_index=True)

    class Meta:
        abstract = True

    @classmethod
    def fact_names(cls) -> tuple[str, ...]:
        """The columns that are claims, in order: every one but identity, bookkeeping and the curators' own note."""
        kept = {*KEPT_APART, *cls.not_facts}
        return tuple(field.attname for field in cls._meta.concrete_fields if field.name not in kept)

    def fresh_key(self) -> str:
        """A key for a row that has none yet; kinds whose keys people choose have no such."""
        raise ValidationError(_("This row needs a key."))

    def may_be_public(self) -> bool:
        """Whether the public may see it, once a second person vouches for it."""
        if self.public_rule == PublicRule.CHECKED or not self.confidence:
            return True
        graded = self.source_grade if self.public_rule == PublicRule.FIRST_HAND else None
        return may_be_public(confidence=self.confidence, grade=graded)

    def take_check(self, *, by: Any, now: datetime) -> None:
        """A second person has just confirmed its facts; sets ``changed_by_check``."""

    @classmethod
    def refuse_conflicts(cls, rows: list[Any]) -> None:
        """Raises ``ValidationError`` when facts just put in force contradict other rows in force."""

    def clean_fields(self, exclude: Any = None) -> None:
        """A name that is no field would hide nothing, and what was meant would be shown.

        The data set doubts at a designation the home state of its person: a field of any kind may be named.
        """
        super().clean_fields(exclude=exclude)
        known = {name.removesuffix("_id") for kind in Sourced.__subclasses__() for name in kind.fact_names()}
        known |= {_LANGUAGE.sub("", name) for name in known}
        unknown = [name for name in self.unchecked.split() if name not in known]
        if unknown:
            words = {"field": _t("unchecked fields"), "key": unknown[0]}
            raise ValidationError({"unchecked": _t("%(field)s: there is no “%(key)s”.") % words})

    def is_checked(self, field: str) -> bool:
        """Whether public pages may show this field of a public row: a word without a language closes all of them."""
        names = self.unchecked.split()
        return not names or (field not in names and _LANGUAGE.sub("", field) not in names)

    def checked(self, field: str) -> Any:
        """The field's value for the public: empty when it is unchecked."""
        return getattr(self, field) if self.is_checked(field) else None

    @property
    def caveat(self) -> str:
        """As the public may read it."""
        is_open = all(map(self.is_checked, ("caveat_en", "caveat_fr")))
        return localised(self, "caveat") if is_open else ""

    @property
    def sources(self) -> list[Source]:
        """As the public may read them."""
        return read_sources(self.source) if self.is_checked("source") else []


def localised(row: Any, field: str) -> str:
    """``row.<field>_<active language>``, or the English one where there is none."""
    language = (get_language() or "en").split("-")[0]
    return getattr(row, f"{field}_{language}", "") or getattr(row, f"{field}_en")


_LINK = re.compile(r"^(https?://\S+)\s*(?:\((.*)\))?$")


def read_sources(text: str) -> list[Source]:
    """Reads a source cell: parts between semicolons, each a link (with words in brackets) or words."""
    found = []
    for part in (piece.strip() for piece in re.split(r";\s+(?![^(]*\))", text)):
        match = _LINK.match(part)
        if match:
            host = urlsplit(match[1]).hostname or ""
            found.append(Source(match[2] or host.removeprefix("www."), match[1]))
        elif part == "seed":
            found.append(Source(_t("the article this record started from")))
        elif part:
            found.append(Source(part.removesuffix(" (the seed article)")))
    return found
