"""A correspondent reports; a second person checks; nothing counts twice, and only while the sheet is open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors.accounts.models import Organisation
from actors.checking import checks, revisions
from actors.checking.models import Origin, Revision
from actors.positions.ledger import Coverage
from actors.positions.models import Look, Position
from actors.watch import answers, assignments, reports, sheets
from actors.watch.models import Assignment
from tests.actors.checking.cast import step
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import FACTS, NOW, WORDS, confirm_all, correspondent, keeper, opened, states

pytestmark = pytest.mark.django_db


def words(sheet: Any, actor: Any, by: Any, **more: Any) -> Any:
    values = {"on": date(2026, 11, 18), **WORDS, "facts": FACTS, **more}
    return reports.report_words(sheet=sheet, actor=actor, by=by, now=NOW, **values)


def nothing(sheet: Any, actor: Any, by: Any, where: str = "Its news page", **more: Any) -> Any:
    return reports.report_nothing(sheet=sheet, actor=actor, by=by, now=NOW, where=where, **more)


def coverage(sheet: Any) -> list[str]:
    return [str(entry.coverage) for entry in answers.answer(sheet).entries]


def test_words_wait_and_count_once_checked():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    one = words(sheet, first, ann)
    assert (one.origin, one.entered_by, one.comment) == (Origin.CORRESPONDENT, ann, "Watchers")
    assert one.batch == "sheet:assembly" and coverage(sheet) == [Coverage.NOT_LOOKED]
    assert confirm_all(appointed("ben")) == 1
    row = Position.objects.public().get()
    assert (row.occasion, row.coercing_state, row.stance.rank) == (sheet.occasion, sheet.coercing_state, 5)
    assert row.accessed_on == NOW.date() and coverage(sheet) == [Coverage.SAID]


def test_nothing_found_says_who_looked_when_and_where():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    nothing(sheet, first, ann)
    assert confirm_all(appointed("ben")) == 1
    look = Look.objects.public().get()
    assert (look.by_organisation, look.looked_on, look.where) == ("Watchers", NOW.date(), "Its news page")
    assert coverage(sheet) == [Coverage.NOTHING_FOUND]


def test_whoever_reports_never_confirms_it():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    one = words(sheet, first, ann)
    with pytest.raises(checks.NotAllowed):
        checks.confirm(revision=one, by=ann, now=NOW)
    ann.groups.add(*keeper().groups.all())
    with pytest.raises(checks.SamePerson):
        checks.confirm(revision=one, by=type(ann).objects.get(pk=ann.pk), now=NOW)
    assert not Position.objects.public().exists()


def test_words_from_a_copy_are_kept_and_not_shown():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    words(sheet, first, ann, source_grade="secondary")
    confirm_all(appointed("ben"))
    assert Position.objects.count() == 1 and not Position.objects.public().exists()


@pytest.mark.parametrize("by", ["Ann", "Bea"])
def test_the_same_words_from_the_same_page_are_once(by):
    (first,) = states(1)
    people = {"Ann": correspondent("Ann", first), "Bea": correspondent("Bea", first, of="Others")}
    sheet = opened()
    assert words(sheet, first, people["Ann"])
    assert words(sheet, first, people[by]) is None
    assert Position.objects.count() == 1 == Revision.objects.filter(origin=Origin.CORRESPONDENT).count()
    assert words(sheet, first, people[by], quote="Other words.")
    assert sorted(Position.objects.values_list("key", flat=True)) == ["X000-2026-11-18-xc", "X000-2026-11-18-xc-2"]


def test_what_was_refused_may_be_reported_again():
    (first,) = states(1)
    ann, ben, sheet = correspondent("Ann", first), appointed("ben"), opened()
    checks.refuse(revision=words(sheet, first, ann), by=ben, now=NOW)
    checks.refuse(revision=nothing(sheet, first, ann), by=ben, now=NOW)
    assert words(sheet, first, ann) and nothing(sheet, first, ann)


def test_an_organisation_has_one_look_a_day():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    assert nothing(sheet, first, ann)
    assert nothing(sheet, first, ann) is None
    assert nothing(sheet, first, ann, "Its parliament")
    assert nothing(sheet, first, ann, "Its parliament") is None
    confirm_all(appointed("ben"))
    assert Look.objects.get().where == "Its news page\nIts parliament"
    assert nothing(sheet, first, ann, "Its parliament") is None, "also once it is checked"
    assert nothing(sheet, first, ann, looked_on=NOW.date() - timedelta(days=1))
    assert Look.objects.count() == 2


def test_another_organisation_s_look_is_a_row_of_its_own():
    (first,) = states(1)
    ann, bea, sheet = correspondent("Ann", first), correspondent("Bea", first, of="Others"), opened()
    nothing(sheet, first, ann)
    nothing(sheet, first, bea, "Its parliament")
    assert confirm_all(appointed("ben")) == 2
    assert set(Look.objects.public().values_list("by_organisation", "where")) == {
        ("Watchers", "Its news page"),
        ("Others", "Its parliament"),
    }


def test_only_for_states_they_watch():
    first, second = states(2)
    ann, sheet = correspondent("Ann", first), opened()
    for report in (words, nothing):
        with pytest.raises(reports.NotWatching):
            report(sheet, second, ann)
    assert not revisions.waiting().exists()


def test_not_once_the_assignment_is_taken_away():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    assert assignments.withdraw(assignments=Assignment.objects.all(), by=keeper(), now=NOW) == 1
    with pytest.raises(reports.NotWatching):
        words(sheet, first, ann)


def test_not_for_an_organisation_nobody_verified():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    Organisation.objects.update(verified_at=None)
    with pytest.raises(reports.NotWatching):
        words(sheet, first, ann)


@pytest.mark.parametrize("why", ["closed", "not asked"])
def test_only_while_the_sheet_asks_about_it(why):
    first, second = states(2)
    ann, sheet = correspondent("Ann", first, second), opened(actors=type(first).objects.filter(key="X000"))
    if why == "closed":
        sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    for report in (words, nothing):
        with pytest.raises(reports.NotAsked):
            report(sheet, first if why == "closed" else second, ann)


def test_a_late_sheet_still_takes_reports():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened(due_at=NOW - timedelta(hours=1))
    assert sheet.is_late(NOW) and words(sheet, first, ann)


def test_facts_that_cannot_be_are_refused():
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    with pytest.raises(ValidationError):
        words(sheet, first, ann, quote_lang="x" * 60)
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("facts", "chosen", "rank"),
    [
        ({}, None, 1),
        ({"names_sanctions": True}, None, 2),
        ({"names_sanctions": True}, 3, 3),
        ({"condemns": True}, 3, 4),
        ({"condemns": True, "calls_for_lifting": True}, None, 5),
        ({"announces_measure": True, "calls_for_lifting": True}, None, 6),
        ({"adopts_measure": True}, 1, 7),
        ({"calls_for_lifting": False}, None, 1),
    ],
)
def test_facts_place_words_on_the_scale(facts, chosen, rank):
    for value in range(-1, 8):
        step(value)
    assert reports.step_of(facts, step(chosen) if chosen else None).rank == rank
