"""What can be found, and by which words: read from public rows alone, and only from their checked fields."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Prefetch

from actors.directory.models import Actor, Office, Person, Term
from actors.levers.models import Instrument
from actors.positions.models import Position
from actors.sanctions.models import Designation, Effect, Measure
from actors.search.other_names import other_names

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
TITLES = ("en", "fr", "es")
OWN, OTHER = 0, 1


class Name(NamedTuple):
    """Words that find a row. ``shown`` is false for names that find a state without being put in our mouth."""

    text: str
    language: str = ""
    weight: int = OWN
    more: tuple[str, ...] = ()
    shown: bool = True
    on: date | None = None

    def mark(self, kind: str, key: str) -> str:
        """The fingerprint of these words at this row."""
        parts = (kind, key, self.text, self.language, str(self.weight), *self.more)
        return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True)
class Kind:
    """A kind of row: its public rows with what their names need, and the names of one."""

    key: str
    rows: Callable[[], Any]
    names: Callable[[Any], Iterable[Name]]


def actor_names(row: Actor) -> Iterator[Name]:
    """In six languages; codes and what else it is called only find it."""
    for language in LANGUAGES:
        if text := getattr(row, f"name_{language}"):
            yield Name(text, language)
    for code in dict.fromkeys([row.key, row.iso_alpha3]):
        if code:
            yield Name(code, weight=OTHER, shown=False)
    for text in other_names(row.key):
        yield Name(text, weight=OTHER, shown=False)


def person_names(row: Person) -> Iterator[Name]:
    around = (row.checked("honorific_prefix") or "", row.checked("honorific_suffix") or "")
    yield Name(row.name, more=around)
    for language, text in (row.checked("names") or {}).items():
        yield Name(str(text), str(language)[:12], more=around)
    for alias in row.checked("aliases") or []:
        yield Name(str(alias), weight=OTHER)


def office_names(row: Office) -> Iterator[Name]:
    """Its title and whose it is, in each language that has titles; what else people call the state finds it too."""
    called = other_names(row.actor.key)
    for language in TITLES:
        of = getattr(row.actor, f"name_{language}") or row.actor.name_en
        where = getattr(row.concerns, f"name_{language}") if row.concerns else ""
        yield Name(f"{row.title_in(language)}, {of}", language, more=(row.title_in(language, "f"), where, *called))
    for alias in row.checked("aliases") or []:
        yield Name(f"{alias}, {row.actor.name_en}", weight=OTHER)


def instrument_names(row: Instrument) -> Iterator[Name]:
    for language in ("en", "fr"):
        if text := row.checked(f"name_{language}"):
            yield Name(text, language, more=(row.checked("citation") or "",))


def measure_names(row: Measure) -> Iterator[Name]:
    for field, language in (("name", "en"), ("name_fr", "fr")):
        if row.is_checked("name") and (text := row.checked(field)):
            yield Name(text, language, on=row.on)


def quotations(row: Position | Effect) -> Iterator[Name]:
    """Its words, which also who spoke them finds."""
    if words := row.checked("quote"):
        yield Name(words, language_code(row.quote_lang), more=(row.checked("speaker") or "",), on=row.on)


def language_code(text: str) -> str:
    """The code at the start of “en (translated from ja)”; nothing where there is none."""
    code = str(text or "").split(" ")[0]
    return code if code.isalpha() and len(code) in {2, 3} else ""


def _people() -> Any:
    """With what leads to them: the measures they are under, and the offices they hold."""
    terms = Term.objects.public().filter(office__public=True, office__actor__public=True)
    return Person.objects.public().prefetch_related(
        Prefetch("designations", Designation.objects.public(), to_attr="shown_designations"),
        Prefetch("terms", terms.select_related("office__kind", "office__actor"), to_attr="shown_terms"),
    )


def _offices() -> Any:
    return Office.objects.public().filter(actor__public=True).select_related("actor", "kind", "concerns")


def _positions() -> Any:
    rows = Position.objects.public().exclude(quote="").exclude(actor__public=False)
    return rows.select_related("actor", "signatories", "stance", "coercing_state")


def _effects() -> Any:
    return Effect.objects.public().exclude(person__public=False).select_related("person", "coercing_state", "measure")


KINDS = {
    kind.key: kind
    for kind in (
        Kind("state", lambda: Actor.objects.public().states(), actor_names),
        Kind("body", lambda: Actor.objects.public().bodies(), actor_names),
        Kind("person", _people, person_names),
        Kind("instrument", lambda: Instrument.objects.public(), instrument_names),
        Kind("measure", lambda: Measure.objects.public().select_related("coercing_state"), measure_names),
        Kind("office", _offices, office_names),
        Kind("effect", _effects, quotations),
        Kind("quotation", _positions, quotations),
    )
}
"""In the order in which results are shown."""
