"""Two reports made without any network or server arrive exactly once, with every byte of their photos."""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, text

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import PATIENCE_MS, User
from tests.e2e.register import categories, log_is_whole

# Each of these requests does its work on the server, and the phone never hears of it.
LOST = (b"PUT /api/v1/reports", b"PUT /api/v1/reports", b"POST /api/v1/uploads", b"PATCH /api/v1/uploads")


def test_two_offline_reports_arrive_exactly_once(town: Town, browser: Browser, shots: Path) -> None:
    first, second = jpeg(31, (1600, 1200)), jpeg(32, (1600, 1200))
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.ready_for_offline()

    user.loses_the_network()
    town.server.kill()
    file_two_reports(user, first, second)
    user.goes("outbox")
    user.page.reload()
    expect(user.see("outbox-row")).to_have_count(2)
    user.looks("outbox-offline")

    end_sessions(town)
    town.server.start()
    user.finds_the_network()
    expect(user.see("session-expired")).to_be_visible()
    expect(user.see("outbox-row")).to_have_count(2)
    town.proxy.lose = list(LOST)
    user.see("signin-again").click()
    user.signs_in()

    expect(user.page.locator("[data-testid=outbox-row][data-state=done]")).to_have_count(
        2, timeout=2 * PATIENCE_MS
    )
    assert town.proxy.lose == [], "an answer that was to get lost was never asked for"
    assert stored(town) == sorted(hashlib.sha256(photo).hexdigest() for photo in (first, second))
    assert bytes_left_on_phone(user) == 0
    assert categories(town) == ["bare_soil", "open_burning"]
    assert log_is_whole(town)
    user.goes("reports")
    expect(user.see("report-row")).to_have_count(2)
    user.looks("my-reports")
    user.leaves()


def file_two_reports(user: User, first: bytes, second: bytes) -> None:
    """One straight through; the other in the middle of which the page is killed."""
    user.goes("")
    expect(user.see("offline-bar")).to_be_visible()
    user.begins_report("bare_soil", "离线第一份 🏗️", first)
    user.looks("report-offline")
    user.sends_report()

    user.goes("")
    user.begins_report("open_burning", "写到一半", second)
    expect(user.see("draft-state")).to_contain_text("已存")
    user.closes_page()
    user.goes("")  # an installed app that was killed starts again at its front page
    expect(user.see("note")).to_have_value("写到一半")
    expect(user.see("photo")).to_have_count(1)
    user.looks("report-restored")
    user.sends_report()


def bytes_left_on_phone(user: User) -> int:
    """How many photos the phone still holds: none once the receipts repeated their hashes."""
    count: int = user.page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open("inspect");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const counting = opening.result.transaction("bytes").objectStore("bytes").count();
                counting.onsuccess = () => resolve(counting.result);
            };
        })"""
    )
    return count


def end_sessions(town: Town) -> None:
    """What the idle limit does, at once."""
    engine = create_engine(town.server.config.database)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM sessions"))
    engine.dispose()


def stored(town: Town) -> list[str]:
    """The hashes of the photos that arrived, recomputed from the bytes in the store."""
    folder = town.server.config.instance / "objects" / "ev"
    return sorted(
        hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()
    )
