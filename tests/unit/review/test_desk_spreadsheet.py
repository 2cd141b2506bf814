"""Cells that a spreadsheet would calculate stay words."""

import csv
import io

import pytest

from inspect_app.core.spreadsheet import csv_line, harmless


@pytest.mark.parametrize(
    "words", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =HYPERLINK(1)", "＝1+1", "＠x"]
)
def test_what_looks_like_a_formula_gets_an_apostrophe(words: str) -> None:
    assert harmless(words) == "'" + words


@pytest.mark.parametrize(
    "words", ["裸土=未覆盖", "YH-2026-000001", '{"note":"=1"}', "2026-11-21T08:00:00.000Z"]
)
def test_other_words_stay_as_they_are(words: str) -> None:
    assert harmless(words) == words


def test_nothing_is_an_empty_cell_and_a_line_reads_back() -> None:
    cells = [None, 7, '说"好"', "两\n行", "=1"]

    assert next(csv.reader(io.StringIO(csv_line(cells), newline=""))) == ["", "7", '说"好"', "两\n行", "'=1"]
