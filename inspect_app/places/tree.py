"""Grids above grids: a grid may not stand above itself. No database, no Flask."""

from collections.abc import Mapping


def in_loop(code: str, parents: Mapping[str, str | None]) -> bool:
    """Whether going up from a grid comes back to it."""
    seen: set[str] = set()
    current = parents.get(code)
    while current is not None and current not in seen:
        if current == code:
            return True
        seen.add(current)
        current = parents.get(current)
    return False
