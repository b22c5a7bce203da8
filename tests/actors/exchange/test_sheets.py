"""Sheets are read as they were written, and no cell of ours can run."""

import csv
import io

import openpyxl
import pytest

from actors.exchange import reading
from actors.exchange.writing import STARTS, as_csv, as_xlsx, bare, guarded
from tests.actors.exchange.hostile import refusal, sheet

NASTY = [
    "=1+1",
    "'=1",
    "''x",
    "'",
    "-1",
    "@SUM(A1)",
    "\tx",
    "＝1",
    " =1",
    "a'b",
    'q"q',
    "é\nü",
    "+32 2",
    "x",
    "|cmd",
    "007",
]
COLUMNS = ["key", "text"]


def rows_of(data: bytes) -> list[str]:
    return [row["text"] for _line, row in reading.read(data).rows]


def test_every_text_comes_back_from_csv() -> None:
    data = b"".join(as_csv(COLUMNS, [[str(n), text] for n, text in enumerate(NASTY)]))
    assert rows_of(data) == NASTY
    for _key, text in list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]:
        assert not text.lstrip(" ").startswith(STARTS)


def test_without_the_guard_a_formula_would_stand_in_the_file() -> None:
    assert "=1+1".startswith(STARTS) and guarded("=1+1") == "'=1+1" and bare("'=1+1") == "=1+1"


def test_every_text_comes_back_from_xlsx_and_none_is_a_formula() -> None:
    data = as_xlsx("sheet", COLUMNS, [[str(n), text] for n, text in enumerate(NASTY)])
    assert rows_of(data) == NASTY
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_reads_encodings_and_separators(name: str, separator: str) -> None:
    data = f"Key{separator} text\r\nXA{separator}José 张\r\n".encode(name)
    assert reading.read(data).rows == [(2, {"key": "XA", "text": "José 张"})]


def test_windows_1252_is_read_when_somebody_says_so() -> None:
    data = "key,text\nXA,José\n".encode("cp1252")
    assert reading.read(data, encoding="windows-1252").rows == [(2, {"key": "XA", "text": "José"})]
    mixed = data + "XB,Zoë\n".encode()
    assert "another" in refusal(mixed, "windows-1252")


def test_it_counts_lines_as_people_see_them() -> None:
    data = b'key,text\n\nXA,"two\nlines"\nXB,b\n'
    assert [line for line, _row in reading.read(data).rows] == [3, 5]


def test_dates_and_numbers_of_a_workbook_become_text() -> None:
    data = sheet('<row r="2"><c r="A2"><v>7</v></c></row>')
    assert reading.read(data).rows == [(2, {"key": "7"})]


def test_a_document_is_read() -> None:
    assert reading.read(b'{"persons": [{"id": "a"}]}').document == {"persons": [{"id": "a"}]}
