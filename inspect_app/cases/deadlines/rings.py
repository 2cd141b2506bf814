"""Station rings as dated data: how near which station raises a case and shortens its clocks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from inspect_app.cases.deadlines.rules import DATA
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.dated import Dated, in_force, read_rules, validity


@dataclass(frozen=True)
class RingRule(Dated):
    """What lies `within_m` metres of a station of one of `levels` keeps `percent` of its lengths."""

    code: str
    levels: frozenset[str]
    within_m: int
    percent: int
    priority: int
    clocks: frozenset[ClockKind]
    source: Mapping[str, str]


@dataclass(frozen=True)
class Near:
    """A station at a distance: its row, its level, metres along the ellipsoid."""

    station_id: int
    level: str
    distance_m: float


@cache
def ring_rules() -> tuple[RingRule, ...]:
    """Every row, past and future ones too."""
    return tuple(ring_rule_of(row) for row in read_rules(DATA)["rings"])


def ring_rule_of(row: Mapping[str, Any]) -> RingRule:
    """A rule from its JSON row."""
    plain = {name: row[name] for name in ("code", "within_m", "percent", "priority", "source")}
    clocks = frozenset(ClockKind(name) for name in row["clocks"])
    return RingRule(**plain, levels=frozenset(row["levels"]), clocks=clocks, **validity(row))


def rings_on(day: date) -> list[RingRule]:
    """The rules of a day."""
    return in_force(ring_rules(), day)


def ring_named(code: str | None, day: date) -> RingRule | None:
    """The rule of a code on a day; None when nobody keeps such a ring any more."""
    return next((rule for rule in rings_on(day) if rule.code == code), None) if code else None


def strictest_ring(near: Iterable[Near], rules: Iterable[RingRule]) -> tuple[RingRule, Near] | None:
    """The ring that leaves least time, of the nearest station in it; rings may overlap."""
    rows = list(rules)
    fitting = [
        (rule, one)
        for one in near
        for rule in rows
        if one.level in rule.levels and one.distance_m <= rule.within_m
    ]
    return min(
        fitting,
        key=lambda pair: (pair[0].percent, -pair[0].priority, pair[1].distance_m, pair[1].station_id),
        default=None,
    )
