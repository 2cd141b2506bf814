"""Facts about files of grids: what is read, and that every fault is listed with its feature."""

import json
from typing import Any

import pytest
import shapely

from inspect_app.places.datum import Datum, Position, to_wgs84
from inspect_app.places.geojson import Form, Reading, read_grids

SQUARE = [[112.0, 34.0], [112.1, 34.0], [112.1, 34.1], [112.0, 34.1], [112.0, 34.0]]
FORM = Form(Datum.WGS84, "adcode", "name")


def feature(code: Any = "410302", name: Any = "老城区", geometry: Any = None, **more: Any) -> dict[str, Any]:
    geometry = geometry or {"type": "Polygon", "coordinates": [SQUARE]}
    return {"type": "Feature", "properties": {"adcode": code, "name": name, **more}, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def read(document: Any, form: Form = FORM) -> Reading:
    return read_grids(json.dumps(document).encode(), form)


def faults(document: Any, form: Form = FORM) -> list[tuple[str, str]]:
    return [(fault.where, fault.message) for fault in read(document, form).faults]


def only_fault(document: Any, form: Form = FORM) -> str:
    ((where, message),) = faults(document, form)
    assert where.startswith("feature 0")
    return message


def test_a_collection_and_a_bare_array_of_features_are_read_alike() -> None:
    features = [feature(410302), feature("410303", " 西工区 ")]
    bare, collection = read(features), read({"type": "FeatureCollection", "features": features})
    assert bare == collection
    assert [(d.index, d.code, d.name, d.parent_code) for d in bare.drafts] == [
        (0, "410302", "老城区", None),
        (1, "410303", "西工区", None),
    ]
    assert bare.drafts[0].shape.equals(shapely.Polygon(SQUARE))


def test_a_byte_order_mark_and_a_third_coordinate_do_no_harm() -> None:
    raised = feature(geometry=polygon([[*point, 120.5] for point in SQUARE]))
    reading = read_grids(b"\xef\xbb\xbf" + json.dumps([raised]).encode(), FORM)
    assert not reading.faults
    assert not reading.drafts[0].shape.has_z


def test_shapes_are_converted_from_their_datum_once() -> None:
    reading = read([feature()], Form(Datum.GCJ02, "adcode", "name"))
    expected = [to_wgs84(Position(lat, lon, Datum.GCJ02)) for lon, lat in SQUARE]
    assert reading.drafts[0].shape.equals(shapely.Polygon([(p.lon, p.lat) for p in expected]))


def test_parts_and_holes_are_kept() -> None:
    hole = [[112.02, 34.02], [112.04, 34.02], [112.04, 34.04], [112.02, 34.02]]
    far = [[x + 1, y] for x, y in SQUARE]
    reading = read([feature(geometry={"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [far]]})])
    shape = reading.drafts[0].shape
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(0.02 - 0.0002)


def test_where_a_ring_starts_and_which_way_it_turns_does_not_change_the_shape() -> None:
    turned = [SQUARE[2], SQUARE[1], SQUARE[0], SQUARE[3], SQUARE[2]]
    one, other = read([feature()]).drafts[0], read([feature(geometry=polygon(turned))]).drafts[0]
    assert one.shape.wkb == other.shape.wkb


def test_the_parent_comes_from_a_field_or_else_is_the_same_for_all() -> None:
    form = Form(Datum.WGS84, "adcode", "name", "above", "410300")
    drafts = read([feature("a", above=410302), feature("b", above=None), feature("c")], form).drafts
    assert [draft.parent_code for draft in drafts] == ["410302", "410300", "410300"]


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"type": "Point", "coordinates": [112, 34]}, "a Polygon or MultiPolygon is needed, not Point"),
        ({"type": None}, "not nothing"),
        ("POLYGON", "not nothing"),
        ({"type": "Polygon", "coordinates": []}, "the geometry is empty"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "the geometry is empty"),
        ({"type": "Polygon"}, "the geometry is empty"),
        (polygon(SQUARE[:3]), "fewer than 4 points"),
        (polygon("ring"), "fewer than 4 points"),
        (polygon(SQUARE[:4]), "not closed"),
        (polygon([*SQUARE[:2], ["112", 34], *SQUARE[2:]]), "not a pair of numbers"),
        (polygon([*SQUARE[:2], None, *SQUARE[2:]]), "not a pair of numbers"),
        (polygon([*SQUARE[:2], [True, 34], *SQUARE[2:]]), "not a pair of numbers"),
        (polygon([*SQUARE[:2], [float("nan"), 34], *SQUARE[2:]]), "not a pair of numbers"),
        (polygon([*SQUARE[:2], [10**400, 34], *SQUARE[2:]]), "not a pair of numbers"),
        (polygon([[y, x] for x, y in SQUARE]), "swapped"),
        (polygon([[x * 1e5, y * 1e5] for x, y in SQUARE]), "out of range"),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]), "Self-intersection[112.05 34.05]"),
        (polygon([SQUARE[0]] * 5), "Too few points"),
        (polygon(SQUARE, [[x + 1, y] for x, y in SQUARE]), "Hole lies outside shell"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, "Self-intersection"),
    ],
)
def test_a_bad_geometry_is_refused_with_the_reason(geometry: Any, says: str) -> None:
    assert says in only_fault([feature(geometry=geometry)])


@pytest.mark.parametrize("code", [None, "", "  ", "4103 02", "x" * 65, 4103.02, True, ["410302"], "a\u0000b"])
def test_a_feature_needs_a_code(code: Any) -> None:
    assert "'adcode' holds no code" in only_fault([feature(code)])


@pytest.mark.parametrize("name", [None, "", "老\u0000城", "名" * 201, 7.5])
def test_a_feature_needs_a_name(name: Any) -> None:
    assert "'name' holds no name" in only_fault([feature(name=name)])


def test_a_list_of_ancestors_is_no_parent() -> None:
    form = Form(Datum.WGS84, "adcode", "name", "acroutes")
    assert "'acroutes' holds no code" in only_fault([feature(acroutes=[100000, 410000])], form)


def test_every_fault_of_every_feature_is_listed() -> None:
    bad = feature("", "", polygon(SQUARE[:4]))
    found = faults([feature("a"), bad, "no feature", feature("a"), feature("a", geometry=polygon("x"))])
    assert [where for where, _ in found] == [
        *["feature 1"] * 3,
        *["feature 2"] * 3,
        "feature 4 (a)",
        "feature 3 (a)",
        "feature 4 (a)",
    ]
    assert [message for _, message in found].count("an earlier feature has the same code") == 2


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'"text"', b'{"features": 3}', b"\xff\xfe", b"[" * 100_000, b"null"]
)
def test_a_file_that_holds_no_features_is_one_fault(data: bytes) -> None:
    (fault,) = read_grids(data, FORM).faults
    assert fault.where == "file"
