"""Which state of the record a download shows, and who publishes it: what every envelope says, and what its ETag is."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from actors.checking.models import Edition
from campaigns.record import citing
from foundation.web.release import fingerprint

VERSION = "1.0"
"""Of the format. The first number is in the address; the second grows with each field that is added."""
TERMS = _(
    "These are facts with their sources. Cite the row and the day. Quotations belong to those who spoke. None of this "
    "is legal advice."
)
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Issue:
    """The record as it stands: its edition, since when, and the organisations that answer for it."""

    number: int
    changed_at: datetime | None
    publishers: tuple[tuple[str, str], ...]

    def day(self, today: date) -> date:
        return self.changed_at.date() if self.changed_at else today

    def etag(self, *told: Any) -> str:
        """Of an answer that is made of this, of the release that runs, and of ``told``: address, filters, day."""
        said = [fingerprint(), self.number, str(self.changed_at), self.publishers, *map(str, told)]
        return f'"{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]}"'

    def head(self, *, name: str, title: str, address: str, as_of: date, given: dict[str, str]) -> dict[str, Any]:
        """The envelope, but for the count and the rows."""
        return {
            "version": VERSION,
            "name": name,
            "title": title,
            "address": address,
            "documentation": documentation(),
            "schema": f"{settings.BASE_URL}{reverse('data:schema')}#/$defs/{name}",
            "as_of": as_of.isoformat(),
            "edition": self.number,
            "edition_at": moment(self.changed_at) if self.changed_at else None,
            "publishers": [{"name": name, "website": website or None} for name, website in self.publishers],
            "terms": terms(),
            "filters": given,
        }


def of_record() -> Edition:
    return Edition.objects.first() or Edition(number=0)


def current() -> Issue:
    """In two queries."""
    edition = of_record()
    found = tuple((one.name, one.website) for one in citing.publishers())
    return Issue(edition.number, edition.changed_at, found)


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def documentation(language: str = "en") -> str:
    with override(language):
        return f"{settings.BASE_URL}{reverse('record:data')}"


def terms() -> dict[str, str]:
    """In each language that the record is published in."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(TERMS)
    return found
