"""The register as Popolo JSON: people, bodies, posts, memberships, areas. https://www.popoloproject.com/specs/"""

from datetime import date
from typing import Any

from actors.directory.models import Actor, Office, Person, Term

LANGUAGES = ("fr", "es", "ar", "ru", "zh")


def document(*, public_only: bool = True) -> dict[str, Any]:
    """Persons, organizations, posts, memberships and areas, each in the order of its key. No contacts: they are
    nobody's business but the letters'. ``public_only``: only what two people, or the data set, vouch for."""

    def rows(model: Any) -> Any:
        found = model.objects.public() if public_only else model.objects.all()
        return found.order_by("key")

    people, actors, offices = rows(Person), rows(Actor), rows(Office)
    terms = rows(Term).filter(person__in=people, office__in=offices.filter(actor__in=actors))
    return {
        "persons": [_person(row) for row in people],
        "organizations": [_organization(row) for row in actors],
        "posts": [_post(row) for row in offices.filter(actor__in=actors).select_related("actor", "kind")],
        "memberships": [_membership(row) for row in terms.select_related("office__actor", "office__kind", "person")],
        "areas": [_area(row) for row in actors if row.is_state],
    }


def _filled(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _person(row: Person) -> dict[str, Any]:
    others = [{"name": name, "lang": language} for language, name in sorted((row.checked("names") or {}).items())]
    others += [{"name": name} for name in row.checked("aliases") or []]
    return _filled(
        id=row.key,
        name=row.name,
        honorific_prefix=row.honorific_prefix,
        honorific_suffix=row.honorific_suffix,
        other_names=others,
        identifiers=_identifiers(row),
        sources=_sources(row),
    )


def _organization(row: Actor) -> dict[str, Any]:
    names = [(language, getattr(row, f"name_{language}")) for language in LANGUAGES]
    return _filled(
        id=row.key,
        name=row.name_en,
        classification=row.kind,
        area_id=row.key if row.is_state else "",
        other_names=[{"name": name, "lang": language} for language, name in names if name],
        sources=_sources(row),
    )


def _post(row: Office) -> dict[str, Any]:
    label = row.title_in("en")
    return _filled(
        id=row.key, label=label, organization_id=row.actor.key, role=row.kind.key, other_label=row.aliases,
        sources=_sources(row),
    )  # fmt: skip


def _membership(row: Term) -> dict[str, Any]:
    return _filled(
        id=row.key,
        person_id=row.person.key,
        post_id=row.office.key,
        organization_id=row.office.actor.key,
        start_date=_day(row.checked("from_on")),
        end_date=_day(row.checked("until_on")),
        sources=_sources(row),
    )


def _identifiers(row: Person) -> list[dict[str, str]]:
    found = sorted((row.checked("identifiers") or {}).items())
    return [{"scheme": name, "identifier": text} for name, text in found]


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _area(row: Actor) -> dict[str, Any]:
    identifiers = [{"scheme": "iso_3166-1_alpha-3", "identifier": row.iso_alpha3}] if row.iso_alpha3 else []
    return _filled(id=row.key, name=row.name_en, classification="country", identifiers=identifiers)


def _sources(row: Any) -> list[dict[str, str]]:
    return [_filled(url=one.url, note=one.label) for one in row.sources if one.url]
