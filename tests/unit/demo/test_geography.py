"""The map of the demo city: streets without gaps or overlaps, districts made of them."""

import itertools
import json
import random

import pytest
import shapely
from shapely.geometry import Point

from inspect_app.demo.geography import DISTRICTS, collection, districts, place_in, streets
from inspect_app.places.datum import Datum
from inspect_app.places.geojson import Form, read_grids

STREETS = streets()


def test_streets_neither_overlap_nor_leave_gaps() -> None:
    whole = shapely.union_all([area.shape for area in STREETS])
    assert whole.geom_type == "Polygon"
    assert list(whole.interiors) == []
    assert sum(area.shape.area for area in STREETS) == pytest.approx(whole.area, rel=1e-9)
    assert all(a.shape.intersection(b.shape).area < 1e-12 for a, b in itertools.combinations(STREETS, 2))


def test_every_street_lies_in_its_district() -> None:
    by_code = {area.code: area.shape for area in districts(STREETS)}
    assert set(by_code) == {district.code for district in DISTRICTS}
    for area in STREETS:
        assert area.parent is not None
        assert area.shape.difference(by_code[area.parent]).area < 1e-12


def test_the_import_of_grids_finds_nothing_wrong() -> None:
    for areas in (STREETS, districts(STREETS)):
        data = json.dumps(collection(areas)).encode()
        reading = read_grids(data, Form(Datum.WGS84, "code", "name", "parent"))
        assert reading.faults == []
        assert len(reading.drafts) == len(areas)


def test_a_place_lies_inside_its_street() -> None:
    chance = random.Random(1)
    for area in STREETS:
        lat, lon = place_in(area, chance)
        assert area.shape.contains(Point(lon, lat))
