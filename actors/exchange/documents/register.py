"""The register as an importer sees it: rows as they stand, with what waits for a check, found by what files know."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from actors.checking import redirects, revisions
from actors.checking.models import Check
from actors.directory.contacts import Contact
from actors.directory.models import Actor, Office, Person, Term
from actors.search.folding import fold

Facts = dict[str, Any]


class Register:
    """Reads people, offices, states and bodies once; terms and contacts when asked. Writes nothing."""

    def __init__(self) -> None:
        self._moved = redirects.of("person")
        self.facts: dict[tuple[str, int], Facts] = {}
        """What is said of a row now, by kind and primary key: to compare with."""
        self.people = {row.key: row for row in self._standing(Person.objects.exclude(key__in=list(self._moved)))}
        self.offices = {row.key: row for row in Office.objects.select_related("actor", "kind")}
        self.actors = {row.key: row for row in Actor.objects.all()}
        self.by_code = {code.casefold(): row for row in self.actors.values() for code in _codes(row)}
        self.by_identifier: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for row in self.people.values():
            for pair in row.identifiers.items():
                self.by_identifier[pair].append(row)
            for name in dict.fromkeys(map(fold, names_of(row))):
                self.by_name[name].append(row)
        self.terms: dict[int, list[Term]] = defaultdict(list)
        self.held: dict[tuple[int, int], list[Term]] = defaultdict(list)
        """The same terms by office and person."""
        self.refused: set[int] = set()
        """Terms of which a second person said no: a file may name them, and they hold no seat."""
        self.contacts: dict[tuple[str, int], list[Contact]] = defaultdict(list)

    def person(self, key: str) -> Person | None:
        """By its key, or by one that was merged into it."""
        return self.people.get(key) or self.people.get(self._moved.get(key, ""))

    def actor(self, code: str) -> Actor | None:
        """By its key or ISO codes, also as ``country:gb`` or ``ocd-division/country:gb``."""
        return self.by_code.get(code.casefold().rpartition(":")[2])

    def read_terms(self, offices: Iterable[Office]) -> None:
        """Brings every term of these offices, with its contacts."""
        pks = [office.pk for office in offices]
        wanted = Term.objects.filter(office__in=pks)
        refused = Check.objects.filter(revision__kind="term", verdict=Check.Verdict.REFUSED).values("revision")
        self.refused |= set(wanted.filter(pending=False, revision__in=refused).values_list("pk", flat=True))
        people = {row.pk: row for row in self.people.values()}
        offices_by_pk = {row.pk: row for row in self.offices.values()}
        for row in self._standing(wanted.order_by("pk")):
            if row.person_id in people:
                row.person, row.office = people[row.person_id], offices_by_pk[row.office_id]
                self.terms[row.office_id].append(row)
                self.held[row.office_id, row.person_id].append(row)
        held = {row.pk: row for rows in self.terms.values() for row in rows}
        found = [
            *self._standing(Contact.objects.filter(office__in=pks)),
            *self._standing(Contact.objects.filter(term__in=list(held))),
        ]
        for contact in found:
            if contact.term_id:
                contact.term = held[contact.term_id]
            self.contacts["term" if contact.term_id else "office", contact.term_id or contact.office_id].append(contact)

    def _standing(self, rows: Any) -> list[Any]:
        """Rows with what is said of them now: by a revision that waits, where one does."""
        listed = list(rows)
        kind = revisions.kind_of(rows.model)
        newest = revisions.newest_of(kind, [row.key for row in listed if row.pending])
        for row in listed:
            if row.key in newest:
                revisions.fill(row, revisions.standing(row, newest[row.key]))
            self.facts[kind, row.pk] = revisions.facts_of(row)
        return listed


def names_of(row: Person) -> list[str]:
    """Everything a person is called."""
    return [row.name, *map(str, row.names.values()), *map(str, row.aliases)]


def _codes(row: Actor) -> list[str]:
    return [code for code in (row.key, row.iso_alpha3, row.iso_numeric) if code]
