"""The page of one public row: what it says, where that comes from, who disputes it, how it changed, how to cite it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _t

from actors.accounts.models import Organisation
from actors.checking import redirects, revisions
from actors.levers.models import Ask
from campaigns.record import citing, disclosed, filters, history
from campaigns.record.citing import Citation
from campaigns.record.disclosed import KINDS, Fact, Value
from campaigns.record.history import Stood
from campaigns.record.vouching import vouch
from campaigns.templatetags.record import address
from foundation.dates import in_words

NEAR: dict[str, tuple[str, ...]] = {
    "position": ("stance", "retracts__stance", "retracts__actor", "retracts__signatories", "measure__coercing_state"),
    "designation": ("measure__coercing_state",),
    "effect": ("measure__coercing_state",),
    "term": ("office__actor", "office__kind"),
}
"""What the titles of neighbours need, fetched with the row."""


@dataclass
class Page:
    """One row as the public may read it. ``as_of`` says that a reader chose the day."""

    row: Any
    kind: str
    title: str
    facts: list[Fact]
    history: list[Stood]
    citation: Citation
    on: date
    as_of: bool
    publishers: list[Organisation]

    @property
    def label(self) -> str:
        """What kind of row it is."""
        return capfirst(str(self.row._meta.verbose_name))

    @property
    def sources(self) -> list[Any]:
        return self.row.sources if disclosed.is_open(self.row, "source") else []

    @property
    def caveat(self) -> str:
        return self.row.caveat if disclosed.is_open(self.row, "caveat") else ""

    @property
    def unread(self) -> list[str]:
        """Labels of the fields that are unchecked: that they are, never what they hold."""
        closed = {disclosed.base(name) for name in self.row.unchecked.split()}
        fields = [self.row._meta.get_field(name.removesuffix("_id")) for name in disclosed.names(type(self.row))]
        return [capfirst(str(field.verbose_name)) for field in fields if disclosed.base(field.name) in closed]

    @property
    def origin(self) -> list[Fact]:
        """Title, publisher, archived copy and kind of its source, as far as they are known and checked."""
        found = []
        for name in ("source_title", "publisher", "archived_url", "archived_hash", "accessed_on", "source_grade"):
            value = getattr(self.row, name)
            if value and disclosed.is_open(self.row, name):
                field = self.row._meta.get_field(name)
                text = in_words(value, "j F Y") if name == "accessed_on" else str(value)
                text = str(self.row.get_source_grade_display()) if name == "source_grade" else text
                found.append(Fact(name, capfirst(str(field.verbose_name)), [Value(text, _link(name, text))]))
        return found

    @property
    def onward(self) -> str:
        """The address of the page on which this row stands among others; empty where there is none."""
        return _onward(self.kind, self.row)

    @property
    def suggest(self) -> str:
        return address("record:suggest", self.kind, self.row.key)


def find(kind: str, key: str) -> Any:
    """The public row of that kind and key; ``None`` when there is none, or the public may not see it."""
    return find_all(kind, [key]).get(key)


def find_all(kind: str, keys: Iterable[str]) -> dict[str, Any]:
    """Public rows of one kind by key, with what their titles need, in one query; those nobody may see are not there."""
    if kind not in KINDS:
        return {}
    model = revisions.kinds()[kind]
    near = [field.name for field in disclosed.relations(model)]
    rows = model._default_manager.filter(public=True, key__in=list(keys))
    found = [disclosed.screen(row) for row in rows.select_related(*near, *NEAR.get(kind, ()))]
    return {row.key: row for row in found if row is not None}


def lead(kind: str, key: str) -> str | None:
    """The address that a merged key leads to for ever; ``None`` when it was not merged."""
    found = redirects.lead(kind, key) if kind in KINDS else None
    return address("record:row", kind, found) if found else None


def build(*, row: Any, on: date, language: str, as_of: bool = False) -> Page:
    """Everything the public may see of a row that ``find`` gave. Raises ``filters.Unknown`` for a day before it.

    ``as_of`` asks what the record said at the end of that day; disputes are always those of today.
    """
    kind = revisions.kind_of(type(row))
    stood = history.of(row)
    shown = row
    if as_of:
        before = history.then(row, stood, on)
        shown = disclosed.screen(before) if before is not None else None
        if shown is None:
            raise filters.Unknown(_t("This row was not on the public record on that day."))
    vouch([shown])
    title, found = disclosed.title(shown), disclosed.facts(shown)
    if kind == "ask":
        found += _offices(shown)
    path = reverse("record:row", args=[kind, row.key]) + (f"?on={on.isoformat()}" if as_of else "")
    by = citing.publishers()
    citation = citing.cite(title=title, path=path, row=shown, on=on, language=language, by=by)
    return Page(shown, kind, title, found, stood, citation, on, as_of, by)


def _offices(ask: Ask) -> list[Fact]:
    kinds = ask.office_kinds.public().order_by("pk")
    values = [Value(kind.title) for kind in kinds]
    return [Fact("office_kinds", _t("Offices that can be asked"), values)] if values else []


def _link(name: str, text: str) -> str:
    return text if name == "archived_url" else ""


def _onward(kind: str, row: Any) -> str:
    if kind == "position" and row.actor:
        return f"{reverse('record:actor', args=[row.actor.key])}#{row.key}"
    if kind == "designation":
        return reverse("record:person", args=[row.person.key])
    if kind in {"measure", "effect"}:
        measure = row if kind == "measure" else row.measure if disclosed.is_open(row, "measure") else None
        return f"{reverse('record:measures')}#{measure.key}" if measure else ""
    if kind in {"instrument", "lever"}:
        law = row if kind == "instrument" else row.instrument
        return f"{reverse('record:levers')}#{law.key}"
    if kind == "occasion":
        return address("record:occasion", row.key)
    if kind == "actor":
        return reverse("record:actor", args=[row.key])
    if kind in {"office", "look", "groupmember"}:
        return reverse("record:actor", args=[row.actor.key])
    if kind == "term":
        return reverse("record:actor", args=[row.office.actor.key])
    return ""
