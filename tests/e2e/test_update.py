"""A new version of the app meets a phone full of reports: it is offered, taken, and nothing is lost."""

import hashlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.earlier_build import VERSION, earlier_build
from tests.e2e.lens import cases, held_hashes
from tests.e2e.people import PATIENCE_MS, User
from tests.e2e.register import categories, log_is_whole
from tests.e2e.test_offline import bytes_left_on_phone, end_sessions, file_two_reports, stored

# Nothing at all while a page is being exchanged for another.
RUNS = "() => document.querySelector('script[src*=\"/app/assets\"]')?.src.includes('assets-before')"
DATABASE = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("inspect");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const database = opening.result;
        const outbox = database.transaction("outbox").objectStore("outbox");
        const rows = outbox.getAll();
        rows.onsuccess = () => {
            const kept = rows.result.map(({ id, body }) => [id, body]).sort();
            const told = { version: database.version, indexes: [...outbox.indexNames], kept };
            database.close();
            resolve(told);
        };
    };
})"""


def test_an_update_with_a_full_outbox_loses_nothing(
    town: Town, browser: Browser, built_app: Path, shots: Path, tmp_path: Path
) -> None:
    first, second = jpeg(81, (1600, 1200)), jpeg(82, (1600, 1200))
    serves(town, earlier_build(built_app.parent, tmp_path / "before"))
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.ready_for_offline()
    user.loses_the_network()
    town.server.kill()
    file_two_reports(user, first, second)
    before, photos = on_phone(user), held_hashes(user)
    assert (before["version"], "case_id" in before["indexes"], len(before["kept"])) == (25, False, 2)

    end_sessions(town)  # the outbox stays full until somebody signs in again
    serves(town, built_app.parent)
    user.finds_the_network()
    takes_the_update(user)

    expect(user.see("update-bar")).to_have_count(0)
    expect(user.see("outbox-row")).to_have_count(2)
    after = on_phone(user)
    assert (after["version"], "case_id" in after["indexes"]) == (30, True)
    assert after["kept"] == before["kept"]
    assert held_hashes(user) == photos == sorted(hashlib.sha256(one).hexdigest() for one in (first, second))

    user.see("signin-again").click()
    user.signs_in()
    done = user.page.locator("[data-testid=outbox-row][data-state=done]")
    expect(done).to_have_count(2, timeout=2 * PATIENCE_MS)
    assert stored(town) == photos
    assert bytes_left_on_phone(user) == 0
    assert categories(town) == ["bare_soil", "open_burning"]
    assert [VERSION in body for _, body in before["kept"]] == [True, True], (
        "what was frozen is sent as it was"
    )
    assert len(cases(town.city)) == 2
    assert log_is_whole(town)
    user.leaves()


def takes_the_update(user: User) -> None:
    """The new version waits behind the old one until somebody says so."""
    user.goes("outbox")
    assert user.page.evaluate(RUNS), "the earlier version still runs until somebody says so"
    user.page.evaluate("navigator.serviceWorker.ready")
    user.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(user.see("update-bar")).to_be_visible(timeout=2 * PATIENCE_MS)
    expect(user.see("outbox-row")).to_have_count(2)
    user.looks("update")
    user.see("take-update").click()
    user.page.wait_for_function(f"() => ({RUNS})() === false")


def serves(town: Town, build: Path) -> None:
    """From now on the server gives out this build of the app."""
    web = town.server.web
    web.command[-1] = "tests.servers.other_build:app"
    town.server.env["BUILD"] = str(build)
    town.server.stop()
    town.server.start()


def on_phone(user: User) -> dict[str, Any]:
    """The version of the phone's database, the indexes of its outbox, and what waits there."""
    found: dict[str, Any] = user.page.evaluate(DATABASE)
    return found
