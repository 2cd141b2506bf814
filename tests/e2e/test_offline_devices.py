"""A phone of an older version, and two tabs: nothing is sent twice, nothing is lost."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import User
from tests.e2e.register import column, log_is_whole

# What the first version of the app left on a phone: its tables, and one report that was never sent.
OLD_DATABASE = """(body) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("inspect", 10);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
        const stores = {
            drafts: ["user_id", "changed"], photos: ["owner", "case_id"], bytes: [], thumbs: [],
            outbox: ["user_id", "state", "finished"], meta: [],
        };
        for (const [name, indexes] of Object.entries(stores)) {
            const store = opening.result.createObjectStore(name, { keyPath: name === "meta" ? "key" : "id" });
            for (const index of indexes) store.createIndex(index, index);
        }
    };
    opening.onsuccess = () => {
        const put = opening.result.transaction("outbox", "readwrite").objectStore("outbox").put(body);
        put.onsuccess = () => { opening.result.close(); resolve(); };
    };
})"""
REPORT = "0190a000-0000-7000-8000-000000000001"
WORDS = (
    '{"category":"bare_soil","note":"旧版本存下的","fields":{},"captured_at":"2026-11-21T08:00:00.000Z",'
    '"position":null,"photos":[],"client":{"app":"0.1.0","clock_offset_ms":0}}'
)
DONE = "[data-testid=outbox-row][data-state=done]"


def test_a_full_outbox_of_the_first_version_is_sent_by_this_one(
    town: Town, browser: Browser, shots: Path
) -> None:
    user = User.opens(browser, f"{town.proxy.url}/verify", "inspector", shots)
    row = {"id": REPORT, "kind": "report", "user_id": town.city.people["inspector"], "body": WORDS}
    empty = dict.fromkeys(("role", "number", "accepted", "finished", "reason", "detail"))
    told = {"state": "queued", "category": "bare_soil", "note": "旧版本存下的", "case_id": REPORT}
    user.page.evaluate(OLD_DATABASE, {**row, **empty, **told, "created": 1, "attempts": 0, "next": 0})

    user.url = town.url
    user.goes("")
    user.signs_in()
    user.goes("outbox")
    expect(user.page.locator(DONE)).to_have_count(1)
    assert column(town, "SELECT note FROM cases") == ["旧版本存下的"]
    assert log_is_whole(town)
    user.leaves()


def test_two_tabs_send_everything_once(town: Town, browser: Browser, shots: Path) -> None:
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.ready_for_offline()
    user.loses_the_network()
    user.begins_report("bare_soil", "两个标签页", jpeg(61, (1600, 1200)))
    user.sends_report()
    other = user.context.new_page()
    other.goto(town.url + "outbox")
    expect(other.get_by_test_id("outbox-row")).to_have_count(1)

    user.finds_the_network()
    user.goes("outbox")
    for page in (user.page, other):
        expect(page.locator(DONE)).to_have_count(1)
    assert len(column(town, "SELECT id FROM cases")) == 1
    assert column(town, "SELECT state FROM photos") == ["stored"]
    assert log_is_whole(town)
    user.leaves()
