"""How a letter addresses an office and where it goes, as the register says now: what an approval freezes (R19, R23)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from actors.directory import contacts
from actors.directory.contacts import Contact
from actors.directory.models import Office
from campaigns.letters.models import Addressed, Letter
from campaigns.planning.models import Target

OFFICE_ROWS = ("contacts", "terms__person", "terms__contacts")
"""What is read of an office, so that a page of many can fetch it at once."""
TARGET_ROWS = (*(f"office__{name}" for name in OFFICE_ROWS), "chosen_channels__contact")

Words = dict[str, dict[str, str]]
"""By language: ``title``, ``state``, ``salutation``, and ``holder`` (empty where vacant, unknown or disputed)."""


def addressed(letter: Letter) -> list[tuple[Target, bool]]:
    """Its offices, and those in copy."""
    found = []
    for rows, in_copy in ((letter.targets, False), (letter.copies, True)):
        targets = rows.select_related("office__actor", "office__kind").prefetch_related(*TARGET_ROWS)
        found += [(target, in_copy) for target in targets.order_by("position", "pk")]
    return found


def digest(address: str) -> str:
    """What we keep of an address to see whether it is still the one approved."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def is_disputed(target: Target, now: datetime) -> bool:
    """Whether somebody else claims the office: then a letter goes only where staff chose."""
    return target.office.is_disputed(now.date())


def address_of(target: Target, now: datetime) -> Contact | None:
    """The mail contact a letter would go to now: of a disputed office the chosen one, else the best; or None."""
    if is_disputed(target, now):
        chosen = sorted(target.chosen_channels.all(), key=lambda row: row.pk)
        contact: Contact | None = chosen[-1].contact if chosen else None
        return contact if contact is not None and contact.is_usable(now) else None
    return contacts.best(target.office, Contact.Channel.MAIL, now=now)


def mail_contacts(office: Office) -> list[Contact]:
    """All mail contacts of an office and of whoever holds or claims it, known to be dead or not."""
    rows = [*office.contacts.all(), *(row for term in office.terms.all() for row in term.contacts.all())]
    return [row for row in rows if row.channel == Contact.Channel.MAIL]


@dataclass(frozen=True)
class Wait:
    """An address that may not be used yet: until when, or, without a time, until a second person has checked it."""

    contact: Contact
    until: datetime | None


def wait_of(target: Target, now: datetime) -> Wait | None:
    """The address that will be usable first, where there is one that is not yet."""
    dead = {Contact.State.DEAD, Contact.State.BOUNCING}
    rows = [row for row in mail_contacts(target.office) if row.state not in dead]
    later = [row for row in rows if row.public and row.usable_from_at and row.usable_from_at > now]
    if later:
        first = min(later, key=lambda row: (row.usable_from_at, row.pk))
        return Wait(first, first.usable_from_at)
    return next((Wait(row, None) for row in rows if row.pending), None)


def words_for(office: Office, languages: list[str], now: datetime) -> Words:
    """The office's words in each language. A title takes the holder's gender; who is disputed is not named."""
    on = now.date()
    term = None if office.is_disputed(on) else office.holder(on)
    person = term.person if term and term.person.public else None
    found: Words = {}
    for language in sorted(languages):
        with translation.override(language):
            state = office.actor.name
        name = [person.honorific_prefix, person.name_in(language), person.honorific_suffix] if person else []
        found[language] = {
            "title": office.title_in(language, person.gender if person else ""),
            "state": state,
            "salutation": office.salutation_in(language),
            "holder": " ".join(part for part in name if part),
        }
    return found


def is_generic(office: Office, language: str) -> bool:
    """Whether the office has no checked title of its own in this language: outside the demo it is not written to."""
    own = any(getattr(office, f"title_{language}{form}", "") for form in ("", "_f"))
    return not (office.title_checked and own)


def mark(target: Target, languages: list[str], now: datetime) -> str:
    """Digest of address and words as they are now: what somebody who approves them has read."""
    contact = address_of(target, now)
    said: list[Any] = [target.code, contact.value if contact else "", words_for(target.office, languages, now)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def has_other_words(held: Addressed, office: Office, language: str, now: datetime) -> bool:
    """Whether title, form of address or holder are no longer those approved, in the letter's language."""
    return held.words.get(language) != words_for(office, [language], now)[language]
