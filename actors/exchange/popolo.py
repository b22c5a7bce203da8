"""Popolo JSON: the register out of it, and documents of others into it. https://www.popoloproject.com/specs/"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.directory.contacts import Contact
from actors.directory.models import Actor, Office, Person, Term
from actors.directory.provenance import read_sources
from actors.exchange import plans
from actors.exchange.documents import claims, contacts, extension, offices, terms
from actors.exchange.documents.entries import Fault
from actors.exchange.documents.options import Options
from actors.exchange.documents.planning import Planning
from actors.exchange.documents.register import Register
from actors.exchange.plans import Line, Plan, Progress
from actors.exchange.reading import Reading

LANGUAGES = ("fr", "es", "ar", "ru", "zh")
GENDERS = {"f": "female", "m": "male", "x": "other"}
EVERYTHING = Options()


def plan(reading: Reading, *, options: Options = EVERYTHING) -> Plan:
    """What a document would change; writes nothing."""
    return _look(reading, options, in_words=True)


def _look(reading: Reading, options: Options, *, in_words: bool) -> Plan:
    if reading.document is None:
        return Plan([Line(1, "refused", "person", reason=_("This is a sheet, and no JSON document."))])
    return Planning(claims.read(reading.document), options, in_words=in_words).plan()


def enter(
    reading: Reading, *, options: Options, by: User, now: datetime, batch: str, progress: Progress = plans.quiet
) -> Plan:
    """Enters what a document says, all or nothing; it waits for a second person. Twice is once.

    The lines of the plan that is returned do not tell what changes.
    """
    found = _look(reading, options, in_words=False)
    return plans.enter(found, by=by, now=now, batch=batch, progress=progress, source=options.source)


def questions(reading: Reading, *, options: Options = EVERYTHING) -> list[tuple[str, int]]:
    """Left sides of the rules that are still wanted, and how many memberships each is about, most first."""
    if reading.document is None:
        return []
    return asked(claims.read(reading.document), options)


def asked(said: claims.Claims, options: Options) -> list[tuple[str, int]]:
    register, found = Register(), Counter[str]()
    for one in said.memberships:
        try:
            offices.find(one, said, register, options)
        except Fault:
            found[offices.question(one, said)] += 1
    return found.most_common()


def document(*, public_only: bool = True) -> dict[str, Any]:
    """Persons, organizations, posts, memberships and areas, each in the order of its key.

    ``public_only``: what two people, or the data set, vouch for, and no contacts: they are nobody's business but the
    letters'. Nor what people are called in other registers, as on the pages. Otherwise everything: unchecked rows and
    fields, contacts, in ``register`` what Popolo has no place for, and under ``unchecked`` the ids of rows that nobody
    vouches for. That is for the register's own admins.
    """

    def rows(model: Any) -> Any:
        found = model.objects.public() if public_only else model.objects.all()
        return found.order_by("key")

    people, actors, posts = rows(Person).select_related("home_state"), rows(Actor), rows(Office)
    posts = posts.filter(actor__in=actors).select_related("actor", "kind")
    held = rows(Term).filter(person__in=people, office__in=posts)
    held = held.select_related("office__actor", "office__kind", "person")
    full = not public_only
    ways = _ways() if full else {}
    found: dict[str, Any] = {
        "persons": [_person(row, full) for row in people],
        "organizations": [_organization(row, full) for row in actors],
        "posts": [_post(row, full, ways.get(("office", row.pk), [])) for row in posts],
        "memberships": [_membership(row, full, ways.get(("term", row.pk), [])) for row in held],
        "areas": [_area(row) for row in actors if row.is_state],
    }
    if full:
        listed = {"persons": people, "memberships": held, "contact_details": Contact.objects.order_by("key")}
        found["unchecked"] = {name: [row.key for row in every if not row.public] for name, every in listed.items()}
    return found


def _filled(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _person(row: Person, full: bool) -> dict[str, Any]:
    def fact(name: str) -> Any:
        return _fact(row, name, full)

    others = [{"name": name, "lang": language} for language, name in sorted((fact("names") or {}).items())]
    others += [{"name": name} for name in dict.fromkeys(fact("aliases") or [])]
    known = sorted(row.identifiers.items()) if full else []
    return _filled(
        id=row.key,
        name=row.name,
        honorific_prefix=fact("honorific_prefix"),
        honorific_suffix=fact("honorific_suffix"),
        gender=GENDERS.get(row.gender, "") if full else "",
        other_names=others,
        identifiers=[{"scheme": name, "identifier": text} for name, text in known],
        sources=_sources(row, full),
        register=extension.write(row) if full else {},
    )


def _organization(row: Actor, full: bool) -> dict[str, Any]:
    names = [(language, _fact(row, f"name_{language}", full)) for language in LANGUAGES]
    return _filled(
        id=row.key,
        name=row.name_en,
        classification=row.kind,
        area_id=row.key if row.is_state else "",
        other_names=[{"name": name, "lang": language} for language, name in names if name],
        sources=_sources(row, full),
    )


def _post(row: Office, full: bool, ways: list[dict[str, Any]]) -> dict[str, Any]:
    label = row.title_in("en")
    return _filled(
        id=row.key, label=label, organization_id=row.actor.key, role=row.kind.key,
        other_label=_fact(row, "aliases", full), contact_details=ways, sources=_sources(row, full),
    )  # fmt: skip


def _membership(row: Term, full: bool, ways: list[dict[str, Any]]) -> dict[str, Any]:
    start, end = terms.written(row)
    return _filled(
        id=row.key,
        person_id=row.person.key,
        post_id=row.office.key,
        organization_id=row.office.actor.key,
        start_date=start if full or row.is_checked("from_on") else "",
        end_date=end if full or row.is_checked("until_on") else "",
        contact_details=ways,
        sources=_sources(row, full),
        register=extension.write(row) if full else {},
    )


def _ways() -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Every contact, by whose it is."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in Contact.objects.order_by("key"):
        owner = ("term", row.term_id) if row.term_id else ("office", row.office_id)
        said = {"id": row.key, "type": contacts.TYPES[Contact.Channel(row.channel)], "value": row.value}
        found[owner].append({**said, **_filled(sources=_sources(row, True), register=extension.write(row))})
    return found


def _area(row: Actor) -> dict[str, Any]:
    identifiers = [{"scheme": "iso_3166-1_alpha-3", "identifier": row.iso_alpha3}] if row.iso_alpha3 else []
    return _filled(id=row.key, name=row.name_en, classification="country", identifiers=identifiers)


def _fact(row: Any, name: str, full: bool) -> Any:
    return getattr(row, name) if full else row.checked(name)


def _sources(row: Any, full: bool) -> list[dict[str, str]]:
    found = read_sources(row.source) if full else row.sources
    return [_filled(url=one.url, note=one.label) for one in found if one.url]
