"""A sheet to take away: one line per public row, and one for each state that has none."""

from collections.abc import Iterator

from actors.exchange.writing import as_csv, as_xlsx
from actors.watch.answers import Answer, Entry

COLUMNS = (
    *("key", "state", "found", "being_checked", "on", "speaker", "words", "language", "stance", "source"),
    *("where_looked", "by", "watched_by"),
)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write(answer: Answer, kind: str) -> bytes:
    """The sheet as ``csv`` or ``xlsx``."""
    lines = [line for entry in (*answer.entries, *answer.others) for line in _lines(entry)]
    if kind == "xlsx":
        return as_xlsx(answer.occasion.key, COLUMNS, lines)
    return b"".join(as_csv(COLUMNS, lines))


def _lines(entry: Entry) -> Iterator[tuple[str, ...]]:
    who = (entry.actor.key, entry.actor.name, str(entry.coverage), "yes" if entry.waiting else "")
    whose = ", ".join(sorted({member.organisation.name for member in entry.correspondents}))
    for row in entry.positions:
        quote = row.quote if row.is_checked("quote") else ""
        yield (*who, row.on.isoformat(), row.speaker, quote, row.quote_lang, row.stance.key, row.source, "", "", whose)
    for look in entry.looks:
        yield (*who, look.looked_on.isoformat(), *[""] * 5, look.where, look.by_organisation, whose)
    if not entry.rows:
        yield (*who, *[""] * 8, whose)
