"""Facts about duties: the most specific rule counts, and a table of rules tells all its faults."""

from dataclasses import dataclass
from datetime import date

import pytest

from inspect_app.places.duties import most_specific
from inspect_app.places.duty_csv import read_duties

HEADER = "category,grid_code,unit_code,valid_from,valid_to,source\n"
TOWN, COUNTY, OTHER = 3, 2, 9
LINEAGE = [TOWN, COUNTY, 1]


@dataclass
class Rule:
    category: str | None
    grid_id: int | None
    unit_id: int = 0


ORDER = [
    Rule("dust", TOWN),
    Rule("dust", COUNTY),
    Rule("dust", None),
    Rule(None, TOWN),
    Rule(None, COUNTY),
]


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_the_most_specific_rule_wins(first: int) -> None:
    rules = ORDER[first:]
    assert most_specific(rules[::-1], "dust", LINEAGE) is rules[0]


def test_rules_for_other_categories_and_places_do_not_count() -> None:
    assert (
        most_specific([Rule("straw", TOWN), Rule("dust", OTHER), Rule(None, OTHER)], "dust", LINEAGE) is None
    )


def test_without_a_grid_only_rules_for_the_category_count() -> None:
    assert most_specific(ORDER, "dust", []) is ORDER[2]


def read(*lines: str) -> tuple[list[object], list[str]]:
    reading = read_duties((HEADER + "\n".join(lines)).encode())
    return list(reading.drafts), [f"{fault.where}: {fault.message}" for fault in reading.faults]


def test_a_rule_is_read_with_its_blanks_as_none() -> None:
    (draft,), faults = read("dust,, zjj ,2026-01-01,,三定方案")
    assert not faults
    assert (draft.line, draft.subject, draft.unit_code) == (2, ("dust", None), "zjj")
    assert (draft.valid_from, draft.valid_to, draft.source) == (date(2026, 1, 1), None, "三定方案")


def test_every_fault_of_every_line_is_listed() -> None:
    _, faults = read(
        ",,u,2026-01-01,,s",
        "Dust!,,,31.1.2026,soon,",
        "dust,g,u,2026-02-01,2026-02-01,s",
        "dust,h,u,2026-02-01,,s,more",
    )
    assert faults == [
        "line 2: a category or a grid_code is needed",
        "line 3: 'Dust!' is no category code",
        "line 3: unit_code is empty",
        "line 3: source is empty: say which document gives this duty",
        "line 3: valid_from is no day like 2026-01-31",
        "line 3: valid_to is no day like 2026-01-31",
        "line 4: valid_to is not after valid_from",
        "line 5: the line has more cells than the header",
    ]


def test_rules_about_the_same_may_follow_but_not_overlap() -> None:
    first, second = "dust,g,a,2026-01-01,2026-06-01,s", "dust,g,b,2026-06-01,,s"
    assert read(second, first)[1] == []
    assert read(first, "dust,g,b,2026-05-31,,s")[1] == [
        "line 3: overlaps with line 2, which is about the same"
    ]
    assert read(second, "dust,g,c,2027-01-01,,s")[1] == [
        "line 3: overlaps with line 2, which is about the same"
    ]
    assert read(first, "dust,h,b,2026-05-31,,s", "straw,g,b,2026-05-31,,s")[1] == []


def test_rules_that_meet_on_a_day_do_not_overlap() -> None:
    (draft,) = read_duties((HEADER + "dust,g,a,2026-02-01,2026-03-01,s").encode()).drafts
    january, march = date(2026, 1, 1), date(2026, 3, 1)
    assert not draft.overlaps(january, date(2026, 2, 1))
    assert not draft.overlaps(march, None)
    assert draft.overlaps(january, date(2026, 2, 2))
    assert draft.overlaps(date(2026, 2, 28), None)
    assert draft.overlaps(january, None)


@pytest.mark.parametrize("data", [b"", b"category,unit_code\n", "类别\n".encode("gbk"), b'a,"b\n'])
def test_a_file_that_is_no_such_table_is_one_fault(data: bytes) -> None:
    (fault,) = read_duties(data).faults
    assert fault.where == "file"
