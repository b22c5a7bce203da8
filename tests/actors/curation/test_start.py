"""The start page: every number is that of the list it leads to, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actors.checking import checks, disputes, merges, revisions
from actors.curating import start
from actors.directory.models import Contact, Office, OfficeKind, Person, Term
from tests import make
from tests.actors.checking.cast import position, step
from tests.actors.curation.people import appointed, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


def trouble(ada, ben, mark=""):
    """One of everything that needs somebody."""
    now = timezone.now()
    office = make.office(address=None)
    make.contact(office, f"a{mark}@office.example", checked_on=now.date() - timedelta(days=900))
    make.contact(office, f"b{mark}@office.example", state="bouncing")
    new = Contact(office=office, channel="mail", value=f"c@new{mark}.example")
    checks.confirm(revision=revisions.propose(row=new, by=ada, now=now), by=ben, now=now)
    people = [make.fact(Person(key=f"{key}{mark}", name=key, confidence="high")) for key in ("jane", "joan")]
    ends = now.date() + timedelta(days=20)
    make.fact(Term(key=f"t{mark}", office=office, person=people[0], until_on=ends))
    revisions.propose(row=position(f"waits{mark}"), by=ada, now=now)
    row = make.fact(position(f"disputed{mark}", stance=step(4)))
    said = {"by_whom": "A", "text": "No.", "raised_on": now.date(), "hides": True}
    disputes.raise_dispute(row=row, by=ada, now=now, **said)
    keys = {"kind": "person", "from_key": people[0].key, "into_key": people[1].key}
    merges.propose(**keys, reason="-", by=ada, now=now)
    return office


def test_each_number_is_that_of_its_list(ada, ben):
    trouble(ada, ben)
    trouble(ada, ben, "-2")
    make.fact(Office(key="XB-fm", actor=make.state("XB"), kind=make.fact(OfficeKind(key="foreign_minister"))))
    client = browser(ben)
    lines = client.get(reverse("admin:index")).context["lines"]
    assert len(lines) > 10
    for line in lines:
        listed = client.get(line.address).context["cl"].result_count
        assert listed == line.number, line
    assert sum(line.number > 0 for line in lines) >= 8


def test_nothing_to_do_is_said_too(ada):
    lines = start.lines(ada, timezone.now())
    assert lines and all(line.number == 0 for line in lines)


def test_ones_own_entries_are_named(ada, ben):
    revisions.propose(row=position(), by=ada, now=make.NOW)
    assert "needs somebody else" in start.lines(ada, make.NOW)[0].more
    assert start.lines(ben, make.NOW)[0].more == ""


def test_each_wait_shows_until_when_and_who_can_end_it(ada, ben):
    trouble(ada, ben)
    cleo, now = appointed("cleo"), timezone.now()
    (wait,) = start.waits(cleo, now)
    assert wait.may and wait.not_these == ["ada", "ben"] and wait.until > now
    assert not start.waits(ada, now)[0].may and not start.waits(ben, now)[0].may
    page = browser(cleo).get(reverse("admin:index")).content.decode()
    assert "whoever may check facts, except ada, ben" in page and "you, or" in page


def test_who_may_not_look_sees_no_number(ada, ben):
    trouble(ada, ben)
    eve = appointed("eve")
    eve.groups.clear()
    eve = type(eve).objects.get(pk=eve.pk)
    assert start.lines(eve, make.NOW) == [] and start.waits(eve, make.NOW) == []
    assert browser(eve).get(reverse("admin:index")).status_code == 200


def test_an_office_that_a_campaign_addresses_needs_an_address(ada, alice):
    office = make.office("XA-odd", address=None)
    line = next(line for line in start.lines(ada, make.NOW) if "letters are meant for" in line.words)
    assert line.number == 0, "nobody writes to this kind of office"
    make.letter(make.campaign(alice), alice, offices=[office])
    now = timezone.now()
    line = next(line for line in start.lines(ada, now) if "letters are meant for" in line.words)
    assert line.number == 1
    make.contact(office, "desk@office.example")
    assert next(line for line in start.lines(ada, now) if "letters are meant for" in line.words).number == 0


def test_other_rooms_add_lines_of_their_own(ada, monkeypatch):
    line = start.Line(7, "suggestions wait", "/admin/")
    monkeypatch.setattr(start, "OTHERS", [lambda user, now: line, lambda user, now: None])
    assert start.lines(ada, make.NOW)[-1] == line


def test_many_rows_cost_no_more(ada, ben):
    def cost():
        now = timezone.now()
        with CaptureQueriesContext(connection) as found:
            start.lines(ben, now)
            start.waits(ben, now)
        return len(found)

    start.lines(ben, make.NOW)
    nothing = cost()
    for number in range(6):
        trouble(ada, ben, f"-{number}")
    assert cost() == nothing <= 16
