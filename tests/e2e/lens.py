"""A person whose phone has a camera and a microphone, and what is on that phone and in the store."""

import hashlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.builders import City
from tests.e2e.conftest import Town
from tests.e2e.people import PATIENCE_MS, User


def with_camera(browser: Browser, town: Town, name: str, shots: Path) -> User:
    """Somebody whose phone allows the app camera, microphone and position."""
    user = User.opens(browser, town.url, name, shots)
    user.context.grant_permissions(["geolocation", "camera", "microphone"])
    return user.signs_in()


def shoots(user: User, count: int) -> None:
    """Press the shutter until so many shots are safe."""
    expect(user.see("shutter")).to_be_enabled()
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
