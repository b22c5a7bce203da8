"""Marked values in fields that nobody has checked, and every public page, file, feed and picture looked through."""

import re
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from actors.checking.revisions import kinds
from actors.directory.models import Office, Person, Term
from actors.search import index
from actors.seed.register import Report
from campaigns.open_data.catalogue import TABLES
from campaigns.press import cards, figures, pages
from tests import make
from tests.campaigns.record.addresses import PAGES
from tests.register import TODAY

MARK = "KANARIENVOGEL"
CAVEATS = ("caveat_en", "caveat_fr", "source", "source_title", "publisher")
SPOILED: dict[str, tuple[str, tuple[str, ...]]] = {
    "designation": ("kimberly-prost", ("role", "measure_text", "status", "status_as_of", *CAVEATS)),
    "effect": ("", ("speaker", *CAVEATS)),
    "person": ("kimberly-prost", ("names", "aliases", "honorific_prefix", "honorific_suffix", "identifiers", *CAVEATS)),
    "position": ("FR-2025-08-20-us", ("speaker", "measure_text", "quote", *CAVEATS)),
    "measure": ("", ("name", "taken_by", *CAVEATS)),
    "instrument": ("", ("name_en", "citation", "how_en", "trigger_office", "who_can_use_it", *CAVEATS)),
    "ask": ("", ("title_en", "description", "applies_to", *CAVEATS)),
    "office": ("CA-attorney-general", ("title_en", "title_fr", "aliases", *CAVEATS)),
    "occasion": ("russia-judgment", ("kind", *CAVEATS)),
    "actor": ("FR", CAVEATS),
    "group": ("eu-members", CAVEATS),
}
"""A row of each kind, and the fields of it that are filled with marks and unchecked."""


def spoil(kind: str, key: str, fields: tuple[str, ...]) -> Any:
    model = kinds()[kind]
    rows = model._default_manager.filter(public=True)
    row = rows.filter(key__contains=key).order_by("key").first()
    assert row is not None, kind
    values: dict[str, Any] = {"unchecked": " ".join(fields)}
    for name in fields:
        field = model._meta.get_field(name)
        said = f"{MARK}-{kind}-{name}"[: field.max_length]
        is_list = isinstance(field.default() if callable(field.default) else None, list)
        values[name] = said if field.get_internal_type() != "JSONField" else [said] if is_list else {"ar": said}
    make.change(rows.filter(pk=row.pk), **values)
    return rows.get(pk=row.pk)


@pytest.fixture
def spoiled(the_register: Report) -> dict[str, Any]:
    found = {kind: spoil(kind, key, fields) for kind, (key, fields) in SPOILED.items()}
    index.refill()
    return found


def found_in(response: Any) -> list[str]:
    """Which marks an answer holds; the mark alone is what was searched for."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return sorted(set(re.findall(rf"{MARK}-[\w-]+", bytes(content).decode())))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_shows_an_unchecked_value(client: Client, spoiled: dict[str, Any], language: str) -> None:
    paths = {page.path for page in PAGES} | {"record/press/", "record/levers/?by=office", "record/levers/?state=CA"}
    paths |= {"record/levers/?state=CA&by=office", "record/search/?q=kimberly", f"record/search/?q={MARK}"}
    for kind, row in spoiled.items():
        paths |= {f"record/rows/{kind}/{row.key}/", f"record/rows/{kind}/{row.key}.json"}
        paths.add(f"record/rows/{kind}/{row.key}/suggest/")
    leaks = [(path, found) for path in sorted(paths) if (found := found_in(client.get(f"/{language}/{path}")))]
    assert not leaks


def test_no_file_holds_an_unchecked_value(client: Client, spoiled: dict[str, Any]) -> None:
    paths = [f"/data/v1/{name}.{form}" for name in TABLES for form in ("json", "csv")]
    paths += ["/data/v1/popolo.json", "/data/v1/positions.atom"]
    assert not [(path, found) for path in paths if (found := found_in(client.get(path)))]


def test_who_holds_an_office_can_be_unchecked(client: Client, the_register: Report) -> None:
    person = make.fact(Person(key="held", name=f"{MARK}-name"))
    office = Office.objects.get(key="CA-attorney-general")
    make.fact(Term(key="held", person=person, office=office, unchecked="person"))
    answer = client.get("/data/v1/offices.json")
    assert answer.status_code == 200 and not found_in(answer)


def test_no_picture_shows_an_unchecked_value(spoiled: dict[str, Any]) -> None:
    with override("en"):
        state, default = pages.coercing()
        drawn: list[Any] = [asdict(one) for one in figures.all_of(figures.table(state, TODAY, default))]
        drawn += [asdict(cards.of_record(TODAY)), asdict(cards.of_actor("FR", TODAY))]
        drawn.append(asdict(cards.of_person("kimberly-prost", TODAY)))
    assert MARK not in str(drawn)
