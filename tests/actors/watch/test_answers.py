"""What stands on a sheet: words before looks, silence only where somebody looked, nothing from what waits (R1)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.checking import checks, disputes, revisions
from actors.directory.models import Group, GroupMember
from actors.positions.ledger import Coverage
from actors.positions.models import Look, Position
from actors.watch import answers
from actors.watch.models import Sheet
from tests import make
from tests.actors.checking.cast import position, step
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import NOW, correspondent, occasion, opened, states

pytestmark = pytest.mark.django_db


def said(actor: Any, key: str = "", *, public: bool = True, **facts: Any) -> Position:
    values = {"occasion": occasion(), "on": date(2026, 11, 17), "stance": step(5), **facts}
    return make.fact(position(key or f"{actor.key}-said", actor=actor, **values), public=public)


def looked(actor: Any, *, day: int = 17, public: bool = True) -> Look:
    values = {"coercing_state": make.state("XC"), "occasion": occasion(), "where": "The ministry’s page"}
    row = Look(actor=actor, looked_on=date(2026, 11, day), by_organisation="Watchers", **values)
    row.key = row.fresh_key()
    return make.fact(row, public=public)


def found(sheet: Sheet) -> dict[str, str]:
    return {entry.actor.key: str(entry.coverage) for entry in answers.answer(sheet).entries}


def test_no_row_is_not_silence():
    first, second, third = states(3)
    sheet = opened()
    said(first)
    looked(second)
    assert found(sheet) == {"X000": Coverage.SAID, "X001": Coverage.NOTHING_FOUND, "X002": Coverage.NOT_LOOKED}
    answer = answers.answer(sheet)
    assert (answer.said, answer.nothing_found, answer.not_looked, answer.is_complete()) == (1, 1, 1, False)
    looked(third)
    assert answers.answer(sheet).is_complete()


def test_words_go_before_looks():
    (first,) = states(1)
    sheet = opened()
    looked(first, day=20)
    said(first)
    assert found(sheet) == {"X000": Coverage.SAID}


def test_a_silence_on_record_is_a_look():
    (first,) = states(1)
    sheet = opened()
    said(first, stance=step(0), calls_for_lifting=None)
    assert found(sheet) == {"X000": Coverage.NOTHING_FOUND}
    assert answers.answer(sheet).is_complete()


def test_other_occasions_and_other_states_measures_say_nothing_here():
    (first,) = states(1)
    sheet = opened()
    said(first, "elsewhen", occasion=occasion("other"))
    said(first, "elsewhere", coercing_state=make.state("XD"))
    assert found(sheet) == {"X000": Coverage.NOT_LOOKED}


def test_what_waits_is_counted_and_leaves_its_state_out_of_the_silent():
    (first,) = states(1)
    sheet, ada = opened(), appointed("ada")
    looked(first)
    assert answers.answer(sheet).is_complete()
    row = position("new", actor=first, occasion=occasion(), on=date(2026, 11, 18))
    one = revisions.propose(row=row, by=ada, now=NOW)
    answer = answers.answer(sheet)
    assert (answer.nothing_found, answer.waiting, answer.is_complete()) == (1, 1, False)
    checks.refuse(revision=one, by=appointed("ben"), now=NOW)
    assert answers.answer(sheet).is_complete(), "what was looked at and refused is no news"


def test_unchecked_rows_of_the_data_set_leave_it_out_too():
    (first,) = states(1)
    sheet = opened()
    looked(first)
    said(first, public=False)
    assert not answers.answer(sheet).is_complete()


def test_checked_words_from_a_secondary_copy_are_no_silence():
    (first,) = states(1)
    sheet, ada, ben = opened(), appointed("ada"), appointed("ben")
    looked(first)
    row = position("copy", actor=first, occasion=occasion(), source_grade="secondary")
    checks.confirm(revision=revisions.propose(row=row, by=ada, now=NOW), by=ben, now=NOW)
    assert not Position.objects.get().public
    answer = answers.answer(sheet)
    assert (answer.said, answer.waiting, answer.is_complete()) == (0, 1, False)


def test_a_row_hidden_by_a_dispute_is_no_silence():
    (first,) = states(1)
    sheet, ada = opened(), appointed("ada")
    looked(first)
    said_row = said(first)
    words = {"by_whom": "The ministry", "text": "No.", "raised_on": NOW.date(), "hides": True}
    disputes.raise_dispute(row=said_row, by=ada, now=NOW, **words)
    assert not answers.answer(sheet).is_complete()


def test_a_row_whose_occasion_is_unchecked_counts_nowhere():
    (first,) = states(1)
    sheet = opened()
    said(first, unchecked="occasion")
    assert found(sheet) == {"X000": Coverage.NOT_LOOKED}
    assert answers.answer(sheet).waiting == 1


def test_a_joint_statement_counts_for_those_who_signed_on_its_day():
    first, second, third = states(3)
    sheet = opened()
    group = make.fact(Group(key="signed", name_en="Signed", rule="fixed"))
    make.fact(GroupMember(key="a", group=group, actor=first))
    make.fact(GroupMember(key="b", group=group, actor=second, since_on=date(2026, 11, 18)))
    make.fact(GroupMember(key="c", group=group, actor=third), public=False)
    values = {"occasion": occasion(), "coercing_state": make.state("XC"), "stance": step(4), "measure_text": "m"}
    make.fact(Position(key="joint", signatories=group, actor_as_named="Three", on=date(2026, 11, 17), **values))
    assert found(sheet) == {"X000": Coverage.SAID, "X001": Coverage.NOT_LOOKED, "X002": Coverage.NOT_LOOKED}


def test_who_was_not_asked_stands_apart():
    states(1)
    sheet = opened()
    body = make.state("XO", kind="body", name_en="An Office")
    said(body)
    answer = answers.answer(sheet)
    assert [entry.actor.key for entry in answer.others] == ["XO"] and answer.said == 0


def test_a_sheet_without_lines_is_never_complete():
    states(1)
    sheet = opened()
    sheet.lines.all().delete()
    assert not answers.answer(sheet).is_complete()


@pytest.mark.parametrize("number", [2, 197])
def test_five_queries_whatever_there_is(number):
    found = states(number)
    for n in range(3):
        correspondent(f"C{n}", *found[n::3])
    sheet = opened()
    for actor in found[::2]:
        said(actor)
    for actor in found[1::2]:
        looked(actor)
    with CaptureQueriesContext(connection) as queries:
        answer = answers.answer(sheet)
        assert len(answer.entries) == number and answer.is_complete()
    assert len(queries) == 5
    assert sheet.opened_at - NOW == timedelta(0)
