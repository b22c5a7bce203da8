"""What one person enters, a second one confirms; until then the public sees what it saw."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from actors.checking import checks, editions, revisions
from actors.checking.models import Check, Origin, Revision
from actors.directory.models import Person, Term
from actors.positions.models import Position
from foundation.history.models import Entry
from tests import make
from tests.actors.checking.cast import curator, position, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return curator("ada", organisation="Watch")


@pytest.fixture
def ben():
    return curator("ben", organisation="Jurists")


def term(office, person, since):
    return Term(office=office, person=person, from_on=since, confidence="high")


def entered(by, row=None, **more):
    revision = revisions.propose(row=row or position(), by=by, now=make.NOW, **more)
    assert revision is not None
    return revision


def test_what_is_entered_waits(ada):
    revision = entered(ada, source="https://ministry.example")
    row = Position.objects.get()
    assert (row.public, row.pending, row.revision) == (False, True, revision)
    assert (revision.number, revision.origin, revision.entered_by) == (1, Origin.PERSON, ada)
    assert revision.facts["on"] == "2026-06-01" and revision.facts["calls_for_lifting"] is True
    assert list(revisions.waiting()) == [revision]
    assert not Position.objects.public().exists()
    assert Entry.objects.get(deed="register.entered").subject_code == "XA-said"


def test_a_second_person_makes_it_public(ada, ben):
    before = editions.current()
    check = checks.confirm(revision=entered(ada), by=ben, now=make.NOW, note="read it")
    row = Position.objects.public().get()
    assert (row.pending, row.data_set_on, check.organisation) == (False, None, "Jurists")
    assert not revisions.waiting().exists()
    assert editions.current() == before + 2
    assert Entry.objects.filter(deed="register.confirmed").exists()


def test_nobody_vouches_for_their_own_words(ada):
    revision = entered(ada)
    with pytest.raises(checks.SamePerson):
        checks.confirm(revision=revision, by=ada, now=make.NOW)
    with pytest.raises(checks.NotAllowed):
        checks.confirm(revision=revision, by=curator("eve", checks=False), now=make.NOW)
    assert not Position.objects.public().exists() and not Check.objects.exists()


def test_a_correction_changes_nothing_until_it_is_checked(ada, ben):
    checks.confirm(revision=entered(ada), by=ben, now=make.NOW)
    row = Position.objects.get()
    row.quote = "Lift them all."
    second = entered(ben, row)
    row.refresh_from_db()
    assert (row.quote, row.public, row.pending, second.number) == ("Lift them.", True, True, 2)
    assert revisions.difference(row.revision.facts, second.facts) == [("quote", "Lift them.", "Lift them all.")]
    checks.confirm(revision=second, by=ada, now=make.NOW)
    row.refresh_from_db()
    assert (row.quote, row.public, row.pending) == ("Lift them all.", True, False)
    assert [one.number for one in revisions.of(row)] == [2, 1]


def test_a_refused_correction_leaves_the_row_as_it_was(ada, ben):
    checks.confirm(revision=entered(ada), by=ben, now=make.NOW)
    row = Position.objects.get()
    row.quote = "Never mind."
    checks.refuse(revision=entered(ada, row), by=ben, now=make.NOW)
    row.refresh_from_db()
    assert (row.quote, row.public, row.pending) == ("Lift them.", True, False)


def test_what_is_refused_at_first_stays_out_of_sight(ada, ben):
    checks.refuse(revision=entered(ada), by=ben, now=make.NOW)
    assert not Position.objects.get().public
    row = Position.objects.get()
    row.quote = "Better words."
    checks.confirm(revision=entered(ada, row), by=ben, now=make.NOW)
    assert Position.objects.public().get().quote == "Better words."


def test_only_the_newest_words_can_be_checked_and_only_once(ada, ben):
    first = entered(ada)
    row = Position.objects.get()
    row.quote = "Newer."
    second = entered(ada, row)
    with pytest.raises(checks.Superseded):
        checks.confirm(revision=first, by=ben, now=make.NOW)
    checks.confirm(revision=second, by=ben, now=make.NOW)
    for again in (checks.confirm, checks.refuse):
        with pytest.raises(checks.Settled):
            again(revision=second, by=ben, now=make.NOW)


def test_twice_the_same_is_once(ada, ben):
    entered(ada)
    assert revisions.propose(row=Position.objects.get(), by=ada, now=make.NOW) is None
    checks.confirm(revision=Revision.objects.get(kind="position"), by=ben, now=make.NOW)
    assert revisions.propose(row=Position.objects.get(), by=ada, now=make.NOW) is None
    with pytest.raises(revisions.Taken):
        revisions.propose_many(rows=[position()], by=ada, now=make.NOW)


@pytest.mark.parametrize(
    ("facts", "public"),
    [({}, True), ({"confidence": "medium"}, False), ({"source_grade": "secondary"}, False)],
)
def test_the_rule_of_sources_holds_for_what_is_checked(ada, ben, facts, public):
    checks.confirm(revision=entered(ada, position(**facts)), by=ben, now=make.NOW)
    assert Position.objects.get().public is public


def test_silence_needs_a_named_occasion(ada):
    with pytest.raises(ValidationError, match="named occasion"):
        entered(ada, position(stance=step(0)))


def test_a_row_of_the_data_set_is_corrected_by_two(ada, ben):
    row = make.fact(position(data_set_on=make.NOW.date()))
    row.quote = "Corrected."
    revision = entered(ada, row)
    row.refresh_from_db()
    assert (row.quote, row.data_set_on is None) == ("Lift them.", False)
    checks.confirm(revision=revision, by=ben, now=make.NOW)
    row.refresh_from_db()
    assert (row.quote, row.data_set_on, row.public) == ("Corrected.", None, True)


def test_a_person_can_check_or_refuse_what_the_data_set_says(ada):
    row = make.fact(position(data_set_on=make.NOW.date()))
    checks.confirm(revision=row.revision, by=ada, now=make.NOW)
    other = make.fact(position("XA-other", data_set_on=make.NOW.date()))
    checks.refuse(revision=other.revision, by=ada, now=make.NOW)
    assert [one.key for one in Position.objects.public()] == ["XA-said"]


def test_a_batch_is_confirmed_whole_or_not_at_all(ada, ben):
    rows = [position(f"XA-{number}") for number in range(30)]
    assert len(revisions.propose_many(rows=rows, by=ada, now=make.NOW, batch="b1")) == 30
    with pytest.raises(checks.SamePerson):
        checks.confirm_batch(batch="b1", by=ada, now=make.NOW)
    assert Position.objects.public().count() == 0
    assert len(checks.confirm_batch(batch="b1", by=ben, now=make.NOW)) == 30
    assert Position.objects.public().count() == 30
    assert checks.confirm_batch(batch="b1", by=ben, now=make.NOW) == []


def test_two_people_do_not_hold_one_seat(ada, ben):
    office = make.office()
    people = [make.fact(Person(key=name, name=name)) for name in ("one", "two")]
    first = entered(ada, term(office, people[0], date(2025, 1, 1)))
    checks.confirm(revision=first, by=ben, now=make.NOW)
    second = entered(ada, term(office, people[1], date(2026, 1, 1)))
    with pytest.raises(checks.Impossible, match="one seat at the same time"):
        checks.confirm(revision=second, by=ben, now=make.NOW)
    # The first ends and the second begins in one check.
    ending = Term.objects.get(person=people[0])
    ending.until_on = date(2026, 1, 1)
    ended = entered(ada, ending)
    checks.confirm_many(revisions=[ended, second], by=ben, now=make.NOW)
    assert office.holder(make.NOW.date()).person == people[1]


def test_the_database_itself_refuses_overlapping_terms():
    """Without the deed's own look: the exclusion constraint of PostgreSQL."""
    office = make.office()
    with pytest.raises(IntegrityError, match="one_holder_of_a_seat"), transaction.atomic():
        for name in ("one", "two"):
            person = make.fact(Person(key=name, name=name))
            make.fact(Term(key=name, office=office, person=person))
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_contested_seat_may_have_two(ada, ben):
    office = make.office()
    for name in ("one", "two"):
        person = make.fact(Person(key=name, name=name))
        make.fact(Term(key=name, office=office, person=person, disputed=True))
    assert office.holder(make.NOW.date()) is None and office.is_disputed(make.NOW.date())


def test_every_kind_of_row_is_guarded_with_all_its_facts():
    """A new column of facts without its trigger made anew would be an open door."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgargs FROM pg_trigger WHERE tgname LIKE 'facts_of_%%'")
        found = {table: bytes(args).decode().split("\0")[:2] for table, args in cursor.fetchall()}
    for kind, model in revisions.kinds().items():
        name, facts = found[model._meta.db_table]
        assert (name, set(facts.split(","))) == (kind, set(model.fact_names())), kind
    assert len(found) == len(revisions.kinds())


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_revisions_and_checks_are_written_once(ada, ben, verb):
    checks.confirm(revision=entered(ada), by=ben, now=make.NOW)
    for rows in (Check.objects.all(), Revision.objects.all()):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            rows.update(code="x") if verb == "update" else rows._raw_delete(rows.db)
