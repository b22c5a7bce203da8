"""How long files are kept, what the start page says of them, hints that may be lost, and the embedded default."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actors.accounts.models import User
from actors.checking import checks
from actors.curating import start
from actors.directory.models import Person
from actors.exchange import entering, hints, imports, reading
from actors.exchange.models import ImportLine
from tests.actors.curation.people import appointed, browser
from tests.actors.exchange.files import brought, csv, do, page, people
from tests.foundation.outbox.crew import ROOT

WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def ada(db: None) -> User:
    return appointed("ada")


def test_files_are_forgotten_after_a_week_and_what_was_shown_too(ada: User) -> None:
    hers, now = browser(ada), timezone.now()
    entered, waits = brought(hers, people(2)), brought(hers, people(3, 10))
    do(hers, entered, "enter")
    assert imports.forget_old(now=now + timedelta(days=6)) == 0 and ImportLine.objects.count() == 5
    assert imports.forget_old(now=now + WEEK) == 1
    entered.refresh_from_db()
    waits.refresh_from_db()
    assert (entered.state, waits.state, waits.data) == ("entered", "failed", None)
    assert not ImportLine.objects.exists() and entered.counts["new"] == 2 and entered.sha256
    assert "Nobody entered it within seven days" in hers.get(page(waits)).content.decode()
    assert "2 rows were entered" in hers.get(page(entered)).content.decode()


def test_what_is_being_entered_is_never_forgotten(ada: User) -> None:
    row = brought(browser(ada), people(2))
    imports.begin(row=row, shown=row.fingerprint, by=ada, now=timezone.now())
    assert imports.forget_old(now=timezone.now() + WEEK) == 0
    assert entering.sweep(now=timezone.now() + WEEK) == 1 and Person.objects.count() == 2


def test_the_start_page_counts_files_that_are_not_entered(ada: User) -> None:
    hers = browser(ada)
    brought(hers, people(2))
    brought(hers, csv(["ann", "Ann", "QQ"], columns=("key", "name", "home_state")))
    do(hers, brought(hers, people(1, 50)), "enter")
    line = next(line for line in start.lines(ada, timezone.now()) if "files were brought" in line.words)
    assert line.number == 2 and line.more == "1 failed or has refused lines"
    assert hers.get(line.address).context["cl"].result_count == 2
    failed = f"{reverse('admin:actors_import_changelist')}?left=failed"
    assert hers.get(failed).context["cl"].result_count == 1


class Away:
    def set(self, *args: Any) -> None:
        raise ConnectionError

    get = set


def test_hints_may_be_lost(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hers = browser(ada)
    row = brought(hers, people(3))
    imports.begin(row=row, shown=row.fingerprint, by=ada, now=timezone.now())
    monkeypatch.setattr(hints, "caches", {"hints": Away()})
    shown = hers.get(page(row)).content.decode()
    assert "3 rows are being entered" in shown and "0 done, 3 left" in shown
    assert entering.work(pk=row.pk, now=timezone.now()) and Person.objects.count() == 3


def test_notes_are_not_too_many() -> None:
    told = []

    class Counted:
        def set(self, name: str, value: Any, seconds: int) -> None:
            told.append(value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hints, "caches", {"hints": Counted()})
        note = hints.Progress("x")
        for done in range(1000):
            note(done, 1000)
        note(1000, 1000)
    assert len(told) < 20 and told[-1] == (1000, 1000)
    assert caches["hints"].get("import:x") is None


def test_a_file_that_can_not_be_read_any_more_fails_in_words(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = brought(browser(ada), people(3))
    imports.look_again(row=row, by=ada, now=timezone.now())

    def refuse(data: bytes, encoding: str) -> None:
        raise reading.Refused("Reading the file took too long.")

    monkeypatch.setattr(reading, "read", refuse)
    assert entering.work(pk=row.pk, now=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.says) == ("failed", "Reading the file took too long.") and row.data


def test_two_thousand_people_are_entered_and_confirmed_while_one_waits(ada: User) -> None:
    """New rows say their facts already, so a check writes only that they are public: seconds, not a minute."""
    ben, now, data = appointed("ben"), timezone.now(), people(2000)
    began = time.monotonic()
    row = imports.receive(data=data, name="people.csv", importer="person", by=ada, now=now)
    imports.look_through(row=row, found=reading.read(data), now=now)
    row.refresh_from_db()
    imports.begin(row=row, shown=row.fingerprint, by=ada, now=now)
    assert entering.work(pk=row.pk, now=now)
    entered = time.monotonic() - began
    row.refresh_from_db()
    with CaptureQueriesContext(connection) as found:
        assert len(checks.confirm_batch(batch=row.batch, by=ben, now=now)) == 2000
    confirmed = time.monotonic() - began - entered
    print(f"2,000 people: entered in {entered:.1f} s, confirmed in {confirmed:.1f} s, {len(found)} queries")
    assert Person.objects.public().count() == 2000 and entered < 60 and confirmed < 30 and len(found) < 60


@pytest.mark.sqlite
def test_on_sqlite_progress_is_seen_before_the_end(tmp_path: Path) -> None:
    """One writer only: what is done so far is read by another process while the rows are not there yet."""
    gone = ("REDIS_URL", "BROKER_URL")
    env = {name: value for name, value in os.environ.items() if name not in gone}
    env |= {"DATABASE_URL": f"sqlite:///{tmp_path}/register.sqlite3", "VAR_DIR": str(tmp_path)}
    words = [sys.executable, "-m", "tests.actors.exchange.embedded"]
    ran = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["state"] == "entered" and found["rows"] == 2000 and found["seconds"] < 60
    assert any(0 < done < total for done, total in found["seen"]) and found["rows_seen"] == [0], found
    assert found["locked"] == "entering", "the page can be read while the one writer writes"
    assert {"signature_counts_changed", "signature_counts_gone", "signature_counts_new"} <= set(found["triggers"])
    assert found["again"] is False and found["checked"] == 2000
