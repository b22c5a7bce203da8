"""Whoever presses, and whoever dies: a file is entered once and whole."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from actors.accounts.models import User
from actors.checking.models import Revision
from actors.directory.models import Person
from actors.exchange import entering, hints, imports, plans, reading
from actors.exchange.models import Import
from foundation.history.models import Entry
from tests.actors.checking.test_merge_race import at_once
from tests.actors.curation.people import appointed
from tests.actors.exchange.files import people
from tests.foundation.outbox.crew import ROOT, address_of_database

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 1200
"""Three parts of one transaction."""


@pytest.fixture
def ada() -> User:
    return appointed("ada")


def looked_through(by: User, number: int) -> Import:
    now, data = timezone.now(), people(number)
    row = imports.receive(data=data, name="people.csv", importer="person", by=by, now=now)
    imports.look_through(row=row, found=reading.read(data), now=now)
    row.refresh_from_db()
    return row


def begun(by: User, number: int) -> Import:
    row = looked_through(by, number)
    assert imports.begin(row=row, shown=row.fingerprint, by=by, now=timezone.now())
    row.refresh_from_db()
    return row


def test_two_people_press_at_once_and_one_of_them_enters_it(ada: User) -> None:
    ben = appointed("ben")
    row = looked_through(ada, 20)
    press = [
        lambda by=by: imports.begin(row=row, shown=row.fingerprint, by=by, now=timezone.now()) for by in (ada, ben)
    ]
    assert sorted(at_once(press)) == [False, True]
    assert Entry.objects.filter(deed="import.begun").count() == 1
    at_once([lambda: entering.sweep(now=timezone.now())] * 3)
    assert Revision.objects.count() == 20 and Import.objects.get().state == "entered"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that a plan begins to be entered; slow, so that others come in between."""
    seen: list[str] = []
    enter = plans.enter

    def slow(found: plans.Plan, **said: Any) -> plans.Plan:
        seen.append(said["batch"])
        time.sleep(1)
        return enter(found, **said)

    monkeypatch.setattr(plans, "enter", slow)
    return seen


def work_at_once(row: Import, monkeypatch: pytest.MonkeyPatch, *, locks: bool) -> list[Any]:
    """Three workers of which none sees that another took the file up; with or without the row being held."""
    monkeypatch.setattr(entering, "PATIENCE", timedelta(days=-1))
    if not locks:
        monkeypatch.setattr(models.QuerySet, "select_for_update", lambda found, *args, **more: found)
    return at_once([lambda: entering.work(pk=row.pk, now=timezone.now())] * 3)


def test_three_workers_enter_a_file_once(ada: User, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    row = begun(ada, 20)
    found = work_at_once(row, monkeypatch, locks=True)
    assert sorted(found) == [False, False, True] and counted == [row.batch]
    row.refresh_from_db()
    assert row.state == "entered" and Revision.objects.count() == 20


def test_control_without_the_lock_they_all_begin(
    ada: User, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun(ada, 20)
    work_at_once(row, monkeypatch, locks=False)
    assert len(counted) > 1


@pytest.fixture
def worker() -> Iterator[Any]:
    started: list[subprocess.Popen[str]] = []

    def start(row: Import, variant: str = "") -> subprocess.Popen[str]:
        import os

        words = [sys.executable, "-m", "tests.actors.exchange.workers", str(row.pk), variant]
        env = os.environ | {"DATABASE_URL": address_of_database()}
        process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None and process.stdout.readline() == "entering\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(20)


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(20)
    time.sleep(0.5)  # the database notices that nobody is there any more


def later(**more: float) -> datetime:
    return timezone.now() + timedelta(**more)


def test_a_worker_killed_half_way_leaves_nothing_and_another_enters_all(ada: User, worker: Any) -> None:
    row = begun(ada, MANY)
    process = worker(row)
    assert not Person.objects.exists(), "nobody sees halves while it works"
    assert entering.sweep(now=later(seconds=200)) == 0, "it holds the row, so nobody else begins"
    killed(process)
    row.refresh_from_db()
    assert (row.state, Person.objects.count(), Revision.objects.count()) == ("entering", 0, 0)
    assert entering.sweep(now=timezone.now()) == 0, "it may still be at it, for all we know"
    assert entering.sweep(now=later(seconds=100)) == 1
    row.refresh_from_db()
    assert (row.state, Person.objects.count(), Revision.objects.count()) == ("entered", MANY, MANY)
    assert Entry.objects.filter(deed="import.entered").count() == 1


def test_control_without_one_transaction_halves_stay(ada: User, worker: Any) -> None:
    killed(worker(begun(ada, MANY), "halves"))
    assert 0 < Person.objects.count() < MANY


def test_it_is_not_tried_for_ever(ada: User, worker: Any) -> None:
    row = begun(ada, MANY)
    killed(worker(row))
    Import.objects.update(attempts=entering.MOST_ATTEMPTS)
    assert entering.sweep(now=later(seconds=100)) == 1
    row.refresh_from_db()
    assert row.state == "failed" and "interrupted three times" in row.says and not Person.objects.exists()


def test_progress_is_seen_from_outside_before_the_end(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row, seen = begun(ada, MANY), []
    monkeypatch.setattr(hints, "PAUSE", 0.0)

    class Noted(hints.Progress):
        def __call__(self, done: int, total: int) -> None:
            super().__call__(done, total)
            [(there, *_rest)] = at_once([lambda: (Person.objects.count(), hints.seen(row.code))])
            seen.append((there, *_rest))

    monkeypatch.setattr(entering, "Progress", Noted)
    entering.work(pk=row.pk, now=timezone.now())
    assert [told for _there, told in seen] == [(0, MANY), (500, MANY), (1000, MANY), (MANY, MANY)]
    assert {there for there, _told in seen} == {0}, "the rows themselves are not there before the end"
