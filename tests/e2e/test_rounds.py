"""On the phone: a handler's round, and a verification where the own photo comes first."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import City, jpeg
from tests.e2e.conftest import Town, opened
from tests.e2e.desk_cases import in_work
from tests.e2e.people import PHONE, User


def test_a_handlers_round_on_the_phone(town: Town, browser: Browser, shots: Path) -> None:
    city = town.city
    later, sooner = in_work(city, "下周再说", 80, 6), in_work(city, "今天到期", 81, 0.02)
    handler = User.opens(browser, town.url, "handler", shots, PHONE).signs_in()
    handler.goes("cases")
    rows = handler.see("case-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("data-case-id", sooner)
    expect(rows.first).to_contain_text(re.compile(r"\d m|km"))
    handler.looks("handler-list")
    rows.first.click()

    plans_and_rectifies(handler)
    handler.opens_case(later)
    is_refused_more_time(handler, city, later)
    handler.leaves()


def sends(handler: User, **form: str) -> None:
    """Fill the open form in and send it; buttons of the page may bear the same name."""
    for name, value in form.items():
        handler.see(f"field-{name}").fill(value)
    handler.page.locator("button[type=submit][data-testid=action-submit]").click()
    expect(handler.see("action-form")).to_have_count(0)


def plans_and_rectifies(handler: User) -> None:
    """The way there, a plan, and the photo that is asked for, ticked off."""
    expect(handler.see("handler-card")).to_contain_text("还可申请 2 次")
    handler.see("navigate").click()
    expect(handler.see("at-wgs84")).to_contain_text("34.65")
    expect(handler.see("at-gcj02")).not_to_contain_text("34.6500")
    handler.looks("handler-directions")
    handler.page.keyboard.press("Escape")
    expect(handler.see("directions-sheet")).to_be_hidden()
    handler.looks("handler-case")
    handler.see("action-plan").click()
    sends(handler, plan="今天下午覆盖")
    handler.page.locator("nav [data-testid=action-submit]").click()
    expect(handler.see("wanted-photo")).to_have_attribute("data-state", "missing")
    handler.takes("after-camera", jpeg(181))
    expect(handler.see("wanted-photo")).to_have_attribute("data-state", "here")
    handler.looks("handler-rectify")
    sends(handler, measures="已覆盖")
    handler.expects_status("待核查")


def is_refused_more_time(handler: User, city: City, case_id: str) -> None:
    """Asks for an extension, and reads why not."""
    handler.see("action-extension").click()
    sends(handler, due_at="2099-01-01T10:00", reason="连续下雨")
    request = city.hand("supervisor").case(case_id)["requests"][0]["id"]
    city.hand("supervisor").answers(case_id, request, "deny", note="天气预报无雨")
    handler.goes(f"cases/{case_id}")
    expect(handler.see("last-refusal")).to_contain_text("天气预报无雨")
    handler.looks("handler-refused")


@pytest.fixture
def blind_town(settled: dict[str, Any], tmp_path: Path, built_app: Path) -> Iterator[Town]:
    """The small city with bare soil verified blind."""
    with opened(settled, tmp_path, blind_verification="bare_soil") as town:
        yield town


def test_a_blind_verification_on_the_phone(blind_town: Town, browser: Browser, shots: Path) -> None:
    city = blind_town.city
    case_id = in_work(city, "料堆裸土", 90)
    city.hand("handler").after_photo(case_id, jpeg(190))
    city.hand("handler").does(case_id, "submit", measures="已覆盖防尘网")
    verifier = User.opens(browser, blind_town.url, "verifier", shots, PHONE).signs_in()
    verifier.opens_case(case_id)
    card = verifier.see("blind-card")
    expect(card).to_contain_text("全部覆盖防尘网")
    expect(card).to_have_attribute("data-sealed", "true")
    expect(verifier.see("compare")).to_have_count(0)
    expect(verifier.see("action-verify")).to_be_disabled()
    verifier.looks("blind-sealed")
    verifier.takes("check-camera", jpeg(191))

    expect(card).to_have_attribute("data-sealed", "false")
    expect(verifier.see("compare")).to_be_visible()
    verifier.see("compare-slider").click()
    share = verifier.see("compare-share")
    share.focus()
    verifier.page.keyboard.press("ArrowRight")
    expect(share).to_have_value("51")
    verifier.page.keyboard.press("+")
    expect(verifier.see("compare-frame")).to_have_attribute("data-scale", "1.40")
    verifier.page.keyboard.press("0")
    expect(verifier.see("compare-frame")).to_have_attribute("data-scale", "1.00")
    expect(verifier.see("compare-findings")).to_be_visible()
    verifier.looks("blind-open")
    verifier.acts("verify")
    verifier.expects_status("已销号")

    subject = f"/log/entries?subject=case:{case_id}&kind=rectification_verified"
    auditor = city.hand("auditor")
    index = auditor.get(subject).get_json()["items"][-1]["log_index"]
    assert auditor.get(f"/log/entries/{index}").get_json()["facts"]["blind_order_kept"] is True
    verifier.leaves()
