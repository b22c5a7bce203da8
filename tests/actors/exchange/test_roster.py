"""Lists of who holds which office, in the columns that public lists of ministers have, come in like documents."""

from datetime import date
from typing import Any

import pytest

from actors.checking import revisions
from actors.directory.models import Office, Person, Term
from actors.exchange import plans, reading, roster
from actors.exchange.plans import Plan
from tests import make
from tests.actors.exchange.documents import offices, options
from tests.make import NOW

RULES = """
role: CS, Examples => XA-minister
role: Minister of Examples => XA-minister
role: Speaker => XA-speaker
* => leave out
"""
LISTS = {
    "what an official page says": 'name,position\nAnn Example,"CS, Examples"\nBen Example,Minister of Else\n',
    "with labels": 'itemLabel,positionLabel\nAnn Example,"CS, Examples"\nBen Example,Minister of Else\n',
    "items of Wikidata": (
        "wdid,name,wdLabel,gender,dob,dobPrecision,source,sourceDate,pid,position,psid\n"
        "Q900001,Hon. Ann Example,Ann Example,female,1970-01-01,9,https://x.example/a,2024-01-02,Q7,"
        '"CS, Examples",Q900001-1\n'
        "Q900002,Ben Example,Ben Example,male,,,,,Q8,Minister of Else,Q900002-1\n"
    ),
    "items and days": (
        "item,itemLabel,position,positionLabel,startDate,endDate,source,sourceDate,psid\n"
        "Q900001,Ann Example,Q7,Minister of Examples,2024-01-02,,,,x\n"
    ),
    "holders": (
        "position,person,personID,start,end,gender,DOB,DOD,image,enwiki\n"
        "Minister of Examples,Ann Example,Q900001,2024,,female,,,ann.jpg,Ann Example\n"
    ),
}


@pytest.fixture
def xa(db: None) -> dict[str, Office]:
    return offices()


def plan(text: str, rules: str = RULES, **given: Any) -> Plan:
    return roster.plan(reading.read(text.encode()), options=options(rules, **given))


def enter(text: str, bob: Any, rules: str = RULES, batch: str = "one", **given: Any) -> Plan:
    return roster.enter(reading.read(text.encode()), options=options(rules, **given), by=bob, now=NOW, batch=batch)


@pytest.mark.parametrize("name", LISTS)
def test_it_takes_every_kind_of_list_and_twice_is_once(xa: Any, bob: Any, name: str) -> None:
    assert enter(LISTS[name], bob).counts()["new"] == 2
    held = Term.objects.get()
    assert (held.office, held.person.key.rpartition("ann-example")[1]) == (xa["minister"], "ann-example")
    assert set(held.person.identifiers) <= {"wikidata"}, "a name is no identifier to keep"
    again = enter(LISTS[name], bob, batch="two")
    assert again.counts()["unchanged"] == 2 and not revisions.waiting().filter(batch="two").exists()


def test_another_spelling_and_the_source_are_kept(xa: Any, bob: Any) -> None:
    enter(LISTS["items of Wikidata"], bob)
    ann = Person.objects.get()
    assert (ann.name, ann.aliases, ann.gender, ann.source) == (
        "Hon. Ann Example",
        ["Ann Example"],
        "f",
        "https://x.example/a",
    )


def test_a_list_without_positions_is_about_one_office(xa: Any, bob: Any) -> None:
    text = "item,itemLabel,startDate,endDate,psid\nQ900001,Ann,2020-01-01,2022-02-02,x\nQ900002,Ben,2022-02-02,,y\n"
    assert [line.place for line in plan(text, rules="").of("refused")] == ["line 2", "line 3"]
    assert roster.questions(reading.read(text.encode()), options=options("")) == [("*", 2)]
    found = enter(text, bob, rules="* => XA-minister")
    days = Term.objects.order_by("from_on").values_list("from_on", "until_on")
    assert list(days) == [(date(2020, 1, 1), date(2022, 2, 2)), (date(2022, 2, 2), None)]
    assert not [line.remarks for line in found.lines if line.remarks], "the day one ends is the day the next begins"


def test_a_line_twice_is_one_term_and_a_person_may_hold_two(xa: Any, bob: Any) -> None:
    text = "name,position\nAnn Example,Speaker\nAnn Example,Speaker\nAnn Example,Minister of Examples\n"
    found = enter(text, bob)
    assert found.counts() == {"new": 3, "changed": 0, "ended": 0, "unchanged": 1, "refused": 0}
    assert Person.objects.count() == 1 and Term.objects.count() == 2


def test_a_new_list_of_everybody_ends_who_is_not_on_it(xa: Any, bob: Any) -> None:
    enter("name,position\nAnn Example,Speaker\n", bob)
    newer = "name,position\nBen Example,Speaker\n"
    found = enter(newer, bob, batch="two", as_of="2026-03-04", complete_of="XA-speaker")
    assert [line.row.until_on for line in found.of("ended")] == [date(2026, 3, 4)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@@,itemlabel,positionlabel\n+++,Ann,Speaker\n", "compares two lists"),
        ("county,governor\nNorth,Ann\n", "no column of names"),
        ('{"persons": []}', "no sheet"),
        ("name,position\n,Speaker\n", "The name is missing"),
        ("name,position,start\nAnn,Speaker,2020-99\n", "“2020-99” is no date"),
        ("name,position\nAnn,Speaker\n", "Somebody of that name"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_words(xa: Any, text: str, words: str) -> None:
    make.fact(Person(key="ann-of-old", name="Ann"))
    refused = plan(text).of("refused")
    assert words in refused[0].reason and refused[0].number >= 1


def test_nothing_of_a_refused_list_is_entered(xa: Any, bob: Any) -> None:
    with pytest.raises(plans.Refuses):
        enter("name,position,start\nAnn,Speaker,2020-01-01\nBen,Speaker,soon\n", bob)
    assert not Person.objects.exists()
