"""What Popolo has no place for: the rest of a row's facts, in an object ``register`` beside its Popolo properties.

Only full exports have it. A row that comes back with it is taken as it is, so that nothing is lost on the way.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from actors.checking import revisions
from actors.exchange.documents.entries import Entry, Fault
from actors.exchange.documents.register import Register

NAME = "register"
SAID = {
    "person": {"name", "names", "aliases", "identifiers", "gender", "honorific_prefix", "honorific_suffix"},
    "term": {"office_id", "person_id", "from_on", "until_on"},
    "contact": {"office_id", "term_id", "channel", "value"},
}
"""Facts that have a place in Popolo, by kind."""


def write(row: Any) -> dict[str, Any]:
    """The facts of a row that Popolo has no place for; relations by key, empty ones left out."""
    kind = revisions.kind_of(type(row))
    facts = revisions.facts_of(row)
    found = {}
    for name in row.fact_names():
        if name in SAID[kind] or facts[name] in (None, "", [], {}, False):
            continue
        field = _field(type(row), name)
        found[field.name] = getattr(row, field.name).key if field.is_relation else facts[name]
    return found


def of(entry: Entry) -> Entry | None:
    return entry.part(NAME)


def put(row: Any, more: Entry, register: Register) -> None:
    """Puts them back; what is not there is empty. Raises ``Fault``."""
    kind = revisions.kind_of(type(row))
    fields = {_field(type(row), name).name: _field(type(row), name) for name in row.fact_names()}
    fields = {name: field for name, field in fields.items() if field.attname not in SAID[kind]}
    unknown = sorted(set(more.said) - set(fields))
    if unknown:
        raise Fault(_("“%(name)s” is no fact of the register.") % {"name": unknown[0][:40]})
    for name, field in fields.items():
        if field.is_relation:
            key = more.text(name)
            if key and key not in register.actors:
                raise Fault(_("%(field)s: there is no “%(key)s”.") % {"field": name, "key": key[:40]})
            setattr(row, name, register.actors.get(key))
        elif isinstance(field, models.BooleanField):
            setattr(row, name, bool(more.flag(name)))
        else:
            text = more.text(name, most=20_000)
            try:
                setattr(row, name, field.to_python(text) if text or not field.null else None)
            except ValidationError as error:
                raise Fault(f"{name}: {' '.join(error.messages)}") from error


def _field(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)
