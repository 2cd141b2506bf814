"""Many things in portions, so that no transaction and no statement grows without bound."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def portions(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, at most `size` together."""
    for first in range(0, len(items), size):
        yield items[first : first + size]
