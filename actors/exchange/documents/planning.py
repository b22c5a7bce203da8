"""What a document would do to the register: people first, then the terms they hold, then ways to reach them."""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actors.checking import differences, revisions
from actors.directory.contacts import Contact
from actors.directory.models import Office, Person, Term
from actors.exchange import plans
from actors.exchange.documents import contacts, offices, people, seats, terms
from actors.exchange.documents.claims import Claims, ContactSaid, MembershipSaid
from actors.exchange.documents.entries import Entry, Fault
from actors.exchange.documents.options import LEAVE_OUT, Options
from actors.exchange.documents.register import Register
from actors.exchange.plans import Line, Plan
from actors.search.folding import fold


class Planning:
    """One look at one document. ``plan`` is asked once; ``in_words``: what changes is told field by field."""

    def __init__(self, claims: Claims, options: Options, *, in_words: bool = True) -> None:
        self.claims, self.options, self.register, self.in_words = claims, options, Register(), in_words
        self.lines: dict[str, list[Line]] = {"person": [], "term": [], "contact": []}
        self.told: list[tuple[Line, dict[str, Any], dict[str, Any]]] = []
        self.left_out = 0
        self.office_of: list[tuple[MembershipSaid, Office]] = []
        self.unsure: set[str] = set()
        """Offices of which an entry was left out by its place: the file is no complete list of them."""
        self.row_of: dict[str, Person] = {}
        self.terms_of: dict[str, list[Term]] = defaultdict(list)
        self.seen: set[int] = set()
        self.kept: dict[int, str] = {}

    def plan(self) -> Plan:
        faults = [line for line in self.claims.faults if line.place not in self.options.leave_out]
        self.left_out += len(self.claims.faults) - len(faults)
        try:
            complete = offices.complete(self.options, self.register)
        except Fault as error:
            complete = set()
            faults.append(Line(0, "refused", "term", reason=str(error)))
        self._offices()
        post_of = {said.post_id: office for said, office in self.office_of if said.post_id}
        wanted = {office.key for _said, office in self.office_of} | complete
        wanted |= {key for key, post in self.claims.posts.items() if post.contacts and key in self.register.offices}
        self.register.read_terms(self.register.offices[key] for key in sorted(wanted))
        self._people()
        self._terms()
        self._missing(complete)
        if self.options.contacts:
            self._contacts(post_of)
        if self.in_words:
            plans.describe(self.told)
            _name_new_owners(self.told)
        seats.remark(self.lines["term"], self.register)
        return Plan([*faults, *(line for lines in self.lines.values() for line in lines)], self.left_out)

    def _is_out(self, at: Entry, person: str = "") -> bool:
        """Whether the person importing left it out: it, or whom it is about."""
        owner = self.claims.people.get(person)
        places = {at.place, owner.at.place} if owner else {at.place}
        return bool(places & self.options.leave_out) or self.options.people.get(person) == LEAVE_OUT

    def _offices(self) -> None:
        for said in self.claims.memberships:
            try:
                office = offices.find(said, self.claims, self.register, self.options)
            except Fault as error:
                if self._is_out(said.at, said.person_id):
                    self.left_out += 1
                else:
                    self._refuse("term", said.at, error, said.role)
                continue
            out = self._is_out(said.at, said.person_id)
            if office is None or out:
                self.left_out += 1
                self.unsure |= {office.key} if office is not None else set()
            else:
                self.office_of.append((said, office))

    def _people(self) -> None:
        held: dict[str, set[Office]] = defaultdict(set)
        for said, office in self.office_of:
            held[said.person_id].add(office)
        taken = set(self.register.people)
        place_of: dict[str, str] = {}
        names: dict[str, str] = {}
        for key, one in self.claims.people.items():
            if self._is_out(one.at, key) or not (key in held or self.options.everybody):
                self.left_out += 1
                continue
            try:
                known, remarks = people.identifiers(one, self.options)
                row = people.match(one, known, held[key], self.register, self.options)
                if row is not None and row.key in place_of:
                    raise Fault(_("The same person as %(place)s: %(key)s.") % {
                        "place": place_of[row.key], "key": row.key,
                    })  # fmt: skip
                if row is None:
                    row = Person(key=people.fresh_key(one, known, taken))
                remarks += people.take(row, one, known, self.options, self.register)
                if (other := names.setdefault(fold(row.name), one.at.place)) != one.at.place:
                    remarks.append(_("Another person of that name: %(place)s.") % {"place": other})
                self._line("person", one.at, row, remarks)
            except (Fault, ValidationError) as error:
                self._refuse("person", one.at, error, one.name)
                continue
            taken.add(row.key)
            place_of[row.key] = one.at.place
            self.row_of[key] = row

    def _terms(self) -> None:
        first: dict[Any, MembershipSaid] = {}
        self._reserve()
        for said, office in self.office_of:
            person = self.row_of.get(said.person_id)
            if person is None:
                self._refuse("term", said.at, Fault(_("The person is refused.")), said.role)
                continue
            try:
                self._term(said, office, person, first)
            except (Fault, ValidationError) as error:
                self._refuse("term", said.at, error, f"{person} · {office}")

    def _held(self, person: Person, office: Office) -> list[Term]:
        return self.register.held[office.pk, person.pk] if person.pk else []

    def _reserve(self) -> None:
        """A term that an entry describes to the day is kept for it, whatever stands before it in the file."""
        for said, office in self.office_of:
            if person := self.row_of.get(said.person_id):
                days = terms.Days.between(said.start, said.end)
                for row in filter(days.are_of, self._held(person, office)):
                    self.kept.setdefault(row.pk, said.at.place)

    def _term(self, said: MembershipSaid, office: Office, person: Person, first: dict[Any, MembershipSaid]) -> None:
        days = terms.Days.between(said.start, said.end)
        same = first.setdefault((office.pk, person.key, days.from_on, days.until_on), said)
        if same is not said:
            remark = _("It says the same as %(place)s.") % {"place": same.at.place}
            label = f"{person} · {office}"
            self.lines["term"].append(
                Line(said.at.number, "unchanged", "term", "", label, place=said.at.place, remarks=[remark])
            )
            return
        held = [row for row in self._held(person, office) if self.kept.get(row.pk, said.at.place) == said.at.place]
        row = terms.match(said, days, [row for row in held if row.pk not in self.seen])
        if row is None:
            row = terms.fresh(said, days, person, office, self.options)
        remarks = terms.take(row, said, days, self.register)
        row.key = row.key or row.fresh_key()
        other = first.setdefault(row.key, said)
        if other is not said:
            words = _("Not the same as %(place)s, and about the same term: %(key)s.")
            raise Fault(words % {"place": other.at.place, "key": row.key})
        self._line("term", said.at, row, remarks)
        if row.pk:
            self.seen.add(row.pk)
        self.terms_of[said.person_id].append(row)
        self.terms_of[said.at.place].append(row)

    def _missing(self, complete: set[str]) -> None:
        """Whoever the register has in an office on that day, and a complete list does not, has ended."""
        day = self.options.as_of
        for key in sorted(complete - self.unsure):
            for row in self.register.terms[self.register.offices[key].pk]:
                if row.pk in self.seen | self.register.refused:
                    continue
                if day and row.covers(day) and row.from_on != day:
                    row.until_on = day
                    remark = _("In the register, and not in the file.")
                    self._line("term", Entry({}, "", 0), row, [remark])

    def _contacts(self, post_of: dict[str, Office]) -> None:
        seen: set[Any] = set()
        for said, owner in self._owned(post_of):
            if said.at.place in self.options.leave_out:
                self.left_out += 1
                continue
            try:
                kind = contacts.channel(said, self.options)
                if kind == LEAVE_OUT:
                    self.left_out += 1
                    continue
                if isinstance(owner, Fault):
                    raise owner
                for value in contacts.values(said, kind):
                    self._contact(said, owner, kind, value, seen)
            except (Fault, ValidationError) as error:
                self._refuse("contact", said.at, error, said.value[:80])

    def _owned(self, post_of: dict[str, Office]) -> Iterator[tuple[ContactSaid, Office | Term | Fault]]:
        """Each way to reach somebody, and the office or term it belongs to, or why that cannot be told."""
        for key, post in self.claims.posts.items():
            office = post_of.get(key) or self.register.offices.get(key)
            if office is None:
                self.left_out += len(post.contacts)
            else:
                yield from ((one, office) for one in post.contacts)
        for said, _office in self.office_of:
            for row in self.terms_of.get(said.at.place, []):
                yield from ((one, row) for one in said.contacts)
        for key, person in self.claims.people.items():
            held = [row for row in self.terms_of.get(key, []) if self._is_held(row)]
            if not held:
                self.left_out += len(person.contacts) if key in self.row_of else 0
                continue
            owner: Term | Fault = max(held, key=lambda row: row.from_on or date.min)
            if len({row.office_id for row in held}) > 1:
                owner = Fault(_("Holds several offices: it cannot be told which of them this reaches."))
            yield from ((one, owner) for one in person.contacts)

    def _is_held(self, row: Term) -> bool:
        return row.covers(self.options.as_of) if self.options.as_of else row.until_on is None

    def _contact(self, said: ContactSaid, owner: Office | Term, kind: str, value: str, seen: set[Any]) -> None:
        row = Contact(channel=kind, value=value)
        row = contacts.match(row, said, owner, self.register) or row
        if row.pk is None:
            row.term, row.office = (owner, None) if isinstance(owner, Term) else (None, owner)
            row.key = said.id if contacts.extension.of(said.at) else ""
        contacts.put(row, value, said, self.register, self.options)
        row.channel = row.channel if row.pk is None else kind
        row.key = row.key or row.fresh_key()
        if row.key in seen:
            self.left_out += 1
            return
        seen.add(row.key)
        self._line("contact", said.at, row, [])

    def _line(self, kind: str, at: Entry, row: Any, remarks: list[str]) -> None:
        """Adds what a row would become. Raises ``ValidationError`` when it cannot be."""
        old, new = self.register.facts.get((kind, row.pk), {}), revisions.facts_of(row)
        state = plans.state_of(kind, old, new)
        if state != "unchanged":
            _validate(row)
        line = Line(at.number, state, kind, row.key, str(row), row=row, place=at.place, remarks=remarks)
        self.lines[kind].append(line)
        if state != "unchanged":
            self.told.append((line, old, new))

    def _refuse(self, kind: str, at: Entry, error: Exception, label: str) -> None:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        self.lines[kind].append(Line(at.number, "refused", kind, "", label, reason=words, place=at.place))


def _validate(row: Any) -> None:
    names = [field.name for field in row._meta.concrete_fields if field.is_relation]
    row.clean_fields(exclude=[*names, "key"])
    if isinstance(row, Contact):
        # Its term may be new too, and have no number yet.
        row = copy(row)
        row.term, row.office = None, row.of_office
    row.clean()


def _name_new_owners(told: list[tuple[Line, dict[str, Any], dict[str, Any]]]) -> None:
    """A new row that points at another new one points at nothing yet: here it is said whom it is about."""
    for line, _old, _new in told:
        for name in {"term": ["person"], "contact": ["term"]}.get(line.kind, []):
            owner = getattr(line.row, name)
            if owner is not None and owner.pk is None:
                label = str(line.row._meta.get_field(name).verbose_name)
                line.changes.insert(1, differences.Change(name, label, "", str(owner)))
