"""An outside reviewer is the second person once, for what they were asked to read (R23)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from actors.accounts.models import User
from actors.checking import checks, invitations, revisions
from actors.checking.models import Check, Invitation
from actors.positions.models import Position
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make
from tests.actors.checking.cast import curator, invited, inviter, position

pytestmark = pytest.mark.django_db


def answer(row: Invitation, verdict: str = "confirmed", name: str = "rosa  READER", **said: Any) -> list[Check]:
    known = {"note": "", "now": make.NOW + timedelta(hours=1)}
    return invitations.answer(invitation=row, verdict=verdict, name=name, **{**known, **said})


def test_who_was_asked_is_the_second_person() -> None:
    row = invited(make.NOW)
    assert not Position.objects.get().public
    [check] = answer(row)
    assert Position.objects.get().public
    assert (check.organisation, check.checked_by.email) == ("Law Clinic", "rosa@clinic.example")
    assert Entry.objects.filter(deed="review.invited").exists()
    assert Message.objects.filter(purpose="checking.invited", recipient_code=row.code).count() == 1


def test_they_can_refuse() -> None:
    answer(invited(make.NOW), "refused")
    assert not Position.objects.get().public


def test_twice_is_refused() -> None:
    row = invited(make.NOW)
    answer(row)
    with pytest.raises(checks.Settled):
        answer(row, "refused")
    assert Check.objects.count() == 1


def test_after_seven_days_it_is_over() -> None:
    row = invited(make.NOW)
    with pytest.raises(checks.Settled):
        answer(row, now=make.NOW + timedelta(days=7))


def test_a_withdrawn_one_opens_nothing() -> None:
    by = inviter()
    row = invited(make.NOW, by)
    invitations.withdraw(invitation=row, by=by, now=make.NOW)
    with pytest.raises(checks.Settled):
        answer(row)


def test_a_machine_that_presses_buttons_does_not_know_the_name() -> None:
    row = invited(make.NOW)
    for name in ("", "Rosa", "Rosa Reader Jr"):
        with pytest.raises(invitations.OtherName):
            answer(row, name=name)
    assert not Check.objects.exists()


def test_the_account_cannot_log_in_and_may_nothing_else() -> None:
    row = invited(make.NOW)
    reviewer = row.reviewer
    assert not reviewer.is_active and not reviewer.has_usable_password() and not reviewer.is_staff
    other = revisions.propose(row=position("XA-other"), by=row.invited_by, now=make.NOW)
    assert other is not None
    with pytest.raises(checks.NotAllowed):
        checks.confirm(revision=other, by=reviewer, now=make.NOW)
    with pytest.raises(checks.NotAllowed):
        checks.answer_invited(invitation=row, found=[other], verdict="confirmed", now=make.NOW)


@pytest.mark.parametrize("email", ["ines@curators.example", "INES+again@curators.example"])
def test_nobody_asks_themselves(email: str) -> None:
    with pytest.raises(checks.SamePerson):
        invited(make.NOW, inviter(), email=email)
    assert not Invitation.objects.exists()


def test_who_entered_it_is_not_asked_by_another() -> None:
    ada = curator("ada")
    revision = revisions.propose(row=position(), by=ada, now=make.NOW)
    said = {"name": "Ada", "email": ada.email, "affiliation": "Self", "language": "en"}
    with pytest.raises(checks.SamePerson):
        invitations.invite(found=[revision], by=inviter(), now=make.NOW, **said)


def test_who_entered_it_does_not_choose_who_looks_at_it() -> None:
    """A second mailbox is quickly made: who enters something and asks its reviewer would be two people alone."""
    ines = inviter()
    revision = revisions.propose(row=position(), by=ines, now=make.NOW)
    said = {"name": "Rosa", "email": "a-second-mailbox@mail.example", "affiliation": "Clinic", "language": "en"}
    with pytest.raises(invitations.OwnEntry):
        invitations.invite(found=[revision], by=ines, now=make.NOW, **said)
    assert not Invitation.objects.exists() and not User.objects.filter(email=said["email"]).exists()
    User.objects.filter(pk=ines.pk).update(is_superuser=True)
    assert invitations.invite(found=[revision], by=User.objects.get(pk=ines.pk), now=make.NOW, **said)


def test_without_the_right_nobody_is_asked() -> None:
    with pytest.raises(checks.NotAllowed):
        invited(make.NOW, curator("ada"))


def test_what_does_not_wait_is_not_given_out() -> None:
    row = invited(make.NOW)
    answer(row)
    said = {"name": "Rosa", "email": "r@clinic.example", "affiliation": "Clinic", "language": "en"}
    with pytest.raises(invitations.NothingWaits):
        invitations.invite(found=list(row.revisions.all()), by=row.invited_by, now=make.NOW, **said)


def test_something_newer_makes_it_void() -> None:
    row = invited(make.NOW)
    newer = Position.objects.get()
    newer.quote = "Lift them all."
    revisions.propose(row=newer, by=row.invited_by, now=make.NOW)
    with pytest.raises(checks.Superseded):
        answer(row)
    row.refresh_from_db()
    assert row.used_at is None


def test_somebody_with_an_account_keeps_it() -> None:
    ben = curator("ben")
    row = invited(make.NOW, email=ben.email.upper())
    assert row.reviewer == ben and User.objects.get(pk=ben.pk).is_active


def test_a_link_is_for_one_invitation() -> None:
    row = invited(make.NOW)
    token = invitations.token(row)
    assert invitations.find(token) == row
    for wrong in ("", "x", token[:-1], "0" * 32 + token[32:]):
        assert invitations.find(wrong) is None


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one() -> None:
    row = invited(make.NOW)
    gate, said = threading.Barrier(2), []

    def press(verdict: str) -> None:
        try:
            gate.wait(10)
            answer(row, verdict)
            said.append(verdict)
        except checks.Settled:
            said.append("settled")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[verdict]) for verdict in ("confirmed", "refused")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said)[-1] == "settled" and len(said) == 2
    assert Check.objects.count() == 1
