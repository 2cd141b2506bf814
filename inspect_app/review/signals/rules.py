"""Signals that verification may be arranged: pure rules over verdicts. Hints for auditors, never verdicts.

Chances are exact binomial tails: how likely the count would be if people were paired, or returned work, as
everybody else does. Each signal carries its sample size and the harmless causes to think of first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from math import comb
from pathlib import Path

from inspect_app.core.dated import Dated, in_force, read_rules, validity
from inspect_app.places.metric import distance_m

DATA = Path(__file__).with_name("rules.json")
MOST_CASES = 10  # named with one signal


@dataclass(frozen=True)
class SignalRule(Dated):
    """The thresholds in force on a day."""

    code: str
    numbers: Mapping[str, int]
    source: Mapping[str, str]


@dataclass(frozen=True)
class Given:
    """One verdict; `reused` says whether a photo of the work had a finding of reuse.

    `place` is the case's, WGS-84 degrees; `at` the server's clock.
    """

    case: str
    person: int
    unit: int
    passed: bool
    at: datetime
    place: tuple[float, float] | None = None
    reused: bool = False


@dataclass(frozen=True)
class Signal:
    """One hint: about whom (and which unit), out of how many verdicts, with what was measured."""

    code: str
    person: int
    unit: int | None
    sample: int
    detail: dict[str, int]
    cases: tuple[str, ...]


@cache
def signal_rules() -> tuple[SignalRule, ...]:
    """Every row, past and future ones too."""
    return tuple(
        SignalRule(
            row["code"],
            {name: value for name, value in row.items() if isinstance(value, int)},
            row["source"],
            **validity(row),
        )
        for row in read_rules(DATA)["rules"]
    )


def signal_rule_on(day: date) -> SignalRule:
    """The rule that holds on a day; a day before all rules has the first."""
    rows = in_force(signal_rules(), day)
    return rows[-1] if rows else signal_rules()[0]


def signals(verdicts: Iterable[Given], rule: SignalRule) -> list[Signal]:
    """Every hint that the verdicts of a period give, by code and person."""
    known = sorted(verdicts, key=lambda one: (one.at, one.case))
    found = [
        *faster_than_travel(known, rule.numbers),
        *frequent_pairs(known, rule.numbers),
        *reused_photos(known, rule.numbers),
        *all_pass(known, rule.numbers),
    ]
    return sorted(found, key=lambda one: (one.code, one.person, one.unit or 0))


def by_person(verdicts: Iterable[Given]) -> dict[int, list[Given]]:
    """The verdicts of each person, in their order."""
    groups: dict[int, list[Given]] = defaultdict(list)
    for one in verdicts:
        groups[one.person].append(one)
    return groups


def faster_than_travel(verdicts: list[Given], numbers: Mapping[str, int]) -> Iterator[Signal]:
    """Two verdicts in a row, farther apart than anybody travels in the time between."""
    for person, mine in by_person(verdicts).items():
        worst, cases = 0, []
        for first, second in pairwise(mine):
            speed = speed_kmh(first, second, numbers["least_km"])
            if speed > numbers["fastest_kmh"]:
                worst = max(worst, speed)
                cases.append(second.case)
        if cases:
            detail = {"kmh": worst, "limit_kmh": numbers["fastest_kmh"], "times": len(cases)}
            yield Signal("faster_than_travel", person, None, len(mine), detail, tuple(cases[:MOST_CASES]))


def speed_kmh(first: Given, second: Given, least_km: int) -> int:
    """Whole kilometres an hour between two verdicts; 0 for places that are near, unknown or the same case."""
    if first.place is None or second.place is None or first.case == second.case:
        return 0
    metres = distance_m(first.place, second.place)
    if metres < least_km * 1000:
        return 0
    return round(metres / max((second.at - first.at).total_seconds(), 1.0) * 3.6)


def frequent_pairs(verdicts: list[Given], numbers: Mapping[str, int]) -> Iterator[Signal]:
    """One person judges one unit far more often than an equal part, and than that person's part elsewhere."""
    units: dict[int, list[Given]] = defaultdict(list)
    for one in verdicts:
        units[one.unit].append(one)
    share = {person: len(mine) for person, mine in by_person(verdicts).items()}
    for unit, theirs in units.items():
        for person, times in Counter(one.person for one in theirs).items():
            others = len(verdicts) - len(theirs)
            elsewhere = (share[person] - times) / others if others else 1.0
            expected = max(elsewhere, 1 / len({one.person for one in theirs}))
            chance = tail(len(theirs), times, expected)
            if times >= numbers["pair_least"] and chance * 100 <= numbers["pair_chance_percent"]:
                detail = {"times": times, "of": len(theirs), "expected_percent": round(expected * 100)}
                cases = tuple(one.case for one in theirs if one.person == person)[-MOST_CASES:]
                yield Signal("frequent_pair", person, unit, len(theirs), detail, cases)


def reused_photos(verdicts: list[Given], numbers: Mapping[str, int]) -> Iterator[Signal]:
    """Work passed although a photo of it may have been used before."""
    for person, mine in by_person(verdicts).items():
        cases = [one.case for one in mine if one.passed and one.reused]
        if len(cases) >= numbers["reuse_least"]:
            detail = {"times": len(cases)}
            yield Signal("reused_photos", person, None, len(mine), detail, tuple(cases[-MOST_CASES:]))


def all_pass(verdicts: list[Given], numbers: Mapping[str, int]) -> Iterator[Signal]:
    """Nothing was ever sent back, by somebody with many verdicts, while others do send work back."""
    for person, mine in by_person(verdicts).items():
        others = [one for one in verdicts if one.person != person]
        if len(mine) < numbers["all_pass_least"] or not all(one.passed for one in mine) or not others:
            continue
        returned = sum(not one.passed for one in others) / len(others)
        chance = (1.0 - returned) ** len(mine)
        if chance * 100 <= numbers["all_pass_chance_percent"]:
            detail = {"others_return_percent": round(returned * 100), "chance_percent": round(chance * 100)}
            cases = tuple(one.case for one in mine)[-MOST_CASES:]
            yield Signal("all_pass", person, None, len(mine), detail, cases)


def tail(n: int, k: int, p: float) -> float:
    """The chance of `k` or more out of `n` with probability `p` each: the upper tail of the binomial."""
    if p >= 1.0:
        return 1.0
    return sum(comb(n, i) * p**i * (1.0 - p) ** (n - i) for i in range(k, n + 1))
