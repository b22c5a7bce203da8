"""The ledger: no stance from an absence, one coercing state at a time, and every figure a recount of the rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.directory.models import Actor, Group, GroupMember
from actors.positions import ledger
from actors.positions.ledger import Coverage, Sheet, Standing
from actors.positions.models import Look, Position, StanceStep
from actors.seed.sheets import Report
from tests import make
from tests.register import TODAY


def us_sheet(on: date = TODAY) -> Sheet:
    return ledger.sheet(coercing_state=Actor.objects.get(key="US"), on=on)


def of(key: str, on: date = TODAY) -> Standing:
    return us_sheet(on).of(Actor.objects.get(key=key).pk)


def add(actor: Actor, on: date, rank: int, *, about: str = "US", public: bool = True, **more: Any) -> Position:
    row = Position(
        key=f"t-{Position.objects.count()}",
        actor=actor if "signatories" not in more else None,
        actor_as_named=actor.key,
        on=on,
        coercing_state=Actor.objects.get(key=about),
        measure_text="a measure",
        stance=StanceStep.objects.get(rank=rank),
        data_set_on=TODAY,
        **more,
    )
    return make.fact(row, public=public)


def test_standing_is_the_strongest_and_latest_words_stand_beside_it(the_register: Report) -> None:
    canada = of("CA", date(2025, 10, 1))
    assert (canada.rank, canada.strongest.on if canada.strongest else None) == (2, date(2025, 2, 7))
    assert canada.latest is not None
    assert (canada.latest.stance.rank, canada.latest.on) == (1, date(2025, 9, 2))
    assert of("CA").rank == 2


def test_no_row_is_not_silence(the_register: Report) -> None:
    kenya = of("KE")
    assert (kenya.rank, kenya.coverage, kenya.being_checked) == (None, Coverage.NOT_LOOKED, False)
    assert Actor.objects.get(key="KE").pk not in us_sheet().without(
        "calls_for_lifting", Actor.objects.values_list("pk", flat=True)
    )


def test_a_look_without_a_find_is_said_so(the_register: Report) -> None:
    kenya, us = Actor.objects.get(key="KE"), Actor.objects.get(key="US")
    make.fact(Look(key="l", actor=kenya, coercing_state=us, looked_on=TODAY, where="the ministry’s pages"))
    assert of("KE").coverage == Coverage.NOTHING_FOUND
    assert of("KE", TODAY - timedelta(days=1)).coverage == Coverage.NOT_LOOKED


def test_a_newer_unchecked_row_leaves_a_state_out_of_every_has_not(the_register: Report) -> None:
    canada = Actor.objects.get(key="CA")
    parties = list(Actor.objects.states_parties(TODAY).values_list("pk", flat=True))
    assert us_sheet().without("calls_for_lifting", parties) == [canada.pk]
    add(canada, date(2026, 3, 1), 5, public=False)
    assert of("CA").being_checked
    assert us_sheet().without("calls_for_lifting", parties) == []
    assert of("CA").rank == 2


def test_an_older_unchecked_row_changes_nothing(the_register: Report) -> None:
    add(Actor.objects.get(key="CA"), date(2025, 3, 1), 5, public=False)
    assert not of("CA").being_checked


def test_a_year_can_mean_its_last_day(the_register: Report) -> None:
    add(Actor.objects.get(key="SN"), date(2025, 1, 1), 4, public=False, precision="year")
    assert of("SN").being_checked


def test_a_retraction_takes_back_what_it_points_at(the_register: Report) -> None:
    senegal = Actor.objects.get(key="SN")
    taken = Position.objects.get(key="SN-2025-08-21-us")
    back = add(senegal, date(2026, 1, 5), 1, retracts=taken)
    standing = of("SN")
    assert standing.rank == 2
    assert standing.latest.pk == back.pk
    assert standing.taken_back == {taken.pk}
    assert not standing.says("calls_for_lifting")
    Position.objects.filter(pk=back.pk).update(public=False)
    assert of("SN").rank == 5


def test_stances_are_never_across_coercing_states(the_register: Report) -> None:
    add(Actor.objects.get(key="KE"), date(2026, 1, 5), 5, about="RU")
    assert of("KE").rank is None
    sheet = ledger.sheet(coercing_state=Actor.objects.get(key="RU"), on=TODAY)
    assert sheet.of(Actor.objects.get(key="KE").pk).rank == 5
    assert sheet.of(Actor.objects.get(key="FR").pk).rank is None


def test_a_shared_list_counts_for_its_signatories_alone(the_register: Report) -> None:
    joined = Group.objects.get(key="signatories-2025-02-07")
    members = set(joined.members(TODAY).values_list("pk", flat=True))
    sheet = us_sheet(date(2025, 2, 8))
    assert {pk for pk, standing in sheet.standings.items() if standing.rank == 2} == members
    figures = sheet.figures(Actor.objects.states_parties(TODAY).values_list("pk", flat=True))
    assert (figures.said, figures.not_looked) == (79, 46)


def test_a_union_statement_binds_its_members_without_a_stance(the_register: Report) -> None:
    def bound(key: str) -> set[str]:
        actor = Actor.objects.get(key=key)
        return {
            row.key for row in ledger.bound_by(actor=actor, on=TODAY, mine=actor.membership.select_related("group"))
        }

    assert bound("IT") == {"EU-2025-08-24-us", "ASP-2025-12-us"}
    assert bound("KE") == {"ASP-2025-12-us"}
    assert bound("US") == set()
    assert of("IT").rank is None


def test_one_actor_reads_the_same_as_the_sheet(the_register: Report) -> None:
    sheet = us_sheet()
    for key in ("FR", "CA", "KE", "JP", "OHCHR"):
        actor = Actor.objects.get(key=key)
        own = ledger.standings_of(actor=actor, on=TODAY, mine=actor.membership.select_related("group"))
        mine = own.get(sheet.coercing_state.pk) or Standing(actor.pk)
        assert [row.pk for row in mine.rows] == [row.pk for row in sheet.of(actor.pk).rows], key


ROW = st.tuples(
    st.integers(0, 5),  # whose: an actor, or the shared list
    st.integers(-1, 7),  # rank
    st.integers(0, 400),  # day
    st.booleans(),  # public
    st.sampled_from(["US", "RU"]),
    st.one_of(st.none(), st.integers(0, 11)),  # takes back the n-th row
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=12))
def test_every_figure_is_a_recount_of_the_rows(the_register: Report, rows: list[tuple[Any, ...]]) -> None:
    """Random ledgers, counted again in the plainest way there is."""
    make.change(Position.objects.exclude(retracts=None), retracts=None)
    make.forget(Position.objects.all())
    actors = list(Actor.objects.filter(key__in=["FR", "KE", "JP", "CA", "BR"]).order_by("key"))
    listed = Group.objects.filter(key="t-list").first() or make.fact(Group(key="t-list", name_en="list", rule="fixed"))
    for actor in actors[:2]:
        if not GroupMember.objects.filter(group=listed, actor=actor).exists():
            make.fact(GroupMember(key=f"t-list:{actor.key}", group=listed, actor=actor))
    made: list[Position] = []
    for who, rank, day, public, about, back in rows:
        target = made[back] if back is not None and back < len(made) else None
        more: dict[str, Any] = {"public": public, "retracts": target}
        if who == 5:
            more["signatories"] = listed
        row = add(actors[min(who, 4)], date(2025, 1, 1) + timedelta(days=day), rank, about=about, **more)
        made.append(Position.objects.select_related("stance", "coercing_state").get(pk=row.pk))
    sheet = us_sheet()
    figures = sheet.figures([actor.pk for actor in actors])
    expected = {actor.pk: _recount(actor, made, listed, actors) for actor in actors}
    assert {actor.pk: sheet.of(actor.pk).rank for actor in actors} == expected
    assert figures.total == 5
    assert figures.said == sum(rank is not None for rank in expected.values())
    assert figures.said + figures.nothing_found + figures.not_looked == figures.total
    assert figures.by_rank == {rank: list(expected.values()).count(rank) for rank in set(expected.values())}


def _recount(actor: Actor, made: list[Position], listed: Group, actors: list[Actor]) -> int | None:
    mine = [
        row
        for row in made
        if row.coercing_state.key == "US"
        and row.public
        and (row.actor_id == actor.pk or (row.signatories_id == listed.pk and actor in actors[:2]))
    ]
    mine.sort(key=lambda row: (row.on, row.pk))
    standing: list[Position] = []
    while mine:
        last = mine.pop()
        standing.append(last)
        mine = [row for row in mine if row.pk != last.retracts_id]
    return max((row.stance.rank for row in standing if row.stance.rank != 0), default=None)


@pytest.mark.parametrize("key", ["joined", "not"])
def test_the_list_of_7_february_splits_the_parties(the_register: Report, key: str) -> None:
    joined = set(Group.objects.get(key="signatories-2025-02-07").members(TODAY).values_list("pk", flat=True))
    absent = set(
        Group.objects.get(key="states-parties-not-joined-2025-02-07").members(TODAY).values_list("pk", flat=True)
    )
    parties = set(Actor.objects.states_parties(TODAY).values_list("pk", flat=True))
    assert (joined if key == "joined" else absent) == parties - (absent if key == "joined" else joined)
