"""The registry on a phone and a desk: a visit without a network becomes a case, and the office sees whose."""

import uuid
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.builders import API, IN_EAST, City, jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PATIENCE_MS, User

PLACE = {"lat": IN_EAST[0], "lon": IN_EAST[1], "datum": "wgs84"}
LINES = ("enclosure", "covering", "wheel_wash", "hardened", "wet", "closed_trucks")
CODE = "91510100MA0000000X"


def registered(city: City) -> str:
    """A site in the east."""
    body = {
        "version": 0, "kind": "site", "number": "GD-001", "name": "一号地块", "type": "construction",
        "state": "structure", "position": PLACE, "permit_to": "2026-01-31",
    }  # fmt: skip
    entry_id = str(uuid.uuid4())
    answer = city.hand("supervisor").client.put(f"{API}/registry/entries/{entry_id}", json=body)
    assert answer.status_code == 201, answer.text
    return entry_id


def test_a_visit_made_offline_becomes_a_case_of_its_site(town: Town, browser: Browser, shots: Path) -> None:
    entry_id = registered(town.city)
    user = User.opens(browser, town.url, "inspector", shots).signs_in()
    user.ready_for_offline()
    user.goes("registry")
    expect(user.see("entry-line")).to_have_count(1)
    user.looks("registry")
    user.see("entry-line").click()
    expect(user.see("entry-flag").first).to_be_visible()
    user.looks("registry-entry")
    user.see("begin-visit").click()
    expect(user.see("item-wet")).to_be_visible()

    user.loses_the_network()
    user.page.reload()
    fills_the_checklist_in(user)
    user.see("submit-visit").click()
    expect(user.see("outbox-row")).to_contain_text("一号地块")
    user.looks("outbox-visit")
    user.finds_the_network()
    done = user.page.locator("[data-testid=outbox-row][data-state=done]")
    expect(done).to_have_count(1, timeout=2 * PATIENCE_MS)
    user.goes(f"registry/{entry_id}")
    expect(user.see("visit-line")).to_contain_text("不合格")
    expect(user.see("entry-cases")).to_contain_text("共 1 件")
    user.see("visits").get_by_role("link").click()
    expect(user.see("entries-card")).to_contain_text("一号地块")
    user.leaves()


def fills_the_checklist_in(user: User) -> None:
    """Five lines are fine, one is not; the page is killed in the middle and nothing is lost."""
    for line in LINES[:3]:
        user.see(f"{line}-pass").click()
    user.see("wet-fail").click()
    user.takes("wet-photo", jpeg(7))
    expect(user.see("item-wet").get_by_role("img")).to_have_count(1)
    user.page.reload()
    expect(user.see("wet-fail")).to_have_attribute("aria-pressed", "true")
    for line in ("hardened", "closed_trucks"):
        user.see(f"{line}-na").click()
    user.looks("visit")


def test_a_supervisor_enters_an_enterprise_and_a_doubtful_code_is_told_beside_it(
    town: Town, browser: Browser, shots: Path
) -> None:
    registered(town.city)
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    boss.goes("registry")
    boss.see("flagged").click()
    expect(boss.see("entry-line")).to_contain_text("许可已到期")
    boss.looks("registry-flagged")
    boss.see("new-entry").click()
    boss.fills("entry-kind", "enterprise")
    for name, value in {
        "number": "QY-1",
        "name": "某加工点",
        "state": "scattered",
        "credit_code": CODE,
    }.items():
        boss.fills(f"entry-{name}", value)
    boss.looks("registry-form")
    boss.see("save-entry").click()
    expect(boss.see("field-hint")).to_contain_text("校验位不符")
    boss.see("add-leader").click()
    boss.fills("leader-role", "manager")
    boss.fills("leader-name", "吴某")
    boss.see("save-leader").click()
    expect(boss.see("leaders")).to_contain_text("吴某")
    boss.looks("registry-enterprise")
    boss.leaves()


def test_a_clerk_brings_a_sheet_in_and_a_head_relieves_somebody_on_a_phone(
    town: Town, browser: Browser, shots: Path
) -> None:
    registered(town.city)
    clerk = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    clerk.goes("registry")
    clerk.see("registry-files").click()
    chooses(clerk, "工地,GD-2,二号,渣土车,停工")
    expect(clerk.see("registry-faults")).to_contain_text("D2 渣土车 不是这一类的类型")
    clerk.looks("registry-faults")
    chooses(clerk, "企业,QY-7,某建设,建设施工,正常生产")
    clerk.see("registry-take").click()
    expect(clerk.see("registry-tried")).to_contain_text("已导入：新增 1")
    clerk.page.keyboard.press("Escape")
    clerk.goes("registry")
    clerk.see("entry-line").filter(has_text="一号地块").click()
    clerk.see("edit-entry").click()
    clerk.fills("owner-search", "某建设")
    clerk.see("owner-QY-7").click()
    clerk.see("save-entry").click()
    clerk.see("entry").get_by_role("link", name="某建设").click()
    owned = clerk.see("entry-owned").get_by_test_id("entry-line")
    expect(owned).to_contain_text("一号地块")
    clerk.looks("registry-owned")
    owned.click()
    expect(clerk.see("entry")).to_contain_text("某建设")
    clerk.leaves()

    head = User.opens(browser, town.url, "supervisor", shots).signs_in()
    head.goes("registry/grids")
    head.see("add-leader").first.click()
    head.fills("leader-role", "chief")
    head.fills("leader-name", "吴某")
    head.see("save-leader").click()
    head.see("end-leader").click()
    head.looks("led-grids")
    head.see("end-leader-save").click()
    expect(head.page.get_by_text("以前的责任人（1）")).to_be_visible()
    head.leaves()


def chooses(user: User, line: str) -> None:
    """A file with one line, as a spreadsheet program would save it."""
    data = f"类别,编号,名称,类型,状态\n{line}".encode()
    user.see("registry-file").set_input_files({"name": "表.csv", "mimeType": "text/csv", "buffer": data})
