"""Shares, their uncertainty and ranks; and the published figures that the formulas have to give."""

from datetime import date
from fractions import Fraction

import pytest

from inspect_app.supervision.indicators.conditions import CONDITIONS
from inspect_app.supervision.indicators.definitions import data, definitions, find_definition, ranking_rule
from inspect_app.supervision.indicators.page import indicators_page
from inspect_app.supervision.indicators.ranking import (
    Interval,
    Share,
    basis_points,
    median_places,
    ranks,
    reconcile,
    wilson,
)
from inspect_app.supervision.indicators.rewards import Standing, outcomes, read_week, reward_rule
from inspect_app.supervision.indicators.spans import SPANS
from tests.conftest import REPOSITORY

RULE = ranking_rule(date(2026, 11, 22))
# hbcic.net.cn/info/wcm/74587.htm: Tianmen, December 2016, digital urban management.
TIANMEN = {"reported": 1054, "filed": 996, "due": 972, "closed": 911, "closed_in_time": 737}


@pytest.mark.parametrize(
    ("code", "published"), [("filing_rate", 9450), ("closing_rate", 9372), ("closing_in_time_rate", 7582)]
)
def test_the_definitions_give_the_rates_published_for_tianmen(code: str, published: int) -> None:
    row = find_definition(code, date(2018, 1, 1))
    assert row is not None
    share = Share(TIANMEN[row.numerator], TIANMEN[row.denominator])
    assert share.value is not None
    assert basis_points(share.value) == published


# mee.gov.cn 2018-02-04, sthjt.hunan.gov.cn 2018-08-17 (read in part), zyjcyjy.com id 1370; henan 2868448.
BULLETINS = [
    ("MEE 2018-02-02", 127, {"未安装": 1, "无组织排放": 1, "工地扬尘": 3, "其他": 122}, 0),
    (
        "MEE 2018-08-15",
        60,
        {"散乱污": 2, "锅炉": 3, "不正常": 3, "VOCs": 5, "粉尘": 4, "矿山": 1, "工地": 22},
        20,
    ),
    (
        "MEE 2018-11-03",
        25,
        {"散乱污": 1, "未安装": 5, "不正常": 4, "VOCs": 4, "堆场": 6, "工地": 1, "其他": 4},
        0,
    ),
    ("Henan 2023-12-18", 123, {"南阳": 25, "郑州": 18, "平顶山": 13, "焦作": 11, "others": 56}, 0),
]


@pytest.mark.parametrize(("source", "stated", "parts", "lacking"), BULLETINS)
def test_a_total_that_does_not_reconcile_is_said_not_to(
    source: str, stated: int, parts: dict[str, int], lacking: int
) -> None:
    found = reconcile(stated, parts)
    assert (found.reconciles, found.difference) == (lacking == 0, lacking), source


# lyrb.lyd.com.cn/html2/2018-08/10/content_172232.htm: Luoyang, the week of 9 to 15 July 2018. The places and
# whether targets were met are as published; the concentrations only stand for that.
LUOYANG = """group,unit,place,pm10,pm10_target,pm25,pm25_target
城区,吉利区,1,60,70,30,35
城区,涧西区,2,80,70,30,35
城区,西工区,3,60,70,36,35
县,新安县,1,60,70,30,35
县,洛宁县,2,60,70,30,35
"""


def test_the_published_week_of_luoyang_comes_out() -> None:
    rule = reward_rule(date(2018, 7, 9))
    assert rule is not None
    found = outcomes(rule, read_week(LUOYANG))
    assert found == {"吉利区": 30, "新安县": 30, "洛宁县": 0, "西工区": -50, "涧西区": 0}
    assert outcomes(rule, [Standing("城区", "吉利区", 1, met=False)]) == {"吉利区": None}
    with pytest.raises(ValueError, match="line 2"):
        read_week("group,unit,place,pm10,pm10_target,pm25,pm25_target\n城区,吉利区,一,1,1,1,1\n")


@pytest.mark.parametrize(
    ("hits", "sample", "low", "high"),
    # Newcombe, Statist. Med. 17 (1998), table I: Wilson's method.
    [(81, 263, 2553, 3662), (15, 148, 624, 1605), (0, 20, 0, 1611), (1, 29, 61, 1718)],
)
def test_wilson_gives_the_intervals_of_the_literature(hits: int, sample: int, low: int, high: int) -> None:
    assert wilson(Share(hits, sample), RULE.z) == Interval(low, high)
    assert wilson(Share(0, 0), RULE.z) is None


def test_equals_share_a_rank_and_small_samples_have_none() -> None:
    values = {1: Fraction(9, 10), 2: Fraction(90, 100), 3: Fraction(1), 4: Fraction(1, 2), 5: Fraction(1)}
    samples = {1: 20, 2: 100, 3: 19, 4: 20, 5: 20}
    assert ranks(values, samples, RULE, "higher") == {5: 1, 1: 2, 2: 2, 4: 4}
    assert ranks(values, samples, RULE, "lower") == {4: 1, 1: 2, 2: 2, 5: 4}


def test_the_bounds_of_a_median_are_among_the_values() -> None:
    assert median_places(1, RULE.z) == (1, 1, 1, 1)
    assert median_places(100, RULE.z) == (50, 51, 40, 61)


def test_definitions_name_conditions_that_exist_and_their_sources() -> None:
    for row in definitions():
        known = CONDITIONS if row.is_rate else SPANS
        assert row.numerator in known
        assert row.denominator in CONDITIONS
        assert all(code in CONDITIONS and code in data()["exclusions"] for code in row.exclusions)
        assert all(row.source.values())
    assert len({(row.code, row.valid_from) for row in definitions()}) == len(definitions())


def test_the_page_says_what_the_definitions_say() -> None:
    page = REPOSITORY / "docs" / "indicators.md"
    assert page.read_text(encoding="utf-8") == indicators_page(), "run: flask indicators page"
