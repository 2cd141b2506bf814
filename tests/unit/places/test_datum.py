"""Facts about datums: known pairs of coordinates, and what conversion must never do."""

import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st
from prcoords import wgs_bd, wgs_gcj

from inspect_app.places.datum import Datum, Position, shape_to_wgs84, to_wgs84

LUOYANG = (34.6516, 112.3931)
JIYUAN = (35.090378, 112.590047)
RENNES = (48.081045, -1.667841)

in_china = st.tuples(st.floats(3.5, 53.5), st.floats(73.7, 135.0))


def metres(one: tuple[float, float], other: Position) -> float:
    return float(geodesic(one, (other.lat, other.lon)).m)


@pytest.mark.parametrize(
    ("datum", "lat", "lon", "expected"),
    [
        (Datum.GCJ02, 34.650658, 112.399423, LUOYANG),
        (Datum.BD09, 34.656475, 112.405959, LUOYANG),
        (Datum.GCJ02, 35.089535, 112.595985, JIYUAN),
        (Datum.BD09, 35.095434, 112.602527, JIYUAN),
    ],
)
def test_known_places_convert_to_within_their_printed_digits(
    datum: Datum, lat: float, lon: float, expected: tuple[float, float]
) -> None:
    assert metres(expected, to_wgs84(Position(lat, lon, datum))) < 0.15


def test_the_shift_at_luoyang_is_588_metres_from_amap_and_1295_from_baidu() -> None:
    assert metres(LUOYANG, Position(34.650658, 112.399423)) == pytest.approx(587.8, rel=0.005)
    assert metres(LUOYANG, Position(34.656475, 112.405959)) == pytest.approx(1295.1, rel=0.005)


@pytest.mark.parametrize("datum", list(Datum))
def test_outside_china_conversion_changes_nothing(datum: Datum) -> None:
    assert to_wgs84(Position(*RENNES, datum)) == Position(*RENNES, Datum.WGS84)


@given(in_china)
def test_a_round_trip_through_gcj02_ends_within_a_centimetre(point: tuple[float, float]) -> None:
    assert metres(point, to_wgs84(Position(*wgs_gcj(point), Datum.GCJ02))) < 0.01


@given(in_china)
def test_a_round_trip_through_bd09_ends_within_a_metre(point: tuple[float, float]) -> None:
    assert metres(point, to_wgs84(Position(*wgs_bd(point), Datum.BD09))) < 1.0


@given(in_china, st.sampled_from(Datum))
def test_converting_twice_is_converting_once(point: tuple[float, float], datum: Datum) -> None:
    once = to_wgs84(Position(*point, datum))
    assert to_wgs84(once) == once


def test_neighbours_share_their_border_after_conversion_too() -> None:
    west = shapely.box(112.3, 34.6, 112.4, 34.7)
    east = shapely.box(112.4, 34.6, 112.5, 34.7)
    west, east = (shape_to_wgs84(shape, Datum.GCJ02) for shape in (west, east))
    assert shapely.touches(west, east)
    assert shapely.intersection(west, east).length == pytest.approx(0.1, rel=0.01)


def test_a_wgs84_shape_is_left_alone() -> None:
    shape = shapely.box(112.3, 34.6, 112.4, 34.7)
    assert shape_to_wgs84(shape, Datum.WGS84) is shape
