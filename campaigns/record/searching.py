"""What the search page shows: rows by kind, each under a name in its own language, with the way to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actors.search import excerpts, finding
from actors.search.asking import Asked
from actors.search.excerpts import Part
from actors.search.finding import Answer, Found, Group
from actors.search.names import KINDS
from campaigns.record import disclosed
from campaigns.templatetags.record import words_for

FEW = 10
"""Rows of a kind shown beside the other kinds; all of them when only that kind is asked for."""

HEADS = {
    "state": _("States"),
    "body": _("Bodies"),
    "person": _("Persons and organisations"),
    "instrument": _("Laws and instruments"),
    "measure": _("Measures"),
    "effect": _("Effects, in public words"),
    "office": _("Offices"),
    "quotation": _("Quotations"),
}


@dataclass
class Hit:
    """One line of the answer. ``also`` is the name it was found by, where that is not the title."""

    title: str
    url: str = ""
    lang: str = ""
    also: str = ""
    also_lang: str = ""
    note: str = ""
    row: Any = None
    quote: list[Part] = field(default_factory=list)


@dataclass
class Section:
    kind: str
    head: str
    number: str
    hits: list[Hit]
    all_url: str = ""


@dataclass
class Results:
    asked: Asked
    answer: Answer
    sections: list[Section]
    kind: str

    @property
    def summary(self) -> str:
        """“1 State, 12 offices, 2 quotations”, as exactly as it was counted."""
        return ", ".join(section.number for section in self.sections)

    @property
    def guessed(self) -> str:
        return " ".join(self.answer.guessed)


def is_kind(kind: str) -> bool:
    return kind == "" or kind in KINDS


def look_up(*, asked: Asked, language: str, kind: str) -> Results:
    answer = finding.find(asked, language=language, kind=kind)
    sections = [_section(group, asked, answer, kind) for group in answer.groups]
    return Results(asked, answer, sections, kind)


def _section(group: Group, asked: Asked, answer: Answer, kind: str) -> Section:
    shown = group.found if kind else group.found[:FEW]
    words = tuple(word for guess in answer.guessed for word in guess.split()) or asked.words
    left_out = len(shown) < len(group.found)
    return Section(
        kind=group.kind,
        head=str(HEADS[group.kind]),
        number=_number(group),
        hits=[HITS[group.kind](found, words) for found in shown],
        all_url=f"?{urlencode({'q': asked.text, 'kind': group.kind})}" if left_out else "",
    )


def _number(group: Group) -> str:
    n = len(group.found)
    words = {
        "state": ngettext("%(n)d State", "%(n)d States", n),
        "body": ngettext("%(n)d body", "%(n)d bodies", n),
        "person": ngettext("%(n)d person or organisation", "%(n)d persons and organisations", n),
        "instrument": ngettext("%(n)d law or instrument", "%(n)d laws and instruments", n),
        "measure": ngettext("%(n)d measure", "%(n)d measures", n),
        "office": ngettext("%(n)d office", "%(n)d offices", n),
        "effect": ngettext("%(n)d effect", "%(n)d effects", n),
        "quotation": ngettext("%(n)d quotation", "%(n)d quotations", n),
    }[group.kind] % {"n": n}
    return _t("more than %(number)s") % {"number": words} if group.has_more else words


def _actor(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    return _also(Hit(row.name, reverse("record:actor", args=[row.key])), found)


def _person(found: Found, words: tuple[str, ...]) -> Hit:
    """Under a measure: a page of their own. Who only holds an office stands on the page of that state or body."""
    row = found.row
    offices = [term.office for term in row.shown_terms]
    hit = Hit(row.name, note="; ".join(f"{office.title}, {office.actor.name}" for office in offices))
    if row.shown_designations:
        hit.url = _way("record:person", row.key)
    elif offices:
        hit.url = reverse("record:actor", args=[offices[0].actor.key])
    return _also(hit, found)


def _office(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    hit = Hit(f"{row.title}, {row.actor.name}", reverse("record:actor", args=[row.actor.key]))
    return _also(hit, found)


def _instrument(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    hit = Hit(disclosed.title(row), _way("record:levers", at=row.key), note=row.checked("citation") or "")
    return _also(hit, found)


def _measure(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    hit = Hit(found.name.text, _way("record:measures", at=row.key), lang=found.name.language)
    hit.note = f"{row.coercing_state.name}, {words_for(row.on, row.precision)}"
    return hit


def _effect(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    who, url = (row.person.name, _way("record:person", row.person.key)) if row.person else (_t("The Court"), "")
    return Hit(who, url, lang=found.name.language, row=row, quote=excerpts.cut(row.quote, words))


def _quotation(found: Found, words: tuple[str, ...]) -> Hit:
    row = found.row
    who = row.actor.name if row.actor else row.signatories.name
    url = _way("record:row", "position", row.key)
    if not url and row.actor:
        url = f"{reverse('record:actor', args=[row.actor.key])}#{row.key}"
    return Hit(who, url, lang=found.name.language, row=row, quote=excerpts.cut(row.quote, words))


def _way(name: str, *args: str, at: str = "") -> str:
    """The address of a page of the record; empty in an installation without it."""
    try:
        return reverse(name, args=args) + (f"#{at}" if at else "")
    except NoReverseMatch:
        return ""


def _also(hit: Hit, found: Found) -> Hit:
    """Names what it was found by, unless the title says it already or we do not say it at all."""
    name = found.name
    if name.shown and name.text != hit.title:
        hit.also, hit.also_lang = name.text, name.language
    return hit


HITS: dict[str, Callable[[Found, tuple[str, ...]], Hit]] = {
    "state": _actor,
    "body": _actor,
    "person": _person,
    "instrument": _instrument,
    "measure": _measure,
    "effect": _effect,
    "office": _office,
    "quotation": _quotation,
}
