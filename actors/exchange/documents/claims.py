"""What a Popolo document says, taken apart: people, memberships and what they refer to, each checked for itself.

Knows the plain specification, the EveryPolitician dialect (periods that memberships refer to, names by language), texts
written by language as in Democratic Commons, and lists nested in their owners as PopIt wrote them. Pictures, links,
days of birth and death, votes and parties are not read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from actors.exchange.documents.dates import Moment
from actors.exchange.documents.entries import Entry, Fault, entries
from actors.exchange.plans import Line

MOST = 20_000
KINDS = {
    "persons": "person",
    "memberships": "term",
    "posts": "office",
    "organizations": "actor",
    "areas": "actor",
    "events": "term",
}


@dataclass
class ContactSaid:
    at: Entry
    id: str
    type: str
    value: str
    source: str


@dataclass
class PersonSaid:
    at: Entry
    id: str
    name: str
    names: dict[str, str]
    aliases: list[str]
    identifiers: list[tuple[str, str]]
    gender: str
    honorific_prefix: str
    honorific_suffix: str
    source: str
    contacts: list[ContactSaid]


@dataclass
class MembershipSaid:
    at: Entry
    id: str
    person_id: str
    post_id: str
    organization_id: str
    area_id: str
    role: str
    start: Moment | None
    end: Moment | None
    source: str
    contacts: list[ContactSaid]


@dataclass
class Thing:
    """A post, an organization, an area or a period: what memberships refer to."""

    at: Entry
    id: str
    name: str
    role: str = ""
    organization_id: str = ""
    area_id: str = ""
    codes: list[str] = field(default_factory=list)
    start: Moment | None = None
    end: Moment | None = None
    contacts: list[ContactSaid] = field(default_factory=list)


@dataclass
class Claims:
    people: dict[str, PersonSaid] = field(default_factory=dict)
    memberships: list[MembershipSaid] = field(default_factory=list)
    posts: dict[str, Thing] = field(default_factory=dict)
    organizations: dict[str, Thing] = field(default_factory=dict)
    areas: dict[str, Thing] = field(default_factory=dict)
    periods: dict[str, Thing] = field(default_factory=dict)
    faults: list[Line] = field(default_factory=list)

    def fault(self, at: Entry, kind: str, words: str, key: str = "") -> None:
        self.faults.append(Line(at.number, "refused", kind, key[:120], key[:120], reason=words, place=at.place))


def read(document: dict[str, Any], *, lines: dict[str, list[int]] | None = None) -> Claims:
    """Takes a document apart; what cannot be read becomes a refused line with its place, and the rest is read.

    ``lines`` says for a document made of a sheet on which line each person and membership stands.
    """
    found = Claims()
    if not any(isinstance(document.get(name), list) for name in ("persons", "memberships")):
        found.faults.append(Line(1, "refused", "person", reason=_("This is no Popolo file: it lists no persons.")))
        return found
    lists = {name: list(_entries(found, document, name)) for name in KINDS}
    for name, numbers in (lines or {}).items():
        of = {"persons": ", person"}.get(name, "")
        lists[name] = [
            Entry(one.said, f"line {number}{of}", number) for one, number in zip(lists[name], numbers, strict=True)
        ]
    _nest(found, lists)
    shelves = {
        "areas": found.areas,
        "organizations": found.organizations,
        "posts": found.posts,
        "events": found.periods,
    }
    for name, shelf in shelves.items():
        _fill(found, lists[name], KINDS[name], shelf, _thing)
    _fill(found, lists["persons"], "person", found.people, _person)
    for entry in lists["memberships"]:
        try:
            said = _membership(found, entry)
        except Fault as error:
            found.fault(entry, "term", str(error))
        else:
            found.memberships.append(said)
    return found


def _entries(found: Claims, document: dict[str, Any], name: str) -> Iterator[Entry]:
    try:
        yield from entries(document.get(name), name, name, MOST)
    except Fault as error:
        found.faults.append(Line(1, "refused", KINDS[name], reason=str(error), place=name))


def _nest(found: Claims, lists: dict[str, list[Entry]]) -> None:
    """Brings lists nested in their owners to the others, with the owner's id."""
    inside = [("organizations", "posts", "organization_id"), ("persons", "memberships", "person_id")]
    inside += [("organizations", "memberships", "organization_id"), ("posts", "memberships", "post_id")]
    for owners, name, reference in inside:
        for owner in list(lists[owners]):
            try:
                for one in owner.list(name):
                    said = {reference: owner.said.get("id"), **one.said}
                    lists[name].append(Entry(said, one.place, owner.number))
            except Fault as error:
                found.fault(owner, KINDS[name], str(error))


