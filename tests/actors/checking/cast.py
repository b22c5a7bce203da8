"""Curators: two who may check, one who may not, and how they enter a position."""

from datetime import date
from typing import Any

from django.contrib.auth.models import Permission

from actors.accounts.models import Member, Organisation, User
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
