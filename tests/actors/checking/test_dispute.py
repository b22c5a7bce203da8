"""Somebody concerned objects: shown beside the row, or the row is hidden at once and back only by two people."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError

from actors.checking import checks, disputes, editions, revisions
from actors.checking.models import Dispute
from actors.positions.models import Position
from foundation.history.models import Entry
from tests import make
from tests.actors.checking.cast import curator, position

pytestmark = pytest.mark.django_db


def answerer(name):
    user = curator(name)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_dispute", "change_dispute"]))
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def ada():
    return answerer("ada")


@pytest.fixture
def ben():
    return answerer("ben")


def raised(by, row, **more):
    values = {"by_whom": "The ministry", "text": "We never said so.", "raised_on": date(2026, 11, 1), "hides": True}
    return disputes.raise_dispute(row=row, by=by, now=make.NOW, **{**values, **more})


def is_public(row):
    return Position.objects.public().filter(pk=row.pk).exists()


def test_it_hides_the_row_at_once(ada):
    row, before = make.fact(position()), editions.current()
    found = raised(ada, row)
    assert not is_public(row) and found.hid and editions.current() == before + 1
    assert Entry.objects.get(deed="dispute.raised").subject_code == row.key


def test_or_stands_beside_it(ada):
    row = make.fact(position())
    found = raised(ada, row, hides=False)
    assert is_public(row) and list(Dispute.objects.open().shown()) == [found]
    disputes.hide(dispute=found, by=ada, now=make.NOW)
    disputes.hide(dispute=found, by=ada, now=make.NOW)
    assert not is_public(row) and Entry.objects.filter(deed="dispute.hidden").count() == 1


def test_two_people_settle_it(ada, ben):
    row = make.fact(position())
    found = raised(ada, row)
    with pytest.raises(checks.Superseded):
        disputes.settle(dispute=found, outcome="", by=ben, now=make.NOW)
    disputes.propose_outcome(dispute=found, outcome="The words stand.", by=ada, now=make.NOW)
    with pytest.raises(checks.SamePerson):
        disputes.settle(dispute=found, outcome="The words stand.", by=ada, now=make.NOW)
    with pytest.raises(checks.Superseded):
        disputes.settle(dispute=found, outcome="Other words.", by=ben, now=make.NOW)
    assert not is_public(row)
    disputes.settle(dispute=found, outcome="The words stand.", by=ben, now=make.NOW)
    assert is_public(row)
    found.refresh_from_db()
    assert (found.settled_by, found.confirmed_by) == (ada, ben)
    for deed in (disputes.hide, lambda **more: disputes.settle(outcome="The words stand.", **more)):
        with pytest.raises(checks.Settled):
            deed(dispute=found, by=ben, now=make.NOW)


def test_another_dispute_keeps_it_hidden(ada, ben):
    row = make.fact(position())
    first, second = raised(ada, row), raised(ada, row, by_whom="Somebody else")
    for found, public in ((first, False), (second, True)):
        disputes.propose_outcome(dispute=found, outcome="Stands.", by=ada, now=make.NOW)
        disputes.settle(dispute=found, outcome="Stands.", by=ben, now=make.NOW)
        assert is_public(row) is public


def test_settling_publishes_nothing_that_was_hidden_for_another_reason(ada, ben):
    row = make.fact(position(), public=False)
    found = raised(ada, row)
    disputes.propose_outcome(dispute=found, outcome="Stands.", by=ada, now=make.NOW)
    disputes.settle(dispute=found, outcome="Stands.", by=ben, now=make.NOW)
    assert not is_public(row)


def test_a_correction_checked_meanwhile_stays_hidden_until_it_is_settled(ada, ben):
    row = make.fact(position())
    found = raised(ada, row)
    row.refresh_from_db()
    row.quote = "Lift some."
    correction = revisions.propose(row=row, by=ada, now=make.NOW)
    checks.confirm(revision=correction, by=ben, now=make.NOW)
    assert not is_public(row)
    disputes.propose_outcome(dispute=found, outcome="Corrected.", by=ben, now=make.NOW)
    disputes.settle(dispute=found, outcome="Corrected.", by=ada, now=make.NOW)
    assert Position.objects.public().get().quote == "Lift some."


def test_who_may(ada):
    row, eve = make.fact(position()), curator("eve", checks=False)
    with pytest.raises(checks.NotAllowed):
        raised(eve, row)
    found = raised(ada, row)
    for deed in (disputes.hide, lambda **more: disputes.propose_outcome(outcome="x", **more)):
        with pytest.raises(checks.NotAllowed):
            deed(dispute=found, by=eve, now=make.NOW)
    with pytest.raises(ValidationError):
        disputes.propose_outcome(dispute=found, outcome=" ", by=ada, now=make.NOW)
