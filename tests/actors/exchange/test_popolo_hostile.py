"""Documents mangled anywhere are refused in words, line by line, and never break off with an error of the program."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.directory.contacts import Contact
from actors.directory.models import Person, Term
from actors.exchange import popolo
from actors.exchange.reading import Reading
from tests import make
from tests.actors.exchange.documents import IDS, cabinet, member, offices, options, parliament, read
from tests.make import NOW
from tests.services import sized

leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "2015-13-45", "0000-00-00", "9999-99", "\ud800", "\x1b[0m", "\u202e", "x" * 600, "=1+1", "Q1"]
    ),
    st.sampled_from(
        ["2015", "2015-02", "2016-02-30", "term/1", "legislature", "XA-minister", "speaker", "ann", "twitter"]
    ),
)
value = st.recursive(
    leaf,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
change = st.tuples(st.integers(0, 10_000), st.sampled_from(["put", "drop", "twice", "rename"]), value)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document but its top."""
    inside = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [one for key, part in inside for one in ((*path, key), *places(part, (*path, key)))]


def mangle(document: Any, changes: list[tuple[int, str, Any]]) -> Any:
    document = copy.deepcopy(document)
    for number, deed, new in changes:
        found = places(document)
        if not found:
            break
        *way, last = found[number % len(found)]
        owner = document
        for step in way:
            owner = owner[step]
        if deed == "put":
            owner[last] = new
        elif deed == "drop":
            del owner[last]
        elif isinstance(owner, list):
            owner.append(copy.deepcopy(owner[last]))
        elif deed == "rename":
            owner[f"{last}x"] = owner.pop(last)
        else:
            owner[last] = [owner[last], owner[last]]
    return document


def full() -> dict[str, Any]:
    """An export of ours, with everything in it."""
    there = offices()
    ann = make.fact(
        Person(key="ann", name="Ann", aliases=["A."], identifiers={"ipu": "1"}, home_state=there["minister"].actor)
    )
    held = make.fact(Term(key="t", person=ann, office=there["minister"], disputed=True))
    make.fact(Contact(key="c", term=held, channel="mail", value="ann@x.example", language="fr"))
    make.fact(Contact(key="d", office=there["speaker"], channel="post", value="1 Street"))
    return popolo.document(public_only=False)


