"""Each way in which a position can contradict its step, itself or another; and what contradicts nothing."""

from datetime import date

import pytest

from actors.positions import contradictions
from actors.positions.models import Occasion, Position
from tests import make
from tests.actors.checking.cast import position, step

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
CLEAN = {"calls_for_lifting": None}


def found():
    return {(row.key, row.contradiction) for row in contradictions.named(Position.objects.all()) if row.contradiction}


@pytest.mark.parametrize(
    ("rule", "rank", "facts"),
    [
        ("calls", 4, {"calls_for_lifting": True}),
        ("calls", -1, {"calls_for_lifting": True}),
        ("calls_not", 5, {"calls_for_lifting": False}),
        ("condemns", 3, {"condemns": True}),
        ("condemns_not", 4, {"condemns": False}),
        ("unnamed", 2, {"names_sanctions": False}),
        ("named", 1, {"names_sanctions": True}),
        ("deed", 5, {"announces_measure": True}),
        ("deed", 3, {"backs_protection": True}),
        ("adopts", 6, {"adopts_measure": True}),
        ("adopts", 7, {"adopts_measure": False}),
        ("unread", 5, {"accessed_on": date(2026, 5, 31)}),
    ],
)
def test_facts_against_the_step(rule, rank, facts):
    make.fact(position(stance=step(rank), **{**CLEAN, **facts}))
    assert found() == {("XA-said", rule)}
    assert contradictions.among(Position.objects.all()).count() == 1 and contradictions.WORDS[rule]


@pytest.mark.parametrize(
    ("rank", "facts"),
    [
        (5, {"calls_for_lifting": True, "condemns": False, "accessed_on": DAY}),
        (6, {"calls_for_lifting": False, "backs_protection": True}),
        (7, {"adopts_measure": True, "backs_protection": True, "calls_for_lifting": True}),
        (4, {"condemns": True, "calls_for_lifting": False}),
        (3, {"names_sanctions": False}),
        (1, {"names_sanctions": None, "condemns": None}),
        (5, {"accessed_on": date(2026, 5, 31), "precision": "month"}),
    ],
)
def test_what_agrees(rank, facts):
    make.fact(position(stance=step(rank), **{**CLEAN, **facts}))
    assert found() == set()


def test_silence_is_of_an_occasion_and_says_nothing():
    occasion = make.fact(Occasion(key="o", name_en="O", kind="day", on=DAY))
    silent = {**CLEAN, "stance": step(0), "quote": ""}
    make.fact(position("kept", occasion=occasion, **silent))
    make.fact(position("loose", **silent))
    make.fact(position("speaks", occasion=occasion, **{**silent, "quote": "Words."}))
    assert found() == {("loose", "silence"), ("speaks", "silence_says")}


def test_words_are_taken_back_by_who_said_them_and_later():
    first = make.fact(position("first"))
    make.fact(position("right", on=date(2026, 7, 1), retracts=first))
    make.fact(position("early", on=date(2026, 5, 1), retracts=first))
    make.fact(position("else", on=date(2026, 7, 1), retracts=first, coercing_state=make.state("XD")))
    make.fact(position("other", on=date(2026, 7, 1), retracts=first, actor=make.state("XB")))
    assert {key for key, rule in found() if rule == "retracts"} == {"early", "else", "other"}


def test_the_same_words_stand_on_one_step():
    make.fact(position("one"))
    make.fact(position("same"))
    assert found() == set()
    make.fact(position("two", stance=step(6), calls_for_lifting=None))
    assert found() == {("one", "twice"), ("same", "twice"), ("two", "twice")}