def _fill(
    found: Claims, listed: list[Entry], kind: str, shelf: dict[str, Any], make: Callable[[Claims, Entry], Any]
) -> None:
    for entry in listed:
        try:
            one = make(found, entry)
            if not one.id:
                raise Fault(_("The id is missing."))
            if one.id in shelf:
                first = shelf[one.id].at.place
                raise Fault(_("The id “%(id)s” stands twice: see %(first)s.") % {"id": one.id[:80], "first": first})
        except Fault as error:
            name = entry.said.get("name")
            found.fault(entry, kind, str(error), name if isinstance(name, str) else "")
        else:
            shelf[one.id] = one


def _person(found: Claims, entry: Entry) -> PersonSaid:
    names = entry.texts("name", most=160)
    name = entry.text("name", most=160)
    if not name:
        raise Fault(_("The name is missing."))
    by_language = {language: text for language, text in names.items() if language}
    aliases: list[str] = []
    for other in entry.list("other_names"):
        text, language = other.text("name", most=160), other.language("lang")
        if text and language and language not in by_language:
            by_language[language] = text
        elif text and text not in aliases and (not language or by_language[language] != text):
            aliases.append(text)
    source = sources(entry)
    contacts = list(_contacts(found, entry, source))
    mail = entry.text("email")
    if mail and mail not in {one.value for one in contacts}:
        contacts.append(ContactSaid(Entry({}, f"{entry.place}, email", entry.number), "", "email", mail, source))
    return PersonSaid(
        at=entry,
        id=entry.text("id"),
        name=name,
        names=by_language,
        aliases=aliases,
        identifiers=_identifiers(entry),
        gender=entry.text("gender"),
        honorific_prefix=entry.text("honorific_prefix"),
        honorific_suffix=entry.text("honorific_suffix"),
        source=source,
        contacts=contacts,
    )


def _membership(found: Claims, entry: Entry) -> MembershipSaid:
    source = sources(entry)
    said = MembershipSaid(
        at=entry,
        id=entry.text("id"),
        person_id=entry.text("person_id"),
        post_id=entry.text("post_id"),
        organization_id=entry.text("organization_id"),
        area_id=entry.text("area_id"),
        role=entry.text("role"),
        start=entry.date("start_date"),
        end=entry.date("end_date"),
        source=source,
        contacts=list(_contacts(found, entry, source)),
    )
    if not said.person_id:
        raise Fault(_("It does not say whose membership it is: “person_id” is missing."))
    for name, key, shelf in (
        ("person_id", said.person_id, found.people),
        ("post_id", said.post_id, found.posts),
        ("organization_id", said.organization_id, found.organizations),
    ):
        if key and key not in shelf:
            raise Fault(_("“%(name)s”: there is no “%(id)s” in the file.") % {"name": name, "id": key[:80]})
    period = entry.text("legislative_period_id")
    if period:
        if period not in found.periods:
            raise Fault(
                _("“%(name)s”: there is no “%(id)s” in the file.")
                % {"name": "legislative_period_id", "id": period[:80]}
            )
        said.start = said.start or found.periods[period].start
        said.end = said.end or found.periods[period].end
    return said


def _thing(found: Claims, entry: Entry) -> Thing:
    source = sources(entry)
    return Thing(
        at=entry,
        id=entry.text("id"),
        name=entry.text("name") or entry.text("label"),
        role=entry.text("role"),
        organization_id=entry.text("organization_id"),
        area_id=entry.text("area_id"),
        codes=[text for _scheme, text in _identifiers(entry)],
        start=entry.date("start_date"),
        end=entry.date("end_date"),
        contacts=list(_contacts(found, entry, source)) if _is_post(entry) else [],
    )


def _is_post(entry: Entry) -> bool:
    """Whether it stands in a list of posts, of the document or of an organization."""
    return entry.place.rpartition(", ")[2].startswith("posts")


def _contacts(found: Claims, entry: Entry, source: str) -> Iterator[ContactSaid]:
    for one in entry.list("contact_details", most=100):
        try:
            value, kind = one.text("value", most=1000), one.text("type")
            if value:
                yield ContactSaid(one, one.text("id"), kind, value, sources(one) or source)
        except Fault as error:
            found.fault(one, "contact", str(error))


def _identifiers(entry: Entry) -> list[tuple[str, str]]:
    listed = [(one.text("scheme", most=80), one.text("identifier")) for one in entry.list("identifiers", most=100)]
    return [(scheme, text) for scheme, text in listed if scheme and text]


def sources(entry: Entry) -> str:
    """Where it is from, as a row keeps it: links with words in brackets, semicolons between them."""
    found = []
    for one in entry.list("sources", most=50):
        url, note = one.text("url", most=2000), one.text("note")
        if url.startswith(("https://", "http://")) and " " not in url:
            found.append(f"{url} ({note})" if note else url)
        elif note or url:
            found.append(note or url)
    return "; ".join(found)
