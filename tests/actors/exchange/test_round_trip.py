"""Whatever the register takes goes out and comes in again without loss, kind by kind; no cell of it runs."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from actors.checking import checks, revisions
from actors.exchange import reading, sheets
from actors.exchange.writing import STARTS, as_csv, as_xlsx
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.exchange import rows as made
from tests.services import sized

pytestmark = pytest.mark.django_db
KINDS = sorted(revisions.kinds())


def cases(quick: int, full: int) -> Any:
    return settings(
        max_examples=sized(quick, full),
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def out(kind: str) -> bytes:
    return b"".join(as_csv(sheets.columns(kind), sheets.rows(kind)))


def states(kind: str, data: bytes) -> dict[str, int]:
    found = sheets.plan(reading.read(data), options=sheets.Options(kind))
    refused = [(line.key, line.reason) for line in found.of("refused")]
    assert not refused, refused
    return {state: number for state, number in found.counts().items() if number}


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_in_again_says_nothing_new_and_from_nothing_says_all(kind: str) -> None:
    ada, ben = appointed("ada"), appointed("ben")
    relations = made.surroundings()
    model = revisions.kinds()[kind]
    found: list[Any] = []

    # All that is drawn goes out and in together: a reading is a process, and one for each case took minutes.
    @cases(12, 240)
    @given(st.data())
    def draw(data: Any) -> None:
        rows = data.draw(made.rows(kind, relations))
        for number, row in enumerate(rows):
            row.key = f"zz-{len(found)}-{number}"
        found.extend(made.entered(rows, ada, ben))

    draw()
    assert len(found) >= 3, "hardly any of the rows was one that the register takes"
    before = out(kind)
    assert set(states(kind, before)) <= {"unchanged"}
    assert set(states(kind, as_xlsx(kind, sheets.columns(kind), sheets.rows(kind)))) <= {"unchanged"}
    # Emptied of these, as if another installation took the file.
    make.forget(model.objects.filter(key__startswith="zz-"))
    assert states(kind, before).get("new", 0) == len(found)
    options = sheets.Options(kind)
    sheets.enter(reading.read(before), options=options, by=ada, now=make.NOW, batch="again")
    checks.confirm_batch(batch="again", by=ben, now=make.NOW)
    assert out(kind) == before


def test_control_a_column_that_is_lost_is_seen() -> None:
    make.state("XA", iso_alpha3="XAA")
    assert states("actor", out("actor")) == {"unchanged": 1}
    lost = out("actor").replace(b"XAA", b"")
    assert states("actor", lost) == {"changed": 1}


heads = st.sampled_from([*STARTS, "", " ", "\u00a0", "'", "\ufeff", "\u200b", "\u3000", "\x0b"])
attacks = st.sampled_from(
    ["cmd|' /C calc'!A0", 'HYPERLINK("http://x.example")', "1+1", "SUM(A1)", "@SUM(1)", 'IMPORTXML("x")', "-1+1", ""]
)
hostile = st.tuples(heads, heads, st.one_of(attacks, st.text(max_size=8))).map(
    lambda parts: "".join(parts).encode("utf-8", "ignore").decode().replace("\x00", "")
)


def test_no_cell_of_ours_is_a_formula_and_each_comes_back() -> None:
    """T18: thousands of texts that want to be computed; both kinds of file, opened by another program's reader."""
    per_case, seen = 25, [0]

    @cases(20, 400)
    @given(st.lists(hostile, min_size=per_case, max_size=per_case))
    def run(found: list[str]) -> None:
        seen[0] += len(found)
        table = [[f"k{number}", text] for number, text in enumerate(found)]
        plain, book = b"".join(as_csv(["key", "text"], table)), as_xlsx("x", ["key", "text"], table)
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        opened = openpyxl.Workbook().active
        for row in csv.reader(io.StringIO(plain.decode("utf-8-sig"), newline="")):
            opened.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
        assert not [cell.value for row in opened.iter_rows() for cell in row if cell.data_type == "f"]
        for data in (plain, book):
            assert [cells["text"] for _line, cells in reading.read(data).rows] == found

    run()
    print(f"T18: {seen[0]} payloads")
    assert seen[0] >= sized(500, 10_000)


def test_control_openpyxl_takes_an_unguarded_cell_for_a_formula() -> None:
    sheet = openpyxl.Workbook().active
    sheet.append(["=1+1"])
    assert sheet["A1"].data_type == "f"
