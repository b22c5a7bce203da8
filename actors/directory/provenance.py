"""Where a row of the register comes from, and whether the public may see it.

One rule decides (``may_be_public``). A row whose words are only partly good names its unchecked fields; public
code reads those through ``Sourced.checked`` and so never shows them.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

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


class Sourced(models.Model):
    """What every row of the register carries beside its facts."""

    data_set_on = models.DateField(
        _("data set of"),
        null=True,
        blank=True,
        help_text=_("Empty: entered by a person, and left alone by the loader."),
    )
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence, default=Confidence.LOW, blank=True)
    confidence_note = models.CharField(_("what qualifies the confidence"), max_length=200, blank=True)
    source = models.TextField(_("source"), blank=True)
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

    def is_checked(self, field: str) -> bool:
        """Whether public pages may show this field of a public row."""
        return field not in self.unchecked.split()

    def checked(self, field: str) -> Any:
        """The field's value for the public: empty when it is unchecked."""
        return getattr(self, field) if self.is_checked(field) else None

    @property
    def caveat(self) -> str:
        return localised(self, "caveat")

    @property
    def sources(self) -> list[Source]:
        return read_sources(self.source)


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
