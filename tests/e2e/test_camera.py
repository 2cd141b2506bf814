"""The app's own camera and microphone: shots, marks and words are kept at once and arrive as they were."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.builders import City, announcement, days_ahead, jpeg
from tests.e2e.conftest import CHROMIUM, QUIET, Town
from tests.e2e.people import PATIENCE_MS, User

# Chromium's own test picture and tone stand in for lens and microphone; permission is still asked for.
FAKE_DEVICES = [*QUIET, "--use-fake-device-for-media-stream"]
TRUCK_YARD = {"latitude": 34.6512, "longitude": 112.4486, "accuracy": 6}


@pytest.fixture(scope="module")
def lens(player: Playwright) -> Iterator[Browser]:
    """A Chromium whose camera and microphone are played by Chromium itself."""
    browser = player.chromium.launch(executable_path=CHROMIUM, args=FAKE_DEVICES)
    yield browser
    browser.close()


def with_camera(browser: Browser, town: Town, name: str, shots: Path) -> User:
    """Somebody whose phone allows the app camera, microphone and position."""
    user = User.opens(browser, town.url, name, shots)
    user.context.grant_permissions(["geolocation", "camera", "microphone"])
    return user.signs_in()


def shoots(user: User, count: int) -> None:
    """Press the shutter until so many shots are safe."""
    expect(user.see("shutter")).to_be_enabled(timeout=PATIENCE_MS)
    user.see("shutter").click()
    expect(user.see("camera-shot")).to_have_count(count)


def delivered(user: User, count: int = 1) -> None:
    """Everything has arrived."""
    done = user.page.locator("[data-testid=outbox-row][data-state=done]")
    expect(done).to_have_count(count, timeout=2 * PATIENCE_MS)


def cases(city: City, name: str = "inspector") -> list[dict[str, Any]]:
    """The cases somebody sees, the newest first, whole."""
    hand = city.hand(name)
    items = hand.get("/cases").get_json()["items"]
    return [hand.case(item["id"]) for item in items]


def kept(town: Town) -> set[str]:
    """The hashes of the bytes in the store, recomputed."""
    folder = town.server.config.instance / "objects" / "ev"
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


def held_hashes(user: User) -> list[str]:
    """The hashes of the bytes on the phone, recomputed there."""
    found: list[str] = user.page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open("inspect");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const all = opening.result.transaction("bytes").objectStore("bytes").getAll();
                all.onsuccess = async () => {
                    const hashes = all.result.map(async ({ data }) =>
                        [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))]
                            .map((byte) => byte.toString(16).padStart(2, "0")).join(""));
                    resolve((await Promise.all(hashes)).sort());
                };
            };
        })"""
    )
    return found


def test_three_taps_from_the_front_page_save_a_report(town: Town, lens: Browser, shots: Path) -> None:
    user = with_camera(lens, town, "inspector", shots)
    expect(user.see("quick-bare_soil").or_(user.see("new-report")).first).to_be_visible()

    user.page.locator("[data-testid^=quick-]").first.click()
    shoots(user, 1)
    expect(user.see("camera-place")).to_contain_text("±9 m")
    user.looks("camera")
    user.see("camera-send").click()

    delivered(user)
    case = cases(town.city)[0]
    assert case["category"]["code"] == "construction_dust"
    assert [(photo["source"], photo["role"]) for photo in case["photos"]] == [("in_app", "wide")]
    assert case["photos"][0]["statement"]["state"] == "verified"
    assert case["photos"][0]["position"]["accuracy_m"] == 9
    assert {photo["sha256"] for photo in case["photos"]} == kept(town)
    user.leaves()


def test_the_kind_reported_last_is_suggested_and_works_without_a_server(
    town: Town, lens: Browser, shots: Path
) -> None:
    user = with_camera(lens, town, "inspector", shots)
    user.ready_for_offline()
    user.page.evaluate("localStorage.setItem('recent-categories', '[\"open_burning\"]')")
    user.goes("")
    user.loses_the_network()
    town.server.kill()

    user.see("new-report").first.click()
    shoots(user, 1)
    user.see("role-close").click()
    shoots(user, 2)
    expect(user.see("camera-send")).to_contain_text("露天焚烧")
    on_phone = held_hashes(user)
    user.see("camera-send").click()
    expect(user.see("outbox-row")).to_have_count(1)

    town.server.start()
    user.finds_the_network()
    delivered(user)
    case = cases(town.city)[0]
    assert case["category"]["code"] == "open_burning"
    assert sorted(photo["role"] for photo in case["photos"]) == ["close", "wide"]
    assert sorted(photo["sha256"] for photo in case["photos"]) == on_phone == sorted(kept(town))
    user.leaves()


