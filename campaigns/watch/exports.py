"""A sheet to take away."""

import csv
import io
from collections.abc import Iterator

from actors.watch.sheets import Answer, Entry, Found

COLUMNS = ("key", "state", "found", "on", "speaker", "words", "language", "stance", "source", "where_looked", "by")
_DANGER = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGER) else text


def sheet_csv(answer: Answer) -> str:
    """One line per public row; a state with none has one line that says so."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in answer.entries:
        for row in _rows(entry):
            writer.writerow([safe(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _rows(entry: Entry) -> Iterator[tuple[str, ...]]:
    who = (entry.actor.key, entry.actor.name, entry.found)
    for row in entry.positions:
        said = (row.on.isoformat(), row.speaker, row.quote, row.quote_lang, row.stance.key, row.source)
        yield (*who, *said, "", "")
    for look in entry.looks:
        yield (*who, look.looked_on.isoformat(), *[""] * 5, look.where, look.by_organisation)
    if entry.found == Found.NOT_LOOKED:
        yield (*who, *[""] * 8)
