"""What a download is: public rows in an order, and the fields that are said of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from actors.checking.models import Check, Dispute
from actors.checking.revisions import kind_of
from campaigns.open_data import asked as asking
from campaigns.open_data.asked import Asked
from campaigns.open_data.fields import KEY, VOUCHED, Field, Words, page, unchecked
from campaigns.record import disclosed

CHUNK = 500
UNREAD = ("note", "revision__facts", "revision__source", "revision__comment", "revision__check_row__note")
Rows = QuerySet[Any] | list[Any]
Dress = Callable[[Any], None]
"""Puts beside a row what its fields read and the row does not hold."""


def _nothing(asked: Asked) -> Dress:
    return lambda row: None


@dataclass(frozen=True)
class Table:
    """``rows`` are all of them, in order, with what the fields follow joined in; ``beside`` is asked once a call.

    A ``daily`` table says other things tomorrow even if nobody changes the register. A view's table reads its filters
    as the view does (``reader``).
    """

    name: str
    title: Words
    words: Words
    fields: tuple[Field, ...]
    rows: Callable[[Asked], Rows]
    beside: Callable[[Asked], Dress] = _nothing
    parameters: tuple[str, ...] = ()
    daily: bool = False
    reader: Callable[[QueryDict, date], Asked] | None = None
    page: str = ""
    """The URL name of the page whose table it is."""

    def read(self, query: QueryDict, today: date) -> Asked:
        """Raises ``Misspelled`` and ``Unknown``."""
        return self.reader(query, today) if self.reader else asking.read(query, self.parameters, today)

    def columns(self) -> list[str]:
        """The head of the CSV file."""
        return [column for one in self.fields for column in one.shape.columns(one.name)]

    def said(self, rows: Rows, asked: Asked) -> Iterator[dict[str, Any]]:
        """Each of these rows as JSON says it, read in pieces: memory does not grow with their number."""
        dress = self.beside(asked)
        for row in rows if isinstance(rows, list) else rows.iterator(chunk_size=CHUNK):
            dress(row)
            doubted = bool(getattr(row, "unchecked", ""))
            yield {one.name: one.value(row) if doubted else one.read(row) for one in self.fields}

    def cells(self, said: dict[str, Any]) -> list[str]:
        """The same row as CSV says it."""
        return [cell for one in self.fields for cell in one.shape.cells(said[one.name])]


def count(rows: Rows) -> int:
    return len(rows) if isinstance(rows, list) else rows.count()


def of_register(model: Any, fields: tuple[Field, ...], **other: Any) -> Table:
    """A table of one kind of row, with what every row of the register says of itself around its own fields."""
    kind = str(model._meta.model_name)
    whole = (KEY, page(kind), *fields, *VOUCHED)
    rows, beside = other.pop("rows"), other.pop("beside", _nothing)

    def vouched(asked: Asked) -> Any:
        return rows(asked).select_related("revision__check_row").defer(*UNREAD)

    def dress(asked: Asked) -> Dress:
        more, disputes = beside(asked), _disputes(kind)

        def put(row: Any) -> None:
            vouch(row, disputes)
            more(row)

        return put

    return Table(fields=(*whole, unchecked(whole)), rows=vouched, beside=dress, **other)


def open_rows(model: Any) -> Any:
    """Public rows that say something without what is hidden: exactly those that have a page (``disclosed.screen``)."""
    found = model.objects.public()
    for field in disclosed.relations(model):
        if field.name in disclosed.DISPENSABLE:
            continue
        seen = Q(**{f"{field.name}__public": True})
        for inner in disclosed.NAMED_IN_TITLES.get(kind_of(field.related_model), ()):
            named = f"{field.name}__{inner}"
            seen &= Q(**{named: None}) | Q(**{f"{named}__public": True})
        found = found.filter(Q(**{field.name: None}) | seen)
    return found


def vouch(row: Any, disputes: dict[str, list[Dispute]]) -> None:
    """Who looked at it and who disputes it, as pages of the record say it (``campaigns.record.vouching``)."""
    check = getattr(row.revision, "check_row", None)
    row.check = check if check is not None and check.verdict == Check.Verdict.CONFIRMED else None
    row.disputes = disputes.get(row.key, [])
    row.version = row.revision.number


def _disputes(kind: str) -> dict[str, list[Dispute]]:
    """Those shown beside rows of a kind, oldest first, by the row's key."""
    return gathered(Dispute.objects.shown().filter(kind=kind).order_by("raised_on", "pk"), lambda one: one.key)


def gathered(rows: Iterable[Any], by: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """Rows in their order, by what each belongs to."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found
