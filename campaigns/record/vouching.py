"""What stands beside a row in public: who looked at it, and who disputes it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from actors.checking.models import Check, Dispute
from actors.checking.revisions import kind_of


def vouch(rows: Iterable[Any], *, joined: bool = False) -> None:
    """Gives each row its ``check`` (or none) and its ``disputes``, oldest first: two queries for all of them.

    Rows of any kinds together; a row that stands twice is filled twice. ``joined``: they were read with
    ``revision__check_row``, which saves one of the queries.
    """
    found = list(rows)
    checks = _joined(found) if joined else _checks({row.revision_id for row in found})
    disputes = _disputes(found)
    for row in found:
        row.check = checks.get(row.revision_id)
        row.disputes = disputes.get((kind_of(type(row)), row.key), [])


def _checks(revisions: set[int]) -> dict[int, Check]:
    confirmed = Check.objects.filter(revision__in=revisions, verdict=Check.Verdict.CONFIRMED)
    return {check.revision_id: check for check in confirmed.only("revision", "organisation", "checked_at")}


def _joined(rows: list[Any]) -> dict[int, Check]:
    found = {row.revision_id: getattr(row.revision, "check_row", None) for row in rows}
    return {pk: check for pk, check in found.items() if check and check.verdict == Check.Verdict.CONFIRMED}


def _disputes(rows: list[Any]) -> dict[tuple[str, str], list[Dispute]]:
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[kind_of(type(row))].add(row.key)
    mine = Q(pk=None)
    for kind, names in keys.items():
        mine |= Q(kind=kind, key__in=names)
    found: dict[tuple[str, str], list[Dispute]] = defaultdict(list)
    for dispute in Dispute.objects.shown().filter(mine).order_by("raised_on", "pk"):
        found[dispute.kind, dispute.key].append(dispute)
    return found
