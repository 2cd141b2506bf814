"""The map in a browser: from cluster to case, areas drawn by hand, what is near, its list, the way there."""

import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

import prcoords
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Town
from tests.e2e.map_eye import CENTRE, MapEye, scatter, station
from tests.e2e.people import DESK, PHONE, SITE, User

FRAMES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
PIXEL = {
    "viewport": PHONE,
    "has_touch": True,
    "is_mobile": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; K) Chrome/128.0.0.0 Mobile Safari/537.36",
}


@pytest.mark.parametrize("frame", FRAMES)
def test_from_a_cluster_to_a_case(
    browser: Browser, town: Town, shots: Path, tmp_path: Path, frame: dict[str, int]
) -> None:
    scatter(town, 600)
    station(town, tmp_path)
    user = User.opens(browser, town.url, "supervisor", shots, frame).signs_in()
    eye = MapEye.opens(user)
    eye.counts(600)
    user.looks("map-clusters")

    for _ in range(6):
        spot = eye.lone_case()
        if spot:
            break
        view = eye.view()
        thickest = max(view["clusters"] or view["cases"], key=lambda one: one.get("count", 1))
        eye.clicks(*eye.place(thickest["lat"], thickest["lon"]))
    assert spot
    user.looks("map-singles")
    eye.clicks(*spot)
    expect(user.see("twin-title")).to_contain_text("1")
    user.looks("map-case")
    assert [url for url in eye.foreign if not url.startswith((town.proxy.url, "blob:", "data:"))] == []

    user.see("twin").get_by_test_id("case-row").first.click()
    expect(user.see("case-status").first).to_be_visible()
    user.leaves()


@pytest.mark.parametrize("frame", FRAMES)
def test_an_area_is_drawn_and_filters_map_and_list(
    browser: Browser, town: Town, shots: Path, frame: dict[str, int]
) -> None:
    scatter(town, 300)
    user = User.opens(browser, town.url, "supervisor", shots, frame).signs_in()
    eye = MapEye.opens(user)
    eye.counts(300)

    user.see("map-draw").click()
    user.see("draw-polygon").click()
    expect(user.see("draw-finish")).to_be_disabled()
    for corner in ((0.3, 0.45), (0.7, 0.45), (0.7, 0.62), (0.3, 0.62)):
        user.page.mouse.click(*eye.at(*corner))
    user.looks("map-drawing")
    with user.page.expect_response(re.compile("/cases/map.*within=")):
        user.see("draw-finish").click()
    expect(user.see("area-off")).to_be_visible()
    user.page.wait_for_load_state("networkidle")
    inside = eye.view()["total"]
    assert 0 < inside < 300
    eye.counts(inside)
    user.looks("map-area")
    lists_as_many(user, inside, frame)
    user.see("area-off").click()
    eye.counts(300)
    user.leaves()


def lists_as_many(user: User, count: int, frame: dict[str, int]) -> None:
    """The list beside the map, on a phone behind it, holds as many cases."""
    if frame == PHONE:
        user.see("map-list").click()
    expect(user.see("twin-title")).to_contain_text(str(count))
    if count > 20:
        user.see("twin-more").click()
    expect(user.see("twin").get_by_test_id("case-row")).to_have_count(min(count, 40))
    if frame == PHONE:
        user.looks("map-list")
        user.see("map-list").click()


def test_a_rectangle_takes_two_corners(browser: Browser, town: Town, shots: Path) -> None:
    scatter(town, 60)
    user = User.opens(browser, town.url, "supervisor", shots).signs_in()
    eye = MapEye.opens(user)
    eye.counts(60)

    user.see("map-draw").click()
    user.see("draw-box").click()
    user.page.mouse.click(*eye.at(0.2, 0.4))
    with user.page.expect_response(re.compile("/cases/map.*within=")):
        user.page.mouse.click(*eye.at(0.8, 0.5))
    expect(user.see("area-off")).to_be_visible()
    user.leaves()


