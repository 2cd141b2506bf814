"""Marks over a photo and words beside it: what was drawn or said arrives, and the photo stays as it was."""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.lens import cases, delivered, held_hashes, kept, shoots, with_camera
from tests.e2e.people import User


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
    expect(supervisor.see("photo-tile").locator("img")).to_be_visible()
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
