"""What moved: which states, from which step to which, by which row, in any window, about one coercing state."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.directory.models import Actor, Group
from actors.positions.ledger import Standing
from actors.positions.models import Position
from actors.seed.sheets import Report
from campaigns.record import shift_overview
from campaigns.record.shifts import Shifts
from tests import make
from tests.campaigns.record.test_state import said, text
from tests.register import TODAY


def page(query: str = "") -> dict[str, Any]:
    with override("en"):
        return shift_overview.build(query=QueryDict(query), today=TODAY)


def found(query: str = "") -> Shifts:
    shifts: Shifts = page(query)["shifts"]
    return shifts


def moves(query: str = "") -> list[tuple[str, int | None, int | None]]:
    return sorted((shift.actor.key, shift.move.before, shift.move.after) for shift in found(query).moves)


def headline(query: str = "") -> str:
    return str(page(query)["words"].headline)


ALL = [("BE", 2, 6), ("FR", 2, 5), ("SI", 2, 6), ("SN", 2, 5)]


def test_the_headline_names_who_rose_and_claims_no_cause(the_register: Report) -> None:
    assert moves() == ALL
    assert headline() == (
        "Since 7 February 2025 four States Parties have moved up on this record: "
        "Belgium, France, Senegal and Slovenia. None is on record as having taken words back."
    )
    assert page()["words"].coverage[0] == "116 of these 125 States have not been looked at yet one by one."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("since=2025-08-01", [("SN", 2, 5)]),
        ("since=2025-08-21", [("SN", 2, 5)]),
        ("since=2025-08-22", []),
        ("on=2025-08-20", [("BE", 2, 6), ("FR", 2, 5), ("SI", 2, 6)]),
        ("since=2025-08-01&on=2025-08-20", []),
        ("region=african", [("SN", 2, 5)]),
        ("group=eu-members", [("BE", 2, 6), ("FR", 2, 5), ("SI", 2, 6)]),
        ("group=signatories-2025-02-07&region=african", [("SN", 2, 5)]),
        ("group=states-parties-not-joined-2025-02-07", []),
        ("among=all", ALL),
        ("about=RU", []),
    ],
)
def test_windows_and_groups_narrow(
    the_register: Report, query: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    assert moves(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "about=FR",
        "group=nobody",
        "among=some",
        "region=moon",
        "since=2025-02-30",
        "on=2199-01-01",
        "since=2025-03-01&on=2025-02-01",
    ],
)
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, query: str) -> None:
    refusal = text(client, f"/en/record/movement/?{query}", 404)
    assert any(
        words in refusal for words in ("There is no such", "No State of that", "That is no day", "to come", "after")
    )


def test_first_words_are_told_apart_from_moves(the_register: Report) -> None:
    said("KE", date(2026, 1, 5), 4)
    assert "KE" not in [key for key, _before, _after in moves()]
    first = found("since=2026-01-01").firsts
    assert [(one.row.stance.rank, [actor.key for actor in one.actors]) for one in first] == [(4, ["KE"])]
    joint = found().firsts[-1]
    assert (joint.row.key, len(joint.actors)) == ("JS79-2025-02-07-us", 79)


def test_words_taken_back_are_told(client: Client, the_register: Report) -> None:
    said("SN", date(2026, 1, 5), 1, retracts=Position.objects.get(key="SN-2025-08-21-us"))
    assert ("SN", 5, 2) in moves()
    assert headline("since=2026-01-01") == (
        "Since 1 January 2026 no rise is on this record. One took words back: Senegal."
    )
    shown = text(client, "/en/record/movement/?since=2026-01-01")
    assert "Takes back the words of 21 August 2025: Called for lifting." in shown


def test_weaker_words_taken_back_are_told_too(the_register: Report) -> None:
    """The standing does not move, and yet nobody may say that no words were taken back."""
    first = said("KE", date(2025, 3, 1), 2)
    said("KE", date(2025, 4, 1), 5)
    said("KE", date(2026, 1, 5), 5, retracts=first)
    assert [actor.key for actor in found("since=2026-01-01").took_back] == ["KE"]
    assert found("since=2026-01-01").rose == []
    assert "None is on record" not in headline("since=2026-01-01")


def test_a_hidden_row_changes_all_of_it(the_register: Report) -> None:
    Position.objects.filter(key="SN-2025-08-21-us").update(public=False)
    assert "SN" not in [key for key, _before, _after in moves()]
    assert "Senegal" not in headline()


def test_nothing_is_added_up_across_coercing_states(the_register: Report) -> None:
    said("KE", date(2025, 3, 1), 2)
    said("KE", date(2025, 4, 1), 5, coercing="RU")
    assert "KE" not in [key for key, _before, _after in moves()]
    assert moves("about=RU") == []
    assert [one.row.stance.rank for one in found("about=RU").firsts] == [5]


def test_who_left_the_statute_is_no_party_from_that_day_on(the_register: Report) -> None:
    left = {"withdrawal_notified_on": date(2024, 9, 1), "withdrawal_effective_on": date(2025, 9, 1)}
    make.change(Actor.objects.filter(key="SN"), **left)
    assert ("SN", 2, 5) in moves("on=2025-08-31")
    assert ("SN", 2, 5) not in moves()
    assert len(found().actors) == 124
    assert ("SN", 2, 5) in moves("among=all")


def test_a_state_being_checked_is_in_no_count_of_those_that_stayed(client: Client, the_register: Report) -> None:
    def stayed() -> set[str]:
        return {actor.key for path in found().paths() if path.kind == "same" for actor in path.actors}

    before = stayed()
    assert "CA" in before
    assert "JP" not in before, "the data set holds a newer row of it that waits"
    said("CA", date(2026, 3, 1), 5, public=False)
    assert stayed() == before - {"CA"}
    said("SN", date(2026, 3, 1), 6, public=False)
    assert ("SN", 2, 5) in moves(), "what is known to have moved is told, with a mark"
    assert "Newer statement being checked" in text(client, "/en/record/movement/?region=african")


def test_a_dispute_stands_beside_the_row(client: Client, the_register: Report) -> None:
    from actors.checking.models import Dispute
    from tests.actors.checking.cast import curator

    Dispute.objects.create(
        kind="position",
        key="SN-2025-08-21-us",
        by_whom="The ministry",
        text="We did not.",
        raised_on=TODAY,
        entered_by=curator("ada"),
        entered_at=make.NOW,
    )
    assert "Disputed by The ministry" in text(client, "/en/record/movement/")


def test_groups_that_positions_make_are_not_offered(the_register: Report) -> None:
    """Whoever is on record as having called has moved by definition."""
    us = Actor.objects.get(key="US")
    make.fact(Group(key="t-called", name_en="Those that called", rule=Group.Rule.CALLED, about=us))
    make.fact(Group(key="t-homes", name_en="Homes", rule=Group.Rule.HOME_STATES, about=us))
    keys = [group.key for group in page()["groups"]]
    assert "t-called" not in keys
    assert "t-homes" in keys
    assert moves("group=t-homes") == [("FR", 2, 5), ("SI", 2, 6), ("SN", 2, 5)]


def test_the_fragment_says_the_same_and_names_the_address_of_the_page(client: Client, the_register: Report) -> None:
    answer = client.get("/en/record/movement/results/?since=2025-08-01&region=african")
    assert answer["HX-Push-Url"] == "/en/record/movement/?region=african&since=2025-08-01"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.content.decode().startswith('<div id="result"') or '<div id="result"' in answer.content.decode()
    assert answer.content.decode().strip() in text(client, "/en/record/movement/?since=2025-08-01&region=african")


def test_nothing_on_record_is_said_so(the_register: Report) -> None:
    make.change(Position.objects.exclude(retracts=None), retracts=None)
    make.forget(Position.objects.all())
    assert headline().strip() == "Nothing is published on this record yet about these measures."


ROW = st.tuples(
    st.integers(0, 3), st.integers(-1, 7), st.integers(0, 300), st.booleans(), st.one_of(st.none(), st.integers(0, 9))
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=10), st.integers(0, 300))
def test_every_number_is_a_recount(the_register: Report, rows: list[tuple[Any, ...]], since: int) -> None:
    """The flow from left to right, counted again with the ledger's own standing of both ends."""
    make.change(Position.objects.exclude(retracts=None), retracts=None)
    make.forget(Position.objects.all())
    made: list[Position] = []
    for who, rank, day, public, back in rows:
        target = made[back] if back is not None and back < len(made) else None
        on = date.fromordinal(date(2025, 1, 1).toordinal() + day)
        made.append(said(["FR", "KE", "JP", "BR"][who], on, rank, public=public, retracts=target))
    start = date.fromordinal(date(2025, 1, 1).toordinal() + since)
    shifts = found(f"since={start}")
    for actor in Actor.objects.filter(key__in=["FR", "KE", "JP", "BR"]):
        mine = sorted((row for row in made if row.actor_id == actor.pk), key=lambda row: (row.on, row.pk), reverse=True)
        now = Standing(actor.pk, rows=mine)
        then = Standing(actor.pk, rows=[row for row in mine if row.on < start])
        ends = [(path.before, path.after) for path in shifts.paths() if actor.pk in {one.pk for one in path.actors}]
        mine_moved = [shift.move for shift in shifts.moves if shift.actor.pk == actor.pk]
        assert len(ends) <= 1
        if ends:
            assert ends[0][1] == now.rank
            assert then.rank is None or ends[0][0] == then.rank
        if then.rank != now.rank and then.rank is not None:
            assert mine_moved
        if then.rank is not None and now.rank is not None and now.rank > then.rank:
            assert any(move.is_rise for move in mine_moved)
        assert shifts.figures.by_rank[now.rank] >= 1
