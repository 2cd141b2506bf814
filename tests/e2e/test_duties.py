"""A duty table in the browser: drafted from a sheet, checked, tried, brought into force; a case says why."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from inspect_app.core.roles import Role
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PHONE, User

HEADING = "问题类别,网格,来源,牵头单位,配合单位,时限比例（%）,优先级,依据"
FAULTY = f"{HEADING}\n裸露黄土,E,,nobody,,,,\n"
WHOLE = f"{HEADING}\n裸露黄土,E,,works,roads,50,1,方案第3条\n*,E,,works,,,,\n"


def sends(boss: User, name: str, words: str) -> None:
    """Choose a sheet on the page of the draft."""
    file = {"name": name, "mimeType": "text/csv", "buffer": words.encode()}
    boss.page.get_by_test_id("duty-upload").set_input_files(files=[file])


def test_a_sheet_becomes_the_table_in_force_and_a_case_says_why(
    town: Town, browser: Browser, shots: Path
) -> None:
    before = town.city.hand("inspector").filed()
    town.city.grant("supervisor", Role.SUPERVISOR, "city")
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    boss.page.goto(f"{boss.url}duties")
    boss.page.get_by_test_id("duty-new").click()
    boss.page.get_by_test_id("duty-name").fill("职责清单 2026")
    boss.page.get_by_test_id("duty-document").fill("市环委办〔2026〕1号")
    boss.page.get_by_test_id("duty-save").click()

    sends(boss, "faulty.csv", FAULTY)
    expect(boss.page.get_by_test_id("duty-brought")).to_contain_text("D2")
    sends(boss, "whole.csv", WHOLE)
    expect(boss.page.get_by_test_id("duty-row")).to_have_count(2)
    boss.page.get_by_test_id("duty-try").click()
    expect(boss.page.get_by_test_id("trial-gained")).to_contain_text("1")
    expect(boss.page.get_by_test_id("trial-case")).to_have_count(1)
    boss.looks("duty-table-desk")
    boss.page.get_by_test_id("duty-enact").click()
    boss.page.get_by_test_id("enact-reason").fill("三定方案调整")
    boss.page.get_by_test_id("enact-gaps").check()
    boss.page.get_by_test_id("enact-send").click()
    expect(boss.page.get_by_test_id("duty-upload")).to_have_count(0)

    phone = User.opens(browser, town.url, "supervisor", shots, PHONE).signs_in()
    phone.page.goto(f"{phone.url}duties")
    expect(phone.page.get_by_test_id("duty-table")).to_contain_text("现行")
    phone.looks("duties-phone")
    phone.page.get_by_test_id("duty-table").click()
    phone.looks("duty-table-phone")
    case_id = town.city.hand("inspector").filed()
    assert case_id != before
    phone.page.goto(f"{phone.url}cases/{case_id}")
    phone.page.get_by_test_id("why").locator("summary").click()
    expect(phone.page.get_by_test_id("why-step").first).to_contain_text("第 2 行")
    phone.looks("why-phone")
    assert boss.complaints + phone.complaints == []
