"""What the person importing says of a document: which membership is which office, who is who, what is left out."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actors.directory.contacts import Contact
from actors.directory.provenance import Confidence

LEAVE_OUT, NEW = "leave out", "new"
ASKED = ("post", "role", "organization", "area", "country")
"""What a rule can ask of a membership: ids or names as the file has them; of a country, the register's key."""
DECIDED = ("person", "contact")
_NEXT = re.compile(rf";\s*(?=(?:{'|'.join(ASKED)})\s*:)")


def plain(text: str) -> str:
    """A text as rules compare it: without case and extra spaces."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Rule:
    """Memberships that are so are terms of this office. A rule that asks nothing fits every membership."""

    asks: tuple[tuple[str, str], ...]
    leads_to: str
    """The key of an office, or ``LEAVE_OUT``."""

    def fits(self, said: Mapping[str, Collection[str]]) -> bool:
        """``said`` maps each of ``ASKED`` to what the membership says of it, made ``plain``."""
        return all(plain(wanted) in said[name] for name, wanted in self.asks)


@dataclass(frozen=True)
class Options:
    """The first rule that fits a membership counts; a membership that none fits must name the key of an office."""

    rules: tuple[Rule, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    """Who is who: an id of the file, and a person's key, ``NEW`` or ``LEAVE_OUT``."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """Types of contact details that are not known here, and the channel they are, or ``LEAVE_OUT``."""
    everybody: bool = False
    """Whether people who hold no office of the register come in too."""
    contacts: bool = True
    as_of: date | None = None
    """The day the file speaks of; whoever holds an office then is who can be reached there."""
    complete_of: tuple[str, ...] = ()
    """Offices, or states and bodies, of which the file has everybody: who is missing has ended by ``as_of``."""
    leave_out: frozenset[str] = frozenset()
    """Places of entries that are left out, as the lines of a plan name them."""
    source: str = ""
    """Where the file is from, for rows that name no source of their own."""
    confidence: str = Confidence.LOW
    scheme: str = "popolo"
    """The name under which ids of the file are kept as identifiers."""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Options":
        """From plain values, as a form or a JSON object has them. Raises ``ValidationError`` in words.

        ``rules`` holds a rule a line (``read_rules``); ``as_of`` is a date as text; ``complete_of`` is keys with
        commas or spaces between them; ``leave_out`` is a list of places.
        """
        rules, people, channels = read_rules(str(given.get("rules") or ""))
        day, confidence = str(given.get("as_of") or ""), str(given.get("confidence") or Confidence.LOW)
        complete = tuple(part for part in re.split(r"[\s,;]+", str(given.get("complete_of") or "")) if part)
        try:
            as_of = date.fromisoformat(day) if day else None
        except ValueError as error:
            raise ValidationError({"as_of": _("“%(text)s” is no date.") % {"text": day}}) from error
        if complete and as_of is None:
            raise ValidationError({"as_of": _("Say of which day the file is a complete list.")})
        if confidence not in Confidence.values:
            raise ValidationError({"confidence": _("Choose high, medium or low.")})
        return cls(
            rules=rules,
            people=people,
            channels=channels,
            everybody=bool(given.get("everybody", False)),
            contacts=bool(given.get("contacts", True)),
            as_of=as_of,
            complete_of=complete,
            leave_out=frozenset(map(str, given.get("leave_out") or ())),
            source=str(given.get("source") or "").strip(),
            confidence=confidence,
            scheme=str(given.get("scheme") or "popolo").strip()[:40],
        )


def read_rules(text: str) -> tuple[tuple[Rule, ...], dict[str, str], dict[str, str]]:
    """Rules about memberships, who is who, and types of contacts, from a text with one of them a line::

        role: Minister of Foreign Affairs; country: KE => KE-foreign-minister
        post: speaker => KE-speaker
        * => leave out
        person: 0a93b26d => ann-example
        contact: switchboard => phone

    Lines that begin with # are remarks.
    """
    rules: list[Rule] = []
    decided: dict[str, dict[str, str]] = {name: {} for name in DECIDED}
    for number, left, right in _lines(text):
        name, _colon, value = (part.strip() for part in left.partition(":"))
        if name in DECIDED and value:
            if name == "contact" and right not in {*Contact.Channel.values, LEAVE_OUT}:
                known = ", ".join(Contact.Channel.values)
                raise _wrong(number, _("A contact is one of %(known)s, or left out.") % {"known": known})
            decided[name][plain(value) if name == "contact" else value] = right
        else:
            rules.append(Rule(tuple(_asks(number, left)), right))
    return tuple(rules), decided["person"], decided["contact"]


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        left, arrow, right = line.replace("→", "=>").rpartition("=>")
        right = LEAVE_OUT if plain(right) in {"-", LEAVE_OUT} else right.strip()
        if not arrow or not left.strip() or not right:
            raise _wrong(number, _("Write what to look for, an arrow (=>), and what it is."))
        yield number, left.strip(), right


def _asks(number: int, left: str) -> Iterator[tuple[str, str]]:
    if left == "*":
        return
    for part in _NEXT.split(left):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if name not in ASKED or not colon or not value:
            known = ", ".join(ASKED)
            raise _wrong(number, _("A rule asks for %(known)s, each with a colon and a text.") % {"known": known})
        yield name, value


def _wrong(number: int, words: str) -> ValidationError:
    line = _("Line %(number)s: %(words)s") % {"number": number, "words": words}
    return ValidationError({"rules": line})
