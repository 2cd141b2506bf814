"""The roster: which words are moments, which spans are shifts, who of an office is called."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inspect_app.accounts.shifts.rules import at_post, span_fault
from inspect_app.accounts.shifts.sheet import Board, ShiftDraft, cells, read_sheet
from inspect_app.core.errors import Problem
from inspect_app.core.table_file import Fault

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon
BOARD = Board({"zhang": 7, "张某": 7, "li": 8}, NOW, ZONE)


def china(day: int, hour: int = 0) -> datetime:
    """An hour of a day of that November, on the wall clock in China."""
    return datetime(2026, 11, day, hour, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("begin", "end", "span"),
    [
        ("2026-11-22 08:00", "2026-11-23 08:00", (china(22, 8), china(23, 8))),
        ("2026/11/22 8:00", "2026.11.22 24:00", (china(22, 8), china(23))),
        ("2026年11月22日 08:00", "2026年11月22日 18:00:00", (china(22, 8), china(22, 18))),
        ("2026-11-22", "2026-11-22", (china(22), china(23))),
        ("2026-11-22", "2026-11-24", (china(22), china(25))),
        ("2026-11-22 00:00:00", "2026-11-22 00:00:00", (china(22), china(23))),  # cells with a date only
        ("2026-11-22 20:00:00", "2026-11-23 00:00:00", (china(22, 20), china(23))),
    ],
)
def test_a_line_says_from_when_until_when(begin: str, end: str, span: tuple[datetime, datetime]) -> None:
    reading = read_sheet(f"姓名,开始时间,结束时间\n张某,{begin},{end}\n".encode(), BOARD)

    assert reading.faults == []
    assert reading.drafts == [ShiftDraft(7, *span)]


def test_every_fault_is_told_at_its_cell() -> None:
    table = (
        "值班人员,开始,结束\n王某,昨天,2026-11-23 25:00\nli,2026-11-23 08:00,2026-11-23 07:00\n"
        "li,2026-11-01,2026-11-02\nli,2026-11-22,2026-12-31\nli,2026-02-30,2026-11-23\n"
    )
    reading = read_sheet(table.encode(), BOARD)

    assert reading.drafts == []
    assert reading.faults == [
        Fault("A2", "unknown_person", "王某"),
        Fault("B2", "bad_moment", "昨天"),
        Fault("C2", "bad_moment", "2026-11-23 25:00"),
        Fault("C3", "bad_span", "2026-11-23 07:00"),
        Fault("C4", "shift_over", "2026-11-02"),
        Fault("C5", "bad_span", "2026-12-31"),
        Fault("B6", "bad_moment", "2026-02-30"),
    ]
    with pytest.raises(Problem, match="shift_columns_missing"):
        read_sheet(b"a,b\n1,2\n", BOARD)


def test_what_goes_out_comes_in_again() -> None:
    line = ",".join(cells("zhang", china(22, 8), china(23), ZONE))

    assert read_sheet(f"On duty,From,To\n{line}\n".encode(), BOARD).drafts == [
        ShiftDraft(7, china(22, 8), china(23))
    ]


def test_a_shift_may_run_already_but_not_be_over() -> None:
    hour = timedelta(hours=1)
    assert span_fault(NOW - hour, NOW + hour, NOW) is None
    assert span_fault(NOW - 2 * hour, NOW, NOW) == "shift_over"
    assert span_fault(NOW, NOW, NOW) == "bad_span"
    assert span_fault(NOW, NOW + timedelta(days=31), NOW) is None
    assert span_fault(NOW, NOW + timedelta(days=31, seconds=1), NOW) == "bad_span"


def test_those_on_duty_are_called_and_without_any_everybody() -> None:
    assert at_post({1, 2}, {2, 3}) == {2}
    assert at_post({1, 2}, {3}) == at_post({1, 2}, set()) == {1, 2}
    assert at_post(set(), {3}) == set()
