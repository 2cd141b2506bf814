"""The supervisor's desk: a morning by keyboard, many at once, news behind a bar, filters that follow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Town
from tests.e2e.desk_cases import accepted, filed, status_of
from tests.e2e.people import DESK, PHONE, User

MOST_WALKS = 5
STEPS_AWAY = (34.6505, 112.45)  # 55 m north of the inspector's site


def test_a_supervisors_morning_by_keyboard_alone(town: Town, browser: Browser, shots: Path) -> None:
    city = town.city
    first = filed(city, "塔吊旁裸土未覆盖", 10)
    twin = filed(city, "同一处裸土", 20, place=STEPS_AWAY)
    third = filed(city, "误报的水渍", 30, category="road_dust", place=(34.61, 112.41))
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    boss.goes("cases")
    expect(boss.see("case-row")).to_have_count(3)
    asks_for_the_keys(boss)

    opens_by_keys(boss, first)
    accepts_and_assigns_by_keys(boss, str(city.units["works"]))
    opens_by_keys(boss, twin)
    merges_by_keys(boss)
    opens_by_keys(boss, third)
    rejects_by_keys_and_takes_it_back(boss)

    assert [status_of(city, one) for one in (first, twin, third)] == ["assigned", "merged", "reported"]
    boss.leaves()


def asks_for_the_keys(boss: User) -> None:
    """The list of keys comes and goes."""
    boss.page.keyboard.press("?")
    expect(boss.see("shortcut-help")).to_be_visible()
    boss.looks("desk-keys")
    boss.page.keyboard.press("Escape")
    expect(boss.see("shortcut-help")).to_be_hidden()


def accepts_and_assigns_by_keys(boss: User, unit_id: str) -> None:
    """The same key twice: forward, and forward again."""
    keys = boss.page.keyboard
    keys.press("a")
    expect(boss.see("action-form")).to_be_visible()
    sends_by_keys(boss)
    reads(boss, "待派遣")
    keys.press("a")
    unit = boss.see("field-unit_id")
    expect(unit.locator(f"option[value='{unit_id}']")).to_have_count(1)
    unit.focus()
    for _ in range(unit.locator("option").count()):
        if unit.input_value() == unit_id:
            break
        keys.press("ArrowDown")
    sends_by_keys(boss)
    reads(boss, "待签收")


def merges_by_keys(boss: User) -> None:
    """The likely twin is shown, and chosen."""
    expect(boss.see("duplicates")).to_contain_text("56 m")
    boss.looks("desk-triage")
    boss.page.keyboard.press("m")
    expect(boss.see("case-option")).not_to_have_count(0)
    boss.see("case-option").locator("input").first.focus()
    boss.page.keyboard.press("Space")
    sends_by_keys(boss)
    reads(boss, "并案")


def rejects_by_keys_and_takes_it_back(boss: User) -> None:
    """Letters typed into the reason are letters; afterwards one of them undoes."""
    boss.page.keyboard.press("r")
    boss.see("field-reason").focus()
    boss.page.keyboard.type("not dust: a j k m r u x ?")
    expect(boss.see("field-reason")).to_have_value("not dust: a j k m r u x ?")
    sends_by_keys(boss)
    reads(boss, "不予立案")
    boss.looks("desk-undo")
    boss.page.keyboard.press("u")
    expect(boss.see("undo-outcome")).to_contain_text("已撤销 1 件")
    reads(boss, "待立案")


def opens_by_keys(boss: User, case_id: str) -> None:
    """Walk up to the top, then down to the row, and open it."""
    here, rows = "document.activeElement.dataset.caseId", boss.see("case-row").count()
    for _ in range(MOST_WALKS):  # the list may be told anew, in another order, while somebody walks along it
        for key in ["k"] * rows + ["j"] * rows:
            if boss.page.evaluate(here) != case_id:
                boss.page.keyboard.press(key)
    boss.page.keyboard.press("Enter")
    expect(boss.page).to_have_url(re.compile(case_id))
    expect(boss.page.locator("main.case-page").get_by_test_id("case-status")).to_be_visible()


def reads(boss: User, words: str) -> None:
    """The status of the case that is open beside the list."""
    expect(boss.page.locator("main.case-page").get_by_test_id("case-status")).to_contain_text(words)


def sends_by_keys(boss: User) -> None:
    """Send the open form."""
    boss.page.keyboard.press("Control+Enter")
    expect(boss.see("action-form")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_many_are_handed_over_and_the_one_somebody_touched_says_so(
    town: Town, browser: Browser, shots: Path, viewport: dict[str, int]
) -> None:
    city = town.city
    cases = [accepted(city, f"裸土 {n}", 40 + n) for n in range(3)]
    fresh = filed(city, "还没立案", 60)
    boss = User.opens(browser, town.url, "supervisor", shots, viewport).signs_in()
    boss.see("tile-accepted").click()
    expect(boss.see("case-row")).to_have_count(3)
    expect(boss.page.locator(f"[data-case-id='{fresh}']")).to_have_count(0)
    boss.see("bulk-start").click()
    boss.see("bulk-all").click()
    boss.looks("bulk-choosing")
    boss.see("bulk-assign").click()
    expect(boss.see("bulk-item")).to_have_count(3)
    city.hand("supervisor").does(cases[1], "void", reason="重复")
    boss.see("field-unit_id").select_option(str(city.units["works"]))
    boss.see("bulk-send").click()

    expect(boss.page.locator("[data-testid=bulk-item][data-state=done]")).to_have_count(2)
    stale = boss.page.locator("[data-testid=bulk-item][data-state=stale]")
    expect(stale).to_have_count(1)
    expect(stale).to_contain_text("不予立案/作废")
    boss.looks("bulk-done")
    assert [status_of(city, one) for one in cases] == ["assigned", "rejected", "assigned"]

    boss.see("bulk-done").click()
    city.hand("handler").does(cases[0], "acknowledge")
    boss.see("undo").click()
    expect(boss.see("undo-outcome")).to_contain_text("已撤销 1 件")
    expect(boss.see("undo-outcome")).to_contain_text("已有人接着办理")
    assert [status_of(city, one) for one in cases] == ["rectifying", "rejected", "accepted"]
    boss.leaves()


def test_news_wait_behind_a_bar_and_filters_are_kept(town: Town, browser: Browser, shots: Path) -> None:
    city = town.city
    filed(city, "第一件", 70)
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    boss.page.clock.install()
    boss.goes("cases")
    boss.see("queue-reported").click()
    expect(boss.see("case-row")).to_have_count(1)
    filed(city, "第二件", 71)
    boss.page.clock.run_for(31_000)
    expect(boss.see("news-bar")).to_contain_text("1 件新变化")
    expect(boss.see("case-row")).to_have_count(1)
    boss.looks("desk-news")
    boss.see("news-bar").click()
    expect(boss.see("case-row")).to_have_count(2)

    boss.see("saved-filters-edit").click()
    boss.see("filter-name").fill("早上先看")
    boss.see("filter-keep").click()
    expect(boss.see("filter-rename")).to_have_value("早上先看")
    boss.looks("desk-filters")
    boss.page.keyboard.press("Escape")
    phone = User.opens(browser, town.url, "supervisor", shots, PHONE).signs_in()
    phone.goes("cases")
    phone.see("saved-filter").click()
    expect(phone.page).to_have_url(re.compile("status=reported"))
    expect(phone.see("case-row")).to_have_count(2)
    phone.looks("inbox-supervisor")
    phone.leaves()
    boss.leaves()
