"""People are told: a bell with a number, the list, the way to the case, and settings that are kept."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import City, days_ahead
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PATIENCE_MS, PHONE, User

SHOWN = "navigator.serviceWorker.ready.then((r) => r.getNotifications())"


def assigned(city: City) -> str:
    """A case in the hands of the works."""
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    return case_id


def test_a_handler_hears_of_a_case_and_opens_it(town: Town, browser: Browser, shots: Path) -> None:
    handler = User.opens(browser, town.url, "handler", shots).signs_in()
    expect(handler.see("bell")).to_be_visible()
    expect(handler.see("bell-count")).to_have_count(0)
    case_id = assigned(town.city)

    handler.page.reload()
    expect(handler.see("bell-count")).to_have_text("1")
    handler.looks("notices-bell")
    handler.see("bell").click()
    expect(handler.see("notice")).to_have_count(1)
    expect(handler.see("notice").first).to_contain_text("新交办")
    handler.looks("notices-list")
    handler.see("notice").first.click()
    expect(handler.page).to_have_url(f"{town.url}cases/{case_id}")
    handler.expects_status("待签收")
    handler.goes("")
    expect(handler.see("bell")).to_be_visible()
    expect(handler.see("bell-count")).to_have_count(0)
    handler.leaves()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_settings_are_kept_and_say_what_this_browser_can(
    town: Town, browser: Browser, shots: Path, viewport: dict[str, int]
) -> None:
    for _ in range(3):
        assigned(town.city)
    handler = User.opens(browser, town.url, "handler", shots, viewport).signs_in()
    handler.goes("notices")
    expect(handler.see("notice")).to_have_count(3)
    handler.looks("notices-three")
    handler.see("read-all").click()
    expect(handler.see("read-all")).to_have_count(0)
    handler.see("notice-settings").click()
    expect(handler.see("push-state")).to_be_visible()
    handler.see("progress-push").uncheck()
    with handler.page.expect_response(lambda answer: "21:30" in (answer.request.post_data or "")):
        handler.see("quiet-from").fill("21:30")
        handler.see("quiet-from").blur()
    handler.looks("notices-settings")
    handler.page.reload()
    expect(handler.see("progress-push")).not_to_be_checked()
    expect(handler.see("quiet-from")).to_have_value("21:30")
    handler.leaves()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_an_administrator_enters_a_groups_robot(
    town: Town, browser: Browser, shots: Path, viewport: dict[str, int]
) -> None:
    admin = User.opens(browser, town.url, "sysadmin", shots, viewport).signs_in()
    admin.goes("admin/units")
    admin.see("robots-link").click()
    admin.see("robot-unit").select_option(str(town.city.units["works"]))
    admin.see("robot-name").fill("住建局整改群")
    admin.see("robot-token").fill("0123456789abcdef0123456789abcdef")
    admin.looks("robots-form")
    admin.see("robot-save").click()
    expect(admin.see("robot")).to_contain_text("住建局整改群")
    expect(admin.see("robot-token")).to_have_value("")
    admin.looks("robots")
    admin.leaves()


def test_a_push_message_is_shown_once_and_wakes_the_bell(town: Town, browser: Browser, shots: Path) -> None:
    handler = User.opens(browser, town.url, "handler", shots)
    handler.context.grant_permissions(["notifications"], origin=town.proxy.url)
    handler.signs_in()
    expect(handler.see("bell")).to_be_visible()
    handler.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assigned(town.city)
    told = {"title": "新交办", "tag": "n1", "notice": 1}
    browser_side = handler.context.new_cdp_session(handler.page)
    found: list[str] = []
    browser_side.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(row["registrationId"] for row in event["registrations"]),
    )
    browser_side.send("ServiceWorker.enable")
    for _ in range(PATIENCE_MS // 100):
        handler.page.wait_for_timeout(0 if found else 100)
    for words in ("已交办", "已催办"):
        data = json.dumps({**told, "body": f"YH-2026-000001 {words}"})
        message = {"origin": town.proxy.url, "registrationId": found[0], "data": data}
        browser_side.send("ServiceWorker.deliverPushMessage", message)
        handler.waits_for(f"{SHOWN}.then((all) => all.some((o) => o.body.endsWith('{words}')))")
    expect(handler.see("bell-count")).to_have_text("1")
    shown = handler.page.evaluate(f"{SHOWN}.then((all) => all.map((o) => [o.title, o.body, o.tag, o.data]))")
    assert shown == [["新交办", "YH-2026-000001 已催办", "n1", 1]]
    handler.leaves()
