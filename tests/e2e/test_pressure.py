"""A late case in two browsers: a rule proposes, the supervisor issues, the unit answers, it is signed off."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.supervision.pressure.tasks import propose_pressure
from tests.builders import City, days_ahead, jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PHONE, User


def late_case(city: City) -> str:
    """A case of `works` that is two hours late, with a photo and the proposal."""
    case_id = city.hand("inspector").filed(note="裸土未覆盖")
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(1))
    city.hand("handler").does(case_id, "acknowledge")
    city.hand("handler").after_photo(case_id, jpeg(77))
    with city.app.app_context():
        now = utc_now() + timedelta(days=1, hours=2)
        mark_breaches(now)
        propose_pressure(now)
    return case_id


def issues(boss: User) -> None:
    """From the list of proposals to a numbered document."""
    boss.page.goto(f"{boss.url}documents#proposals")
    boss.page.get_by_test_id("pick").check()
    boss.page.get_by_test_id("issue").click()
    boss.page.get_by_test_id("issue-demand").fill("今日 18 时前覆盖 2000 平方米裸土并报告。")
    boss.page.get_by_test_id("issue-send").click()
    expect(boss.page.get_by_test_id("document-state")).to_have_attribute("data-state", "issued")


def issues_of_own_accord(boss: User) -> None:
    """Without a proposal, about a case that is looked up; its unit is the one that has it in hand."""
    boss.page.goto(f"{boss.url}documents")
    boss.page.get_by_test_id("issue-own").click()
    expect(boss.page.get_by_test_id("issue-send")).to_be_disabled()
    boss.page.get_by_test_id("case-choice").first.get_by_role("checkbox").check()
    boss.page.get_by_test_id("issue-demand").fill("每日报告进展，直至完成。")
    boss.looks("issue-own")
    boss.page.get_by_test_id("issue-send").click()
    expect(boss.page.get_by_test_id("document-state")).to_have_attribute("data-state", "issued")


def takes_step(person: User, action: str, words: str = "", state: str = "") -> None:
    """One step through its sheet."""
    person.page.get_by_test_id(f"step-{action}").click()
    if words:
        person.page.get_by_test_id("step-words").fill(words)
    if action == "reply":
        person.page.get_by_test_id("pick-photo").first.check()
    person.page.get_by_test_id("step-send").click()
    expect(person.page.get_by_test_id("document-state")).to_have_attribute("data-state", state)


def test_a_document_goes_from_the_proposal_to_the_sign_off(town: Town, browser: Browser, shots: Path) -> None:
    late_case(town.city)
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    issues(boss)
    unit = User.opens(browser, town.url, "handler", shots, PHONE).signs_in()
    unit.page.goto(f"{unit.url}documents")
    unit.page.get_by_test_id("document-line").click()
    takes_step(unit, "receive", state="received")
    takes_step(unit, "reply", "已覆盖 2000 平方米，明日复绿。", state="replied")
    expect(unit.page.get_by_test_id("replies")).to_contain_text("2000")
    boss.page.reload()
    takes_step(boss, "sign_off", state="signed_off")
    issues_of_own_accord(boss)
    unit.page.goto(unit.url)
    expect(unit.page.get_by_test_id("documents-waiting")).to_contain_text("1")
    unit.looks("home-with-a-document")
    assert boss.complaints == []
    assert unit.complaints == []
    boss.leaves()
    unit.leaves()
