"""Takes an uploaded file apart, in a process of its own that may use little memory and time.

Run as a program by ``reading.py``: the file comes in on standard input, one JSON answer goes out. It knows neither
Django nor settings nor the database, so that a file that breaks out of a parser finds nothing. Formulas are refused:
neither they nor the values somebody's program left beside them are read.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.handler import ContentHandler

from defusedxml import sax  # type: ignore[import-untyped]

MEMORY, ANSWER, SECONDS = 190 * 1024 * 1024, 32 * 1024 * 1024, 30
UNZIPPED, ENTRIES = 50 * 1024 * 1024, 200
ROWS, ROWS_LOOKED_AT, COLUMNS = 20_000, 100_000, 100
CELLS, CELL, LETTERS = 600_000, 20_000, 8_000_000
DEPTH, VALUES = 12, 400_000

_OTHERS = {b"\xd0\xcf\x11\xe0": "encrypted", b"%PDF": "type", b"\x1f\x8b": "type", b"\xff\xd8\xff": "type"}
_OTHERS |= {b"\x89PNG": "type", b"7z\xbc\xaf": "type", b"BZh": "type", b"\xfd7zXZ": "type", b"Rar!": "type"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_UTF8_PAIR = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe2-\xef][\x80-\xbf]{2}")


class Refused(Exception):
    """The file is not read; ``args`` are the code of the reason and what it speaks of."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code, self.about = code, about


def parse(data: bytes, encoding: str) -> dict[str, Any]:
    """``{"columns": [...], "rows": [[line, [cells]], ...]}`` of a sheet, ``{"document": {...}}`` of JSON."""
    if not data.strip():
        raise Refused("empty")
    for head, code in _OTHERS.items():
        if data.startswith(head):
            raise Refused(code)
    if data.startswith(b"PK"):
        return _table(_workbook(data))
    text = _decode(data, encoding)
    if text.lstrip()[:1] in ("{", "["):
        return {"document": _document(text)}
    if text.lstrip()[:1] == "<":
        raise Refused("type")
    return {**_table(_csv(text)), "guarded": True}


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _decode(data: bytes, encoding: str) -> str:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Refused("encoding", line=1)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    else:
        name = "utf-8-sig"
        nul = data.find(b"\x00")
        if nul >= 0:
            raise Refused("nul", line=_line(data, nul))
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        text = _fallback(data, error, encoding if name != "utf-16" else "")
    return text


