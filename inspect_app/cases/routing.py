"""From a place and a category to a grid, a jurisdiction and a suggested unit.

Without a rule the case waits in triage and says why; nothing is lost.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_app.evidence.position import Position
from inspect_app.places.lookup import place_position
from inspect_app.places.queries import answerable

NO_POSITION = "no_position"

TRIAGE_REASONS: dict[str, dict[str, str]] = {
    NO_POSITION: {"zh": "没有定位，需人工派遣", "en": "No position: a person must choose the unit"},
    "outside_all_grids": {"zh": "不在任何网格内", "en": "Outside every grid"},
    "near_grid": {"zh": "在网格边缘之外，取最近网格", "en": "Outside every grid; the nearest one was taken"},
    "no_duty_rule": {"zh": "没有对应的责任分工", "en": "No duty rule names a unit"},
}


@dataclass(frozen=True)
class Route:
    """Where a report belongs; `triage_code` says why a person must look."""

    placement: str
    grid_id: int | None
    candidates: tuple[int, ...]
    distance_m: float | None
    jurisdiction_unit_id: int
    suggested_unit_id: int | None
    triage_code: str | None

    def columns(self) -> dict[str, Any]:
        """The columns of a case that routing decides."""
        return {
            "placement": self.placement,
            "grid_id": self.grid_id,
            "placement_candidates": list(self.candidates),
            "placement_distance_dm": None if self.distance_m is None else round(self.distance_m * 10),
            "jurisdiction_unit_id": self.jurisdiction_unit_id,
            "suggested_unit_id": self.suggested_unit_id,
            "triage_code": self.triage_code,
        }


def route(position: Position | None, category: str, on: date) -> Route:
    """Find the way of a report on a day of the installation's calendar."""
    if position is None:
        owner, unit = answerable(category, None, on)
        return Route(NO_POSITION, None, (), None, owner, unit, NO_POSITION)
    found = place_position(position.lat, position.lon, position.accuracy_m, on)
    owner, unit = answerable(category, found.grid_id, on)
    return Route(
        found.state,
        found.grid_id,
        tuple(grid.grid_id for grid in found.candidates),
        found.distance_m,
        owner,
        unit,
        triage_code(found.state, unit),
    )


def triage_code(state: str, unit: int | None) -> str | None:
    """Why a person must look at the case before it can be handed over; None when the rules say it all."""
    if state == "outside":
        return "outside_all_grids"
    if state == "near":
        return "near_grid"
    return "no_duty_rule" if unit is None else None
