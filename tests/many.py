"""A register of any size, invented, and made in seconds: states, lists of signatories, positions, looks, people."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from actors.directory.models import Actor, Group, GroupMember, Person, Region
from actors.positions.models import Look, Position, StanceStep
from actors.sanctions.models import Designation, Precision
from actors.seed.sync import give_revisions

BEGAN = date(2024, 1, 1)
WORDS = "We regret these measures, which touch an independent court, and ask that they be lifted without delay. " * 4
LISTS = 20


def register(*, states: int, positions: int, now: datetime, of_one: int = 0, seed: int = 7) -> None:
    """States ``S000`` and so on, one coercing state ``XC`` with people on its list, and as many positions about it;
    ``of_one`` more are of the first state.

    One position in twenty takes an earlier one back, one in twenty is collective, one in ten is not public; and for
    fifteen of them there is a look without a find.
    """
    chance = random.Random(seed)
    steps = _steps()
    actors = [_state(number, chance) for number in range(states)]
    coercing = Actor(key="XC", kind="state", entity="un_member", name_en="Coercia", confidence="high", public=True)
    _enter([*actors, coercing], now)
    people = [_person(number, chance.choice(actors)) for number in range(30)]
    _enter(people, now)
    _enter([_designation(person, coercing) for person in people], now)
    lists = [_list(number) for number in range(LISTS)]
    _enter(lists, now)
    members = [
        GroupMember(key=f"{one.key}:{actor.key}", group=one, actor=actor, public=True)
        for one in lists
        for actor in chance.sample(actors, k=states // 4)
    ]
    _enter(members, now)
    said = [_position(number, chance, actors, lists, coercing, steps) for number in range(positions)]
    more = range(positions, positions + of_one)
    said += [_position(number, chance, actors[:1], [], coercing, steps) for number in more]
    _enter(said, now)
    _take_back(said, chance, now)
    _enter([_look(number, chance.choice(actors), coercing, chance) for number in range(positions // 15)], now)


def _enter(rows: list[Any], now: datetime) -> None:
    give_revisions(rows, now)
    type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)


def _steps() -> list[StanceStep]:
    there = {step.rank for step in StanceStep.objects.all()}
    missing = [rank for rank in range(-1, 8) if rank not in there]
    fresh = [StanceStep(rank=rank, key=f"step{rank}", label_en=f"Step {rank}", definition_en="-") for rank in missing]
    StanceStep.objects.bulk_create(fresh)
    return list(StanceStep.objects.exclude(rank=0).order_by("rank"))


def _state(number: int, chance: random.Random) -> Actor:
    region = chance.choice([value for value in Region.values if value])
    names = {"name_en": f"State {number:03}", "name_fr": f"État {number:03}"}
    party = BEGAN - timedelta(days=chance.randrange(9000)) if chance.random() < 0.65 else None
    kept = {"kind": "state", "entity": "un_member", "confidence": "high", "public": True}
    return Actor(key=f"S{number:03}", region=region, statute_in_force_on=party, **names, **kept)


def _person(number: int, home: Actor) -> Person:
    return Person(key=f"person-{number}", name=f"Person {number}", home_state=home, confidence="high", public=True)


def _designation(person: Person, coercing: Actor) -> Designation:
    said = {"measure_text": "An order", "role": "Judge", "role_category": "judge", "on": BEGAN}
    return Designation(
        key=f"{person.key}-d", person=person, coercing_state=coercing, confidence="high", public=True, **said
    )


def _list(number: int) -> Group:
    return Group(key=f"list-{number}", name_en=f"Signatories {number}", rule="fixed", complete=True, public=True)


def _position(
    number: int,
    chance: random.Random,
    actors: list[Actor],
    lists: list[Group],
    coercing: Actor,
    steps: Iterable[StanceStep],
) -> Position:
    step = chance.choice(list(steps))
    whose = chance.choice(lists) if lists and chance.random() < 0.05 else chance.choice(actors)
    who: dict[str, Any] = {"signatories": whose} if isinstance(whose, Group) else {"actor": whose}
    return Position(
        key=f"p-{number}",
        actor_as_named=whose.name_en,
        on=BEGAN + timedelta(days=chance.randrange(1000)),
        precision=chance.choices([Precision.DAY, Precision.MONTH, Precision.YEAR], [18, 1, 1])[0],
        coercing_state=coercing,
        measure_text="The order of that day",
        speaker="The minister",
        quote=WORDS,
        quote_lang="en",
        source="https://ministry.example/statements/some-long-address-of-a-page (the ministry)",
        source_title="Statement of the minister",
        publisher="Ministry of Examples",
        confidence="high",
        source_grade="first_hand",
        stance=step,
        calls_for_lifting=step.rank == 5,
        backs_protection=step.rank == 6,
        condemns=step.rank >= 4,
        public=chance.random() < 0.9,
        **who,
    )


def _take_back(said: list[Position], chance: random.Random, now: datetime) -> None:
    rows = [row for row in said if row.actor_id]
    rows.sort(key=lambda row: row.on)
    by_actor: dict[int, list[Position]] = {}
    changed = []
    for row in rows:
        mine = by_actor.setdefault(row.actor_id or 0, [])
        if mine and chance.random() < 0.05:
            row.retracts = chance.choice(mine)
            changed.append(row)
        mine.append(row)
    if changed:
        give_revisions(changed, now)
        Position.objects.bulk_update(changed, ["retracts", "revision"], batch_size=500)


def _look(number: int, actor: Actor, coercing: Actor, chance: random.Random) -> Look:
    on = BEGAN + timedelta(days=chance.randrange(1000))
    return Look(key=f"l-{number}", actor=actor, coercing_state=coercing, looked_on=on, where="Everywhere.", public=True)
