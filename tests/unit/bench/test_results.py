"""The measured rows that are checked in: whole, readable, and the same as on the page."""

import json
from dataclasses import fields

from bench.page import BEGIN, END, PAGE, RESULTS, table
from bench.rows import NAMES, Row
from bench.stage import PAIRS


def test_every_figure_stands_there_for_both_pairs_with_all_its_columns() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))

    assert results["machine"]["cores"] > 0
    assert {(row["name"], row["pair"]) for row in results["rows"]} >= {
        (name, pair) for name in NAMES for pair in PAIRS
    }
    for row in results["rows"]:
        assert set(row) == {column.name for column in fields(Row)}, row
        assert row["value"] >= 0, row


def test_the_page_shows_the_rows_that_are_checked_in() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown = BEGIN + page.partition(BEGIN)[2].partition(END)[0] + END

    assert shown == table(json.loads(RESULTS.read_text(encoding="utf-8"))), "run python -m bench.page"
