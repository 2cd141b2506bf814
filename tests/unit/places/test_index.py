"""Facts about placing: inside, on a border, near, outside, and which other grids come into question."""

from datetime import date

import numpy as np
import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.places.index import MOST_CANDIDATES, GridIndex, GridShape, Placement, PlaceState
from tests.unit.places.shapes import NEW_YEAR, grid, square

TODAY = date(2026, 6, 1)
COUNTY = grid(1, shapely.box(112.0, 34.0, 112.03, 34.02), level="county")
TOWNS = [
    grid(2, square(0, 0), parent_id=1),
    grid(3, square(1, 0), parent_id=1),
    grid(4, square(0, 1), parent_id=1),
]
TOWN_WITH_COUNTY = GridIndex([COUNTY, *TOWNS])


def place(
    index: GridIndex, lat: float, lon: float, accuracy_m: float | None = 10, tolerance_m: float = 500
) -> Placement:
    return index.place(lat, lon, accuracy_m, TODAY, tolerance_m)


def codes(grids: tuple[GridShape, ...]) -> list[str]:
    return [grid.code for grid in grids]


def test_the_smallest_grid_around_the_point_is_its_grid() -> None:
    placement = place(TOWN_WITH_COUNTY, 34.005, 112.005)
    assert (placement.state, placement.grid_code, placement.grid_id) == (PlaceState.INSIDE, "G002", 2)
    assert placement.candidates == ()
    assert placement.distance_m is None


def test_where_no_town_is_mapped_the_county_is_the_grid() -> None:
    assert place(TOWN_WITH_COUNTY, 34.015, 112.025).grid_code == "G001"


def test_neighbours_within_the_accuracy_circle_are_candidates_nearest_first() -> None:
    placement = place(TOWN_WITH_COUNTY, 34.0097, 112.0096, accuracy_m=60)
    assert placement.grid_code == "G002"
    assert codes(placement.candidates) == ["G004", "G003"]


def test_candidates_are_of_the_same_level_only() -> None:
    assert "G001" not in codes(place(TOWN_WITH_COUNTY, 34.005, 112.005, accuracy_m=3000).candidates)


def test_a_fix_without_accuracy_has_no_candidates() -> None:
    assert place(TOWN_WITH_COUNTY, 34.0099, 112.0099, accuracy_m=None).candidates == ()


@pytest.mark.parametrize(("west_id", "east_id"), [(2, 3), (3, 2)])
def test_a_point_on_a_border_of_equals_belongs_to_the_lower_code(west_id: int, east_id: int) -> None:
    west = grid(west_id, shapely.box(112, 34, 112.5, 34.5))
    east = grid(east_id, shapely.box(112.5, 34, 113, 34.5))
    assert west.shape.area == east.shape.area  # so that only the code can decide
    for order in ([west, east], [east, west]):
        placement = place(GridIndex(order), 34.25, 112.5)
        assert (placement.state, placement.grid_code) == (PlaceState.INSIDE, "G002")
        assert codes(placement.candidates) == ["G003"]


def test_a_neighbour_in_the_corner_of_the_box_but_not_in_the_circle_is_no_candidate() -> None:
    around = GridIndex([*TOWNS, grid(5, square(1, 1))])
    point, corner = (34.0095, 112.0095), (34.01, 112.01)
    assert 60 < geodesic(point, corner).m < 75
    assert codes(place(around, *point, accuracy_m=60).candidates) == ["G003", "G004"]
    assert codes(place(around, *point, accuracy_m=75).candidates) == ["G003", "G004", "G005"]


def test_a_circle_wider_than_five_kilometres_counts_as_five() -> None:
    far = grid(9, shapely.box(112.09, 34.0, 112.1, 34.01))  # 7.4 km east of the point
    placement = place(GridIndex([*TOWNS, far]), 34.005, 112.009, accuracy_m=20_000)
    assert codes(placement.candidates) == ["G003", "G004"]


def test_the_nearest_point_of_a_slanting_border_is_the_nearest_on_the_ground() -> None:
    start, end = (34.0, 112.004), (34.004, 112.0)
    slope = grid(1, shapely.Polygon([(112.004, 34.0), (112.01, 34.01), (112.0, 34.004)]))
    placement = place(GridIndex([slope]), 34.0, 112.0)
    along = (
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
        for t in np.linspace(0, 1, 2001)
    )
    nearest = min(geodesic((34.0, 112.0), point).m for point in along)
    assert placement.distance_m == pytest.approx(nearest, abs=0.06)


def test_a_point_in_a_corner_of_four_belongs_to_one_grid() -> None:
    corner = place(GridIndex([*TOWNS, grid(5, square(1, 1))]), 34.01, 112.01)
    assert corner.state == PlaceState.INSIDE
    assert len(corner.candidates) == 3


def test_a_hole_is_outside() -> None:
    ring = shapely.difference(square(0, 0), shapely.box(112.004, 34.004, 112.006, 34.006))
    assert place(GridIndex([grid(2, ring)]), 34.005, 112.005, tolerance_m=10).state == PlaceState.OUTSIDE


