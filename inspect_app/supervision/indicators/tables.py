"""Indicators on the wire: definitions, the numbers of a period, and a ranking that says how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspect_app.core.context import Context
from inspect_app.core.dated import in_force
from inspect_app.supervision.indicators.definitions import (
    Definition,
    RankingRule,
    data,
    definitions,
    ranking_rule,
)
from inspect_app.supervision.indicators.groups import NAMES, NOWHERE, REGISTERED, UNRANKED, Key
from inspect_app.supervision.indicators.queries import Period, shares, stretches
from inspect_app.supervision.indicators.ranking import (
    Interval,
    Share,
    basis_points,
    median_places,
    ranks,
    reconcile,
    wilson,
)

Json = dict[str, Any]
MOST_LINES = 200  # of a table; sums are those of all
SECONDS_OF_TENTH = 360  # a tenth of an hour


@dataclass(frozen=True)
class Measured:
    """What is known of one group: a share in hundredths of a percent, or tenths of hours."""

    sample: int
    value: int | None
    exact: Fraction | None
    interval: Interval | None
    hits: int | None = None
    excluded: int = 0

    def trouble(self, better: str) -> int:
        """How many cases of a group are on the bad side of a rate."""
        hits = self.hits or 0
        return hits if better == "lower" else self.sample - hits

    def wire(self) -> Json:
        """The numbers of a line."""
        return {
            "numerator": self.hits,
            "sample": self.sample,
            "excluded": self.excluded,
            "value": self.value,
            "low": self.interval and self.interval.low,
            "high": self.interval and self.interval.high,
        }


def definition_json(row: Definition) -> Json:
    """A definition for clients."""
    return {
        "code": row.code,
        "kind": row.kind,
        "label": row.label,
        "better": row.better,
        "numerator_words": row.numerator_words,
        "denominator_words": row.denominator_words,
        "exclusions": [{"code": code, **data()["exclusions"][code]} for code in row.exclusions],
        **row.validity_json(),
        "source": row.source,
    }


def rule_json(rule: RankingRule) -> Json:
    """The rule of ranking for clients."""
    return {"min_sample": rule.min_sample, "confidence": rule.confidence, "source": rule.source}


def of_share(share: Share, rule: RankingRule) -> Measured:
    """A share with its interval."""
    exact = share.value
    value = None if exact is None else basis_points(exact)
    return Measured(share.sample, value, exact, wilson(share, rule.z), share.hits, share.excluded)


def of_stretch(seconds: Sequence[int], rule: RankingRule) -> Measured:
    """A median with the order statistics that bound it."""
    if not seconds:
        return Measured(0, None, None, None)
    first, second, low, high = median_places(len(seconds), rule.z)
    exact = Fraction(seconds[first - 1] + seconds[second - 1], 2)
    bounds = Interval(tenths(Fraction(seconds[low - 1])), tenths(Fraction(seconds[high - 1])))
    return Measured(len(seconds), tenths(exact), exact, bounds)


def tenths(seconds: Fraction) -> int:
    """Tenths of hours."""
    return round(seconds / SECONDS_OF_TENTH)


def measure(
    ctx: Context, period: Period, by: str, rows: Sequence[Definition]
) -> dict[str, dict[Key, Measured]]:
    """Every indicator for every group of the period."""
    rule, rates = ranking_rule(period.last), [row for row in rows if row.is_rate]
    found = {
        code: {key: of_share(share, rule) for key, share in groups.items()}
        for code, groups in shares(ctx, period, by, rates).items()
    }
    for row in rows:
        if not row.is_rate:
            groups = stretches(ctx, period, by, row)
            found[row.code] = {key: of_stretch(seconds, rule) for key, seconds in groups.items()}
    return found


def overview(ctx: Context, period: Period) -> Json:
    """Every indicator over everything the actor answers for."""
    rows = in_force(definitions(), period.last)
    found, rule = measure(ctx, period, "all", rows), ranking_rule(period.last)
    empty = of_share(Share(0, 0), rule)
    items = [{**definition_json(row), **found.get(row.code, {}).get(NOWHERE, empty).wire()} for row in rows]
    return {**period_json(period), "rule": rule_json(rule), "items": items}


def period_json(period: Period) -> Json:
    """The days that were counted."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def ranked(ctx: Context, period: Period, by: str, row: Definition) -> Json:
    """One indicator for each group, ranked ones first; and whether the groups add up to the whole."""
    rule = ranking_rule(period.last)
    groups = {k: one for k, one in measure(ctx, period, by, [row]).get(row.code, {}).items() if one.sample}
    whole = measure(ctx, period, "all", [row]).get(row.code, {}).get(NOWHERE, of_share(Share(0, 0), rule))
    named = {key: one for key, one in groups.items() if key != NOWHERE}
    places = {} if by in UNRANKED else rank_of(named, rule, row.better)
    last = len(groups) + 1
    weight = {key: groups[key].trouble(row.better) if by in REGISTERED else 0 for key in groups}
    weight |= {NOWHERE: -1} if by in REGISTERED else {}
    order = sorted(
        groups, key=lambda key: (places.get(key, last), -weight[key], -groups[key].sample, str(key))
    )
    told = order[:MOST_LINES]
    names = NAMES[by]([key for key in told if key != NOWHERE])
    lines = [{"group": group_json(names, key), "rank": places.get(key), **groups[key].wire()} for key in told]
    sums = reconcile(whole.sample, {str(key): one.sample for key, one in groups.items()})
    return {
        **period_json(period),
        "by": by,
        "rule": rule_json(rule),
        "indicator": definition_json(row),
        "items": lines,
        "groups_total": len(groups),
        "whole": whole.wire(),
        "reconciliation": {
            "stated": sums.stated,
            "summed": sums.summed,
            "difference": sums.difference,
            "reconciles": sums.reconciles,
        },
    }


def group_json(names: Mapping[Any, Json], key: Key) -> Json | None:
    """A group by its name and the key that opens its cases; None for what belongs to none."""
    return {**names[key], "key": str(key)} if key in names else None


def rank_of(groups: Mapping[Key, Measured], rule: RankingRule, better: str) -> dict[Key, int]:
    """The ranks of groups that have a value."""
    values = {key: one.exact for key, one in groups.items() if one.exact is not None}
    return ranks(values, {key: groups[key].sample for key in values}, rule, better)