@settings(
    max_examples=sized(25, 2000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(["parliament", "cabinet", "full"]), st.lists(change, min_size=1, max_size=5))
def test_whatever_is_wrong_is_said_in_words(bob: Any, which: str, changes: list[Any]) -> None:
    with transaction.atomic():
        document = full()
        if which != "full":
            document = parliament() if which == "parliament" else cabinet(("Q900001", "Ann"), ("Q900002", "Ben"))
        found = Reading(document=mangle(document, changes))
        plan = popolo.plan(found, options=options())
        assert all(line.reason and line.kind for line in plan.of("refused"))
        assert all(line.row is not None or line.remarks for line in plan.lines if line.state != "refused")
        if not plan.of("refused"):
            popolo.enter(found, options=options(), by=bob, now=NOW, batch="mangled")
            again = popolo.plan(found, options=options())
            assert again.counts()["unchanged"] == len(again.lines) == len(plan.lines), again.counts()
        popolo.questions(found, options=options())
        json.dumps([[line.key, line.label, line.reason, line.place] for line in plan.lines]).encode()
        transaction.set_rollback(True)


OTHER = [{"name": "B", "lang": "<b>"}]
MANY = [{"name": f"Name {number}"} for number in range(10_000)]
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("no list", {"persons": {"id": "a"}}, "must be a list"),
    ("no lists at all", {"persons": None, "memberships": None}, "no Popolo file"),
    ("no object", {"persons": [1]}, "the entry 1 is none"),
    ("a number for a name", {"persons": [{"id": "a", "name": 7}]}, "“name” must be a text"),
    ("a number for an id", {"persons": [{"id": 7, "name": "A"}]}, "“id” must be a text"),
    ("no id", {"persons": [{"name": "A"}]}, "The id is missing"),
    ("no name", {"persons": [{"id": "a"}]}, "The name is missing"),
    ("an id twice", {"persons": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "stands twice: see persons 1"),
    ("many names", {"persons": [{"id": "a", "name": "A", "other_names": MANY}]}, "more than 500"),
    ("half a letter", {"persons": [{"id": "a", "name": "\ud800"}]}, "letter that no text has"),
    ("a long name", {"persons": [{"id": "a", "name": "x" * 200}]}, "longer than 160"),
    ("names as text", {"persons": [{"id": "a", "name": "A", "other_names": "B"}]}, "must be a list"),
    ("no language", {"persons": [{"id": "a", "name": "A", "other_names": OTHER}]}, "is no language"),
    ("nobody", {"memberships": [{"role": "member"}]}, "“person_id” is missing"),
    ("somebody else", {"memberships": [member(0, "term/1", person_id="x")]}, "there is no “x”"),
    ("nowhere", {"memberships": [member(0, "term/1", organization_id="x")]}, "there is no “x”"),
    ("no period", {"memberships": [member(0, "term/9")]}, "there is no “term/9”"),
    ("no post", {"memberships": [member(0, "term/1", post_id="x")]}, "there is no “x”"),
    ("no date", {"memberships": [member(0, "term/1", start_date="2015-13-45")]}, "“2015-13-45” is no date"),
    ("a number for a date", {"memberships": [member(0, "term/1", start_date=2015)]}, "must be a text"),
    ("an end before", {"memberships": [member(0, "term/1", end_date="2001-01-01")]}, "ends after it begins"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "words"), [pytest.param(*one[1:], id=one[0]) for one in WRONG])
def test_it_refuses_in_words_and_says_where(db: None, document: dict[str, Any], words: str) -> None:
    offices()
    refused = popolo.plan(Reading(document=parliament(**document)), options=options()).of("refused")
    assert any(words in line.reason and (line.place or words == "no Popolo file") for line in refused), refused


def test_a_sheet_is_no_document(db: None) -> None:
    assert "no JSON" in popolo.plan(Reading(columns=["key"])).of("refused")[0].reason


def test_the_reader_takes_a_document_as_large_as_real_ones(db: None) -> None:
    document = parliament()
    person = document["persons"][0]
    document["persons"] = [
        {**person, "id": f"a{number}", "links": [{"url": "https://x.example"}] * 9} for number in range(2000)
    ]
    assert read(document).peak < 200 * 1024 * 1024


when = st.sampled_from(
    [None, "2019", "2019-06", "2019-06-01", "2019-07-15", "2020", "2020-01-01", "2021-03", "2021-03-04"]
)
held = st.fixed_dictionaries({"person": st.integers(0, 1), "start": when, "end": when, "role": st.sampled_from("ab")})


@settings(max_examples=sized(25, 3000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(held, min_size=1, max_size=6), st.lists(held, max_size=4))
def test_what_was_entered_changes_nothing_again(bob: Any, listed: list[Any], before: list[Any]) -> None:
    """Any days, in any order, into an empty register or one that says something of the same people already."""
    rules = options("role: a => XA-members\nrole: b => XA-speaker")
    with transaction.atomic():
        offices()
        for batch, entries in (("before", before), ("one", listed)):
            memberships = [
                {
                    "person_id": IDS[one["person"]],
                    "role": one["role"],
                    "start_date": one["start"],
                    "end_date": one["end"],
                }
                for one in entries
            ]
            document = parliament(memberships=memberships)
            out: set[str] = set()
            while refused := popolo.plan(
                Reading(document=document), options=(given := replace(rules, leave_out=frozenset(out)))
            ).of("refused"):
                assert not {line.place for line in refused} & out
                out |= {line.place for line in refused}
            popolo.enter(Reading(document=document), options=given, by=bob, now=NOW, batch=batch)
        again = popolo.plan(Reading(document=document), options=given)
        assert again.counts()["unchanged"] == len(again.lines), [
            (one.key, one.state, one.reason) for one in again.lines
        ]
        transaction.set_rollback(True)
