"""A duty table in the browser: drafted from a sheet, checked, tried, brought into force; a case says why."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, expect

from inspect_app.accounts.hashing import hash_password
from inspect_app.accounts.models import Person
from inspect_app.accounts.service.credentials import set_password
from inspect_app.core.clock import utc_now
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PASSWORD, PHONE, User

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


def joins(town: Town, username: str, unit: str) -> None:
    """One more handler, who can sign in."""
    person_id = town.city.person(username, Role.HANDLER, unit)
    with town.city.app.app_context(), write_transaction() as session:
        set_password(session.get_one(Person, person_id), hash_password(PASSWORD), utc_now())


def shanghai(hours: float) -> str:
    """So many hours from now, as a field of local time takes it."""
    return (
        (utc_now() + timedelta(hours=hours)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
    )


def test_a_unit_keeps_its_roster_helpers_see_the_case_and_it_names_whom_to_call(
    town: Town, browser: Browser, shots: Path
) -> None:
    joins(town, "roader", "roads")
    phone = User.opens(browser, town.url, "handler", shots, PHONE).signs_in()
    keeps_a_roster(phone)
    case_id, boss = town.city.hand("inspector").filed(), town.city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=town.city.units["works"])
    desk = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    desk.goes("roster")
    desk.see("roster-unit").select_option(label="东区住建局")
    expect(desk.see("shift")).to_have_count(1)
    desk.looks("roster-desk")
    calls_for_help(desk, case_id, str(town.city.units["roads"]))
    desk.see("why").locator("summary").click()
    expect(desk.see("on-duty")).to_contain_text("handler某")
    desk.looks("why-on-duty-desk")
    helper = User.opens(browser, town.url, "roader", shots, PHONE).signs_in()
    helper.goes(f"cases/{case_id}")
    expect(helper.see("helpers")).to_contain_text("东区城管局")
    helper.looks("helper-phone")
    assert phone.complaints + desk.complaints + helper.complaints == []


def keeps_a_roster(phone: User) -> None:
    """Enter a shift that a mistake was made in first, and send a sheet with faults."""
    phone.goes("roster")
    expect(phone.see("roster-now")).to_contain_text("没有排班")
    phone.see("roster-add").click()
    phone.see("shift-from").fill(shanghai(-1))
    phone.see("shift-to").fill(shanghai(-2))
    phone.see("shift-send").click()
    expect(phone.page.locator("form [role=alert]")).to_contain_text("结束应晚于开始")
    phone.see("shift-to").fill(shanghai(8))
    phone.looks("roster-enter-phone")
    phone.see("shift-send").click()
    expect(phone.see("shift")).to_have_count(1)
    expect(phone.see("roster-now")).to_contain_text("handler某")
    faulty = {"name": "a.csv", "mimeType": "text/csv", "buffer": "值班人员,开始,结束\n王某,x,y\n".encode()}
    phone.see("roster-upload").set_input_files(files=[faulty])
    expect(phone.see("roster-brought")).to_contain_text("A2")
    phone.looks("roster-phone")


def calls_for_help(desk: User, case_id: str, unit: str) -> None:
    """Add a helping unit on the page of a case."""
    desk.goes(f"cases/{case_id}")
    desk.see("action-involve").click()
    desk.fills("field-helper_unit_id", unit)
    desk.looks("involve-desk")
    desk.see("action-submit").click()
    expect(desk.see("helpers")).to_contain_text("东区城管局")
