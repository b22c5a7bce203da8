"""Deeds of owners pressed at the same moment: one opening, and never a campaign without an owner."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from actors.accounts.models import Member, Role
from campaigns.planning import members, safeguards
from campaigns.planning.models import Campaign, KeptOut, LegalOpening
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds) -> list[BaseException | None]:
    gate = threading.Barrier(len(deeds))

    def run(deed):
        gate.wait(30)
        try:
            deed()
            return None
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_owners_record_one_opening(alice):
    row = make.campaign(alice, with_designated=True)
    done = {"campaign": row, "reviewer": "Lea", "advice": "Yes.", "by": alice, "now": make.NOW}
    assert at_once(*[lambda: safeguards.open_to_all(**done)] * 8) == [None] * 8
    assert LegalOpening.objects.count() == 1


def test_two_owners_cannot_keep_each_other_out(alice, bob):
    Member.objects.filter(user=bob).update(role=Role.OWNER)
    for _round in range(10):
        row = make.campaign(alice)
        found = at_once(
            lambda: safeguards.keep_out(campaign=row, user=bob, by=alice, now=make.NOW),  # noqa: B023
            lambda: safeguards.keep_out(campaign=row, user=alice, by=bob, now=make.NOW),  # noqa: B023
        )
        assert [type(error) for error in found if error] == [members.NotAllowed]
        assert KeptOut.objects.filter(campaign=row).count() == 1


def test_control_without_the_lock_both_are_out(alice, bob, monkeypatch):
    """With nothing to hold on to, two owners at once leave nobody."""
    Member.objects.filter(user=bob).update(role=Role.OWNER)
    monkeypatch.setattr(type(Campaign.objects.all()), "select_for_update", lambda self, **_how: self)
    both = 0
    for _round in range(30):
        row = make.campaign(alice)
        at_once(
            lambda: safeguards.keep_out(campaign=row, user=bob, by=alice, now=make.NOW),  # noqa: B023
            lambda: safeguards.keep_out(campaign=row, user=alice, by=bob, now=make.NOW),  # noqa: B023
        )
        both += KeptOut.objects.filter(campaign=row).count() == 2
    assert both
