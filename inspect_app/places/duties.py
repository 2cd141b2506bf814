"""Which duty rule counts: the most specific one. No database, no Flask."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Rule(Protocol):
    """What is asked of a rule: its category (None: any), its grid (None: anywhere), its unit."""

    @property
    def category(self) -> str | None: ...
    @property
    def grid_id(self) -> int | None: ...
    @property
    def unit_id(self) -> int: ...


AnyRule = TypeVar("AnyRule", bound=Rule)


def most_specific(rules: Iterable[AnyRule], category: str, lineage: Sequence[int]) -> AnyRule | None:
    """The rule for a category in the first grid of `lineage` (then its parent, and so on), or None.

    First come rules for the category in the grid and upward, then for the category anywhere, then for any
    category in the grid and upward.
    """
    known = {(rule.category, rule.grid_id): rule for rule in rules}
    order = [
        *((category, grid_id) for grid_id in lineage),
        (category, None),
        *((None, grid_id) for grid_id in lineage),
    ]
    return next((known[key] for key in order if key in known), None)
