"""Workbooks that are written while they are read: every text comes back, and none is a formula."""

import io
import zipfile
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspect_app.core.table_file import sheet, text
from inspect_app.core.workbook import LONGEST_TEXT, Column, address, cell_text, workbook
from inspect_app.supervision.ledger.importing import as_read

COLUMNS = [Column("一", 10), Column("二", 20)]
NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "＝1",
    " =1",
    "_x0041_",
    "a\x00b",
    "<&>\"'",
    "a\nb",
    "\ud800",
    "🀄",
]


def book(rows: list[list[object]]) -> bytes:
    return b"".join(workbook("台账/1", COLUMNS, rows))


def test_no_text_becomes_a_formula_and_what_looks_like_one_stays_quoted() -> None:
    read = load_workbook(io.BytesIO(book([[word, 1] for word in NASTY]))).worksheets[0]
    cells = [read.cell(row, 1) for row in range(2, len(NASTY) + 2)]

    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:8]] == [True] * 8
    assert [text(cell.value) for cell in cells] == [cell_text(word).strip() for word in NASTY]


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 10**9)), max_size=8))
def test_whatever_is_written_is_read_again(rows: list[tuple[str, int]]) -> None:
    lines = sheet(book([list(row) for row in rows]))[1:]

    assert [[text(cell) for cell in line[:2]] for line in lines] == [
        [as_read(c) for c in row] for row in rows
    ]


def test_the_first_bytes_go_out_long_before_the_last_row_is_known() -> None:
    asked = []

    def rows() -> Iterator[list[object]]:
        for number in range(50_000):
            asked.append(number)
            yield [f"{number} 裸土未覆盖", number]

    chunks = workbook("x", COLUMNS, rows())
    next(chunks)
    assert len(asked) < 5_000
    assert max(len(chunk) for chunk in chunks) < 1_000_000


def test_a_text_that_no_cell_holds_is_cut_and_says_so() -> None:
    assert cell_text("长" * 40_000) == "长" * (LONGEST_TEXT - 1) + "…"
    assert [address(1, n) for n in (1, 26, 27, 703)] == ["A1", "Z1", "AA1", "AAA1"]
    assert zipfile.ZipFile(io.BytesIO(book([]))).testzip() is None