def test_what_is_near_comes_with_its_distance_and_ways_there(
    browser: Browser, town: Town, shots: Path
) -> None:
    scatter(town, 40)
    context = browser.new_context(**PIXEL, geolocation=SITE, permissions=["geolocation"], locale="zh-CN")
    context.set_default_timeout(30_000)
    user = User("supervisor", town.url, context, context.new_page(), shots)
    user.listen()
    user.page.goto(town.url)
    user.signs_in()
    eye = MapEye.opens(user)
    eye.counts(40)

    user.see("map-near").tap()
    expect(user.see("twin-title")).to_contain_text("±9")
    expect(user.see("away")).to_have_count(40)
    distances = [metres(one) for one in user.see("away").all_inner_texts()]
    assert distances == sorted(distances)
    user.looks("map-near")

    before = len(eye.foreign)
    user.see("directions").first.tap()
    links = {
        app: user.see(f"go-{app}").get_attribute("href") for app in ("amap", "baidu", "tencent", "system")
    }
    lat, lon = map(float, user.see("at-wgs84").inner_text().split(","))
    assert (links["system"] or "").startswith(f"geo:{lat:.6f},{lon:.6f}")
    gcj, bd = prcoords.wgs_gcj((lat, lon)), prcoords.wgs_bd((lat, lon))
    assert f"dlat={gcj.lat:.5f}" in (links["amap"] or "")
    assert f"tocoord={gcj.lat:.5f}" in (links["tencent"] or "")
    assert f"latlng:{bd.lat:.5f}" in unquote(links["baidu"] or "")
    user.looks("map-directions")
    assert [url for url in eye.foreign[before:] if not url.startswith(town.proxy.url)] == []
    user.leaves()


def metres(text: str) -> float:
    """The number in 约 120 m（±9 米） or 1.2 km; nothing for 就在附近."""
    found = re.search(r"(?<!±)([0-9.]+) (k?)m", text)
    return float(found[1]) * (1000 if found[2] else 1) if found else 0.0


class Tiles(BaseHTTPRequestHandler):
    """A tile server of one picture."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        file = io.BytesIO()
        Image.new("RGB", (256, 256), (225, 235, 215)).save(file, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(file.getvalue())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def tiles() -> Iterator[str]:
    """The address of a running tile server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    Tiles.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    server.shutdown()
    server.server_close()


def test_configured_gcj02_tiles_are_drawn_and_what_lies_on_them_is_asked_in_wgs84(
    browser: Browser, town: Town, shots: Path, tiles: str
) -> None:
    scatter(town, 5, spread=0.001)
    about = {"MAP_TILES_URL": tiles, "MAP_TILES_DATUM": "gcj02", "MAP_TILES_ATTRIBUTION": "© 测试瓦片"}
    town.server.stop()
    town.server.env.update(about)
    town.server.start()
    user = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    with user.page.expect_request(re.compile(r"/\d+/\d+/\d+\.png$")):
        eye = MapEye.opens(user)
    eye.counts(5)
    expect(user.page.locator(".ol-attribution")).to_contain_text("© 测试瓦片")
    assert Tiles.asked
    user.looks("map-tiles")
    # What is asked about is WGS-84, though the tiles lie half a kilometre away from it.
    west, south, east, north = map(float, unquote(re.search("bbox=([^&]+)", eye.answers[-1])[1]).split(","))
    assert (west + east) / 2 == pytest.approx(CENTRE[1], abs=0.0005)
    assert (south + north) / 2 == pytest.approx(
        CENTRE[0], abs=0.002
    )  # the middle of the screen, not of the degrees

    user.see("map-layers").click()
    user.see("base-none").click()
    user.page.keyboard.press("Escape")
    expect(user.page.locator(".ol-attribution")).not_to_contain_text("测试瓦片")
    user.leaves()
