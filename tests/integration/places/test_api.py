"""Grids and lookups over HTTP."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from inspect_app.core.roles import Role
from tests.integration.places.conftest import Browser, Import, Town, grid_id, inside, square

GRIDS, LOOKUP = "/api/v1/grids", "/api/v1/places/lookup"


def id_of(app: APIFlask, code: str) -> int:
    with app.app_context():
        return grid_id(code)


def codes(client: FlaskClient) -> list[str]:
    return [feature["properties"]["code"] for feature in client.get(GRIDS).json["features"]]


def test_grids_are_geojson_in_longitude_latitude_with_their_names(
    app: APIFlask, board: Town, browser: Browser
) -> None:
    answer = browser(Role.SUPERVISOR, board.a).get(GRIDS)

    assert answer.status_code == 200
    assert answer.json["type"] == "FeatureCollection"
    a, a1, _ = answer.json["features"]
    assert a1["properties"] == {
        "id": id_of(app, "A1"),
        "code": "A1",
        "name": "网格A1",
        "level": "town",
        "parent_id": a["properties"]["id"],
    }
    assert a1["geometry"]["type"] == "Polygon"
    assert sorted(map(tuple, a1["geometry"]["coordinates"][0][:-1])) == [
        (112.0, 34.0),
        (112.0, 34.01),
        (112.01, 34.0),
        (112.01, 34.01),
    ]


def test_people_see_the_grids_they_work_in(app: APIFlask, board: Town, browser: Browser) -> None:
    assert codes(browser(Role.SUPERVISOR, board.city)) == ["A", "A1", "A2", "B"]
    assert codes(browser(Role.SUPERVISOR, board.a)) == ["A", "A1", "A2"]
    assert codes(browser(Role.HANDLER, board.bureau)) == ["A", "A1", "A2"]
    assert codes(browser(Role.INSPECTOR, board.a, id_of(app, "A2"))) == ["A2"]
    assert codes(browser(Role.SECADMIN, board.city)) == ["A", "A1", "A2", "B"]


def test_unchanged_grids_are_not_sent_twice(board: Town, browser: Browser, import_file: Import) -> None:
    client = browser(Role.SUPERVISOR, board.city)
    tag = client.get(GRIDS).headers["ETag"]

    assert client.get(GRIDS, headers={"If-None-Match": tag}).status_code == 304
    import_file([square("B1", 4, 0)], "town", "--parent", "B")
    assert client.get(GRIDS, headers={"If-None-Match": tag}).status_code == 200


def test_a_border_is_simplified_within_the_tolerance_asked_for(
    board: Town, browser: Browser, import_file: Import
) -> None:
    bumpy = square("B1", 4, 0)
    bumpy["geometry"]["coordinates"][0].insert(1, [112.045, 34.0002])  # 22 m off the straight line
    import_file([bumpy], "town", "--parent", "B")
    client = browser(Role.SUPERVISOR, board.b)

    sizes = {
        metres: len(
            client.get(f"{GRIDS}?tolerance_m={metres}").json["features"][1]["geometry"]["coordinates"][0]
        )
        for metres in (0, 10, 50)
    }
    assert sizes == {0: 6, 10: 6, 50: 5}


def test_a_lookup_names_grid_and_candidates(board: Town, browser: Browser) -> None:
    client = browser(Role.INSPECTOR, board.a)
    lat, lon = inside(0, 0)

    answer = client.get(LOOKUP, query_string={"lat": lat, "lon": lon, "accuracy_m": 600}).json
    assert (answer["state"], answer["grid"]["code"], answer["distance_m"]) == ("inside", "A1", None)
    assert [(grid["code"], grid["name"]) for grid in answer["candidates"]] == [("A2", "网格A2")]

    answer = client.get(LOOKUP, query_string={"lat": 33.999, "lon": lon}).json
    assert (answer["state"], answer["grid"]["code"]) == ("near", "A1")
    assert answer["distance_m"] == pytest.approx(110.9, abs=0.2)

    answer = client.get(LOOKUP, query_string={"lat": 48.08, "lon": -1.67, "accuracy_m": 10}).json
    assert answer == {
        "state": "outside",
        "grid": None,
        "candidates": [],
        "distance_m": None,
        "stations": [],
    }


ODD_LOOKUPS = [
    ({"lat": 91, "lon": 112}, "lat"),
    ({"lat": 34, "lon": 180.1}, "lon"),
    ({"lat": 34}, "lon"),
    ({"lat": "nan", "lon": 112}, "lat"),
    ({"lat": 34, "lon": 112, "accuracy_m": -1}, "accuracy_m"),
    ({"lat": 34, "lon": 112, "accuracy_m": "inf"}, "accuracy_m"),
]


def test_a_lookup_needs_a_position(board: Town, browser: Browser, subtests: pytest.Subtests) -> None:
    inspector = browser(Role.INSPECTOR, board.a)
    for query, field in ODD_LOOKUPS:
        with subtests.test(query=query):
            answer = inspector.get(LOOKUP, query_string=query)

            assert answer.status_code == 422
            assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize("address", [GRIDS, f"{LOOKUP}?lat=34&lon=112"])
def test_strangers_are_not_told_about_grids(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 401
