"""What a download says of a row: each value with its name, its shape, its meaning, and how the public may read it.

The files, their schema and the page that documents them are all made of these lists, so they cannot differ.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from actors.directory.provenance import Confidence, Grade
from campaigns.open_data.shapes import (
    CERTAIN,
    DAY,
    LINK,
    NUMBER,
    TEXT,
    YES_NO,
    Many,
    Parts,
    Shape,
    Texts,
    one_of,
)
from campaigns.record import disclosed
from campaigns.templatetags.record import address

Words = str | Promise
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@dataclass(frozen=True)
class Field:
    """``columns`` are the columns of the register it stands on: if one is unchecked, the field is empty and named.

    Only a field ``in_parts`` (texts in several languages, for example) shows its other parts then.
    """

    name: str
    shape: Shape
    words: Words
    read: Callable[[Any], Any]
    columns: tuple[str, ...] = ()
    in_parts: bool = False

    def is_checked(self, row: Any) -> bool:
        return all(may_show(row, column) for column in self.columns)

    def value(self, row: Any) -> Any:
        return self.read(row) if self.in_parts or self.is_checked(row) else None


def may_show(row: Any, column: str) -> bool:
    """Whether nobody has doubted this column, nor what it translates: the rule of the row's own page."""
    return not row.unchecked or disclosed.is_open(row, column)


def shown(row: Any, column: str) -> Any:
    """A column as the public may see it: null when it is empty or unchecked, dates as text."""
    value = getattr(row, column) if may_show(row, column) else None
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return None if value in ("", [], {}) else value


def plain(name: str, words: Words, shape: Shape = TEXT, column: str = "") -> Field:
    wanted = column or name

    def read(row: Any) -> Any:
        value = shown(row, wanted)
        return [] if value is None and isinstance(shape, Many) else value

    return Field(name, shape, words, read, (wanted,))


def texts(name: str, words: Words, *, stem: str = "", languages: tuple[str, ...] = ("en", "fr"), **other: str) -> Field:
    """The columns ``<stem>_<language>``; ``other`` names a column that is called otherwise: ``en="name"``."""
    columns = {language: other.get(language, f"{stem or name}_{language}") for language in languages}

    def read(row: Any) -> dict[str, str]:
        return {language: text for language, column in columns.items() if (text := shown(row, column))}

    return Field(name, Texts(languages), words, read, tuple(columns.values()), in_parts=True)


def other(row: Any, relation: str) -> Any:
    """The row this one points at, if the public may see both the pointing and the row."""
    found = getattr(row, relation) if may_show(row, relation) else None
    return found if found is not None and getattr(found, "public", True) else None


def key_of(name: str, words: Words, relation: str = "") -> Field:
    wanted = relation or name

    def read(row: Any) -> str | None:
        found = other(row, wanted)
        return found.key if found is not None else None

    return Field(name, TEXT, words, read, (wanted,))


def name_of(relation: str, words: Words, *, stem: str = "name", name: str = "") -> Field:
    """The name, in English and French, of the row that stands in another field by its key."""

    def read(row: Any) -> dict[str, str]:
        found = other(row, relation)
        return names(found, stem) if found is not None else {}

    return Field(name or f"{relation}_name", Texts(), words, read, (relation,))


def names(row: Any, stem: str = "name", languages: tuple[str, ...] = ("en", "fr")) -> dict[str, str]:
    """Its names by language, as far as the public may see them."""
    return {
        language: text
        for language in languages
        if (text := getattr(row, f"{stem}_{language}", "")) and disclosed.is_open(row, f"{stem}_{language}")
    }


KEY = Field("key", CERTAIN, _("what the row is called for ever; names it together with the kind"), lambda row: row.key)


def page(kind: str) -> Field:
    """The row's own address, where it can be cited."""
    return Field(
        "page", LINK, _("permanent address of the row’s page"), lambda row: absolute("record:row", kind, row.key)
    )


def absolute(name: str, *words: str) -> str | None:
    """The address of a row's page in English; the last word is its key. Null in an installation without that page."""
    before, after = _around(name, *words[:-1])
    return f"{settings.BASE_URL}{before}{words[-1]}{after}" if before else None


@cache
def _around(name: str, *words: str) -> tuple[str, str]:
    """What stands before and after the key, found once and not for every row."""
    with override("en"):
        before, _there, after = address(name, *words, "KEY").partition("KEY")
    return before, after


