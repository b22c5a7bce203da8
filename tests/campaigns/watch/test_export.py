"""The sheet as a file: every row and every state, and no cell runs."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from actors.checking import revisions
from actors.watch import reports
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import FACTS, NOW, WORDS, confirm_all, correspondent, opened, states
from tests.conftest import login

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    first, second, third = states(3)
    ann = correspondent("Ann", first, second, third, of="=Watchers")
    sheet = opened()
    given = {"sheet": sheet, "by": ann, "now": NOW}
    for words in ("=HYPERLINK(1)", "Lift them."):
        reports.report_words(actor=first, on=date(2026, 11, 18), facts=FACTS, **given, **{**WORDS, "quote": words})
    reports.report_nothing(actor=second, where="+news\n@account", **given)
    confirm_all(appointed("ben"))
    reports.report_nothing(actor=third, where="later", **given)
    assert revisions.waiting().count() == 1
    return ann, sheet


def rows_of(answer, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "inlineStr"}
    return [[cell.value or "" for cell in row] for row in sheet]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_holds_every_row_and_every_state(filled, kind):
    ann, sheet = filled
    name = "export" if kind == "csv" else "export_xlsx"
    answer = login(ann).get(reverse(f"watch:{name}", args=[sheet.code]))
    assert answer["Content-Disposition"] == f'attachment; filename="assembly.{kind}"'
    head, *rows = rows_of(answer, kind)
    assert head[:4] == ["key", "state", "found", "being_checked"]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("X000", "said", ""),
        ("X000", "said", ""),
        ("X001", "nothing_found", ""),
        ("X002", "not_looked", "yes"),
    ]
    guard = "'" if kind == "csv" else ""
    assert [row[6] for row in rows] == [f"{guard}=HYPERLINK(1)", "Lift them.", "", ""]
    assert rows[2][10:] == [f"{guard}+news\n@account", f"{guard}=Watchers", f"{guard}=Watchers"]
    assert rows[0][9] == WORDS["source"] and "later" not in str(rows), "what waits is nobody's yet"
