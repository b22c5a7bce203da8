"""What the public may see of the data set: the rule, and every row of it."""

import csv
from datetime import date

import pytest

from actors.directory.models import Actor, Office
from actors.directory.provenance import may_be_public
from actors.levers.models import Instrument, Lever
from actors.positions.models import Position
from actors.sanctions.models import Designation, Person
from actors.seed import register
from actors.seed.sheets import Report


@pytest.mark.parametrize(
    ("confidence", "grade", "on", "public"),
    [
        ("high", "first_hand", None, True),
        ("high", "press", None, True),
        ("high", None, None, True),
        ("high", "secondary", None, False),
        ("high", "unusable", None, False),
        ("high", "", None, False),
        ("medium", "first_hand", None, False),
        ("low", None, None, False),
        ("High", "press", None, False),
        ("high", "press", date(2026, 1, 31), True),
        ("high", "press", date(2026, 2, 1), False),
    ],
)
def test_the_rule(confidence: str, grade: str | None, on: date | None, public: bool) -> None:
    assert may_be_public(confidence=confidence, grade=grade, on=on) is public


def test_public_positions_are_those_the_file_allows(the_register: Report) -> None:
    with (register.FOLDER / "positions.csv").open(encoding="utf-8", newline="") as handle:
        allowed = {
            f"{line['actor_code']}-{line['date']}-{line['coercing_state'].lower()}"
            for line in csv.DictReader(handle)
            if line["confidence"] == "high"
            and line["source_grade"] in {"first_hand", "press"}
            and line["date"] < "2026-02"
        }
    assert set(Position.objects.public().values_list("key", flat=True)) == allowed
    assert len(allowed) == 21


def test_a_note_makes_its_field_unchecked(the_register: Report) -> None:
    assert Position.objects.get(key="CN-2025-12-us").checked("quote") is None
    assert Actor.objects.get(key="VE").checked("withdrawal_effective_on") is None
    assert Actor.objects.get(key="PS").checked("statute_deposited_on") is None
    assert Instrument.objects.get(key="eu-blocking-statute").checked("citation") is None
    albanese = Designation.objects.get(key="francesca-albanese-us-2025-07-09")
    assert albanese.public
    assert albanese.checked("status") is None


def test_a_nationality_from_general_knowledge_stays_hidden(the_register: Report) -> None:
    unsure = {"rosario-salvatore-aitala", "sergio-ugalde", "piotr-hofmanski", "bertram-schmitt", "phakiso-mochochoko"}
    hidden = {person.key for person in Person.objects.public() if not person.is_checked("home_state")}
    assert hidden == unsure
    # Two lists name him; the American one vouches for his nationality.
    assert Person.objects.get(key="karim-khan").is_checked("home_state")


def test_a_person_on_two_lists_is_one_person(the_register: Report) -> None:
    akane = Person.objects.get(key="tomoko-akane")
    assert {(row.coercing_state.key, row.public) for row in akane.designations.all()} == {("US", False), ("RU", True)}
    assert Person.objects.get(key="nazhat-shameem-khan").aliases == ["Nazhat Shameen Khan"]


def test_the_lever_of_canada_needs_two_offices(the_register: Report) -> None:
    lever = Lever.objects.get(instrument__key="ca-fema")
    assert lever.kind and lever.kind.key == "attorney_general"
    assert lever.concurrence and lever.concurrence.key == "foreign_minister"
    assert lever.may_be_asked()
    assert not Lever.objects.get(held_by_court=True).may_be_asked()


def test_no_title_of_the_data_set_counts_as_checked(the_register: Report) -> None:
    assert not Office.objects.filter(title_checked=True).exists()
    assert Office.objects.get(key="CA-attorney-general").title_in("fr") == "Procureur général du Canada"
    assert Office.objects.get(key="KE-foreign-minister").title_in("fr") == "Ministre des Affaires étrangères"
    # One post, one office: the Secretary of State is the foreign minister.
    assert set(Office.objects.filter(actor__key="US", key__contains="minister").values_list("key", flat=True)) == {
        "US-justice-minister",
        "US-interior-minister",
    }