_QUOTED = re.compile(r"([a-z]{2,3})(?: \(translated from ([a-z]{2,3})\))?")


def _language(place: int) -> Callable[[Any], str | None]:
    def read(row: Any) -> str | None:
        match = _QUOTED.fullmatch(row.quote_lang) if shown(row, "quote") and may_show(row, "quote_lang") else None
        return match[place] if match else None

    return read


QUOTATION = (
    plain("quote", _("the words, as the source gives them; they belong to whoever spoke")),
    Field("quote_language", TEXT, _("language code of the words"), _language(1), ("quote", "quote_lang")),
    Field(
        "quote_translated_from", TEXT, _("language code of what was said, if the words are a translation"),
        _language(2), ("quote", "quote_lang"),
    ),
)  # fmt: skip


def _sources(row: Any) -> list[dict[str, Any]]:
    """Where it can be read. Title, publisher, archived copy and day of reading are those of the first."""
    details = ("source_title", "publisher", "archived_url", "archived_hash", "accessed_on")
    first = {name.removeprefix("source_"): shown(row, name) for name in details}
    links = row.sources if may_show(row, "source") else []
    found = [{"url": one.url or None, "label": one.label, **dict.fromkeys(first)} for one in links]
    if not found and any(first.values()):
        found = [{"url": None, "label": str(first["title"] or first["publisher"] or "")}]
    if found:
        found[0].update(first)
    return found


def _check(row: Any) -> dict[str, Any] | None:
    if row.check is None:
        return None
    return {"on": row.check.checked_at.date().isoformat(), "organisation": row.check.organisation or None}


def _updated(row: Any) -> str | None:
    if row.check is not None:
        return str(row.check.checked_at.date().isoformat())
    return shown(row, "data_set_on")


def _dispute(one: Any) -> dict[str, Any]:
    return {
        "by": one.by_whom,
        "text": one.text,
        "raised_on": one.raised_on.isoformat(),
        "settled_on": one.settled_at.date().isoformat() if one.settled_at else None,
        "outcome": one.outcome if one.settled_at else None,
    }


VOUCHED = (
    texts("caveat", _("what a reader has to know beside the row")),
    Field(
        "sources",
        Many(
            Parts(
                {
                    "url": LINK,
                    "label": CERTAIN,
                    "title": TEXT,
                    "publisher": TEXT,
                    "archived_url": LINK,
                    "archived_hash": TEXT,
                    "accessed_on": DAY,
                }
            )
        ),
        _("where it can be read; title, publisher, archived copy and day of reading are those of the first one"),
        _sources,
        ("source", "source_title", "publisher", "archived_url", "archived_hash", "accessed_on"),
        in_parts=True,
    ),
    plain("source_grade", _("what kind of source it is"), one_of(Grade)),
    plain("confidence", _("how sure the row is"), one_of(Confidence)),
    Field(
        "checked",
        Parts({"on": DAY, "organisation": TEXT}),
        _("when a second person confirmed the row, and for which organisation; null if nobody has"),
        _check,
    ),
    plain("data_set_on", _("day of the packaged data set the row comes from; null if a person entered it"), DAY),
    Field("updated_on", DAY, _("when these facts became public: day of the check, or of the data set"), _updated),
    Field(
        "revision", NUMBER, _("which version of the row this is; each correction adds one"), lambda row: row.version
    ),
    Field(
        "correction_waits", YES_NO, _("whether somebody entered other facts that nobody has confirmed yet"),
        lambda row: row.pending,
    ),
    Field(
        "disputes",
        Many(
            Parts({"by": CERTAIN, "text": CERTAIN, "raised_on": DAY, "settled_on": DAY, "outcome": TEXT}),
        ),
        _("what somebody concerned says against the row, and what came of it; open while it is not settled"),
        lambda row: [_dispute(one) for one in row.disputes],
    ),
)  # fmt: skip
"""What every row of the register says at its end. ``check``, ``disputes`` and ``version`` are put beside the row."""


def unchecked(fields: tuple[Field, ...]) -> Field:
    """Names the fields of this list that are empty because nobody has checked them."""

    def read(row: Any) -> list[str]:
        return [one.name for one in fields if not one.is_checked(row)] if row.unchecked else []

    return Field("unchecked", Many(), _("fields that are empty because nobody has checked them"), read)
