"""Between values and bytes: what the log takes, and coordinates as integers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from inspect_app.core.clock import to_millis
from inspect_app.places.datum import E7


def loggable(value: Any) -> Any:
    """A form value in the log's vocabulary: instants as integer milliseconds, ids as text."""
    if isinstance(value, datetime):
        return to_millis(value)
    if isinstance(value, UUID):
        return str(value)
    return value


CELL_E7 = E7 // 100
CELLS_IN_ROW = 36_001


def map_cell(lat_e7: int, lon_e7: int) -> int:
    """The 0.01° cell of a WGS-84 place, counted from the south-west corner of the world."""
    return (lat_e7 // CELL_E7 + 9_000) * CELLS_IN_ROW + lon_e7 // CELL_E7 + 18_000
