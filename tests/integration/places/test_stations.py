"""Air quality stations: imported with their datum, shown with their rings, asked where a place lies."""

from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskCliRunner

from inspect_app.accounts.sessions import cookie_name
from inspect_app.core.roles import Role
from tests.integration.conftest import AppWith
from tests.integration.places.conftest import Browser, Town, log_length

HEADER = "code,name,level,lat,lon"
FIRST = "N1,东山监测站,national,34.65,112.45"
SECOND = "N2,西河监测站,provincial,34.6545,112.45"
ImportCsv = Callable[..., Result]


@pytest.fixture
def import_csv(cli: FlaskCliRunner, tmp_path: Path) -> ImportCsv:
    """A function: write lines to a file and import it with `flask stations import`."""

    def run(*lines: str, datum: str = "wgs84") -> Result:
        file = tmp_path / "stations.csv"
        file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
        options = ["--datum", datum, "--valid-from", "2020-01-01"]
        return cli.invoke(args=["stations", "import", str(file), *options])

    return run


def test_stations_are_points_with_their_rings(town: Town, browser: Browser, import_csv: ImportCsv) -> None:
    assert import_csv(FIRST, SECOND).output == "stations.csv: added 2, changed 0, unchanged 0\n"

    answer = browser(Role.INSPECTOR, town.a).get("/api/v1/stations")

    first, second = answer.json["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [112.45, 34.65]}
    assert first["properties"] == {
        "code": "N1",
        "name": "东山监测站",
        "level": "national",
        "level_label": {"zh": "国控", "en": "National"},
        "rings_m": [500, 1000],
    }
    assert second["properties"]["code"] == "N2"


def test_a_place_knows_the_rings_it_lies_in(town: Town, browser: Browser, import_csv: ImportCsv) -> None:
    import_csv(FIRST, SECOND)
    client = browser(Role.INSPECTOR, town.a)

    def rings(lat: float) -> list[tuple[str, int]]:
        answer = client.get(f"/api/v1/places/lookup?lat={lat}&lon=112.45")
        return [(one["code"], one["ring_m"]) for one in answer.json["stations"]]

    # Along a meridian here a ten-thousandth of a degree is 11.09 m.
    assert rings(34.6502) == [("N1", 500), ("N2", 500)]
    assert rings(34.6495) == [("N1", 500), ("N2", 1000)]
    assert rings(34.6411) == [("N1", 1000)]
    assert rings(34.6409) == []


def test_gcj02_coordinates_are_moved_half_a_kilometre_back(
    town: Town, browser: Browser, import_csv: ImportCsv
) -> None:
    import_csv("N1,东山监测站,national,34.65,112.45", datum="gcj02")
    (point,) = browser(Role.INSPECTOR, town.a).get("/api/v1/stations").json["features"]
    lon, lat = point["geometry"]["coordinates"]
    assert 0.003 < 112.45 - lon < 0.008
    assert lat != 34.65


def test_importing_again_changes_only_what_changed(
    app: APIFlask, town: Town, browser: Browser, import_csv: ImportCsv, cli: FlaskCliRunner
) -> None:
    import_csv(FIRST, SECOND)
    before = log_length(app)
    again = import_csv(FIRST, SECOND.replace("西河", "西河新"))
    assert again.output == "stations.csv: added 0, changed 1, unchanged 1\n"
    assert log_length(app) == before + 1
    assert cli.invoke(args=["stations", "retire", "N1"]).exit_code == 0
    client = browser(Role.INSPECTOR, town.a)
    assert [one["properties"]["name"] for one in client.get("/api/v1/stations").json["features"]] == [
        "西河新监测站"
    ]
    import_csv(FIRST)
    assert len(client.get("/api/v1/stations").json["features"]) == 2
    assert cli.invoke(args=["stations", "retire", "N9"]).exit_code == 1


WRONG_LINES = [
    ("N 1,a,national,34.6,112.4", "code is empty or holds"),
    ("N1,,national,34.6,112.4", "name is empty"),
    ("N1,a,royal,34.6,112.4", "level is one of"),
    ("N1,a,national,112.4,34.6", "swapped"),
    ("N1,a,national,nan,112.4", "decimal degrees"),
    ("N1,a,national,95,200", "out of range"),
    (f"{FIRST}\n{FIRST}", "comes 2 times"),
]


def test_a_wrong_line_is_named_and_nothing_is_imported(
    town: Town, browser: Browser, import_csv: ImportCsv, subtests: pytest.Subtests
) -> None:
    inspector = browser(Role.INSPECTOR, town.a)
    for line, fault in WRONG_LINES:
        with subtests.test(line=line):
            result = import_csv(SECOND, line)
            assert result.exit_code == 1
            assert fault in result.output
            assert inspector.get("/api/v1/stations").json["features"] == []


def test_no_base_map_unless_configured(town: Town, browser: Browser) -> None:
    answer = browser(Role.INSPECTOR, town.a).get("/api/v1/map/settings")
    assert answer.json == {"base_maps": []}
    assert "http" not in answer.headers["Content-Security-Policy"]


def test_configured_base_maps_are_told_with_their_datum_and_allowed_in_the_policy(
    town: Town, browser: Browser, app_with: AppWith
) -> None:
    tiles = "https://{a-b}.tiles.example.org/{z}/{x}/{y}.png"
    about = {"map_tiles_url": tiles, "map_tiles_datum": "gcj02", "map_tiles_attribution": "© 某图 审图号"}
    client = browser(Role.INSPECTOR, town.a)
    other = app_with(**about, tianditu_key="k1")
    with other.app_context():
        secret = client.get_cookie(cookie_name()).value
        newcomer = other.test_client()
        newcomer.set_cookie(cookie_name(), secret)
    answer = newcomer.get("/api/v1/map/settings")

    custom, streets, imagery = answer.json["base_maps"]
    assert (custom["urls"], custom["datum"], custom["attribution"]) == ([tiles], "gcj02", "© 某图 审图号")
    assert [streets["id"], imagery["id"]] == ["tianditu", "tianditu-imagery"]
    assert len(streets["urls"]) == 2
    policy = answer.headers["Content-Security-Policy"]
    assert (
        "img-src 'self' blob: data: https://a.tiles.example.org https://b.tiles.example.org https://t0."
        in policy
    )
    assert "connect-src 'self';" in policy
