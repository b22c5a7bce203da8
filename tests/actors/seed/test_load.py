"""Loading the register: all of it, as often as one likes, and nothing that people entered is touched."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from actors.directory.models import Actor, Group, Office
from actors.levers.models import Ask, Instrument, Lever
from actors.positions.models import Occasion, Position, StanceStep
from actors.sanctions.models import Designation, Effect, Measure, Person
from actors.seed import register
from actors.seed.sheets import Report
from foundation.history.models import Entry
from tests import make
from tests.register import NOW, TODAY


def lines(name: str) -> list[dict[str, str]]:
    with (register.FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packaged files, to be changed by a test."""
    folder = tmp_path / "data"
    shutil.copytree(register.FOLDER, folder)
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_loads_every_row(the_register: Report) -> None:
    assert the_register.refused == []
    assert the_register.held_back == []
    assert the_register.added["states"] == len(lines("states.csv")) == 197
    for model, name in (
        (Measure, "measures.csv"),
        (Designation, "affected_people.csv"),
        (Effect, "effects.csv"),
        (Instrument, "instruments.csv"),
        (Ask, "asks.csv"),
        (StanceStep, "stance_scale.csv"),
        (Occasion, "events.csv"),
        (Position, "positions.csv"),
        (Lever, "levers.csv"),
    ):
        assert model.objects.count() == len(lines(name)), name
    assert Designation.objects.count() == 29
    assert Person.objects.count() == 25


def test_words_from_secondary_copies_wait(the_register: Report) -> None:
    shown = set(Effect.objects.public().values_list("key", flat=True))
    assert shown == {"prost-whole-world", "khan-n-visa-darfur", "court-investigations"}
    assert all(line["source_grade"] == "press" for line in lines("effects.csv") if line["effect_code"] in shown)
    assert set(Measure.objects.public().values_list("on__year", flat=True)) == {2020, 2025, 2026}
    assert not Measure.objects.public().filter(kind__in=["threat", "judgment"]).exists()


def test_a_lifted_designation_has_its_last_day(the_register: Report) -> None:
    row = Designation.objects.get(person__key="fatou-bensouda")
    assert (row.until_on, row.status, row.public) == (date(2021, 4, 1), "lifted", True)
    assert row.is_checked("status")


def test_the_groups_are_computed_from_rows(the_register: Report) -> None:
    sizes = {group.key: group.members(TODAY).count() for group in Group.objects.all()}
    assert sizes == {
        "eu-members": 27,
        "signatories-2025-02-07": 79,
        "states-parties": 125,
        "states-parties-not-joined-2025-02-07": 46,
    }
    said = {line["iso_alpha2"] for line in lines("states.csv") if line["rome_statute_status"] == "state_party"}
    assert set(Actor.objects.states_parties(TODAY).values_list("key", flat=True)) == said


def test_states_parties_follow_the_day(the_register: Report) -> None:
    def parties(on: date) -> set[str]:
        return set(Actor.objects.states_parties(on).values_list("key", flat=True))

    assert parties(date(2002, 6, 30)) == set()
    assert "BI" in parties(date(2017, 10, 26))
    assert "BI" not in parties(date(2017, 10, 27))
    assert "UA" not in parties(date(2024, 12, 31))
    assert "UA" in parties(date(2025, 1, 1))
    # The data set has a day for it that nobody checked, so it ends nothing.
    assert "NE" in parties(date(2028, 1, 1))
    for on in (date(2010, 1, 1), date(2018, 1, 1), TODAY):
        assert parties(on) == {actor.key for actor in Actor.objects.all() if actor.is_party(on)}


def test_a_second_run_changes_nothing(the_register: Report) -> None:
    entries = Entry.objects.count()
    report = register.load(now=NOW, by=None)
    assert not report.has_changes()
    assert report.refused == []
    assert report.kept["positions"] == 39
    assert Entry.objects.count() == entries


def test_a_run_is_in_the_journal_with_codes_only(the_register: Report) -> None:
    entry = Entry.objects.get(deed="register.load")
    assert (entry.subject_kind, entry.subject_code, entry.actor_kind) == ("data_set", "2026-11-23", "system")
    assert entry.detail["added"] == sum(the_register.added.values())


def test_what_people_entered_stays(the_register: Report) -> None:
    make.change(Office.objects.filter(key="CA-attorney-general"), title_en="Attorney General", data_set_on=None)
    added = make.fact(Person(key="somebody", kind="person", name="Somebody"))
    report = register.load(now=NOW, by=None)
    assert report.left_to_people["offices"] == 1
    assert Office.objects.get(key="CA-attorney-general").title_en == "Attorney General"
    assert Person.objects.filter(pk=added.pk).exists()


def test_a_changed_file_changes_its_row_alone(the_register: Report, copy: Path) -> None:
    change(copy, "measures.csv", "Executive Order 14203,President", "Executive Order 14203,The President")
    report = register.load(now=NOW, by=None, folder=copy)
    assert dict(+report.changed) == {"measures": 1}
    assert Measure.objects.get(key="us-executive-order-14203").taken_by == "The President"


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("positions.csv", "2025-02-11,day", "2025-13-11,day", "is no date"),
        ("positions.csv", "voiced_concern,2", "voiced_concern,3", "is no step of the scale"),
        ("positions.csv", "Belgium,BE,", "Belgium,QQ,", "is not in the register"),
        ("states.csv", "state_party,1998-07-18", "signatory,1998-07-18", "its dates say state_party"),
        ("states.csv", ",Andorra,", f",{'A' * 200},", "at most 120 characters"),
        ("asks.csv", "head_of_government;foreign_minister;eu", "head_of_nothing;eu", "is not in the register"),
        ("affected_people.csv", "United States,Executive", "Utopia,Executive", "no coercing state"),
        ("effects.csv", "kimberly-prost", "nobody", "is not in the register"),
        ("measures.csv", "US,order,", "US,favour,", "favour"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(
    copy: Path, db: None, name: str, old: str, new: str, reason: str
) -> None:
    change(copy, name, old, new)
    report = register.load(now=NOW, by=None, folder=copy)
    first = report.refused[0]
    assert first.file == name
    assert reason in first.reason
    assert first.line > 1


def test_an_unknown_note_holds_the_row_back(copy: Path, db: None) -> None:
    change(copy, "positions.csv", ",US,,first_hand", ",US,doubtful in some way,first_hand")
    report = register.load(now=NOW, by=None, folder=copy)
    assert [line.file for line in report.held_back] == ["positions.csv"]
    assert not Position.objects.get(key="JS79-2025-02-07-us").public
