"""A view of the map and the cases near a place, as they leave the house."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from inspect_app.cases.atlas.near import Near
from inspect_app.cases.atlas.queries import Atlas
from inspect_app.cases.present.summary import present_cases
from inspect_app.places.datum import E7

DIGITS = 5  # a metre: a square stands for many places


def present_atlas(atlas: Atlas) -> dict[str, Any]:
    """A view of the map; at most 200 KB however many cases it holds."""
    return {
        "level": atlas.squares.level,
        "total": atlas.total,
        "cases": [mark(row) for row in atlas.singles],
        "clusters": [cluster(row) for row in atlas.gathered],
    }


def mark(row: Row[Any]) -> dict[str, Any]:
    """One case."""
    words = {"number": row.number, "status": row.status, "category": row.category}
    return {
        "id": str(row.id),
        **words,
        "overdue": bool(row.overdue),
        "lat": row.lat_e7 / E7,
        "lon": row.lon_e7 / E7,
    }


def cluster(row: Row[Any]) -> dict[str, Any]:
    """The cases of one square."""
    return {
        "lat": degrees(row.lat_sum * row.unit / row.cases),
        "lon": degrees(row.lon_sum * row.unit / row.cases),
        "count": int(row.cases),
        "open": int(row.open),
        "overdue": int(row.overdue),
        "bbox": [row.west / E7, row.south / E7, row.east / E7, row.north / E7],
    }


def degrees(value_e7: float) -> float:
    """A mean place in degrees."""
    return round(float(value_e7) / E7, DIGITS)


def present_near(near: Near, now: datetime) -> dict[str, Any]:
    """The nearest cases as lines of a list, each with its distance and how unsure that is."""
    lines = present_cases([one.case for one in near.found], now)
    items = [
        {**line, "distance_m": round(one.distance_m, 1), "uncertainty_m": round(one.uncertainty_m, 1)}
        for line, one in zip(lines, near.found, strict=True)
    ]
    return {"items": items, "next_cursor": None, "reach_m": near.reach_m}
