"""Writes a download as JSON or CSV, row by row. The same edition, filters and day give the same bytes."""

import json
from collections.abc import Iterator
from typing import Any

from actors.exchange.writing import as_csv
from campaigns.open_data.asked import Asked
from campaigns.open_data.tables import Table, count

Head = dict[str, Any]


def json_pieces(table: Table, asked: Asked, head: Head) -> Iterator[bytes]:
    """The envelope, then a row on each line."""
    rows = table.rows(asked)
    opening = json.dumps({**head, "count": count(rows)}, ensure_ascii=False, indent=1)
    yield f'{opening.removesuffix("}").rstrip()},\n "rows": ['.encode()
    between = "\n"
    for said in table.said(rows, asked):
        yield (between + json.dumps(said, ensure_ascii=False, separators=(",", ":"))).encode()
        between = ",\n"
    yield b"\n ]\n}\n"


def csv_pieces(table: Table, asked: Asked, head: Head) -> Iterator[bytes]:
    """The names of the columns, then a row on each line; no cell that some program would compute."""
    return as_csv(table.columns(), (table.cells(said) for said in table.said(table.rows(asked), asked)))


PIECES = {"json": json_pieces, "csv": csv_pieces}
MEDIA = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8; header=present"}


def whole(said: Any) -> Iterator[bytes]:
    """A document that is small enough to be written at once."""
    yield (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
