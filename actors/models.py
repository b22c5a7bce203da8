"""Django's way in: the models of every room of actors. Nobody else imports this file."""

from actors.accounts.models import Member, Organisation, User
from actors.checking.models import Check, Dispute, Edition, Invitation, Merge, Redirect, Revision
from actors.directory.models import Actor, Contact, Group, GroupMember, Office, OfficeKind, Person, Term
from actors.exchange.models import Import, ImportLine
from actors.levers.models import Ask, Instrument, Lever
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Designation, Effect, Measure
from actors.search.models import SearchEntry, SearchState
from actors.suggestions.models import Suggestion
from actors.watch.models import Assignment, Line, Sheet

__all__ = [
    "Assignment",
    "Actor",
    "Ask",
    "Check",
    "Contact",
    "Designation",
    "Dispute",
    "Edition",
    "Effect",
    "Group",
    "GroupMember",
    "Import",
    "ImportLine",
    "Instrument",
    "Invitation",
    "Lever",
    "Line",
    "Look",
    "Measure",
    "Member",
    "Merge",
    "Occasion",
    "Office",
    "OfficeKind",
    "Organisation",
    "Person",
    "Position",
    "Redirect",
    "Revision",
    "SearchEntry",
    "SearchState",
    "Sheet",
    "StanceStep",
    "Suggestion",
    "Term",
    "User",
]
