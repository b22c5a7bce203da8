"""One object of a document, read with care: whatever is not of the kind it should be is a fault, in words."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actors.exchange.documents import dates

LETTERS = 500
MANY = 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Fault(Exception):
    """This entry cannot be read; the message says why in words, and where."""


@dataclass(frozen=True)
class Entry:
    """An object, the list it stands in, and which of the list it is, from one."""

    said: dict[str, Any]
    place: str
    number: int

    def text(self, name: str, *, most: int = LETTERS) -> str:
        """A text, or nothing. One that is written in several languages: the English one, else the first."""
        found = self.texts(name, most=most)
        return found.get("") or found.get("en") or next(iter(found.values()), "")

    def texts(self, name: str, *, most: int = LETTERS) -> dict[str, str]:
        """A text by language, which some files write as an object (``{"lang:en": "…"}``); ``""`` where none is said."""
        value = self.said.get(name)
        if value is None:
            return {}
        if isinstance(value, dict):
            parts = {str(key).removeprefix("lang:"): text for key, text in value.items() if text is not None}
            if not all(_LANGUAGE.fullmatch(key) for key in parts) or len(parts) > MANY:
                raise Fault(_("“%(name)s” must be a text.") % {"name": name})
        else:
            parts = {"": value}
        return {key: found for key, text in parts.items() if (found := self._one(name, text, most))}

    def _one(self, name: str, value: Any, most: int) -> str:
        if not isinstance(value, str):
            raise Fault(_("“%(name)s” must be a text.") % {"name": name})
        if len(value) > most:
            raise Fault(_("“%(name)s” is longer than %(most)s letters.") % {"name": name, "most": most})
        if any(unicodedata.category(letter) in {"Cs", "Cc"} and letter not in "\n\t\r" for letter in value):
            raise Fault(_("“%(name)s” holds a letter that no text has.") % {"name": name})
        return value.strip()

    def language(self, name: str) -> str:
        found = self.text(name)
        if found and (len(found) > 12 or not _LANGUAGE.fullmatch(found)):
            raise Fault(_("“%(text)s” is no language.") % {"text": found[:40]})
        return found

    def date(self, name: str) -> dates.Moment | None:
        try:
            return dates.read(self.text(name))
        except dates.NoDate as error:
            raise Fault(f"{name}: {error}") from error

    def flag(self, name: str) -> bool | None:
        value = self.said.get(name)
        if value is not None and not isinstance(value, bool):
            raise Fault(_("“%(name)s” must be true or false.") % {"name": name})
        return value

    def part(self, name: str) -> "Entry | None":
        """An object in it, or nothing."""
        value = self.said.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Fault(_("“%(name)s” must be an object.") % {"name": name})
        return Entry(value, f"{self.place}, {name}", self.number)

    def list(self, name: str, *, most: int = MANY) -> "list[Entry]":
        """Objects in it; nothing where there is none. Raises ``Fault`` when any of them is no object."""
        return entries(self.said.get(name), name, f"{self.place}, {name}", most)


def entries(value: Any, name: str, place: str, most: int) -> list[Entry]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Fault(_("“%(name)s” must be a list.") % {"name": name})
    if len(value) > most:
        raise Fault(_("“%(name)s” has more than %(most)s entries.") % {"name": name, "most": most})
    for number, one in enumerate(value, start=1):
        if not isinstance(one, dict):
            raise Fault(
                _("“%(name)s” must hold objects; the entry %(number)s is none.") % {"name": name, "number": number}
            )
    return [Entry(one, f"{place} {number}", number) for number, one in enumerate(value, start=1)]
