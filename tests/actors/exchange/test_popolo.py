"""The public register as Popolo: what nobody vouches for is not in it, and no contact is."""

import json
from typing import Any

from actors.directory.models import Actor, Person, Term
from actors.exchange import popolo
from tests import make
from tests.register import _loaded, the_register  # noqa: F401


def test_it_says_who_holds_what(db: None) -> None:
    office = make.office(key="XA-minister")
    ann = make.fact(Person(key="ann", name="Ann Example", names={"ar": "آن"}, aliases=["A. Example"]))
    make.fact(Term(key="ann-minister", office=office, person=ann, from_on="2026-01-02"))
    found = popolo.document()
    (term,) = [row for row in found["memberships"] if row["person_id"] == "ann"]
    assert (term["post_id"], term["organization_id"], term["start_date"]) == ("XA-minister", "XA", "2026-01-02")
    (person,) = [row for row in found["persons"] if row["id"] == "ann"]
    assert person["other_names"] == [{"name": "آن", "lang": "ar"}, {"name": "A. Example"}]
    assert "desk" not in json.dumps(found)


def test_what_nobody_vouches_for_is_not_in_it(db: None) -> None:
    make.fact(Person(key="ben", name="Ben"), public=False)
    assert "ben" not in {row["id"] for row in popolo.document()["persons"]}
    assert "ben" in {row["id"] for row in popolo.document(public_only=False)["persons"]}


def test_nobody_is_led_to_other_registers_of_people(db: None) -> None:
    """A row's page never shows identifiers either: they tell curators who is who."""
    make.fact(Person(key="ann", name="Ann", identifiers={"wikidata": "Q900001"}))
    assert "Q900001" not in json.dumps(popolo.document())
    assert "Q900001" in json.dumps(popolo.document(public_only=False))


def test_every_reference_leads_to_a_row(the_register: Any) -> None:  # noqa: F811
    found = popolo.document()
    ids = {name: {row["id"] for row in rows} for name, rows in found.items()}
    assert len(ids["organizations"]) == Actor.objects.public().count() > 100
    assert {row["organization_id"] for row in found["posts"]} <= ids["organizations"]
    assert {row["post_id"] for row in found["memberships"]} <= ids["posts"]
