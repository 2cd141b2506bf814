"""From a place, a category and a source to a grid, a jurisdiction, a suggested unit and a station ring.

The duty table in force says who leads; before the first table single duty rules do. Without an answer, or
with several, the case waits in triage and says why; nothing is lost.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.deadlines.rings import Near, RingRule, rings_on, strictest_ring
from inspect_app.cases.duties.queries import rows_in_force, table_on
from inspect_app.cases.duties.resolver import Question, Row
from inspect_app.core.db import db
from inspect_app.evidence.position import Position
from inspect_app.places.datum import E7
from inspect_app.places.lookup import place_position
from inspect_app.places.metric import box_around, distance_m
from inspect_app.places.models import Station
from inspect_app.places.queries import ON_THE_DAY, bound_by_duty, in_force, lineage, owner_of

NO_POSITION = "no_position"
SEVERAL_UNITS = "several_units"
DISPUTED = "disputed"

TRIAGE_REASONS: dict[str, dict[str, str]] = {
    NO_POSITION: {"zh": "没有定位，需人工派遣", "en": "No position: a person must choose the unit"},
    "outside_all_grids": {"zh": "不在任何网格内", "en": "Outside every grid"},
    "near_grid": {"zh": "在网格边缘之外，取最近网格", "en": "Outside every grid; the nearest one was taken"},
    "no_duty_rule": {"zh": "没有对应的责任分工", "en": "No duty rule names a unit"},
    DISPUTED: {"zh": "两次退单，须裁定并说明理由", "en": "Refused twice: a supervisor rules, with a reason"},
    SEVERAL_UNITS: {
        "zh": "定位误差范围内分属不同牵头单位",
        "en": "Within the accuracy of the position several units could lead",
    },
}


# A new report asks this: built once.
STATIONS = select(Station.id, Station.level, Station.lat_e7, Station.lon_e7).where(
    in_force(Station, ON_THE_DAY),
    Station.lat_e7.between(bindparam("south"), bindparam("north")),
    Station.lon_e7.between(bindparam("west"), bindparam("east")),
)


@dataclass(frozen=True)
class Duty:
    """What the duties say: the unit, and the table and row it comes from (None before the first table)."""

    unit_id: int | None
    table_id: UUID | None = None
    row: Row | None = None
    several: bool = False


@dataclass(frozen=True)
class Ring:
    """The station ring a place lies in."""

    rule: RingRule
    station_id: int


@dataclass(frozen=True)
class Route:
    """Where a report belongs; `triage_code` says why a person must look."""

    placement: str
    grid_id: int | None
    candidates: tuple[int, ...]
    distance_m: float | None
    jurisdiction_unit_id: int
    duty: Duty
    ring: Ring | None
    triage_code: str | None

    def columns(self) -> dict[str, Any]:
        """The columns of a case that routing decides."""
        row, ring = self.duty.row, self.ring
        return {
            "placement": self.placement,
            "grid_id": self.grid_id,
            "placement_candidates": list(self.candidates),
            "placement_distance_dm": None if self.distance_m is None else round(self.distance_m * 10),
            "jurisdiction_unit_id": self.jurisdiction_unit_id,
            "suggested_unit_id": self.duty.unit_id,
            "triage_code": self.triage_code,
            "duty_table_id": self.duty.table_id,
            "duty_row_id": row.id if row else None,
            "ring": ring.rule.code if ring else None,
            "ring_station_id": ring.station_id if ring else None,
            "priority": max(row.priority if row else 0, ring.rule.priority if ring else 0),
        }


def route(position: Position | None, category: str, source: str, on: date) -> Route:
    """Find the way of a report on a day of the installation's calendar."""
    if position is None:
        duty = duty_of(Question(category, (), source), (), on)
        return Route(NO_POSITION, None, (), None, owner_of([], on), duty, None, NO_POSITION)
    found = place_position(position.lat, position.lon, position.accuracy_m, on)
    chain = lineage(found.grid_id)
    candidates = tuple(grid.grid_id for grid in found.candidates)
    duty = duty_of(Question(category, tuple(chain), source), candidates, on)
    return Route(
        found.state,
        found.grid_id,
        candidates,
        found.distance_m,
        owner_of(chain, on),
        duty,
        ring_around(position.lat, position.lon, on),
        triage_code(found.state, duty),
    )


def duty_of(asked: Question, candidates: tuple[int, ...], on: date) -> Duty:
    """Who leads, by the table in force or by single rules; several where the accuracy circle says so."""
    table_id = table_on(on)
    if table_id is None:
        return Duty(bound_by_duty(asked.category, list(asked.areas), on))
    rows = rows_in_force(table_id)
    answer = rows.answer(asked)
    others = {rows.answer(replace(asked, areas=tuple(lineage(area)))).unit for area in candidates}
    return Duty(answer.unit, table_id, answer.row, several=bool(others - {answer.unit}))


def ring_around(lat: float, lon: float, on: date) -> Ring | None:
    """The strictest station ring around a WGS-84 place on a day."""
    rules = rings_on(on)
    if not rules:
        return None
    widest = max(rule.within_m for rule in rules)
    box = Box.of(box_around(lat, lon, widest).bounds)
    around = {"south": box.south, "north": box.north, "west": box.west, "east": box.east}
    near = [
        Near(row.id, row.level, distance_m((lat, lon), (row.lat_e7 / E7, row.lon_e7 / E7)))
        for row in db.session.execute(STATIONS, around | {"day": on})
    ]
    found = strictest_ring(near, rules)
    return Ring(found[0], found[1].station_id) if found else None


def triage_code(state: str, duty: Duty) -> str | None:
    """Why a person must look at the case before it can be handed over; None when the rules say it all."""
    if state == "outside":
        return "outside_all_grids"
    if state == "near":
        return "near_grid"
    if duty.unit_id is None:
        return "no_duty_rule"
    return SEVERAL_UNITS if duty.several else None
