"""What a machine asked for, read from the address. What we do not know is refused: a filter with a slip in its name
would give the whole table to somebody who takes it for a part."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor
from actors.sanctions.models import Measure
from campaigns.open_data.fields import Words
from campaigns.record.filters import Unknown, day

PARAMETERS: dict[str, Words] = {
    "about": _("code of the State whose measures it is about: about=US"),
    "actor": _("code of a State or body: what it said, and what it said with others"),
    "by": _("code of the State that took the measure: by=US"),
    "kind": _("kind of measure: kind=listing_round"),
    "on": _("a day: only what speaks of that day or one before it: on=2025-12-31"),
}
"""Filters of the tables by their names; each table says which it has."""


class Misspelled(Exception):
    """The address holds a filter that this download does not have; the message says which it has."""


@dataclass(frozen=True)
class Asked:
    """The filters of one call. ``as_of`` is the day of everything that changes with the days alone.

    ``view`` is what the page made of its filters, where the table is a page's.
    """

    as_of: date
    on: date | None = None
    about: Actor | None = None
    actor: Actor | None = None
    by: Actor | None = None
    kind: str = ""
    view: Any = None


def refuse_others(query: QueryDict, known: tuple[str, ...]) -> None:
    """Raises ``Misspelled`` for a filter that is not among the known ones."""
    unknown = sorted(set(query) - set(known))
    if unknown:
        words = _t("This download has no filter “%(name)s”.") % {"name": unknown[0][:40]}
        have = _t("It has these: %(names)s.") % {"names": ", ".join(known)} if known else _t("It has none.")
        raise Misspelled(f"{words} {have}")


def read(query: QueryDict, known: tuple[str, ...], today: date) -> Asked:
    """Raises ``Misspelled``, or ``Unknown`` for a day or a State that is none."""
    refuse_others(query, known)
    on = day(query.get("on", ""), today)
    kind: str = query.get("kind", "")
    if kind not in {"", *Measure.Kind.values}:
        raise Unknown(_t("There is no such kind of measure."))
    about, who, by = (actor(query.get(name, "")) for name in ("about", "actor", "by"))
    return Asked(on or today, on, about, who, by, kind)


def given(query: QueryDict) -> dict[str, str]:
    """The filters in force, by name; empty ones ask for nothing."""
    found: dict[str, Any] = {name: query.get(name, "") for name in sorted(query)}
    return {name: str(value) for name, value in found.items() if value}


def actor(key: str) -> Actor | None:
    """The public state or body of that code. Raises ``Unknown``."""
    if not key:
        return None
    found = Actor.objects.public().filter(key=key).first()
    if found is None:
        raise Unknown(_t("There is no State or body of that code on this record: %(key)s.") % {"key": key[:40]})
    return found
