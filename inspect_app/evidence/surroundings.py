"""What evidence needs to know of a photo's case; the cases above tell it through one function."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app


@dataclass(frozen=True)
class Surroundings:
    """The case a photo counts for (after merging), its grid, the units that have to do with it, its moments.

    Times are the server's, UTC.
    """

    case_id: UUID
    grid_id: int | None
    unit_ids: frozenset[int]
    reported_at: datetime
    round_at: datetime


Teller = Callable[[Collection[UUID]], dict[UUID, Surroundings]]


def install_surroundings(app: Flask, tell: Teller) -> None:
    """Let `tell` answer for cases."""
    app.extensions["inspect_surroundings"] = tell


def surroundings_of(case_ids: Collection[UUID]) -> dict[UUID, Surroundings]:
    """The surroundings of each of these cases."""
    tell: Teller = current_app.extensions["inspect_surroundings"]
    return tell(case_ids)
