"""How a standing moves: rises and retractions, recounted by the ledger's own rule, and nothing else."""

import sys
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.positions.ledger import Standing
from actors.positions.models import Position
from campaigns.record import movement, sketch
from campaigns.record.movement import Course
from tests.services import sized


def row(pk: int, day: int, rank: int, back: int | None = None, *, public: bool = True) -> Position:
    """A row as the ledger reads it, without a database."""
    made: Any = SimpleNamespace(pk=pk, public=public, retracts_id=back, is_silence=rank == 0)
    made.checked = lambda fact: None
    made.on, made.stance = date(2025, 1, 1) + timedelta(days=day), SimpleNamespace(rank=rank)
    return cast(Position, made)


def standing(*rows: Position) -> Standing:
    return Standing(1, rows=sorted(rows, key=lambda one: (one.on, one.pk), reverse=True))


def course(*rows: Position) -> Course:
    found = movement.course(movement.walk(standing(*rows)))
    assert found is not None
    return found


def steps(found: Course) -> list[tuple[int | None, int | None, list[int]]]:
    return [(move.before, move.after, [one.pk for one in move.taken]) for move in found.moves]


def test_first_words_are_no_movement() -> None:
    found = course(row(1, 0, 2))
    assert (found.rank, found.moves) == (2, [])


def test_weaker_words_are_no_movement() -> None:
    assert steps(course(row(1, 0, 5), row(2, 9, 1), row(3, 20, 0))) == []


def test_stronger_words_are_a_rise() -> None:
    found = course(row(1, 0, 2), row(2, 9, 5), row(3, 20, 6))
    assert steps(found) == [(2, 5, []), (5, 6, [])]
    assert all(move.is_rise and not move.is_retraction for move in found.moves)


def test_support_for_the_measures_is_left_behind_by_any_words() -> None:
    assert steps(course(row(1, 0, -1), row(2, 9, 1))) == [(-1, 1, [])]


def test_words_taken_back_lower_the_standing() -> None:
    found = course(row(1, 0, 2), row(2, 9, 5), row(3, 20, 1, back=2))
    assert steps(found) == [(2, 5, []), (5, 2, [2])]
    assert found.moves[1].is_retraction
    assert not found.moves[1].is_rise


def test_a_retraction_of_all_words_leaves_nothing() -> None:
    found = course(row(1, 0, 5), row(2, 9, 0, back=1), row(3, 20, 1))
    assert steps(found) == [(5, None, [1]), (None, 1, [])]
    assert not found.moves[0].is_rise
    assert found.moves[1].is_rise


def test_weaker_words_taken_back_are_a_retraction_that_moves_nothing() -> None:
    """Else a sentence could say that nobody took words back."""
    assert steps(course(row(1, 0, 2), row(2, 9, 5), row(3, 20, 5, back=1))) == [(2, 5, []), (5, 5, [1])]


def test_a_retraction_that_is_taken_back_raises_again() -> None:
    found = course(row(1, 0, 5), row(2, 9, 1, back=1), row(3, 20, 1, back=2))
    assert steps(found) == [(5, 1, [1]), (1, 5, [2])]
    assert found.moves[1].is_rise
    assert found.moves[1].is_retraction


def test_a_hidden_row_changes_all_of_it() -> None:
    rows = row(1, 0, 2), row(2, 9, 5), row(3, 20, 1, back=2)
    assert steps(course(rows[0], rows[1], row(3, 20, 1, back=2, public=False))) == [(2, 5, [])]
    assert steps(course(rows[0], row(2, 9, 5, public=False), rows[2])) == []
    assert steps(course(row(1, 0, 2, public=False), rows[1], rows[2])) == [(5, 1, [2])]


def test_one_day_is_one_move() -> None:
    found = course(row(1, 0, 2), row(2, 9, 3), row(3, 9, 6), row(4, 9, 1))
    assert steps(found) == [(2, 6, [])]
    assert found.moves[0].row.pk == 3


def test_silence_alone_is_no_course() -> None:
    assert movement.course(movement.walk(standing(row(1, 0, 0)))) is None


def test_a_course_knows_where_it_stood_before_a_day() -> None:
    found = course(row(1, 0, 2), row(2, 9, 5))
    assert found.rank_before(date(2025, 1, 1)) is None
    assert found.rank_before(date(2025, 1, 10)) == 2
    assert found.rank_before(date(2025, 1, 11)) == 5


ROW = st.tuples(st.integers(-1, 7), st.integers(0, 12), st.booleans(), st.one_of(st.none(), st.integers(0, 9)))


@settings(max_examples=sized(100, 400), deadline=None)
@given(st.lists(ROW, max_size=10))
def test_every_step_is_the_ledgers_own_count_of_that_day(drawn: list[tuple[int, int, bool, int | None]]) -> None:
    rows = [
        row(place + 1, day, rank, None if back in {None, place} else back + 1, public=public)
        for place, (rank, day, public, back) in enumerate(drawn)
    ]
    whole = standing(*rows)
    walked = movement.walk(whole)
    for place, move in enumerate(walked):
        until = Standing(1, rows=whole.public[len(walked) - 1 - place :])
        assert move.after == until.rank
    found = movement.course(walked)
    days = sorted({one.on for one in whole.public})
    counted = [Standing(1, rows=[one for one in whole.rows if one.on <= day]).rank for day in days]
    ranks = [rank for place, rank in enumerate(counted) if place == 0 or rank != counted[place - 1]]
    while ranks and ranks[0] is None:
        ranks.pop(0)
    told = [found.rank, *(move.after for move in found.moves if move.before != move.after)] if found else []
    assert told == ranks


def test_the_work_grows_with_the_rows_and_no_faster() -> None:
    """Counted in calls of Python, not in time: twice the rows, about twice the calls, however many take words back."""

    def calls(number: int) -> int:
        rows = [row(pk, pk, pk % 9 - 1, pk - 1 if pk % 2 else None) for pk in range(1, number)]
        whole = standing(*rows)
        seen = 0

        def count(_frame: Any, event: str, _what: Any) -> None:
            nonlocal seen
            seen += event == "call"

        sys.setprofile(count)
        try:
            movement.course(movement.walk(whole))
            assert whole.rank is not None and whole.says("calls_for_lifting") is not None
        finally:
            sys.setprofile(None)
        return seen

    assert calls(2000) < 2.5 * calls(1000)


def test_the_drawing_ends_on_the_day_asked_for() -> None:
    found = course(row(1, 0, 2), row(2, 200, 5), row(3, 300, 0, back=2))
    drawing = sketch.draw(found, date(2026, 6, 1))
    assert drawing.lines[-1].x2 == "97.0%"
    assert [mark.rank for mark in drawing.marks] == [2, 5, 2]
    assert [year for _x, year in drawing.years] == [2025, 2026]


def test_marks_do_not_cover_one_another() -> None:
    rows = [row(n, n, n) for n in range(1, 8)]
    drawing = sketch.draw(course(*rows), date(2025, 1, 9))
    assert len({(mark.x, mark.y) for mark in drawing.marks}) == len(drawing.marks) == 7
