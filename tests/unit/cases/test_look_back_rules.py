"""When one looks back, what share is re-checked, and what counts as the same operator elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect_app.cases.categories import load
from inspect_app.cases.lookbacks.rules import (
    DATA,
    Risk,
    monday_of,
    plan_for,
    plans,
    recheck_rule_on,
    relocation_rule_on,
    risk_of,
    share_of,
)
from inspect_app.cases.lookbacks.traces import BENIGN, KIND_LABELS, Seen, suspicions, traces_of
from inspect_app.core.dated import read_rules

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
HERE, NEAR, FAR = (34.65, 112.45), (34.6505, 112.4505), (34.69, 112.49)


@pytest.mark.parametrize(
    ("reasons", "risk", "days"),
    [
        ([], Risk.LOW, (30,)),
        (["ring"], Risk.MEDIUM, (7, 30)),
        (["reuse"], Risk.MEDIUM, (7, 30)),
        (["ring", "reuse"], Risk.HIGH, (7, 30, 90)),
        (["relapse"], Risk.HIGH, (7, 30, 90)),
    ],
)
def test_the_more_likely_it_comes_back_the_more_often_one_looks(
    reasons: list[str], risk: Risk, days: tuple[int, ...]
) -> None:
    plan = plan_for("bare_soil", risk_of(reasons), TODAY)
    assert risk_of(reasons) == risk
    assert plan is not None
    assert plan.days == days


def test_a_category_may_have_a_plan_of_its_own() -> None:
    coal, truck = plan_for("bulk_coal", Risk.LOW, TODAY), plan_for("muck_truck", Risk.LOW, TODAY)
    assert coal is not None
    assert truck is not None
    assert (coal.days, truck.days) == ((7, 30), ())
    known = {category.code for category in load()}
    assert {plan.category for plan in plans()} - {None} <= known
    assert all(plan.source["zh"] and plan.source["en"] for plan in plans())
    assert all(plan_for(code, risk, TODAY) for code in known for risk in Risk)
    assert set(read_rules(DATA)["reasons"]) == {"relapse", "ring", "reuse"}


def test_the_weekly_share_is_rounded_up() -> None:
    rule = recheck_rule_on(TODAY)
    assert rule is not None
    assert [share_of(rule.percent, n) for n in (0, 1, 20, 21, 100)] == [0, 1, 1, 2, 5]
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)


def test_what_a_report_says_of_the_operator_is_read_in_one_spelling() -> None:
    fields = {
        "enterprise": "云锦 建材（二厂）",
        "credit_code": "９１４１０３００MA9ABCDE1K",
        "plate": "川 nd·0835",
    }
    found = traces_of(fields, "负责人电话 13912345678，座机 03791234567890")
    assert found == {
        ("operator", "云锦建材二厂"),
        ("credit_code", "91410300MA9ABCDE1K"),
        ("plate", "川ND0835"),
        ("phone", "13912345678"),
    }
    assert traces_of({"shop": "老灶", "what": "异味"}, "订单 20261122139123456789") == set()


def test_the_same_operator_elsewhere_within_the_window_is_a_hint_with_harmless_causes() -> None:
    rule = relocation_rule_on(TODAY)
    assert rule is not None
    others = [
        Seen("a", "phone", NOON - timedelta(days=20), FAR),
        Seen("a", "operator", NOON - timedelta(days=20), FAR),
        Seen("b", "phone", NOON - timedelta(days=5), NEAR),
        Seen("c", "phone", NOON - timedelta(days=400), FAR),
        Seen("d", "plate", NOON - timedelta(days=2), FAR),
        Seen("e", "phone", NOON, None),
    ]
    hints = suspicions(HERE, NOON, others, rule)

    assert [(hint.case, hint.kinds, hint.days) for hint in hints] == [
        ("a", ("operator", "phone"), 20),
        ("d", ("plate",), 2),
    ]
    assert 5_000 < hints[0].distance_m < 6_500
    assert set(BENIGN) == set(KIND_LABELS)
    assert all(BENIGN.values())
