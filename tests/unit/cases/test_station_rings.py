"""Station rings: the strictest of overlapping ones counts, only for its levels, only while it is in force."""

from datetime import date
from itertools import pairwise

import pytest

from inspect_app.cases.deadlines.rings import Near, ring_named, ring_rules, rings_on, strictest_ring

DAY = date(2026, 11, 22)
NATIONAL, PROVINCIAL, MICRO = "national", "provincial", "micro"


@pytest.mark.parametrize(
    ("near", "ring", "station"),
    [
        ([Near(1, NATIONAL, 500.0)], "control_500", 1),
        ([Near(1, NATIONAL, 500.1)], "national_1000", 1),
        ([Near(1, NATIONAL, 1000.0)], "national_1000", 1),
        ([Near(1, NATIONAL, 1000.1)], None, None),
        ([Near(1, PROVINCIAL, 400.0)], "control_500", 1),
        ([Near(1, PROVINCIAL, 600.0)], None, None),
        ([Near(1, MICRO, 10.0)], None, None),
        ([], None, None),
        ([Near(1, NATIONAL, 600.0), Near(2, PROVINCIAL, 450.0)], "control_500", 2),
        ([Near(1, NATIONAL, 300.0), Near(2, NATIONAL, 200.0)], "control_500", 2),
        ([Near(7, NATIONAL, 200.0), Near(2, NATIONAL, 200.0)], "control_500", 2),
    ],
)
def test_the_strictest_ring_of_the_nearest_station_counts(
    near: list[Near], ring: str | None, station: int | None
) -> None:
    found = strictest_ring(near, rings_on(DAY))
    assert (found and found[0].code, found and found[1].station_id) == (ring, station)


def test_a_ring_is_known_by_its_code_while_it_is_in_force() -> None:
    rule = ring_rules()[0]
    assert ring_named(rule.code, rule.valid_from) == rule
    assert ring_named(rule.code, date(2000, 1, 1)) is None
    assert ring_named(None, DAY) is None


def test_a_narrower_ring_is_never_milder_and_every_rule_names_its_source() -> None:
    rules = sorted(rings_on(DAY), key=lambda rule: rule.within_m)
    assert all(a.percent <= b.percent and a.priority >= b.priority for a, b in pairwise(rules))
    assert all(rule.source["zh"] and rule.source["en"] and 0 < rule.percent < 100 for rule in rules)
