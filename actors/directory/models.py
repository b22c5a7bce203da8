"""The rows of this room, for everybody above it."""

from actors.directory.contacts import Contact
from actors.directory.groups import COMPUTED, Group, GroupMember
from actors.directory.offices import SALUTATIONS, Office, OfficeKind
from actors.directory.people import Person, Term
from actors.directory.states import Actor, ActorQuerySet, Region, StatuteStatus

__all__ = [
    "COMPUTED",
    "SALUTATIONS",
    "Actor",
    "ActorQuerySet",
    "Contact",
    "Group",
    "GroupMember",
    "Office",
    "OfficeKind",
    "Person",
    "Region",
    "StatuteStatus",
    "Term",
]
