"""Superiors' lists: which case a row means, and what a sheet says."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from inspect_app.core.errors import Problem
from inspect_app.places.datum import E7, Datum
from inspect_app.supervision.handover.matching import Asked, Known, Reason, Words, by_place
from inspect_app.supervision.handover.reading import MOST_LINES, ReadList, read_day, read_list
from inspect_app.supervision.handover.rules import matching_rule

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 20, tzinfo=UTC)
RULE = matching_rule(TODAY)
HERE = (34.65, 112.45)
DEGREE_M = 110_934  # metres of a degree of latitude at 34.65° north on the WGS-84 ellipsoid
ASKED = Asked(AT, "bare_soil", HERE, "新安路北侧空地约2000平方米黄土裸露未覆盖")
HEADING = ["编号", "交办时间", "地址", "企业名称", "纬度", "经度", "类别", "责任单位", "整改期限", "存在问题"]
GOOD = [
    "豫督-1",
    "2026年11月20日",
    "新安路",
    "",
    34.65,
    112.45,
    "裸露黄土",
    "东区住建局",
    "2026/12/1",
    "裸土",
]


def known(name: str, metres: float = 0, **change: Any) -> Known:
    """A case so many metres to the north."""
    place = (HERE[0] + metres / DEGREE_M, HERE[1])
    return replace(Known(name, "bare_soil", open=True, reported_at=AT, place=place), **change)


def sheet(*rows: list[Any], heading: list[str] | None = None) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in [heading or HEADING, *rows]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(*rows: list[Any], datum: Datum = Datum.WGS84) -> ReadList:
    return read_list(sheet(*rows), datum, TODAY)


def with_(**change: Any) -> list[Any]:
    """The good row with other cells, by their place."""
    names = ["number", "at", "place", "site", "lat", "lon", "category", "unit", "due", "what"]
    return [change.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (known("a", 40), (True, 40)),
        (known("a", 60), (False, 60)),
        (known("a", 299), (False, 299)),
        (known("a", 302), None),
        (known("a", 40, open=False), (False, 40)),
        (known("a", 40, category="road_dust"), (False, 40)),
        (known("a", 60, category="road_dust"), None),
        (known("a", 40, reported_at=AT - timedelta(days=179)), (True, 40)),
        (known("a", 40, reported_at=AT - timedelta(days=181)), None),
        (known("a", 40, reported_at=AT + timedelta(days=31)), None),
        (known("a", place=None), None),
    ],
)
def test_near_and_about_then_is_the_case_and_only_the_same_open_one_on_the_spot_is_sure(
    case: Known, wanted: tuple[bool, int] | None
) -> None:
    found = by_place(RULE, ASKED, [case])
    assert [(one.sure, one.distance_m) for one in found] == ([] if wanted is None else [wanted])


def test_two_cases_on_the_spot_are_for_a_person_and_the_nearest_stands_first() -> None:
    found = by_place(RULE, ASKED, [known("far", 45), known("near", 5), known("wide", 200)])
    assert [(one.case, one.sure, one.reason) for one in found] == [
        ("near", False, Reason.PLACE), ("far", False, Reason.PLACE), ("wide", False, Reason.PLACE)
    ]  # fmt: skip
    assert by_place(RULE, replace(ASKED, place=None), [known("near", 5)]) == []


def test_words_find_the_case_that_says_much_the_same_and_are_never_sure() -> None:
    same = known("same", words="新安路北侧空地黄土裸露，约 2000 平方米未覆盖")
    cases = [same, known("other", words="中州路渣土车未密闭沿途撒漏"), known("short", words="黄土")]
    cases.append(replace(same, id="old", reported_at=AT - timedelta(days=400)))
    # Pieces that everybody writes tell nothing.
    cases += [known(f"n{n}", words=f"道路扬尘未清扫第{n}处") for n in range(60)]
    words = Words(cases)

    found = words.alike(RULE, replace(ASKED, place=None))
    assert [(one.case, one.sure) for one in found] == [("same", False)]
    assert (found[0].share or 0) >= 80
    assert words.alike(RULE, replace(ASKED, words="道路扬尘未清扫")) == []


def test_a_row_is_read_as_it_is_meant() -> None:
    row = read(GOOD).rows[0]
    assert (row.row, row.number, row.category) == (2, "豫督-1", "bare_soil")
    assert (row.received_on, row.due_on) == (date(2026, 11, 20), date(2026, 12, 1))
    assert (row.lat_e7, row.lon_e7) == (346500000, 1124500000)
    shifted = read(GOOD, datum=Datum.GCJ02).rows[0]
    metres = abs((shifted.lat_e7 or 0) - 346500000) / E7 * DEGREE_M
    assert 50 < metres < 300, "GCJ-02 lies some hundred metres off around Luoyang"
    assert read(with_(category="厂界臭气")).rows[0].category is None
    assert [row.row for row in read([None] * 10, GOOD).rows] == [3]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"number": ""}, ("A2", "empty")),
        ({"what": "  "}, ("J2", "empty")),
        ({"at": "上周"}, ("B2", "bad_date")),
        ({"at": "2026-12-01"}, ("B2", "in_future")),
        ({"due": "2026-02-30"}, ("I2", "bad_date")),
        ({"lat": 112.45, "lon": 34.65}, ("E2", "coordinates_swapped")),
        ({"lat": "北纬"}, ("E2", "bad_coordinates")),
        ({"place": "新" * 201}, ("C2", "too_long")),
        ({"what": "=A1"}, ("J2", "formula")),
    ],
)
def test_a_faulty_row_says_which_cell_and_stops_no_other(
    cells: dict[str, Any], fault: tuple[str, str]
) -> None:
    found = read(with_(**cells), with_(number="豫督-2"))
    assert [(one.cell, one.code) for one in found.faults] == [fault]
    assert [row.number for row in found.rows] == ["豫督-2"]


def test_a_number_twice_is_taken_once() -> None:
    found = read(GOOD, GOOD)
    assert [(one.cell, one.code) for one in found.faults] == [("A3", "number_twice")]
    assert len(found.rows) == 1


def test_what_is_no_list_is_refused_as_a_whole() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)  # the head of an .xls
    many = sheet(*([str(n), "裸土"] for n in range(MOST_LINES + 1)), heading=["编号", "问题"])
    for data, code in (
        (old, "unreadable_workbook"),
        (b"", "unreadable_workbook"),
        (many, "unreadable_workbook"),
        (sheet(GOOD[:2], heading=["日期", "地址"]), "list_without_columns"),
    ):
        with pytest.raises(Problem, match=code):
            read_list(data, Datum.WGS84, TODAY)


def test_days_in_the_spellings_of_lists() -> None:
    spelt = [
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "20261120",
        "2026年11月20日",
        "2026-11-20 00:00:00",
        "46346",
    ]
    assert {read_day(words) for words in spelt} == {date(2026, 11, 20)}
    assert read_day("") is None
