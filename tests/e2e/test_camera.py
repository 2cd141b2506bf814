"""The app's own camera: shots are kept on the phone before anything says so, and arrive as they were."""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.builders import announcement, days_ahead, jpeg
from tests.e2e.conftest import Town
from tests.e2e.lens import cases, delivered, held_hashes, kept, shoots, with_camera
from tests.e2e.people import User

TRUCK_YARD = {"latitude": 34.6512, "longitude": 112.4486, "accuracy": 6}


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


def test_the_before_photo_lies_over_the_viewfinder(town: Town, lens: Browser, shots: Path) -> None:
    case_id = being_rectified(town)
    handler = with_camera(lens, town, "handler", shots)
    handler.context.set_geolocation(TRUCK_YARD)
    handler.opens_case(case_id)
    expect(handler.see("photo-tile").locator("img").first).to_be_visible()
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
    expect(handler.page.locator("[data-testid=shot][data-state=done]")).to_have_count(1)
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
    worker = town.server.worker
    assert worker is not None
    worker.stop()
    user.see("photos-now").click()
    delivered(user)
    assert kept(town) == {hashlib.sha256(photo).hexdigest()}
    user.opens_case(case["id"])
    expect(user.see("photo-tile")).to_have_count(1)
    worker.start()  # the small picture is made while the page stands open, and appears on it
    user.see("tap-to-load").first.click()
    expect(user.see("photo-tile").locator("img")).to_be_visible()
    user.leaves()
