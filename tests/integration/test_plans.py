"""No list that people look at all day walks a whole table or sorts it: read from the databases' own plans."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from inspect_app.audit.trips import EDGE
from inspect_app.core.db import db
from tests.builders import City
from tests.integration.cases.crowd import crowd

IN_EAST, MANY = (34.65, 112.45), 600
GROWING = "cases|photos|clocks|reports|events|log_entries|log_nodes|notices|noticed_events"
# SQLite names the index on the same line; a walk along an index in the wanted order ends at the limit.
WALKS = re.compile(rf"Seq Scan on ({GROWING})\b|\bSCAN ({GROWING})(?! USING)")
SORTS = re.compile(r"\bSort\b|TEMP B-TREE FOR .*ORDER BY")

Asked = list[tuple[str, Any]]


@pytest.fixture
def city(city: City) -> City:
    """A district with many cases."""
    crowd(city, MANY, unit="east", place=IN_EAST, spread=0.05)
    city.hand("inspector").filed()
    return city


@contextmanager
def listening() -> Iterator[Asked]:
    """Every statement that is sent meanwhile."""
    asked: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plans(city: City, username: str, path: str) -> list[tuple[str, str]]:
    """Each reading statement of a request with the plan for it; PostgreSQL may not fall back on a whole walk.

    A table of some hundred rows is walked sooner than an index; what no index serves is walked even so.
    """
    hand = city.hand(username)
    with city.app.app_context():
        with listening() as asked:
            answer = hand.get(path)
        assert answer.status_code == 200, answer.text
        words = "EXPLAIN QUERY PLAN "
        if db.engine.dialect.name == "postgresql":
            words = "EXPLAIN "
            db.session.execute(text("SET LOCAL enable_seqscan = off"))
        connection = db.session.connection()
        found = [
            (
                statement,
                "\n".join(str(row[-1]) for row in connection.exec_driver_sql(words + statement, values)),
            )
            for statement, values in asked
            if statement.startswith(("SELECT", "WITH"))
        ]
        db.session.rollback()
        return found


LISTS: dict[str, tuple[str, str]] = {
    "supervisor": ("supervisor", "/cases?limit=250"),
    "auditor": ("auditor", "/cases?limit=250"),
    "inspector": ("inspector", "/cases?limit=50"),
    "handler": ("handler", "/cases?limit=50"),
    "by status": ("supervisor", "/cases?status=reported&limit=50"),
    "changed since": ("inspector", "/cases?updated_since=2026-01-01T00:00:00Z&limit=250"),
    "of a unit": ("supervisor", "/cases?unit=2&limit=50"),
    "late": ("supervisor", "/cases?overdue=1&limit=50"),
    "own reports": ("inspector", "/reports?mine=1&limit=50"),
    "most urgent": ("supervisor", "/cases?order=urgency&limit=50"),
    "counts": ("supervisor", "/cases/counts"),
    "words": ("supervisor", "/cases?q=渣土&limit=50"),
    "one letter": ("auditor", "/cases?q=烟&limit=50"),
    "number": ("supervisor", "/cases?q=YH-2026-000001&limit=50"),
    "log": ("auditor", "/log/entries?limit=50"),
    "notices": ("supervisor", "/notices?limit=50"),
}


# What belongs to the lines of a page is found case by case.
BY_CASE = {
    "FROM clocks": "ix_clocks_case_id",
    "FROM photos": "ix_photos_case_id",
    "cases.merged_into": "ix_cases_merged",
}

LETTERS = ("ix_cases_note_letters", "case_notes VIRTUAL TABLE INDEX")
NUMBERS = ("ix_cases_number_start", "uq_cases_number", "sqlite_autoindex_cases")


def test_no_list_walks_a_table_that_grows(city: City) -> None:
    for username, path in LISTS.values():
        for statement, plan in plans(city, username, path):
            assert not WALKS.search(plan), f"{path}\n\n{statement}\n\n{plan}"


def test_a_page_follows_an_index_and_finds_case_by_case_what_belongs_to_its_lines(city: City) -> None:
    behind = city.hand("auditor").get("/cases?limit=200").get_json()["next_cursor"]
    for path in ("/cases?limit=50", f"/cases?limit=50&cursor={behind}"):
        told = plans(city, "auditor", path)
        pages = [plan for statement, plan in told if "cases.number" in statement]
        assert len(pages) == 1
        assert "ix_cases_updated_at" in pages[0], pages[0]
        assert not SORTS.search(pages[0]), pages[0]
        for words, index in BY_CASE.items():
            found = [
                plan for statement, plan in told if words in statement and "cases.number" not in statement
            ]
            assert found, words
            assert all(index in plan for plan in found), found


def test_urgency_and_counts_stand_on_indexes_of_their_own(city: City) -> None:
    for who in ("auditor", "supervisor"):
        told = plans(city, who, "/cases?order=urgency&limit=50") + plans(city, who, "/cases/counts")
        (page,) = (plan for said, plan in told if "cases.number" in said)
        assert "ix_cases_turn" in page, page
        assert not SORTS.search(page), page
        (counted,) = (plan for said, plan in told if "GROUP BY cases.status" in said)
        assert "ix_cases_desk" in counted, counted


def test_words_and_numbers_are_looked_up(city: City) -> None:
    for typed, indexes in (("没有", LETTERS), ("烟", LETTERS), ("YH-2026-000001", NUMBERS)):
        told = plans(city, "supervisor", f"/cases?q={typed}")
        (found,) = (plan for said, plan in told if said.startswith("WITH found"))
        assert any(name in found for name in indexes), found
        assert "ix_cases_updated_at" not in found, found


def test_an_append_finds_what_it_grows_from_by_whole_keys(city: City) -> None:
    with city.app.app_context():
        connection = db.session.connection()
        words = "EXPLAIN QUERY PLAN "
        if db.engine.dialect.name == "postgresql":
            words = "EXPLAIN "
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = connection.exec_driver_sql(words + EDGE.replace("?", "1"))
        plan = "\n".join(str(row[-1]) for row in rows)
        db.session.rollback()
    assert re.search(r"log_id ?= ?.*level ?= ?.*node_index ?= ?", plan), plan
