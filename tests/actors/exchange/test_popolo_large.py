"""A parliament of two thousand comes in within a minute, with few queries and bounded memory."""

import time
import tracemalloc
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.checking import revisions
from actors.exchange import popolo
from tests.actors.exchange.documents import IDS, member, offices, options, parliament, read
from tests.make import NOW

SECONDS = 60


def large(people: int) -> dict[str, Any]:
    """So many people, each with names in three languages, two terms, and two ways to be reached."""
    document = parliament()
    ann = document["persons"][0]
    document["persons"], document["memberships"] = [], []
    for number in range(people):
        one = f"{number:08x}{IDS[0][8:]}"
        document["persons"].append({
            **ann, "id": one, "name": f"Person Number {number}", "email": f"person{number}@parliament.example",
            "identifiers": [{"scheme": "wikidata", "identifier": f"Q{910_000 + number}"}],
            "contact_details": [{"type": "phone", "value": f"+1 555 {number:06d}"}],
        })  # fmt: skip
        document["memberships"] += [member(0, f"term/{period}", person_id=one) for period in (1, 2)]
    return document


@pytest.mark.full
def test_two_thousand_people_come_in_within_a_minute(db: None, bob: Any) -> None:
    offices()
    began = time.monotonic()
    file = read(large(2000))
    found = popolo.plan(file, options=options())
    planned = time.monotonic() - began
    popolo.enter(file, options=options(), by=bob, now=NOW, batch="large")
    took = time.monotonic() - began
    print(f"looked through after {planned:.1f} s, entered after {took:.1f} s")
    assert found.counts()["new"] == revisions.waiting().count() == 2000 * 5
    assert took < SECONDS


def test_a_person_costs_some_thirty_kilobytes(db: None, bob: Any) -> None:
    offices()
    people = 200
    file = read(large(people))
    tracemalloc.start()
    popolo.enter(file, options=options(), by=bob, now=NOW, batch="large")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < people * 100_000


@pytest.mark.parametrize("deed", ["plan", "enter"])
def test_queries_do_not_grow_with_people(db: None, bob: Any, deed: str) -> None:
    offices()
    counts = []
    for people in (5, 50):
        file = read(large(people))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            if deed == "plan":
                popolo.plan(file, options=options())
            else:
                popolo.enter(file, options=options(), by=bob, now=NOW, batch=f"large-{people}")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 5, counts
