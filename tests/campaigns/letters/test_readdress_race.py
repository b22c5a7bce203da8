"""Decisions pressed by several at the same moment are one each."""

import pytest

from actors.accounts.models import Member, Role, User
from actors.directory.models import Person
from campaigns.delivery import changes, ledger
from campaigns.letters.models import FrozenTarget, Readdressing
from campaigns.planning import names
from campaigns.planning.models import NameDecision
from foundation.history.models import Entry
from tests import make
from tests.campaigns.planning.test_safeguards_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def letter(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])
    make.change(row.targets.get().office.contacts.all(), value="new@office.example")
    return row


@pytest.fixture
def others(alice) -> list[User]:
    rows = [User.objects.create_user(f"member{n}@example.org") for n in range(AT_ONCE)]
    organisation = alice.memberships.get().organisation
    for row in rows:
        Member.objects.create(organisation=organisation, user=row, role=Role.CAMPAIGNER)
    return rows


def press(letter, others) -> list[BaseException | None]:
    frozen = ledger.frozen_targets(letter.current)[0]
    return at_once(*[lambda by=by: changes.readdress(frozen=frozen, by=by, now=make.NOW) for by in others])


def test_a_change_is_approved_once(letter, others):
    assert press(letter, others) == [None] * AT_ONCE
    assert Readdressing.objects.count() == Entry.objects.filter(deed="letter.readdressed").count() == 1


def test_control_without_the_lock_it_is_approved_more_often(letter, others, monkeypatch):
    monkeypatch.setattr(type(FrozenTarget.objects.all()), "select_for_update", lambda self, **_how: self)
    press(letter, others)
    assert Readdressing.objects.count() > 1


def test_a_name_is_decided_once(letter, others):
    person = make.fact(Person(key="p", name="Ada Example"))
    done = {"campaign": letter.campaign, "person": person, "now": make.NOW, "why": "Because."}
    assert at_once(*[lambda by=by: names.decide(by=by, **done) for by in others]) == [None] * AT_ONCE
    assert NameDecision.objects.count() == Entry.objects.filter(deed="campaign.name_decided").count() == 1
