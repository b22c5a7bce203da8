"""The two-person rule, tried in every way we could think of: what one person does alone, the public does not see."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction

from actors.checking import revisions
from tests.actors.checking.scene import Scene, loss, seen
from tests.actors.checking.ways import ON_SQLITE, WAYS, Way
from tests.actors.checking.ways.base import CHECKED_ONCE, DEED, FACTS, GOES_ON, NO_WAY, TWO_PEOPLE, WHO, WRITTEN_ONCE

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]

TABLES = {kind: model._meta.db_table for kind, model in revisions.kinds().items()}
LIFT = {
    FACTS: [f"ALTER TABLE {table} DISABLE TRIGGER facts_of_{kind}" for kind, table in TABLES.items()],
    GOES_ON: [f"ALTER TABLE {table} DISABLE TRIGGER {kind}_goes_on" for kind, table in TABLES.items()],
    WRITTEN_ONCE: ["ALTER TABLE actors_revision DISABLE TRIGGER revision_is_written_once"],
    CHECKED_ONCE: ["ALTER TABLE actors_check DISABLE TRIGGER check_is_written_once"],
    WHO: ["ALTER TABLE actors_check DISABLE TRIGGER check_names_who_entered_it"],
    TWO_PEOPLE: ["ALTER TABLE actors_check DROP CONSTRAINT checker_is_not_who_entered_it"],
}
"""The guards of the database, and how its owner takes each away."""


def tried(way: Way, *, by_second: bool = False, without: str = "") -> tuple[list[str], str]:
    """What the public, the checks and what was said have lost, and the refusal in words."""
    scene = Scene()
    scene.given = way.given(scene)
    _lift(without)
    before, refusal = seen(), ""
    try:
        with transaction.atomic():
            way.do(scene, scene.ben if by_second else scene.ada)
    except AssertionError:
        raise
    except Exception as error:
        refusal = f"{type(error).__name__}: {error}"
    return loss(before, seen()), refusal


def _lift(guard: str) -> None:
    if guard in LIFT:
        with connection.cursor() as cursor:
            # A table with checks still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in LIFT[guard]:
                cursor.execute(statement)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_alone(way: Way) -> None:
    lost, refusal = tried(way)
    assert lost == [], refusal
    if way.guard in LIFT:
        assert refusal, "it passed, and did nothing"


@pytest.mark.parametrize("way", [way for way in WAYS if way.guard in LIFT], ids=lambda way: way.name)
def test_control_without_the_guard(way: Way) -> None:
    lost, refusal = tried(way, without=way.guard)
    assert lost != [] and not refusal, refusal


@pytest.mark.parametrize("way", [way for way in WAYS if way.guard == DEED], ids=lambda way: way.name)
def test_control_by_a_second_person(way: Way) -> None:
    lost, refusal = tried(way, by_second=True)
    assert lost != [] and not refusal, refusal


def test_there_are_fifty_ways_and_each_guard_is_tried() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS) >= 50
    assert set(Counter(way.guard for way in WAYS)) == {*LIFT, DEED, NO_WAY}


@pytest.mark.sqlite
def test_on_sqlite_the_deeds_alone_refuse(tmp_path: Path) -> None:
    """What needs no guard of PostgreSQL holds on the embedded default too; what needs one is said not to hold."""
    env = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/two.sqlite3"}
    words = [sys.executable, "-m", "tests.actors.checking.embedded"]
    ran = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert ran.returncode == 0, ran.stderr[-3000:]
    lost = json.loads(ran.stdout.splitlines()[-1])
    guards = {way.name: way.guard for way in ON_SQLITE}
    assert set(lost) == set(guards)
    assert {name: parts for name, parts in lost.items() if parts and guards[name] in {DEED, NO_WAY, TWO_PEOPLE}} == {}
    assert any(lost[name] for name, guard in guards.items() if guard == FACTS)
