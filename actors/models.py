"""Django's way in: the models of every room of actors. Nobody else imports this file."""

from actors.accounts.models import Member, Organisation, User
from actors.directory.contacts import Contact
from actors.directory.models import Actor, Group, GroupMember, Office, OfficeKind
from actors.levers.models import Ask, Instrument, Lever
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Designation, Measure, Person

__all__ = [
    "Actor",
    "Ask",
    "Contact",
    "Designation",
    "Group",
    "GroupMember",
    "Instrument",
    "Lever",
    "Look",
    "Measure",
    "Member",
    "Occasion",
    "Office",
    "OfficeKind",
    "Organisation",
    "Person",
    "Position",
    "StanceStep",
    "User",
]
