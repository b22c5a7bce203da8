"""Small invented worlds, drawn at random, and the deeds that bring them into the register.

A world is plain values; what the record should say of it is counted from them alone (``count.py``).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from actors.accounts.models import User
from actors.checking import checks, disputes, revisions
from actors.checking.models import Dispute
from actors.directory.models import Actor, Group, GroupMember, Person
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Designation
from tests import make

STATES, LISTS, COERCING = 2, 1, 2
BEGAN = date(2025, 6, 1)
LONG = 20
"""Days that worlds last; many rows fall on the same one."""


def day(number: int) -> date:
    return BEGAN + timedelta(days=number)


days = st.integers(0, LONG).map(day)
maybe_days = st.none() | days
yes_no_unread = st.sampled_from([True, False, None])


@dataclass(frozen=True)
class State:
    """A state and its dates under the Statute. ``unchecked`` names dates that the public may not see."""

    key: str
    in_force: date | None
    withdrawn: date | None
    unchecked: tuple[str, ...]
    public: bool


@dataclass(frozen=True)
class Stay:
    """A state on a list of signatories, from..to."""

    state: int
    list: int
    since: date | None
    until: date | None
    public: bool


@dataclass(frozen=True)
class Facts:
    """What one position says."""

    rank: int
    on: date
    precision: str
    calls: bool | None
    backs: bool | None
    adopts: bool | None
    unchecked: str = ""
    grade: str = "first_hand"


@dataclass(frozen=True)
class Words:
    """One position: whose (a state, or a list after them), about whom, how it came, and what was done with it since."""

    whose: int
    about: int
    takes_back: int | None
    came: str
    facts: Facts
    since: tuple[tuple[str, Facts], ...] = ()


@dataclass(frozen=True)
class Looked:
    state: int
    about: int
    on: date
    public: bool


@dataclass(frozen=True)
class Listing:
    """A person under a measure: their home state (or none), from..to."""

    by: int
    home: int | None
    home_checked: bool
    organisation: bool
    on: date
    until: date | None
    public: bool
    person_public: bool


@dataclass(frozen=True)
class World:
    states: tuple[State, ...]
    stays: tuple[Stay, ...]
    words: tuple[Words, ...]
    looks: tuple[Looked, ...]
    listings: tuple[Listing, ...]
    as_of: date


mostly = st.sampled_from([True, True, True, True, False])

facts = st.builds(
    Facts,
    rank=st.integers(-1, 7),
    on=days,
    precision=st.sampled_from(["day", "day", "day", "month", "year", "about"]),
    calls=yes_no_unread,
    backs=yes_no_unread,
    adopts=yes_no_unread,
    unchecked=st.sampled_from(["", "", "", "calls_for_lifting", "quote"]),
    grade=st.sampled_from(["first_hand", "first_hand", "press", "secondary"]),
)

whose = st.sampled_from([0, 0, 0, 1, *[STATES + number for number in range(LISTS)] * 2])
"""Mostly one state and its list: rows that have nothing to do with each other prove little."""
DONE = ("correct", "confirm", "refuse", "refuse", "dispute", "hide", "settle")


def _words(draw: Any, number: int) -> Words:
    return Words(
        whose=draw(whose),
        about=draw(st.sampled_from([0, 0, 0, 0, 1])),
        takes_back=draw(st.none() | st.integers(0, number - 1) | st.integers(0, number - 1)) if number else None,
        came=draw(st.sampled_from(["data", "data", "unvouched", "person", "person"])),
        facts=draw(facts),
        since=tuple(draw(st.lists(st.tuples(st.sampled_from(DONE), facts), max_size=3))),
    )


@st.composite
def worlds(draw: Any) -> World:
    states = [
        State(
            key=f"S{number}",
            in_force=draw(maybe_days | st.just(BEGAN - timedelta(days=900))),
            withdrawn=draw(maybe_days),
            unchecked=draw(st.sampled_from([(), (), ("withdrawal_effective_on",), ("statute_in_force_on",)])),
            public=draw(mostly),
        )
        for number in range(STATES)
    ]
    stays = draw(
        st.lists(
            st.builds(
                Stay,
                state=st.sampled_from([0, 0, 1]),
                list=st.integers(0, LISTS - 1),
                since=maybe_days,
                until=maybe_days,
                public=mostly,
            ),
            max_size=6,
            unique_by=lambda stay: (stay.state, stay.list, stay.since),
        )
    )
    looks = st.builds(
        Looked, state=st.integers(0, STATES - 1), about=st.sampled_from([0, 0, 1]), on=days, public=mostly
    )
    listings = st.builds(
        Listing,
        by=st.sampled_from([0, 0, 1]),
        home=st.none() | st.integers(0, STATES - 1),
        home_checked=mostly,
        organisation=st.booleans(),
        on=days,
        until=maybe_days,
        public=mostly,
        person_public=mostly,
    )
    return World(
        states=tuple(states),
        stays=tuple(stays),
        words=tuple(_words(draw, number) for number in range(draw(st.integers(2, 8)))),
        looks=tuple(draw(st.lists(looks, max_size=3))),
        listings=tuple(draw(st.lists(listings, max_size=4))),
        as_of=draw(st.integers(-3, LONG + 10).map(day)),
    )


@dataclass
class Built:
    """The rows of a world: pks of states, lists and coercing states by their numbers in it."""

    world: World
    states: list[Actor]
    lists: list[Group]
    coercing: list[Actor]
    words: list[Position] = field(default_factory=list)


def build(world: World, ada: User, ben: User) -> Built:
    """Brings it into an empty register: rows of the data set as the loader does, all else by the deeds of two."""
    steps = {
        rank: StanceStep(rank=rank, key=f"s{rank}", label_en=str(rank), definition_en="-") for rank in range(-1, 8)
    }
    StanceStep.objects.bulk_create(steps.values())
    occasion = make.fact(Occasion(key="o", name_en="An occasion", kind="day", on=BEGAN))
    states = [_state(one) for one in world.states]
    coercing = [make.state(f"C{number}") for number in range(COERCING)]
    lists = [
        make.fact(Group(key=f"l{number}", name_en=f"List {number}", rule="fixed", complete=True))
        for number in range(LISTS)
    ]
    for number, stay in enumerate(world.stays):
        row = GroupMember(key=f"m{number}", group=lists[stay.list], actor=states[stay.state])
        row.since_on, row.until_on = stay.since, stay.until
        make.fact(row, public=stay.public)
    _listings(world, states, coercing)
    for number, look in enumerate(world.looks):
        row = Look(key=f"k{number}", actor=states[look.state], coercing_state=coercing[look.about], where="There.")
        row.looked_on = look.on
        make.fact(row, public=look.public)
    built = Built(world, states, lists, coercing)
    for number, words in enumerate(world.words):
        _say(built, number, words, steps, occasion, (ada, ben))
    return built


def _state(one: State) -> Actor:
    row = Actor(key=one.key, kind="state", entity="un_member", name_en=f"Stateland {one.key}", region="african")
    row.statute_in_force_on, row.withdrawal_effective_on = one.in_force, one.withdrawn
    row.unchecked, row.confidence = " ".join(one.unchecked), "high"
    return make.fact(row, public=one.public)


def _listings(world: World, states: list[Actor], coercing: list[Actor]) -> None:
    for number, one in enumerate(world.listings):
        person = Person(key=f"p{number}", name=f"Person {number}", confidence="high")
        person.kind = "organisation" if one.organisation else "person"
        person.home_state = None if one.home is None else states[one.home]
        person.unchecked = "" if one.home_checked else "home_state"
        make.fact(person, public=one.person_public)
        said = {"measure_text": "order", "role": "judge", "role_category": "judge", "on": one.on, "until_on": one.until}
        listed = Designation(
            key=f"d{number}", person=person, coercing_state=coercing[one.by], confidence="high", **said
        )
        make.fact(listed, public=one.public)


def _put(row: Position, facts: Facts, steps: dict[int, StanceStep]) -> Position:
    row.stance, row.on, row.precision = steps[facts.rank], facts.on, facts.precision
    row.calls_for_lifting, row.backs_protection, row.adopts_measure = facts.calls, facts.backs, facts.adopts
    row.unchecked, row.source_grade = facts.unchecked, facts.grade
    return row


def _say(
    built: Built,
    number: int,
    words: Words,
    steps: dict[int, StanceStep],
    occasion: Occasion,
    two: tuple[User, User],
) -> None:
    row = Position(
        key=f"w{number}",
        actor_as_named="-",
        occasion=occasion,
        coercing_state=built.coercing[words.about],
        measure_text="-",
        confidence="high",
    )
    if words.whose < STATES:
        row.actor = built.states[words.whose]
    else:
        row.signatories = built.lists[words.whose - STATES]
    row.retracts = None if words.takes_back is None else built.words[words.takes_back]
    _put(row, words.facts, steps)
    if words.came == "person":
        revisions.propose(row=row, by=two[0], now=make.NOW)
    else:
        row.data_set_on = make.NOW.date()
        make.fact(row, public=words.came == "data" and words.facts.grade != "secondary")
    built.words.append(Position.objects.get(key=row.key))
    for what, facts in words.since:
        _do(Position.objects.select_related("revision").get(key=row.key), what, facts, steps, two)


def _do(row: Position, what: str, facts: Facts, steps: dict[int, StanceStep], two: tuple[User, User]) -> None:
    """One deed, if it can be done now; ada enters, ben checks."""
    ada, ben = two
    newest = revisions.of(row).first()
    assert newest is not None
    open_now = Dispute.objects.open().filter(kind="position", key=row.key).order_by("pk").first()
    if what == "correct":
        revisions.propose(row=_put(row, facts, steps), by=ada, now=make.NOW)
    elif what in {"confirm", "refuse"} and not hasattr(newest, "check_row"):
        deed = checks.confirm if what == "confirm" else checks.refuse
        deed(revision=newest, by=ben, now=make.NOW)
    elif what in {"dispute", "hide"} and open_now is None:
        said = {"by_whom": "The office", "text": "No.", "raised_on": make.NOW.date(), "hides": what == "hide"}
        disputes.raise_dispute(row=row, by=ada, now=make.NOW, **said)
    elif what == "settle" and open_now is not None:
        disputes.propose_outcome(dispute=open_now, outcome="So.", by=ada, now=make.NOW)
        open_now.refresh_from_db()
        disputes.settle(dispute=open_now, outcome="So.", by=ben, now=make.NOW)
