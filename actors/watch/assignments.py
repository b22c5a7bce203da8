"""Who watches which state: many states at once, for a member of a verified organisation (R3)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from actors.accounts.models import Member, User
from actors.directory.models import Actor
from actors.watch import sheets
from actors.watch.models import Assignment, Sheet
from foundation.history import journal

MAY_ASSIGN = "actors.add_assignment"
MAY_WITHDRAW = "actors.change_assignment"


class NotAllowed(Exception):
    """This person may not say who watches what."""


class NotVerified(Exception):
    """Nobody has verified the member's organisation, or the person cannot log in."""


def candidates() -> Any:
    """Members who may watch a state, by organisation and name."""
    found = Member.objects.filter(organisation__verified_at__isnull=False, user__is_active=True)
    return found.select_related("user", "organisation").order_by("organisation__name", "user__name", "pk")


def watched() -> Q:
    """Actors with a correspondent who can report."""
    return Q(pk__in=Assignment.objects.in_force().values("actor"))


def unwatched() -> Q:
    """Public states without one."""
    return Q(public=True, kind=Actor.Kind.STATE) & ~watched()


def assign(*, member: Member, actors: Iterable[Actor], by: User, now: datetime) -> int:
    """Lets a member watch these states, and asks them on sheets that are open; returns how many are new.

    Raises NotAllowed or NotVerified. Twice is once.
    """
    if not by.is_active or not by.has_perm(MAY_ASSIGN):
        raise NotAllowed
    if not candidates().filter(pk=member.pk).exists():
        raise NotVerified
    wanted = {actor.pk for actor in actors}
    with transaction.atomic():
        # The lock keeps the count true between two who press at once.
        Member.objects.select_for_update().get(pk=member.pk)
        there = set(Assignment.objects.filter(member=member, actor__in=wanted).values_list("actor_id", flat=True))
        new = [Assignment(member=member, actor_id=pk) for pk in sorted(wanted - there)]
        Assignment.objects.bulk_create(new)
        if new:
            _journal("added", member, by, now, len(new))
            for sheet in Sheet.objects.open().select_related("occasion", "coercing_state"):
                sheets.ask(sheet=sheet, slot=sheets.OPENED, now=now, only=[member])
    return len(new)


def withdraw(*, assignments: Any, by: User, now: datetime) -> int:
    """Takes states away from those who watch them (a queryset); returns how many. What they reported stays."""
    if not by.is_active or not by.has_perm(MAY_WITHDRAW):
        raise NotAllowed
    with transaction.atomic():
        rows = list(Assignment.objects.select_for_update().filter(pk__in=assignments.values("pk")))
        members = Member.objects.in_bulk({row.member_id for row in rows})
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for pk, member in sorted(members.items()):
            _journal("withdrawn", member, by, now, sum(row.member_id == pk for row in rows))
    return len(rows)


def _journal(verb: str, member: Member, by: User, now: datetime, states: int) -> None:
    detail: dict[str, Any] = {"states": states}
    journal.write(deed=f"assignment.{verb}", by=by, subject=("member", member.code), now=now, detail=detail)