def test_a_shot_is_on_the_phone_before_anything_says_so(town: Town, lens: Browser, shots: Path) -> None:
    user = with_camera(lens, town, "inspector", shots)
    user.see("new-report").first.click()
    shoots(user, 1)
    user.closes_page()  # the system kills the page in the middle of the camera
    user.goes("")

    expect(user.see("photo")).to_have_count(1)
    assert len(held_hashes(user)) == 1
    user.leaves()


def test_without_permission_the_app_says_so_and_the_phones_camera_serves(
    town: Town, lens: Browser, shots: Path
) -> None:
    user = User.opens(lens, town.url, "inspector", shots).signs_in()

    user.see("new-report").first.click()
    expect(user.see("camera-trouble")).to_have_attribute("data-why", "denied")
    expect(user.see("camera-trouble")).to_contain_text("没有相机权限")
    user.looks("camera-denied")
    user.takes("photo-camera", jpeg(61, (800, 600)))
    expect(user.see("photo")).to_have_count(1)
    user.see("category-bare_soil").click()
    user.sends_report()

    user.goes("outbox")
    delivered(user)
    assert cases(town.city)[0]["photos"][0]["source"] == "camera"
    user.leaves()


def test_marks_lie_over_the_photo_and_its_bytes_stay(town: Town, browser: Browser, shots: Path) -> None:
    original = jpeg(77, (1600, 1200))
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.goes("report")
    user.takes("photo-gallery", original)
    user.see("mark-photo").click()
    draws(user)
    user.looks("marks")
    user.see("marks-done").click()
    assert held_hashes(user) == [hashlib.sha256(original).hexdigest()]
    user.see("category-bare_soil").click()
    user.see("submit-report").click()
    user.page.get_by_role("button", name="仍然提交").or_(user.see("outbox-row")).first.wait_for()
    if user.page.get_by_role("button", name="仍然提交").is_visible():
        user.page.get_by_role("button", name="仍然提交").click()
    delivered(user)

    assert kept(town) == {hashlib.sha256(original).hexdigest()}
    photo = cases(town.city)[0]["photos"][0]
    assert [mark["shape"] for mark in photo["annotations"]] == ["arrow", "box", "text"]
    assert photo["annotations"][2]["text"] == "裸土"
    reviews(browser, town, photo["case_id"], shots)
    user.leaves()


def draws(user: User) -> None:
    """An arrow by dragging, a box by two taps, a word by one."""
    box = user.see("mark-surface").bounding_box()
    assert box is not None

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    mouse = user.page.mouse
    mouse.move(*at(0.2, 0.2))
    mouse.down()
    mouse.move(*at(0.5, 0.5), steps=4)
    mouse.up()
    user.see("shape-box").click()
    mouse.click(*at(0.6, 0.6))
    mouse.click(*at(0.9, 0.8))
    user.see("shape-text").click()
    user.see("mark-words").fill("裸土")
    mouse.click(*at(0.1, 0.8))


def reviews(browser: Browser, town: Town, case_id: str, shots: Path) -> None:
    """The supervisor sees the marks over the preview and takes them away."""
    supervisor = User.opens(browser, town.url, "supervisor", shots).signs_in()
    supervisor.opens_case(case_id)
    expect(supervisor.see("photo-tile").locator("img")).to_be_visible(timeout=PATIENCE_MS)
    supervisor.see("photo-tile").first.click()
    expect(supervisor.see("marks")).to_be_visible()
    supervisor.looks("marks-reviewed")
    supervisor.see("marks-toggle").click()
    expect(supervisor.see("marks")).to_have_count(0)
    supervisor.leaves()


