"""Contacts seen again, bouncing, dead; and a third person who ends a wait."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from actors.checking import checks, revisions
from actors.directory import channels
from actors.directory.models import Contact
from foundation.history.models import Entry
from tests import make
from tests.actors.curation.people import appointed

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=300)


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


@pytest.fixture
def cleo():
    return appointed("cleo")


@pytest.fixture
def waiting(ada, ben):
    """A channel that Ada entered and Ben checked, of a domain that is new for its state."""
    row = Contact(office=make.office(address=None), channel="mail", value="desk@new.example")
    checks.confirm(revision=revisions.propose(row=row, by=ada, now=make.NOW), by=ben, now=make.NOW)
    return Contact.objects.get()


def test_seen_again_is_fresh_again(ada):
    row = make.contact(make.office(address=None), "a@office.example", checked_on=make.NOW.date())
    before = row.revision_id
    assert row.is_stale(LATER.date())
    assert channels.see(contacts=[row], source="https://office.example", by=ada, now=LATER) == 1
    row.refresh_from_db()
    assert (row.is_stale(LATER.date()), row.checked_by, row.checked_source) == (False, ada, "https://office.example")
    assert row.revision_id == before, "no fact was touched"
    assert Entry.objects.get(deed="contact.seen").subject_code == row.code


@pytest.mark.parametrize("state", ["bouncing", "dead"])
def test_what_bounces_is_not_good_because_somebody_saw_it(ada, state):
    row = make.contact(make.office(address=None), "a@office.example", state=state)
    assert channels.see(contacts=[row], source="x", by=ada, now=LATER) == 0
    row.refresh_from_db()
    assert (row.state, row.checked_on) == (state, None)


def test_what_nobody_vouches_for_is_left_to_a_second_person(ada):
    row = Contact(office=make.office(address=None), channel="mail", value="a@office.example")
    revisions.propose(row=row, by=ada, now=make.NOW)
    assert channels.see(contacts=[row], source="x", by=ada, now=LATER) == 0
    assert not Contact.objects.usable(LATER).exists()


def test_a_source_is_asked_for(ada):
    with pytest.raises(ValidationError):
        channels.see(contacts=[], source="  ", by=ada, now=LATER)


def test_marked_ones_are_used_no_more(ada):
    rows = [make.contact(make.office(address=None), "a@office.example") for _one in range(2)]
    assert Contact.objects.usable(LATER).count() == 2
    for state in ("bouncing", "dead"):
        assert channels.mark(contacts=rows, state=state, by=ada, now=LATER) == 2
        assert channels.mark(contacts=rows, state=state, by=ada, now=LATER) == 0, "twice is once"
    assert not Contact.objects.usable(LATER).exists()
    with pytest.raises(ValueError, match="by a check"):
        channels.mark(contacts=rows, state="good", by=ada, now=LATER)


def test_a_third_person_ends_the_wait(ada, ben, cleo, waiting):
    assert not waiting.is_usable(make.NOW)
    for one in (ada, ben):
        with pytest.raises(checks.SamePerson):
            channels.end_wait(contact=waiting, by=one, now=make.NOW)
    with pytest.raises(checks.NotAllowed):
        eve = appointed("eve")
        eve.groups.clear()
        channels.end_wait(contact=waiting, by=type(eve).objects.get(pk=eve.pk), now=make.NOW)
    channels.end_wait(contact=waiting, by=cleo, now=make.NOW)
    waiting.refresh_from_db()
    assert waiting.is_usable(make.NOW)
    assert Entry.objects.get(deed="contact.wait_ended").subject_code == waiting.code
    with pytest.raises(checks.Settled):
        channels.end_wait(contact=waiting, by=cleo, now=make.NOW)


def test_else_it_ends_by_itself(cleo, waiting):
    assert not waiting.is_usable(make.NOW + timedelta(hours=23)) and waiting.is_usable(make.NOW + timedelta(hours=24))
    with pytest.raises(checks.Settled):
        channels.end_wait(contact=waiting, by=cleo, now=make.NOW + timedelta(hours=25))
