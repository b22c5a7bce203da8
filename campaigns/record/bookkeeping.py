"""How much of the record was looked at by whom: numbers of rows, never which rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.utils.text import capfirst

from actors.checking.models import Check, Dispute, Origin
from actors.checking.revisions import kinds
from actors.positions.ledger import Sheet
from campaigns.record.disclosed import KINDS

_CHECKED = Q(revision__check_row__verdict=Check.Verdict.CONFIRMED)
_REFUSED = Q(revision__check_row__verdict=Check.Verdict.REFUSED)


@dataclass(frozen=True)
class Line:
    """Rows of one kind. ``published`` are ``checked`` by a second person or of the data set alone.

    ``waiting`` have something new that waits for a second person; ``unread`` wait for a first-hand source.
    """

    kind: str
    published: int
    checked: int
    waiting: int
    unread: int

    @property
    def label(self) -> str:
        return capfirst(str(kinds()[self.kind]._meta.verbose_name_plural))

    @property
    def of_data_set(self) -> int:
        return self.published - self.checked


@dataclass(frozen=True)
class Books:
    lines: list[Line]
    organisations: list[str]
    """On whose behalf revisions were confirmed."""

    def sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def published(self) -> int:
        return self.sum("published")

    @property
    def checked(self) -> int:
        return self.sum("checked")

    @property
    def of_data_set(self) -> int:
        return self.sum("of_data_set")

    @property
    def waiting(self) -> int:
        return self.sum("waiting")

    @property
    def unread(self) -> int:
        return self.sum("unread")


def count() -> Books:
    """Two queries, however many rows and kinds there are. Contacts are never counted: they are never public."""
    first, *others = (_of(kind) for kind in KINDS)
    found = {row.pop("of_kind"): row for row in first.union(*others, all=True)}
    lines = [Line(kind, **found[kind]) for kind in KINDS if kind in found]
    confirmed = Check.objects.filter(verdict=Check.Verdict.CONFIRMED).exclude(organisation="")
    names = confirmed.exclude(revision__origin=Origin.MERGE).values_list("organisation", flat=True).distinct()
    return Books([line for line in lines if line.published or line.waiting or line.unread], sorted(names))


def hidden() -> int:
    """How many rows are out of sight while two people look at a dispute."""
    return Dispute.objects.open().filter(hides=True, kind__in=KINDS).values("kind", "key").distinct().count()


def _of(kind: str) -> Any:
    rows = kinds()[kind]._default_manager.order_by()
    disputed = Q(key__in=Dispute.objects.open().filter(hides=True, kind=kind).values("key"))
    return rows.values(of_kind=Value(kind, output_field=CharField())).annotate(
        published=Count("pk", filter=Q(public=True)),
        checked=Count("pk", filter=Q(public=True) & _CHECKED),
        waiting=Count("pk", filter=Q(pending=True)),
        unread=Count("pk", filter=Q(public=False, pending=False, data_set_on__isnull=False) & ~_REFUSED & ~disputed),
    )


@dataclass(frozen=True)
class Counted:
    """Of positions: how many, how many of them two people entered and checked, and of which day the data set of the
    others is. What a second person confirmed of the data set itself is told beside each row, and in ``count``."""

    total: int
    entered: int
    collected_on: date | None

    @property
    def collected(self) -> int:
        return self.total - self.entered


def counted(sheet: Sheet) -> Counted:
    """Of the public positions of a sheet, each once; no query."""
    days = {row.pk: row.data_set_on for standing in sheet.standings.values() for row in standing.public}
    collected = [day for day in days.values() if day]
    return Counted(len(days), len(days) - len(collected), max(collected, default=None))