def test_a_voice_note_made_offline_is_heard_on_the_case_page(town: Town, lens: Browser, shots: Path) -> None:
    user = with_camera(lens, town, "inspector", shots)
    user.ready_for_offline()
    user.loses_the_network()
    town.server.kill()
    user.see("new-report").first.click()
    shoots(user, 1)
    user.see("camera-close").click()
    user.see("category-bare_soil").click()
    user.see("voice-record").click()
    expect(user.see("voice-stop")).to_contain_text("2 / 60 秒")
    user.see("voice-stop").click()
    expect(user.see("voice-held")).to_be_visible()
    user.looks("voice")
    on_phone = held_hashes(user)
    user.sends_report()

    town.server.start()
    user.finds_the_network()
    delivered(user)
    case = cases(town.city)[0]
    note = next(photo for photo in case["photos"] if photo["role"] == "voice")
    assert (note["state"], note["media_type"], note["source"]) == ("stored", "audio/webm", "in_app")
    assert (case["photos_total"], case["photos_stored"]) == (1, 1)
    assert note["sha256"] in on_phone
    assert kept(town) == set(on_phone)
    user.opens_case(case["id"])
    user.see("voice-play").click()
    expect(user.see("voice-audio")).to_have_js_property("error", None)
    expect(user.see("voice-audio")).not_to_have_js_property("currentTime", 0)
    user.looks("voice-case")
    user.leaves()


def test_the_before_photo_lies_over_the_viewfinder(town: Town, lens: Browser, shots: Path) -> None:
    case_id = being_rectified(town)
    handler = with_camera(lens, town, "handler", shots)
    handler.context.set_geolocation(TRUCK_YARD)
    handler.opens_case(case_id)
    expect(handler.see("photo-tile").locator("img").first).to_be_visible(timeout=PATIENCE_MS)
    handler.page.locator("nav [data-testid=action-submit]").click()
    handler.see("in-app-camera").click()

    expect(handler.see("ghost")).to_be_visible()
    expect(handler.see("ghost-way")).to_contain_text("西")
    expect(handler.see("ghost")).to_have_css("opacity", "0.4")
    handler.see("ghost-opacity").fill("70")
    expect(handler.see("ghost")).to_have_css("opacity", "0.7")
    shoots(handler, 1)
    handler.looks("ghost")
    handler.see("camera-done").click()
    expect(handler.page.locator("[data-testid=shot][data-state=done]")).to_have_count(1, timeout=PATIENCE_MS)
    after = next(
        photo for photo in town.city.hand("handler").case(case_id)["photos"] if photo["role"] == "after"
    )
    assert (after["source"], after["state"]) == ("in_app", "stored")
    handler.leaves()


def being_rectified(town: Town) -> str:
    """A case with a before-photo taken a street away, in the hands of the unit."""
    before = jpeg(90, (1200, 900))
    place = {"lat": 34.65, "lon": 112.447, "accuracy_m": 5.0, "source": "device"}
    photo = announcement(before) | {"position": place, "heading_deg": 180.0}
    inspector, supervisor = town.city.hand("inspector"), town.city.hand("supervisor")
    case_id = inspector.filed(photos=[photo])
    assert inspector.upload(photo["id"], before).status_code == 204
    supervisor.does(case_id, "accept")
    supervisor.does(case_id, "assign", unit_id=town.city.units["works"], due_at=days_ahead(3))
    town.city.hand("handler").does(case_id, "acknowledge")
    return case_id


def test_sparing_data_words_go_at_once_and_photos_when_they_may(
    town: Town, browser: Browser, shots: Path
) -> None:
    photo = jpeg(55, (1200, 900))
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.goes("me")
    user.see("low-data").check()
    user.goes("report")
    user.takes("photo-camera", photo)
    user.see("category-bare_soil").click()
    expect(user.see("place")).to_contain_text("±9")
    user.sends_report()

    expect(user.see("photos-wait")).to_be_visible()
    case = cases(town.city)[0]
    assert (case["photos_total"], case["photos_stored"]) == (1, 0)
    user.looks("photos-wait")
    user.see("photos-now").click()
    delivered(user)
    assert kept(town) == {hashlib.sha256(photo).hexdigest()}
    user.opens_case(case["id"])
    user.see("tap-to-load").first.click()
    expect(user.see("photo-tile").locator("img")).to_be_visible()
    user.leaves()
