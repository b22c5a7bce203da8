"""Loading the data set again brings nothing back that people have hidden, refused, merged or begun to correct."""

import pytest

from actors.checking import checks, disputes, merge_plans, merges, revisions
from actors.positions.models import Position
from actors.sanctions.models import Person
from actors.seed import register
from tests.actors.curation.people import appointed
from tests.register import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def row(the_register):
    return Position.objects.public().order_by("pk").first()


def load_again():
    return register.load(now=NOW, by=None)


def test_a_disputed_row_stays_hidden(ada, row):
    disputes.raise_dispute(row=row, by_whom="A", text="No.", raised_on=NOW.date(), by=ada, now=NOW, hides=True)
    assert load_again().left_to_people["positions"] == 1
    row.refresh_from_db()
    assert not row.public


def test_a_refused_row_stays_hidden(ada, row):
    checks.refuse(revision=row.revision, by=ada, now=NOW)
    load_again()
    row.refresh_from_db()
    assert not row.public


def test_a_correction_that_waits_goes_on_waiting(ada, row):
    row.quote = "What they really said."
    waiting = revisions.propose(row=row, by=ada, now=NOW)
    Position.objects.filter(pk=row.pk).update(note="differs from the file")
    load_again()
    assert list(revisions.waiting()) == [waiting]


def test_a_merged_row_stays_merged(ada, the_register):
    ben = appointed("ben")
    kept, gone = (Person.objects.get(key=key) for key in ("fatou-bensouda", "karim-khan"))
    values = {"kind": "person", "from_key": gone.key, "into_key": kept.key}
    merge = merges.propose(**values, reason="A try.", by=ada, now=NOW)
    mark = merge_plans.plan("person", gone.key, kept.key).mark
    moved = merges.confirm(merge=merge, mark=mark, by=ben, now=NOW).moved
    assert moved > 0
    load_again()
    gone.refresh_from_db()
    assert not gone.public and not gone.designations.filter(public=True).exists()


def test_the_control_a_row_nobody_touched_follows_the_data_set(row):
    Position.objects.filter(pk=row.pk).update(note="differs from the file")
    assert load_again().changed["positions"] == 1
