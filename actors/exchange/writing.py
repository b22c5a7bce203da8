"""Writes sheets whose cells run nothing, wherever they are opened: quoted in CSV, typed as text in XLSX."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""First letters that make some program take a cell for a formula."""
UNSEEN = "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1), 0xAD, 0x1680, 0x180E, *range(0x2000, 0x2010))))
UNSEEN += "".join(map(chr, (*range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x3000, 0xFEFF)))
"""Spaces and characters without a shape: some programs drop them, and look at what comes next."""
QUOTE = "'"
LONGEST = 32_767
"""Letters that a cell of an XLSX file can hold."""


class TooLong(Exception):
    """A text does not fit into a cell of an XLSX file; ``row`` is the first cell of its row."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row


def guarded(text: str) -> str:
    """A CSV cell that no program computes. Undone by ``bare``, for every text."""
    starts = text.startswith((*STARTS, QUOTE)) or text.lstrip(UNSEEN).startswith(STARTS)
    return QUOTE + text if starts else text


def bare(text: str) -> str:
    """What stood in a cell before it was guarded; a text nobody guarded stays as it is."""
    rest = text[1:]
    return rest if text.startswith(QUOTE) and guarded(rest) == text else text


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV file in pieces, UTF-8 with the mark that spreadsheets look for."""
    room = io.StringIO(newline="")
    writer = csv.writer(room)
    room.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        if room.tell() > 32_768:
            yield room.getvalue().encode()
            room.seek(0)
            room.truncate()
    yield room.getvalue().encode()


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file: every cell is text, written row by row through a file on disk. Raises ``TooLong``."""
    room = io.BytesIO()
    options: dict[str, Any] = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(room, options) as book:
        sheet = book.add_worksheet(title[:31])
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@"})
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if len(cell) > LONGEST:
                    raise TooLong(row[0])
                if cell:
                    sheet.write_string(number, place, cell, as_text)
    return room.getvalue()
