"""Which facts of one row the public may read, with their labels, and what the row is called.

Unchecked fields are not among them, nor what points at rows that are hidden, nor what is for curators alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _t

from actors.checking.revisions import kind_of
from actors.directory.provenance import Sourced
from campaigns.record.roles import role_words
from campaigns.templatetags.record import RIGHT_TO_LEFT, address, words_for
from foundation.dates import in_words

KINDS = (
    *("position", "designation", "measure", "effect", "instrument", "lever", "ask", "look", "term", "person"),
    *("actor", "office", "occasion", "group", "groupmember"),
)
"""Kinds of rows that have a page of their own. Contacts never have one."""
ORIGIN = (
    *("confidence", "source", "source_title", "publisher", "archived_url", "archived_hash", "accessed_on"),
    *("source_grade", "caveat_en", "caveat_fr"),
)
"""Facts that say where a row comes from: they stand apart from what it says."""
NEVER = frozenset({"unchecked", "confidence_note", "gender", "identifiers", "source_kind"})
"""Facts that serve curators and letters, and are nothing for the public."""
DISPENSABLE = frozenset({"measure", "occasion", "retracts", "home_state", "part_of", "made_of", "about", "base"})
"""Relations a row can do without: where they lead to a hidden row they are left out. Any other hides the row."""
NAMED_IN_TITLES = {"position": ("actor", "signatories"), "office": ("actor",), "measure": ("coercing_state",)}
"""What the titles of rows that others point at are made of."""
ENGLISH = frozenset(
    {"speaker", "measure_text", "role", "status", "taken_by", "trigger_office", "who_can_use_it"}
    | {"jurisdiction", "applies_to", "description", "name", "actor_as_named", "level"}
)
"""Texts that the register keeps in English alone."""
_LANGUAGE = re.compile(r"_(en|fr|es|ar|ru|zh)(_f)?$")


@dataclass(frozen=True)
class Value:
    """One value as people read it; ``lang`` is empty where the page's own language, or none, is right."""

    text: str
    url: str = ""
    lang: str = ""

    @property
    def direction(self) -> str:
        return "rtl" if self.lang in RIGHT_TO_LEFT else ""


@dataclass(frozen=True)
class Fact:
    field: str
    label: str
    values: list[Value]


def base(field: str) -> str:
    """A field without the language it is in, and a relation without its column's ending."""
    return _LANGUAGE.sub("", field.removesuffix("_id"))


def is_open(row: Any, field: str) -> bool:
    """Whether the public may read this field: an unchecked one hides its translations too."""
    return base(field) not in {base(name) for name in getattr(row, "unchecked", "").split()}


def screen(row: Any) -> Any:
    """The row without relations to hidden rows; ``None`` when it says nothing without them, or is hidden itself."""
    if not row.public:
        return None
    for field in relations(type(row)):
        other = getattr(row, field.name)
        if other is None or _may_be_named(other):
            continue
        if field.name not in DISPENSABLE:
            return None
        setattr(row, field.name, None)
    return row


def relations(model: type[Any]) -> list[Any]:
    """The columns that point at other rows of the register."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.name in {base(name) for name in model.fact_names()}
        if issubclass(field.related_model, Sourced)
    ]


def _may_be_named(row: Any) -> bool:
    """Whether it is public, and so is every row that its title names."""
    others = (getattr(row, name) for name in NAMED_IN_TITLES.get(kind_of(type(row)), ()))
    return bool(row.public) and all(other is None or other.public for other in others)


def names(model: type[Any]) -> list[str]:
    """The columns that say what a row of a kind is about, in order."""
    return [name for name in model.fact_names() if name not in NEVER and name not in ORIGIN]


def facts(row: Any) -> list[Fact]:
    """What the row says beside its quoted words, with labels; empty values and unchecked fields are left out."""
    found = []
    for name in names(type(row)):
        field = row._meta.get_field(name.removesuffix("_id"))
        if field.name in {"precision", "quote"} or not is_open(row, field.name):
            continue
        values = [value for value in _values(row, field) if value.text]
        if values:
            found.append(Fact(field.name, capfirst(str(field.verbose_name)), values))
    return found


def _values(row: Any, field: Any) -> Iterator[Value]:
    value = getattr(row, field.name)
    language = _LANGUAGE.search(field.name)
    if field.is_relation:
        if value is not None:
            yield Value(title(value), url=way(value))
    elif value is None and not isinstance(field, models.BooleanField):
        return
    elif isinstance(value, dict):
        yield from (Value(str(text), lang=str(name)) for name, text in value.items())
    elif isinstance(value, list):
        yield from (Value(str(text)) for text in value)
    elif isinstance(field, models.BooleanField):
        yield Value(_t("not read") if value is None else _t("yes") if value else _t("no"))
    elif isinstance(value, date):
        yield Value(words_for(value, getattr(row, "precision", "")) if field.name == "on" else in_words(value, "j F Y"))
    elif field.name == "role_category":
        yield Value(role_words(str(value)))
    elif field.name in {"quote_lang", "language"}:
        yield Value(_language(str(value)))
    elif field.choices:
        yield Value(str(dict(field.flatchoices).get(value, value)) if value else "")
    else:
        yield Value(str(value), lang=language[1] if language else "en" if field.name in ENGLISH else "")


def _language(code: str) -> str:
    """The name of a language in the page's own, where Django knows it."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code