def test_a_little_outside_the_nearest_grid_is_taken_with_its_distance() -> None:
    lat, lon = 34.005, 112.0335
    placement = place(TOWN_WITH_COUNTY, lat, lon)
    assert (placement.state, placement.grid_code) == (PlaceState.NEAR, "G001")
    assert placement.distance_m == pytest.approx(geodesic((lat, lon), (lat, 112.03)).m, abs=0.1)


def test_the_tolerance_is_measured_on_the_ground_not_in_degrees() -> None:
    lat, lon = 34.005, 112.0354
    metres = geodesic((lat, lon), (lat, 112.03)).m
    assert 498 < metres < 500
    assert place(TOWN_WITH_COUNTY, lat, lon, tolerance_m=metres - 0.1).state == PlaceState.OUTSIDE
    assert place(TOWN_WITH_COUNTY, lat, lon, tolerance_m=metres + 0.1).state == PlaceState.NEAR


def test_nearest_means_nearest_on_the_ground_where_a_degree_of_longitude_is_shorter() -> None:
    east = grid(1, shapely.box(112.0110, 34.0, 112.02, 34.02))  # 0.0010° away, 92 m
    north = grid(2, shapely.box(112.0, 34.0109, 112.011, 34.02))  # 0.0009° away, 100 m
    placement = place(GridIndex([north, east]), 34.01, 112.01)
    assert (placement.grid_code, placement.distance_m) == ("G001", pytest.approx(92.4, abs=0.5))


def test_on_a_common_outer_border_the_town_is_nearer_than_its_county() -> None:
    placement = place(TOWN_WITH_COUNTY, 33.999, 112.005, accuracy_m=150)
    assert (placement.state, placement.grid_code) == (PlaceState.NEAR, "G002")
    assert placement.candidates == ()


def test_beyond_the_tolerance_a_wide_circle_still_names_whom_it_touches() -> None:
    placement = place(TOWN_WITH_COUNTY, 33.99, 112.015, accuracy_m=1500)
    assert (placement.state, placement.grid, placement.distance_m) == (PlaceState.OUTSIDE, None, None)
    assert codes(placement.candidates) == ["G003", "G002"]


def test_far_away_nothing_is_found() -> None:
    assert place(TOWN_WITH_COUNTY, 48.08, -1.67) == Placement(PlaceState.OUTSIDE)
    assert place(GridIndex([]), 34.0, 112.0) == Placement(PlaceState.OUTSIDE)


@pytest.mark.parametrize(("lat", "lon"), [(90, 0), (-90, 180), (0, 0), (89.9999, -180)])
def test_the_ends_of_the_earth_are_merely_outside(lat: float, lon: float) -> None:
    assert place(TOWN_WITH_COUNTY, lat, lon, accuracy_m=1e9).state == PlaceState.OUTSIDE


def test_each_day_has_its_own_border() -> None:
    old = grid(2, square(0, 0), valid_to=date(2026, 7, 1))
    new = grid(2, square(0, 1), valid_from=date(2026, 7, 1))
    index = GridIndex([old, new])
    placed = {
        day: index.place(34.015, 112.005, 0, day, 0).state
        for day in (date(2025, 12, 31), NEW_YEAR, date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(placed.values()) == [
        PlaceState.OUTSIDE,
        PlaceState.OUTSIDE,
        PlaceState.OUTSIDE,
        PlaceState.INSIDE,
    ]
    assert index.place(34.005, 112.005, 0, date(2026, 6, 30), 0).state == PlaceState.INSIDE
    assert index.place(34.005, 112.005, 0, date(2026, 7, 1), 0).state == PlaceState.OUTSIDE
    assert [g.shape for g in index.in_force(date(2026, 7, 1))] == [new.shape]


def test_a_circle_over_half_the_town_names_only_as_many_candidates_as_one_can_look_at() -> None:
    board = GridIndex(
        [grid(row * 30 + column + 1, square(column, row, 0.002)) for row in range(30) for column in range(30)]
    )
    placement = place(board, 34.031, 112.031, accuracy_m=50_000)
    assert len(placement.candidates) == MOST_CANDIDATES


BOARD = GridIndex(
    [grid(row * 5 + column + 1, square(column, row)) for row in range(5) for column in range(5)]
)


@given(st.floats(33.99, 34.06), st.floats(111.99, 112.06), st.floats(0, 900))
def test_state_grid_and_distance_agree_with_each_shape_looked_at_alone(
    lat: float, lon: float, accuracy_m: float
) -> None:
    placement = place(BOARD, lat, lon, accuracy_m)
    holders = {g.code for g in BOARD.grids if shapely.intersects_xy(g.shape, lon, lat)}
    assert (placement.state == PlaceState.INSIDE) == bool(holders)
    if holders:
        assert placement.grid_code == min(holders)
    if placement.state == PlaceState.NEAR:
        lons, lats = placement.grid.shape.exterior.xy
        edge = (min(max(lat, min(lats)), max(lats)), min(max(lon, min(lons)), max(lons)))
        assert placement.distance_m == pytest.approx(geodesic((lat, lon), edge).m, abs=0.2)
        assert placement.distance_m <= 500.1
    assert placement.grid not in placement.candidates
