"""What the admin shows of revisions: where a row stands, its history, and why somebody cannot check it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actors.accounts.models import User
from actors.checking import checks, redirects, revisions
from actors.checking.differences import Change, against_rows, with_previous
from actors.checking.models import Check, Dispute, Origin, Revision

MOST = 200
"""Revisions shown of one row; older ones are in the list of all revisions."""


@dataclass
class Entry:
    """One revision of a row as its history shows it."""

    revision: Revision
    changes: list[Change]
    in_force: bool
    can_be_checked: bool
    obstacle: str

    @property
    def check(self) -> Check | None:
        return check_of(self.revision)

    @property
    def is_first(self) -> bool:
        return self.revision.number == 1


@dataclass
class Stand:
    """Where a row stands: who vouches for it, what waits, who disputes it, where it was merged into."""

    row: Any
    in_force: Revision
    check: Check | None
    waiting: Revision | None
    changes: list[Change]
    disputes: list[Dispute]
    merged_into: str | None

    @property
    def is_of_the_data_set(self) -> bool:
        return self.in_force.origin == Origin.DATA_SET and self.check is None

    @property
    def is_new(self) -> bool:
        """Whether nobody has vouched for any of it yet: what waits is what the columns say."""
        return self.waiting is not None and self.waiting.pk == self.in_force.pk


def check_of(revision: Revision) -> Check | None:
    found: Check | None = getattr(revision, "check_row", None)
    return found


def waiting_of(row: Any) -> Revision | None:
    """The newest revision of a row, when it waits for a second person."""
    newest = revisions.of(row).first() if row.pk else None
    if newest is None or check_of(newest) or newest.origin == Origin.DATA_SET:
        return None
    return newest


def stand(row: Any) -> Stand:
    """In force, waiting, disputed: a handful of queries, whatever the row has behind it."""
    kind = revisions.kind_of(type(row))
    found = list(revisions.of(row)[:MOST])
    in_force = next((one for one in found if one.pk == row.revision_id), row.revision)
    newest = found[0] if found else in_force
    waits = check_of(newest) is None and newest.origin != Origin.DATA_SET
    changes: list[Change] = []
    if waits and newest.pk != in_force.pk:
        stands = type(row)._default_manager.select_related().filter(pk=row.pk)
        changes = against_rows([newest], {(kind, one.key): one for one in stands})[0]
    disputes = list(Dispute.objects.open().filter(kind=kind, key=row.key).order_by("-raised_on"))
    merged = redirects.lead(kind, row.key)
    return Stand(row, in_force, check_of(in_force), newest if waits else None, changes, disputes, merged)


def history(row: Any, user: User) -> list[Entry]:
    """Every revision of a row, newest first, each with what it changed."""
    found = list(revisions.of(row)[:MOST])
    newest = found[0].pk if found else None
    merged = redirects.lead(revisions.kind_of(type(row)), row.key) is not None
    return [
        Entry(
            revision=one,
            changes=changes,
            in_force=one.pk == row.revision_id,
            can_be_checked=one.pk == newest and check_of(one) is None and not merged,
            obstacle=obstacle(one, user),
        )
        for one, changes in zip(found, with_previous(found), strict=True)
    ]


def obstacle(revision: Revision, user: User) -> str:
    """Why this person cannot check it, in words; empty when they can."""
    if not user.has_perm(checks.MAY_CHECK):
        return _("Somebody who may check facts must look at it.")
    if revision.entered_by_id == user.pk:
        return _("You entered it yourself: it needs somebody else.")
    return ""


def why(error: Exception) -> str:
    """What stopped a check, a merge or the end of a dispute, in words for the person who tried."""
    if isinstance(error, checks.Impossible):
        return _("Nothing was changed. %(reason)s") % {"reason": error}
    words = {
        checks.NotAllowed: _("You may not do this: ask for the right to check facts."),
        checks.SamePerson: _("You entered this yourself: a second person must look at it. Nothing was changed."),
        checks.Superseded: _("Something newer was entered since you looked. Look again; nothing was changed."),
        checks.Settled: _("Somebody has settled this already. Nothing was changed."),
    }
    return words[type(error)]


REASONS = (checks.NotAllowed, checks.SamePerson, checks.Superseded, checks.Settled, checks.Impossible)


def disputed_keys(kind: str) -> Any:
    """Keys of the rows of a kind with an open dispute, as a subquery."""
    return Dispute.objects.open().filter(kind=kind).values("key")
