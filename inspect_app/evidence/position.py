"""A place as the phone reported it: WGS-84, exact integers, with its accuracy and the time of the fix."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspect_app.core.clock import to_iso, to_millis
from inspect_app.places.datum import E7

SOURCES = ("device", "manual")
MAX_LATITUDE, MAX_LONGITUDE = 90.0, 180.0


@dataclass(frozen=True)
class Position:
    """Latitude and longitude in 1e-7 degree (WGS-84), accuracy radius in decimetres, time of the fix."""

    lat_e7: int
    lon_e7: int
    accuracy_dm: int | None
    fix_at: datetime | None
    source: str

    @property
    def lat(self) -> float:
        """Degrees north."""
        return self.lat_e7 / E7

    @property
    def lon(self) -> float:
        """Degrees east."""
        return self.lon_e7 / E7

    @property
    def accuracy_m(self) -> float | None:
        """Radius in metres."""
        return in_metres(self.accuracy_dm)

    def wire(self) -> dict[str, Any]:
        """The JSON of the API."""
        return position_wire(self.lat_e7, self.lon_e7, self.accuracy_dm, to_iso(self.fix_at), self.source)

    def canonical(self) -> dict[str, Any]:
        """The form that may enter a hash: integers and strings only."""
        return {
            "lat_e7": self.lat_e7,
            "lon_e7": self.lon_e7,
            "accuracy_dm": self.accuracy_dm,
            "fix_at": None if self.fix_at is None else to_millis(self.fix_at),
            "source": self.source,
        }


def position_wire(
    lat_e7: int, lon_e7: int, accuracy_dm: int | None, fix_at: str | None, source: str
) -> dict[str, Any]:
    """A place as the API shows it; `fix_at` is in wire form already."""
    return {
        "lat": lat_e7 / E7,
        "lon": lon_e7 / E7,
        "accuracy_m": in_metres(accuracy_dm),
        "fix_at": fix_at,
        "source": source,
        "datum": "wgs84",
    }


def in_metres(accuracy_dm: int | None) -> float | None:
    """A radius in metres."""
    return None if accuracy_dm is None else accuracy_dm / 10


def to_e7(degrees: float, limit: float) -> int | None:
    """Degrees as 1e-7 units; None for NaN, infinities and anything beyond ±limit."""
    if not math.isfinite(degrees) or abs(degrees) > limit:
        return None
    return round(degrees * E7)