def quoted(row: Any) -> str:
    """The language code of its quoted words, where that is known and may be said."""
    code = str(row.quote_lang or "").split(" ")[0] if is_open(row, "quote_lang") else ""
    return code if code.isalpha() and len(code) in {2, 3} else ""


def way(row: Any) -> str:
    """The address of the page of a row that another one names."""
    kind = kind_of(type(row))
    if kind == "actor":
        return reverse("record:actor", args=[row.key])
    return address("record:row", kind, row.key) if kind in KINDS else ""


def title(row: Any) -> str:
    """What a row is called, in the page's language, made of checked fields alone; its key where there is none."""
    make = TITLES.get(kind_of(type(row)))
    found = make(row) if make else _name(row, "name") or _name(row, "title")
    return found or str(row.key)


def _name(row: Any, field: str) -> str:
    return str(getattr(row, field, "")) if row is not None and is_open(row, field) else ""


def _day(row: Any) -> str:
    return words_for(row.on, getattr(row, "precision", "")) if row.on and is_open(row, "on") else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _position(row: Any) -> str:
    who = _name(row.actor or row.signatories, "name")
    said = row.stance.label if is_open(row, "stance") else ""
    return _t("%(who)s: %(what)s") % {"who": _joined(who, _day(row)), "what": said} if said else _joined(who, _day(row))


def _designation(row: Any) -> str:
    by = _joined(_name(row.coercing_state, "name"), _name(row, "measure_text"), _day(row))
    return _t("%(who)s: %(what)s") % {"who": _name(row.person, "name"), "what": by}


def _measure(row: Any) -> str:
    return _joined(row.title if is_open(row, "name") else "", _name(row.coercing_state, "name"), _day(row))


def _effect(row: Any) -> str:
    what = _joined(str(row.get_kind_display()) if is_open(row, "kind") else "", _day(row))
    if row.person is None:
        return _t("Effect on the Court: %(what)s") % {"what": what}
    return _t("Effect on %(who)s: %(what)s") % {"who": _name(row.person, "name"), "what": what}


def _lever(row: Any) -> str:
    holder = _t("The Court") if row.held_by_court else _name(row.kind, "title")
    where = _name(row.actor, "name") if row.actor else str(row.get_scope_display())
    return _t("%(who)s: %(what)s") % {"who": _joined(holder, where), "what": _name(row.instrument, "name")}


def _look(row: Any) -> str:
    words = {"who": _name(row.actor, "name"), "day": in_words(row.looked_on, "j F Y")}
    return _t("%(who)s: looked for on %(day)s, nothing found") % words


def _term(row: Any) -> str:
    return _joined(_name(row.person, "name"), _name(row.office, "title"), _name(row.office.actor, "name"))


def _office(row: Any) -> str:
    return _joined(_name(row, "title"), _name(row.actor, "name"))


def _member(row: Any) -> str:
    return _t("%(who)s: %(what)s") % {"who": _name(row.actor, "name"), "what": _name(row.group, "name")}


TITLES: dict[str, Callable[[Any], str]] = {
    "stancestep": lambda step: str(step.label),
    "position": _position,
    "designation": _designation,
    "measure": _measure,
    "effect": _effect,
    "lever": _lever,
    "look": _look,
    "term": _term,
    "office": _office,
    "groupmember": _member,
}
