"""A sheet goes out and comes back without loss; what it changes waits for a second person."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actors.checking import revisions
from actors.directory.models import Person, Term
from actors.exchange import plans, reading, sheets
from actors.exchange.writing import as_csv, as_xlsx
from tests import make
from tests.register import (
    _loaded,  # noqa: F401
    the_register,  # noqa: F401
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PERSONS = sheets.Options("person")


def sheet(*rows: list[str], columns: list[str]) -> reading.Reading:
    return reading.read(b"".join(as_csv(columns, rows)))


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_what_goes_out_changes_nothing_when_it_comes_back(kind: str, the_register: Any) -> None:  # noqa: F811
    for data in (
        b"".join(as_csv(sheets.columns(kind), sheets.rows(kind))),
        as_xlsx(kind, sheets.columns(kind), sheets.rows(kind)),
    ):
        lines = sheets.plan(reading.read(data), options=sheets.Options(kind)).lines
        assert {line.state for line in lines} <= {"unchanged"}, next(x for x in lines if x.state != "unchanged")


def test_it_enters_for_a_second_person_and_twice_is_once(bob: Any) -> None:
    file = sheet(["ann", "Ann Example"], ["ben", "=Ben"], columns=["key", "name"])
    first = sheets.enter(file, options=PERSONS, by=bob, now=NOW, batch="one")
    assert len(first.of("new")) == 2 and not Person.objects.filter(key__in=["ann", "ben"], public=True).exists()
    assert Person.objects.get(key="ben").name == "=Ben"
    again = sheets.enter(file, options=PERSONS, by=bob, now=NOW, batch="two")
    assert len(again.of("unchanged")) == 2 and revisions.waiting().count() == 2


def test_it_shows_what_changes_and_leaves_other_columns_alone(bob: Any) -> None:
    columns = ["key", "name"]
    sheets.enter(sheet(["ann", "Ann", "f"], columns=[*columns, "gender"]), options=PERSONS, by=bob, now=NOW, batch="a")
    found = sheets.plan(sheet(["ann", "Anne"], columns=columns), options=PERSONS).lines[0]
    assert (
        found.state == "changed"
        and [(one.field, one.old, one.new) for one in found.changes] == [("name", "Ann", "Anne")]
        and found.row.gender == "f"
    )


def test_one_refused_line_refuses_the_file(bob: Any) -> None:
    file = sheet(["ann", "Ann", ""], ["ben", "Ben", "QQ"], columns=["key", "name", "home_state"])
    assert [(line.number, line.state) for line in sheets.plan(file, options=PERSONS).lines] == [
        (2, "new"),
        (3, "refused"),
    ]
    with pytest.raises(plans.Refuses):
        sheets.enter(file, options=PERSONS, by=bob, now=NOW, batch="a")
    assert not Person.objects.filter(key="ann").exists()


def test_a_sheet_that_closes_a_term_says_that_it_ends(the_register: Any, bob: Any) -> None:  # noqa: F811
    office = make.office(address=None)
    ann = make.fact(Person(key="ann", name="Ann"))
    make.fact(Term(key="ann-held", office=office, person=ann))
    found = sheets.plan(sheet(["ann-held", "2026-02-03"], columns=["key", "until_on"]), options=sheets.Options("term"))
    assert found.counts()["ended"] == 1 and found.lines[0].label.startswith("Ann · ")