def _fallback(data: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    """Windows-1252 where the person said so; a file that is partly UTF-8 is read as neither."""
    if data.startswith(b"\xef\xbb\xbf") or _UTF8_PAIR.search(data, 0, error.start) or encoding == "utf-8":
        raise Refused("mixed" if encoding != "utf-8" else "encoding", line=_line(data, error.start)) from error
    if encoding != "windows-1252":
        raise Refused("encoding", line=_line(data, error.start)) from error
    pair = _UTF8_PAIR.search(data)
    if pair:
        raise Refused("mixed", line=_line(data, pair.start())) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as other:
        raise Refused("encoding", line=_line(data, other.start)) from other


def _csv(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(CELL)
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in rows:
            yield start, row
            start = rows.line_num + 1
    except csv.Error as error:
        code = "cell" if "field larger" in str(error) else "quotes"
        raise Refused(code, line=start) from error


def _workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _look_into(data)
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    filled = False
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        some = False
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > ROWS_LOOKED_AT:
                raise Refused("rows", most=ROWS)
            if len(row) > COLUMNS and any(cell.value is not None for cell in row[COLUMNS:]):
                raise Refused("columns", line=number, most=COLUMNS)
            cells = [_cell(cell) for cell in row[:COLUMNS]]
            if any(cells):
                if not some and filled:
                    raise Refused("sheets")
                some = True
                yield number, cells
        filled = filled or some


def _look_into(data: bytes) -> None:
    """Refuses what a workbook does not need, by its list of contents, before any of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = archive.infolist()
        if len(found) > ENTRIES:
            raise Refused("entries", most=ENTRIES)
        if sum(one.file_size for one in found) > UNZIPPED:
            raise Refused("unzipped", most=UNZIPPED // 1024 // 1024)
        names = [one.filename for one in found]
        if len(set(names)) != len(names):
            raise Refused("archive")
        for one in found:
            name = one.filename.replace("\\", "/")
            if one.flag_bits & 1:
                raise Refused("encrypted")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise Refused("paths")
            if name.lower().endswith((".zip", ".xlsx", ".xlsm", ".docx", ".gz", ".7z", ".jar")):
                raise Refused("nested")
            if "vbaproject" in name.lower():
                raise Refused("macros")
        if "xl/workbook.xml" not in names:
            raise Refused("type")
        for one in found:
            if one.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(one) as stream:
                    sax.parse(stream, _Depth(), forbid_dtd=True)


class _Depth(ContentHandler):
    depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.depth += 1
        if self.depth > 100:
            raise Refused("archive")

    def endElement(self, name: str) -> None:
        self.depth -= 1


def _cell(cell: Any) -> str:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "f" or not isinstance(value, (str, bool, int, float, date)):
        raise Refused("formula", cell=cell.coordinate)
    if kind == "e":
        raise Refused("error", cell=cell.coordinate)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # The one way a workbook has for characters that XML cannot hold.
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def _table(rows: Iterator[tuple[int, list[str]]]) -> dict[str, Any]:
    columns: list[str] = []
    kept: list[list[Any]] = []
    letters = cells = 0
    for line, row in rows:
        while row and (len(row) > len(columns) or not any(map(str.strip, row))) and not row[-1].strip():
            row.pop()
        if not row:
            continue
        if _NO_TEXT.search("".join(row)):
            raise Refused("nul", line=line)
        if len(row) > COLUMNS:
            raise Refused("columns", line=line, most=COLUMNS)
        cells += len(row)
        letters += sum(map(len, row))
        if cells > CELLS or letters > LETTERS or any(len(cell) > CELL for cell in row):
            raise Refused("cell" if any(len(cell) > CELL for cell in row) else "letters", line=line)
        if not columns:
            columns = _columns(row, line)
            continue
        if len(row) > len(columns):
            raise Refused("wide", line=line)
        if len(kept) >= ROWS:
            raise Refused("rows", most=ROWS)
        kept.append([line, row + [""] * (len(columns) - len(row))])
    if not columns:
        raise Refused("empty")
    return {"columns": columns, "rows": kept}


def _columns(row: list[str], line: int) -> list[str]:
    found = [cell.strip().lower().removeprefix("\ufeff") for cell in row]
    twice = next((name for name in found if found.count(name) > 1), "")
    if "" in found or twice:
        raise Refused("heading", line=line, name=twice)
    return found


def _document(text: str) -> dict[str, Any]:
    depth = deepest = 0
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
        deepest = max(deepest, depth)
        if deepest > DEPTH:
            raise Refused("depth", most=DEPTH, line=text.count("\n", 0, mark.start()) + 1)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_number)
    except json.JSONDecodeError as error:
        raise Refused("json", line=error.lineno) from error
    if not isinstance(found, dict):
        raise Refused("popolo")
    _count(found)
    return found


def _refuse_number(name: str) -> Any:
    raise Refused("number", name=name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise Refused("twice", name=next(name for name in names if names.count(name) > 1)[:60])
    return found


def _count(found: Any) -> None:
    waiting, seen = [found], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > VALUES:
            raise Refused("letters", line=1)
        if isinstance(one, str) and (len(one) > CELL or _NO_TEXT.search(one)):
            raise Refused("cell" if len(one) > CELL else "nul", line=1)
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())


def peak() -> int:
    """Bytes this process used at most; ``ru_maxrss`` alone would begin with what its parent held."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


def main() -> None:
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_FSIZE": ANSWER, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, most))
    try:
        answer = parse(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else "")
    except Refused as error:
        answer = {"refused": error.code, "about": error.about}
    except (MemoryError, RecursionError):
        answer = {"refused": "memory", "about": {}}
    except Exception:
        # Whatever a parser says of a broken file, the person gets words that are true of all of them.
        answer = {"refused": "broken", "about": {}}
    answer["peak"] = peak()
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
