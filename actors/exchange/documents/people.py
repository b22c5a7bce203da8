"""Who of a document is who in the register: by identifiers, by key, by name and office; never by name alone."""

import hashlib
import re
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.directory.models import Office, Person
from actors.exchange.documents import extension
from actors.exchange.documents.claims import PersonSaid
from actors.exchange.documents.entries import Fault
from actors.exchange.documents.options import NEW, Options
from actors.exchange.documents.register import Register, names_of
from actors.search.folding import fold

DECISIVE = "wikidata"
"""The scheme that says for certain that two people are two."""
GENDERS = {"female": "f", "woman": "f", "f": "f", "male": "m", "man": "m", "m": "m"}
GENDERS |= {"other": "x", "x": "x", "non-binary": "x", "nonbinary": "x"}
_KEY = re.compile(r"(?=[a-z0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ITEM = re.compile(r"Q[1-9]\d{0,11}")


def identifiers(said: PersonSaid, options: Options) -> tuple[dict[str, str], list[str]]:
    """What the file calls the person elsewhere, its own id among them, and remarks. Raises ``Fault``."""
    found: dict[str, str] = {}
    remarks = []
    own = [(DECISIVE, said.id)] if _ITEM.fullmatch(said.id) else []
    own += [(options.scheme, said.id)] if options.scheme and not own and not _is_key(said.id) else []
    for scheme, text in [*said.identifiers, *own]:
        if found.setdefault(scheme, text) == text:
            continue
        if scheme == DECISIVE:
            raise Fault(_("Two identifiers of %(scheme)s are given: %(one)s and %(other)s.") % {
                "scheme": scheme, "one": found[scheme], "other": text,
            })  # fmt: skip
        remarks.append(_("A second identifier of %(scheme)s is not kept.") % {"scheme": scheme})
    return found, remarks


def match(said: PersonSaid, known: dict[str, str], offices: set[Office], register: Register, options: Options) -> Any:
    """The person it is, or ``None`` for somebody new. Raises ``Fault`` when that cannot be told."""
    decided = options.people.get(said.id, "")
    if decided:
        row = None if decided == NEW else register.person(decided)
        if row is None and decided != NEW:
            raise Fault(_("There is no person “%(key)s” in the register.") % {"key": decided})
        return row
    hits = {row.key: row for pair in known.items() for row in register.by_identifier.get(pair, ())}
    if _is_key(said.id) and (row := register.person(said.id)):
        hits[row.key] = row
    if len(hits) > 1:
        keys = ", ".join(sorted(hits))
        raise Fault(_("The identifiers belong to several people of the register: %(keys)s.") % {"keys": keys})
    for row in hits.values():
        if _differ(row, known):
            raise Fault(_("%(key)s of the register has another identifier of %(scheme)s.") % {
                "key": row.key, "scheme": DECISIVE,
            })  # fmt: skip
        return row
    return _by_name(said, known, offices, register)


def _by_name(said: PersonSaid, known: dict[str, str], offices: set[Office], register: Register) -> Person | None:
    same = {fold(name) for name in (said.name, *said.names.values())}
    found = {row.key: row for name in same for row in register.by_name.get(name, ()) if not _differ(row, known)}
    there = {term.person.key for office in offices for term in register.terms.get(office.pk, ())}
    here = sorted(there & set(found))
    if len(here) == 1:
        return found[here[0]]
    if found:
        keys = ", ".join(here or sorted(found))
        raise Fault(
            _("Somebody of that name is in the register: %(keys)s. Say who it is: “person: %(id)s => …”.")
            % {"keys": keys, "id": said.id}
        )
    return None


def _differ(row: Person, known: dict[str, str]) -> bool:
    mine = row.identifiers.get(DECISIVE)
    return bool(mine and known.get(DECISIVE) and mine != known[DECISIVE])


def _is_key(text: str) -> bool:
    return len(text) <= 60 and bool(_KEY.fullmatch(text)) and not _UUID.fullmatch(text)


def fresh_key(said: PersonSaid, known: dict[str, str], taken: set[str]) -> str:
    """The file's own id where it reads as a key, else the name; with a mark where that is taken."""
    if _is_key(said.id) and said.id not in taken:
        return said.id
    mark = known.get(DECISIVE, "").lower() or hashlib.sha256(said.id.encode()).hexdigest()[:8]
    named = slugify(said.name)[:44].strip("-")
    first = named if re.search("[a-z]", named) else f"person-{mark}"
    tries = [first, f"{first}-{mark}", *(f"{first}-{number}" for number in range(2, 1000))]
    return next(key for key in tries if key not in taken)


def take(row: Person, said: PersonSaid, known: dict[str, str], options: Options, register: Register) -> list[str]:
    """Puts into a row what the file says; what the register knows already stays. Returns remarks.

    A row of a full export of ours is taken as it is, with what it leaves empty.
    """
    if more := extension.of(said.at):
        row.name, row.names, row.aliases = said.name, said.names, said.aliases
        row.identifiers, row.gender = known, GENDERS.get(said.gender.casefold(), "")
        row.honorific_prefix, row.honorific_suffix = said.honorific_prefix, said.honorific_suffix
        extension.put(row, more, register)
        return []
    remarks = []
    if row.pk is None:
        row.name, row.confidence = said.name, options.confidence
    elif said.name not in names_of(row):
        remarks.append(_("Called %(name)s in the file: kept as another spelling.") % {"name": said.name})
        row.aliases = [*row.aliases, said.name]
    row.names = {**said.names, **row.names}
    row.aliases = list(dict.fromkeys([*row.aliases, *(one for one in said.aliases if one not in names_of(row))]))
    for scheme, text in known.items():
        if row.identifiers.get(scheme, text) != text:
            remarks.append(_("The register has another identifier of %(scheme)s and keeps it.") % {"scheme": scheme})
    row.identifiers = {**known, **row.identifiers}
    row.honorific_prefix = row.honorific_prefix or said.honorific_prefix
    row.honorific_suffix = row.honorific_suffix or said.honorific_suffix
    gender = GENDERS.get(said.gender.casefold(), "")
    if said.gender and not gender:
        remarks.append(_("“%(text)s” is not kept as gender.") % {"text": said.gender[:40]})
    row.gender = row.gender or gender
    row.source = row.source or said.source or options.source
    return remarks
