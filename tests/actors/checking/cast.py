"""Curators: two who may check, one who may not, and how they enter a position."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Permission

from actors.accounts.models import Member, Organisation, User
from actors.checking import invitations, revisions
from actors.checking.models import Invitation
from actors.directory.models import Actor
from actors.positions.models import Position, StanceStep
from tests import make


def curator(name: str, *, checks: bool = True, organisation: str = "") -> User:
    """Somebody of the admin; may check what others entered, unless told otherwise."""
    user = User.objects.create_user(f"{name}@curators.example", "a long enough password", name=name, is_staff=True)
    if checks:
        user.user_permissions.add(Permission.objects.get(codename="check_facts"))
    if organisation:
        of, _made = Organisation.objects.get_or_create(name=organisation)
        Member.objects.create(user=user, organisation=of, role="viewer")
    return User.objects.get(pk=user.pk)


def step(rank: int) -> StanceStep:
    found = StanceStep.objects.filter(rank=rank).first()
    return found or StanceStep.objects.create(rank=rank, key=f"step-{rank}", label_en=f"Step {rank}", definition_en="-")


def position(key: str = "XA-said", *, actor: Actor | None = None, **facts: Any) -> Position:
    """An unsaved position of an invented state, good enough to be public once checked."""
    values: dict[str, Any] = {
        "actor": actor or make.state("XA"),
        "actor_as_named": "Exampleland",
        "on": date(2026, 6, 1),
        "coercing_state": make.state("XC"),
        "measure_text": "a measure",
        "stance": step(5),
        "calls_for_lifting": True,
        "quote": "Lift them.",
        "quote_lang": "en",
        "confidence": "high",
        "source_grade": "first_hand",
        "source": "https://ministry.example/statement",
        **facts,
    }
    return Position(key=key, **values)


def inviter(name: str = "ines") -> User:
    """Somebody who enters facts and may ask somebody from outside to check them."""
    user = curator(name, checks=False, organisation="Watch")
    user.user_permissions.add(Permission.objects.get(codename="add_invitation"))
    return User.objects.get(pk=user.pk)


def invited(now: datetime, by: User | None = None, row: Position | None = None, **said: Any) -> Invitation:
    """Somebody from outside who was asked to read one position."""
    by = by or inviter()
    entered_by = curator(f"enters{User.objects.count()}", checks=False)
    revision = revisions.propose(row=row or position(), by=entered_by, now=now)
    assert revision is not None
    known = {"name": "Rosa Reader", "email": "rosa@clinic.example", "affiliation": "Law Clinic", "language": "en"}
    return invitations.invite(found=[revision], by=by, now=now, **{**known, **said})
