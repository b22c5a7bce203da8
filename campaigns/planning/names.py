"""Persons of the register in a campaign's own words: naming one needs a recorded decision (R6)."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from actors.directory.models import Person
from actors.search.folding import GLUE, UNSPACED, fold
from campaigns.planning.members import member_of
from campaigns.planning.models import Campaign, NameDecision
from foundation.history import journal

SHORTEST = 4
"""A single word shorter than this is no name to look for."""


class Undecided(Exception):
    """The words name persons of the register, and nobody has decided that they may. ``persons`` says whom."""

    def __init__(self, persons: list[Person]) -> None:
        super().__init__(", ".join(person.name for person in persons))
        self.persons = persons


class NoReason(Exception):
    """A decision says why."""


def spellings(person: Person) -> set[str]:
    """How somebody may be written, folded: name, other names, names by language, and the family name of who is under
    a measure. Reads ``person.designations.all()``."""
    written = [person.name, *person.aliases, *person.names.values()]
    if person.kind == Person.Kind.PERSON and person.designations.all():
        written.append(person.name.split()[-1])
    folded = {fold(form) for text in written for form in (str(text), GLUE.sub("", str(text)))}
    return {text for text in folded if " " in text or len(text) >= SHORTEST or _unspaced(text)}


def _unspaced(text: str) -> bool:
    return bool(text) and unicodedata.name(text[0], "").startswith(UNSPACED)


def stands_in(name: str, text: str) -> bool:
    """Whether a folded name stands in a folded text, as whole words where its script has words."""
    return name in text if _unspaced(name) else f" {name} " in f" {text} "


def persons() -> list[Person]:
    """Everybody in the register, to be looked for in words; organisations are no persons. Two queries."""
    rows = Person.objects.filter(kind=Person.Kind.PERSON).prefetch_related("designations")
    return list(rows.order_by("name", "pk"))


def found_in(texts: Iterable[str], among: list[Person] | None = None) -> list[Person]:
    """Whom of the register the texts name, by name."""
    whole = " | ".join(folded for text in texts if (folded := fold(text)))
    known = persons() if among is None else among
    return [row for row in known if any(stands_in(name, whole) for name in spellings(row))] if whole else []


def titles(campaign: Campaign) -> Iterator[str]:
    """What stands over the campaign, in each language."""
    for text in campaign.texts.all():
        yield text.title


def undecided(campaign: Campaign, texts: Iterable[str], among: list[Person] | None = None) -> list[Person]:
    """Whom the campaign's titles or these texts name without a decision."""
    found = found_in([*titles(campaign), *texts], among)
    decided = {row.person_id for row in campaign.name_decisions.all()} if found else set()
    return [person for person in found if person.pk not in decided]


def decide(*, campaign: Campaign, person: Person, by: User, now: datetime, why: str) -> NameDecision:
    """Somebody takes it upon themselves that the campaign names this person. Twice is once.

    Raises NotAllowed or NoReason.
    """
    member = member_of(campaign, by)
    if not why.strip():
        raise NoReason
    with transaction.atomic():
        row, is_new = NameDecision.objects.get_or_create(
            campaign=campaign, person=person, defaults={"member": member, "at": now, "why": why.strip()}
        )
        if is_new:
            journal.write(
                deed="campaign.name_decided",
                by=by,
                subject=("campaign", campaign.code),
                scope=campaign.scope,
                now=now,
                detail={"person": person.key},
            )
    return row
