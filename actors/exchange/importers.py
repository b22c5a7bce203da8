"""What a file can be: each importer with the kinds of row it enters and the way it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import revisions
from actors.exchange import popolo, roster, sheets
from actors.exchange.documents.options import Options
from actors.exchange.plans import Plan
from actors.exchange.reading import Reading

SHEET, DOCUMENT = "sheet", "document"
Given = Mapping[str, Any]
"""What the person importing says of a file, as it is kept: a JSON object."""


@dataclass(frozen=True)
class Importer:
    """One way to read a file."""

    name: str
    label: str
    wants: str
    """``SHEET`` or ``DOCUMENT``: rows with headings, or a JSON object."""
    kinds: tuple[str, ...]
    plan: Callable[[Reading, Given], Plan]
    questions: Callable[[Reading, Given], list[tuple[str, int]]] | None = None
    """Left sides of the rules that are wanted; ``None`` when it takes no rules, nor any other ``Options``."""

    @property
    def takes_rules(self) -> bool:
        return self.questions is not None

    def may_be_seen_by(self, user: User) -> bool:
        return user.has_perms([f"actors.view_{kind}" for kind in self.kinds])

    def may_be_used_by(self, user: User) -> bool:
        """Whoever may add and correct rows of all its kinds: a line of a file can do either."""
        return user.has_perms([f"actors.{verb}_{kind}" for kind in self.kinds for verb in ("view", "add", "change")])


def every() -> dict[str, Importer]:
    """All importers by name, in the order in which they are offered, in the language of the moment."""
    found = [
        Importer(
            "popolo",
            _("Popolo JSON: people, their terms, ways to reach them"),
            DOCUMENT,
            ("person", "term", "contact"),
            lambda reading, given: popolo.plan(reading, options=Options.read(given)),
            lambda reading, given: popolo.questions(reading, options=Options.read(given)),
        ),
        Importer(
            "ministers",
            _("List of ministers or others who hold offices (CSV, XLSX)"),
            SHEET,
            ("person", "term"),
            lambda reading, given: roster.plan(reading, options=Options.read(given)),
            lambda reading, given: roster.questions(reading, options=Options.read(given)),
        ),
        *(_sheet(kind, model) for kind, model in revisions.kinds().items()),
    ]
    return {one.name: one for one in found}


def _sheet(kind: str, model: Any) -> Importer:
    label = _("Sheet of %(kind)s") % {"kind": model._meta.verbose_name_plural}
    options = sheets.Options(kind)
    return Importer(
        kind, capfirst(label), SHEET, (kind,), lambda reading, _given: sheets.plan(reading, options=options)
    )
