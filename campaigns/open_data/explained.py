"""The page that explains the downloads, made of the same lists that write them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from campaigns.open_data import asked as asking
from campaigns.open_data import editions
from campaigns.open_data.catalogue import TABLES
from campaigns.open_data.fields import Words
from campaigns.open_data.shapes import Many, Parts, Plain, Shape, Texts
from campaigns.open_data.tables import Table, count
from campaigns.record.filters import Unknown
from campaigns.templatetags.record import address


@dataclass(frozen=True)
class Line:
    """One field as the page names it."""

    name: str
    shape: str
    words: Words
    parts: str


@dataclass(frozen=True)
class Entry:
    """One download as the page shows it; ``count`` is none where there is nothing to show yet."""

    table: Table
    count: int | None
    csv: str
    json: str
    lines: list[Line]
    filters: list[tuple[str, Words]]
    page: str
    """The page whose table and filters it has, if it is a page's."""


def build(*, today: date) -> dict[str, Any]:
    return {
        "entries": [_entry(table, today) for table in TABLES.values()],
        "edition": editions.of_record(),
        "version": editions.VERSION,
        "terms": editions.TERMS,
        "feed": f"{reverse('data:feed')}?lang={get_language() or 'en'}",
        "base": settings.BASE_URL,
        "example": f"{settings.BASE_URL}{_address('positions', 'json')}?about=US&on=2025-12-31",
    }


def _entry(table: Table, today: date) -> Entry:
    try:
        found = count(table.rows(table.read(QueryDict(), today)))
    except Unknown:
        found = None
    names = [] if table.page else [(name, asking.PARAMETERS[name]) for name in table.parameters]
    csv, json = (_address(table.name, form) for form in ("csv", "json"))
    lines = [_line(one) for one in table.fields]
    return Entry(table, found, csv, json, lines, names, address(table.page) if table.page else "")


def _address(name: str, form: str) -> str:
    return reverse("data:table", args=[name, form])


def _line(one: Any) -> Line:
    inner = one.shape.of if isinstance(one.shape, Many) else one.shape
    parts = ", ".join(inner.parts) if isinstance(inner, Parts) else ", ".join(getattr(inner, "languages", ()))
    return Line(one.name, kind(one.shape), one.words, parts or ", ".join(map(str, getattr(inner, "choices", ()))))


def kind(shape: Shape) -> str:
    """What a value is, in a word or two."""
    if isinstance(shape, Many):
        return _t("list")
    if isinstance(shape, Texts):
        return _t("texts by language")
    if isinstance(shape, Parts):
        return _t("parts")
    formats = {"date": _t("day"), "uri": _t("address"), "date-time": _t("time")}
    types = {"integer": _t("whole number"), "boolean": _t("yes or no")}
    if isinstance(shape, Plain):
        return formats.get(shape.format) or types.get(shape.type) or (_t("word") if shape.choices else _t("text"))
    raise TypeError(shape)
