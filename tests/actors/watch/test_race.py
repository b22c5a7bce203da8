"""Two at once: one sheet, and every report kept once. Each with a control that fails without the protection."""

from datetime import date

import pytest

from actors.checking.models import Origin, Revision
from actors.positions.models import Look, Position
from actors.watch import reports, sheets
from actors.watch.models import Line, Sheet
from foundation.outbox.models import Message
from tests import make
from tests.actors.checking.test_merge_race import at_once
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import FACTS, NOW, WORDS, coercing, correspondent, keeper, opened, states

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_open_one_sheet_at_once():
    first, *_others = states(20)
    correspondent("Ann", first)
    people, occasion, state = [appointed(name) for name in ("ada", "ben", "cleo")], make.occasion(), coercing()
    deeds = [lambda by=by: sheets.open_sheet(occasion=occasion, coercing_state=state, by=by, now=NOW) for by in people]
    found = at_once(deeds)
    assert sorted(type(one).__name__ for one in found) == ["AlreadyOpen", "AlreadyOpen", "Sheet"], found
    assert Sheet.objects.count() == 1 == Message.objects.count() and Line.objects.count() == 20
    assert {one.sheet for one in found if isinstance(one, sheets.AlreadyOpen)} == {Sheet.objects.get()}


def reported_at_once(words):
    """Six correspondents report one state in the same moment; what each got."""
    (first,) = states(1)
    people = [correspondent(f"C{n}", first, of=f"Of{n}") for n in range(6)]
    sheet = opened()
    given = {"sheet": sheet, "actor": first, "now": NOW, "on": date(2026, 11, 18), "facts": FACTS}
    deeds = [
        lambda by=by, n=n: reports.report_words(by=by, **given, **{**WORDS, "quote": words(n)})
        for n, by in enumerate(people)
    ]
    return at_once(deeds)


def test_the_same_words_reported_at_once_are_one_row():
    found = reported_at_once(lambda n: "Lift them.")
    assert sorted(type(one).__name__ for one in found) == ["NoneType"] * 5 + ["Revision"], found
    assert Position.objects.count() == 1


def test_other_words_reported_at_once_are_all_kept():
    found = reported_at_once(lambda n: f"Lift them, {n}.")
    assert [type(one) for one in found] == [Revision] * 6, found
    assert Position.objects.count() == 6 == Revision.objects.filter(origin=Origin.CORRESPONDENT).count()


def test_control_without_the_lock_words_are_lost_or_doubled(monkeypatch):
    def unlocked(sheet, actor, by):
        return reports.watching(user=by, actor=actor)

    monkeypatch.setattr(reports, "_asked", unlocked)
    found = reported_at_once(lambda n: f"Lift them, {n}.")
    assert [type(one) for one in found] != [Revision] * 6, "two chose the same key, and one was turned away"


def test_looks_reported_at_once_are_all_kept():
    (first,) = states(1)
    people = [correspondent(f"C{n}", first, of=f"Of{n}") for n in range(6)]
    sheet = opened()
    given = {"sheet": sheet, "actor": first, "now": NOW, "where": "Its page"}
    found = at_once([lambda by=by: reports.report_nothing(by=by, **given) for by in people])
    assert [type(one) for one in found] == [Revision] * 6, found
    assert set(Look.objects.values_list("by_organisation", flat=True)) == {f"Of{n}" for n in range(6)}


def test_a_report_and_a_close_at_once_end_in_one_order():
    for n in range(5):
        (first,) = states(1)
        ann = correspondent(f"Ann{n}", first)
        sheet = opened(occasion=make.occasion(f"occasion-{n}"))
        by = keeper()
        given = {"sheet": sheet, "actor": first, "now": NOW, "where": f"Its page {n}"}
        found = at_once(
            [
                lambda given=given, ann=ann: reports.report_nothing(by=ann, **given),
                lambda sheet=sheet, by=by: sheets.close_sheet(sheet=sheet, by=by, now=NOW),
            ]
        )
        kinds = {type(one).__name__ for one in found}
        assert kinds in ({"Revision", "NoneType"}, {"NotAsked", "NoneType"}), found
        assert Look.objects.filter(occasion=sheet.occasion).exists() == ("Revision" in kinds)
