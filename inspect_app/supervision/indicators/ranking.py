"""Shares with their uncertainty, and ranks that small samples do not get. Pure, exact where it matters."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from inspect_app.supervision.indicators.definitions import RankingRule

Key = TypeVar("Key")

TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Share:
    """`hits` of `sample`, and how many were left out of both."""

    hits: int
    sample: int
    excluded: int = 0

    @property
    def value(self) -> Fraction | None:
        """The share itself; None of nothing."""
        return Fraction(self.hits, self.sample) if self.sample else None


@dataclass(frozen=True)
class Interval:
    """From where to where the true share may lie, in hundredths of a percent."""

    low: int
    high: int


def basis_points(value: Fraction) -> int:
    """A share in hundredths of a percent, halves to the even neighbour (GB/T 8170)."""
    return round(value * TEN_THOUSAND)


def wilson(share: Share, z: Fraction) -> Interval | None:
    """Wilson's score interval (J. Am. Stat. Assoc. 22, 1927); None without a sample."""
    if not share.sample:
        return None
    n, p, squared = share.sample, share.hits / share.sample, float(z) ** 2
    centre = p + squared / (2 * n)
    reach = float(z) * math.sqrt(p * (1 - p) / n + squared / (4 * n * n))
    scale = 1 + squared / n
    low, high = max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)
    return Interval(round(low * TEN_THOUSAND), round(high * TEN_THOUSAND))


def median_places(n: int, z: Fraction) -> tuple[int, int, int, int]:
    """Of n sorted values, counted from 1: the two middle ones, and those that bound the median.

    The bounds are the order statistics n/2 ± z·√n/2 (normal approximation of the binomial).
    """
    middle = ((n + 1) // 2, n // 2 + 1)
    reach = float(z) * math.sqrt(n) / 2
    low, high = math.floor(n / 2 - reach), math.ceil(1 + n / 2 + reach)
    return (*middle, max(1, low), min(n, high))


def ranks(
    values: Mapping[Key, Fraction], samples: Mapping[Key, int], rule: RankingRule, better: str
) -> dict[Key, int]:
    """The rank of everybody whose sample is large enough; equals share a rank and the next one is skipped."""
    fit = [key for key in values if samples[key] >= rule.min_sample]
    order = sorted(fit, key=lambda key: values[key], reverse=better == "higher")
    found: dict[Key, int] = {}
    for place, key in enumerate(order, start=1):
        before = order[place - 2] if place > 1 else None
        found[key] = found[before] if before is not None and values[before] == values[key] else place
    return found


@dataclass(frozen=True)
class Reconciliation:
    """Whether parts add up to the total that was stated; what does not is shown, never repaired."""

    stated: int
    summed: int

    @property
    def reconciles(self) -> bool:
        """Whether both are the same."""
        return self.stated == self.summed

    @property
    def difference(self) -> int:
        """What the parts lack; negative when they are too many."""
        return self.stated - self.summed


def reconcile(stated: int, parts: Mapping[str, int]) -> Reconciliation:
    """Compare a stated total with the sum of its parts."""
    return Reconciliation(stated, sum(parts.values()))
