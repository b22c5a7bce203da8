"""How many statements each public page of the record takes: fixed, however much is in the register."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from actors.directory.models import Actor, Group
from actors.positions.models import Look, Position
from actors.sanctions.models import Designation, Person
from actors.seed.sheets import Report
from actors.seed.sync import give_revisions
from tests import make
from tests.address_map import READ, addresses
from tests.campaigns.record.addresses import MOST, PAGES, Page


@pytest.fixture(autouse=True)
def _groups(the_register: Report) -> None:
    """Groups that are computed from the ledger, also from that of another coercing state."""
    us, russia = (Actor.objects.get(key=key) for key in ("US", "RU"))
    make.fact(Group(key="t-called", name_en="Called", rule="called", about=us))
    make.fact(Group(key="t-looked-ru", name_en="Looked", rule="looked_not_called", about=russia))
    make.fact(Group(key="t-home", name_en="Home", rule="home_states", about=us))


every_page = pytest.mark.parametrize("one", PAGES, ids=lambda one: one.path)


def taken(client: Client, one: Page, **headers: str) -> tuple[Any, list[str]]:
    """The answer, and the statements it took."""
    with CaptureQueriesContext(connection) as found:
        answer = client.get(f"/en/{one.path}", headers=headers)
    return answer, [query["sql"] for query in found.captured_queries]


def tables(statements: list[str]) -> str:
    return ", ".join(re.findall(r'FROM "(\w+)"', " ".join(statements)))


def test_every_page_has_its_number() -> None:
    of_the_record = {name for name in READ if name.startswith("record:")}
    assert of_the_record == {page.name for page in PAGES}
    assert of_the_record <= {address.name for address in addresses(get_resolver())}


def test_who_stands_where_takes_no_more_than_was_agreed() -> None:
    assert max(page.anew for page in PAGES if page.name in {"record:where", "record:results"}) <= MOST


@every_page
def test_written_anew(client: Client, one: Page) -> None:
    answer, statements = taken(client, one)
    assert answer.status_code == 200
    assert len(statements) == one.anew, tables(statements)


@every_page
def test_unchanged(client: Client, one: Page) -> None:
    first, _statements = taken(client, one)
    again, statements = taken(client, one, if_none_match=first["ETag"])
    assert again.status_code == 304
    assert len(statements) == one.unchanged <= 2, tables(statements)


@every_page
def test_a_larger_register_takes_no_more(client: Client, one: Page) -> None:
    grow()
    answer, statements = taken(client, one)
    assert answer.status_code == 200
    assert len(statements) == one.anew, tables(statements)


def grow() -> None:
    """Many more positions, looks and people under measures, of the states that are looked at above."""
    states = list(Actor.objects.filter(key__in=["CA", "FR", "US", "EU", "KE"]))
    row = Position.objects.get(key="FR-2025-08-20-us")
    listed = Designation.objects.public().select_related("person").first()
    assert listed is not None
    positions, looks = [], []
    for number in range(60):
        row.pk, row.key, row.actor = None, f"t-{number}", states[number % 5]
        positions.append(Position(**{field.attname: getattr(row, field.attname) for field in row._meta.fields}))
        look = Look(key=f"l-{number}", actor=states[number % 5], looked_on=row.on, where="Everywhere.", public=True)
        look.coercing_state_id = row.coercing_state_id
        looks.append(look)
        if number < 20:
            person = make.fact(Person(key=f"p-{number}", name=f"Canada {number}", home_state=states[number % 5]))
            facts = {"measure_text": "Order", "role": "Judge", "role_category": "judge", "on": listed.on}
            make.fact(
                Designation(
                    key=f"d-{number}",
                    person=person,
                    coercing_state_id=listed.coercing_state_id,
                    confidence="high",
                    **facts,
                )
            )
    for rows in (positions, looks):
        give_revisions(rows, make.NOW)
        type(rows[0])._default_manager.bulk_create(rows)
