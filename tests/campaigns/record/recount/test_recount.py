"""Every number on a public page is a recount of the rows: random worlds, counted a second time by hand."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from actors.accounts.models import User
from actors.directory.models import Group, GroupMember
from actors.positions import ledger
from campaigns.record import dossier, filters, findings, overview, roster, shifts
from campaigns.record.shift_filters import Window
from campaigns.site import figures as site
from tests import make
from tests.actors.checking.cast import curator
from tests.campaigns.record.recount import count, world
from tests.campaigns.record.recount.count import Told
from tests.campaigns.record.recount.world import Built, World
from tests.services import FULL

pytestmark = pytest.mark.django_db
FACTS = ("calls_for_lifting", "backs_protection", "adopts_measure")

recounted = settings(
    max_examples=1000 if FULL else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def two(db: None) -> tuple[User, User]:
    """Ada enters and raises disputes, Ben checks and settles them."""
    ada, ben = (User.objects.create_superuser(f"{name}@curators.example", "x", name=name) for name in ("ada", "ben"))
    return ada, ben


class Recount:
    """A built world, and what is known of each of its states by hand."""

    def __init__(self, built: Built) -> None:
        self.built, self.world, self.on = built, built.world, built.world.as_of
        self.rows = count.rows(self.world)
        self.numbers = {actor.pk: number for number, actor in enumerate(built.states)}
        self.word_numbers = {row.pk: number for number, row in enumerate(built.words)}

    def told(self, state: int, about: int) -> Told:
        return Told(self.world, self.rows, state, about, self.on)

    def all_told(self, about: int, states: list[int]) -> list[Told]:
        return [self.told(state, about) for state in states]

    def moves(self, state: int, about: int, since: date) -> count.Moved:
        return count.moved(self.world, self.rows, state, about, since, self.on)

    def number(self, row: Any) -> int | None:
        return self.word_numbers[row.pk] if row else None

    def keys(self, numbers: Any) -> set[str]:
        return {self.world.states[number].key for number in numbers}


@recounted
@given(world.worlds())
def test_every_number_is_a_recount(two: tuple[User, User], drawn: World) -> None:
    with transaction.atomic():
        mine = Recount(world.build(drawn, *two))
        _each_row_is_shown_or_not(mine)
        for about in range(world.COERCING):
            _standings(mine, about)
            _who_stands_where(mine, about)
            _computed_groups(mine, about)
            _what_moved(mine, about)
        _front_page(mine)
        _pages_of_states(mine)
        transaction.set_rollback(True)


def _each_row_is_shown_or_not(mine: Recount) -> None:
    """The deeds leave each row as the two-person rule says."""
    for row, position in zip(mine.rows, mine.built.words, strict=True):
        position.refresh_from_db()
        assert (position.public, position.stance.rank, position.on) == (row.shown, row.facts.rank, row.facts.on), row


def _standings(mine: Recount, about: int) -> None:
    sheet = ledger.sheet(coercing_state=mine.built.coercing[about], on=mine.on)
    for state, actor in enumerate(mine.built.states):
        told, found = mine.told(state, about), sheet.of(actor.pk)
        own = ledger.standings_of(actor=actor, on=mine.on, mine=actor.membership.select_related("group"))
        for standing in (found, own.get(mine.built.coercing[about].pk) or ledger.Standing(actor.pk)):
            assert standing.rank == told.rank
            assert mine.number(standing.strongest) == told.strongest
            assert mine.number(standing.latest) == told.latest
            assert standing.coverage == told.coverage
            assert standing.being_checked == told.being_checked
            assert standing.looked_into == told.looked_into
            assert len(standing.public) == len(told.shown) and len(standing.looks) == len(told.looks)
            for fact in FACTS:
                assert (standing.says(fact), standing.says_no(fact)) == (told.says(fact), told.says_no(fact))
    states = count.public_states(mine.world)
    has_not = {
        told.state
        for told in mine.all_told(about, states)
        if told.looked_into and not told.being_checked and told.says_no("calls_for_lifting")
    }
    pks = [mine.built.states[state].pk for state in states]
    assert {mine.numbers[pk] for pk in sheet.without("calls_for_lifting", pks)} == has_not


def _who_stands_where(mine: Recount, about: int) -> None:
    coercing = ledger.coercing_states()
    expected = [number for number in range(world.COERCING) if count_listed(mine, number)]
    expected.sort(key=lambda number: (-count_listed(mine, number), number))
    assert [state.key for state in coercing] == [f"C{number}" for number in expected]
    if about not in expected:
        return
    query = QueryDict(f"about=C{about}&on={mine.on.isoformat()}")
    context = overview.build(query=query, today=make.NOW.date())
    table, shown = context["table"], count.public_states(mine.world)
    parties = count.parties(mine.world, mine.on)
    assert {row.actor.key for row in table.rows} == mine.keys(shown) | {"C0", "C1"}
    homes = count.home_states(mine.world, list(range(world.COERCING)), mine.on)
    tabs = {name: number for name, _address, _words, number, _shown in table.tabs()}
    assert (tabs["all"], tabs["parties"], tabs["home"]) == (len(shown) + 2, len(parties), len(homes))
    told = {f"S{state}": mine.told(state, about) for state in shown}
    imposes = bool(count.listed_by(mine.world, about, mine.on))
    places = Counter(_place(one) for one in told.values())
    places["not-looked"] += 1  # the other coercing state
    places["imposes" if imposes else "not-looked"] += 1
    key = {line.fill: line.count for line in table.key()}
    assert key == {place: places[place] for place in key} and sum(key.values()) == sum(places.values())
    assert sum(len(section.rows) for section in table.sections()) == len(shown) + 2
    for section in table.sections():
        place = section.kind or str(section.rank)
        assert len(section.rows) == places[place], place
    for step, rows in table.tiles():
        assert len(rows) == sum(told[f"S{state}"].rank == step.rank for state in parties)
    _finding(mine, about, context, parties)


def count_listed(mine: Recount, about: int) -> int:
    return sum(one.by == about and one.public and one.person_public for one in mine.world.listings)


def _place(told: Told) -> str:
    if told.rank is not None:
        return str(told.rank)
    if told.being_checked:
        return "checking"
    return "nothing-found" if told.coverage == "nothing_found" else "not-looked"


def _finding(mine: Recount, about: int, context: dict[str, Any], parties: list[int]) -> None:
    figures, told = context["figures"], mine.all_told(about, parties)
    assert figures.total == len(parties)
    cover = Counter(one.coverage for one in told)
    assert (figures.said, figures.nothing_found, figures.not_looked) == (
        cover["said"],
        cover["nothing_found"],
        cover["not_looked"],
    )
    assert figures.being_checked == sum(one.being_checked for one in told)
    assert figures.not_looked_into == sum(not one.looked_into for one in told)
    assert figures.by_rank == dict(Counter(one.rank for one in told))
    for name, fact in zip(("calling", "backing", "enacting"), FACTS, strict=True):
        assert {mine.numbers[pk] for pk in getattr(figures, name)} == {one.state for one in told if one.says(fact)}
    calling = sum(one.says("calls_for_lifting") for one in told)
    start = f"At least {apnumber(calling)} State" if calling else "No call"
    assert context["finding"].headline.startswith(start)
    not_looked = sum(not one.looked_into for one in told)
    assert context["finding"].coverage.startswith(f"{not_looked} of {len(told)} " if not_looked else "All ")
    everybody = range(world.STATES)
    # A collective row counts as one statement, however many signed it; one that nobody signed is on no page.
    said = {row.number for state in everybody for row in mine.told(state, about).shown}
    assert findings.folio(context["table"].sheet, len(parties))[2].startswith(f"{len(said)} published position")


def _computed_groups(mine: Recount, about: int) -> None:
    coercing, on = mine.built.coercing[about], mine.on
    told = mine.all_told(about, count.public_states(mine.world))
    since = world.day(10)

    def found(rule: str, **facts: Any) -> set[int]:
        """Both ways to ask: of the group itself, and of the filter of the table."""
        group = make.fact(Group(key=f"{rule}-{about}", name_en=rule, rule=rule, **facts))
        members = set(group.members(on).values_list("pk", flat=True))
        sheet = ledger.sheet(coercing_state=mine.built.coercing[0], on=on)
        everybody = [*mine.numbers, *(one.pk for one in mine.built.coercing)]
        if "about" in facts or rule == "parties_not_in":
            asked = roster.asked_for(group, sheet, everybody, [*_members()])
            assert asked & set(mine.numbers) - _hidden(mine) == members & set(mine.numbers)
        return {mine.numbers[pk] for pk in members if pk in mine.numbers}

    assert found("called", about=coercing) == {one.state for one in told if one.says("calls_for_lifting")}
    silent = {
        one.state
        for one in told
        if (any(look.on >= since for look in one.looks) or _spoke_itself(one, since))
        and (not one.spoken or one.says_no("calls_for_lifting"))
        and not one.being_checked
    }
    assert found("looked_not_called", about=coercing, since_on=since) == silent
    assert found("home_states", about=coercing) == count.home_states(mine.world, [about], on)
    parties = set(count.parties(mine.world, on))
    assert found("states_parties") == parties
    assert found("non_parties") == set(count.public_states(mine.world)) - parties
    outside = parties - count.members(mine.world, 0, on)
    assert found("parties_not_in", base=mine.built.lists[0]) == outside


def _what_moved(mine: Recount, about: int) -> None:
    """Day by day, from the words of each day alone: rises, retractions, and who came onto the record."""
    since = world.day(10)
    window = Window(coercing=mine.built.coercing[about], on=mine.on, since=since)
    found = shifts.gather(window)
    told = {state: mine.moves(state, about, since) for state in count.parties(mine.world, mine.on)}
    assert {actor.key for actor in found.rose} == mine.keys(state for state, moved in told.items() if moved.rose)
    assert {actor.key for actor in found.took_back} == mine.keys(
        state for state, moved in told.items() if moved.took_back
    )
    firsts = {actor.key for first in found.firsts for actor in first.actors}
    assert firsts == mine.keys(state for state, moved in told.items() if moved.came)
    stayed = {state for state, moved in told.items() if moved.has_place}
    assert sum(len(path.actors) for path in found.paths()) == len(stayed)
    assert found.figures.total == len(told)


def _members() -> Any:
    return GroupMember.objects.select_related("group")


def _hidden(mine: Recount) -> set[int]:
    return {actor.pk for number, actor in enumerate(mine.built.states) if not mine.world.states[number].public}


def _spoke_itself(told: Told, since: Any) -> bool:
    return any(row.words.whose < world.STATES and row.facts.on >= since for row in told.shown)


def _front_page(mine: Recount) -> None:
    found = site.front(mine.on)
    expected = [number for number in range(world.COERCING) if count_listed(mine, number)]
    assert (found is None) == (not expected)
    if found is None:
        return
    about = min(expected, key=lambda number: (-count_listed(mine, number), number))
    begun = count.listed_by(mine.world, about, mine.on, still=False)
    kinds = Counter(mine.world.listings[number].organisation for number in begun)
    assert (found.listed.people, found.listed.organisations) == (kinds[False], kinds[True])
    assert found.figures.total == len(count.parties(mine.world, mine.on))


def _pages_of_states(mine: Recount) -> None:
    for state in count.public_states(mine.world):
        page = dossier.build(key=f"S{state}", on=mine.on, language="en", as_of=True)
        for account in page.accounts:
            told = mine.told(state, int(account.coercing.key[1:]))
            assert account.standing.rank == told.rank
            assert mine.number(account.standing.latest) == told.latest
            assert account.standing.being_checked == told.being_checked
            assert len(account.standing.public) == len(told.shown)
            assert account.hidden == len(told.mine) - len(told.shown)
        homes = {
            number
            for about in range(world.COERCING)
            for number in count.listed_by(mine.world, about, mine.on, still=False)
            if mine.world.listings[number].home == state and mine.world.listings[number].home_checked
        }
        assert {one.person.key for one in page.nationals} == {f"p{number}" for number in homes}
        assert (page.actor.is_party(mine.on)) == count.is_party(mine.world, state, mine.on)


def test_nonsense_is_not_taken_for_a_world() -> None:
    """The control: with one number changed by hand, the recount differs."""
    facts = world.Facts(5, world.day(1), "day", True, None, None)
    words = world.Words(whose=0, about=0, takes_back=None, came="data", facts=facts)
    states = tuple(world.State(f"S{n}", None, None, (), True) for n in range(world.STATES))
    plain = World(states, (), (words,), (), (), world.day(5))
    ada, ben = curator("ada"), curator("ben")
    mine = Recount(world.build(plain, ada, ben))
    _standings(mine, 0)
    mine.rows[0].facts = world.Facts(4, world.day(1), "day", True, None, None)
    with pytest.raises(AssertionError):
        _standings(mine, 0)
    assert filters.BEGINNING < world.BEGAN
