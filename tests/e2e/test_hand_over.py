"""A supervisor brings a superior's list in, decides about its rows, follows it; and files an order."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from inspect_app.core.ids import uuid7
from tests.builders import City
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PHONE, User
from tests.integration.supervision.test_hand_over import list_file, rows_of, sends


def numbered(city: City) -> str:
    """A case on the spot that the list means, and the number of another one that it names."""
    city.hand("inspector").filed(note="新安路北侧裸土未覆盖")
    other = city.hand("inspector").filed(category="road_dust", place=(34.62, 112.48), note="道路积尘")
    return str(city.hand("supervisor").case(other)["number"])


def test_a_list_is_brought_in_decided_and_followed(
    town: Town, browser: Browser, shots: Path, tmp_path: Path
) -> None:
    number = numbered(town.city)
    file = tmp_path / "交办清单.xlsx"
    file.write_bytes(list_file(number))
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    brings_it_in(boss, file)
    decides(boss)
    boss.leaves()
    boss = User.opens(browser, town.url, "supervisor", shots, PHONE).signs_in()
    goes_on_by_phone(boss)
    files_an_order(boss)
    boss.leaves()


def brings_it_in(boss: User, file: Path) -> None:
    """A trial run tells what is wrong; then the rows are kept."""
    boss.goes("hand-over")
    boss.see("list-import").click()
    boss.fills("list-issuer", "省生态环境厅")
    boss.fills("list-batch", "第3批")
    boss.see("list-file").set_input_files(file)
    boss.see("list-try").click()
    trial = boss.see("trial")
    expect(trial).to_contain_text("经纬度写反了")
    expect(trial).to_contain_text("黑户")
    boss.looks("hand-over-trial")
    boss.see("list-keep").click()
    expect(boss.see("row")).to_have_count(5)
    boss.looks("hand-over-list")


def decides(boss: User) -> None:
    """What is sure goes in one touch; a doubtful row is looked at."""
    boss.see("accept-all").click()
    expect(boss.see("accept-all")).to_have_count(0)
    boss.see("rows-doubtful").click()
    expect(boss.see("row")).to_have_count(2)
    boss.see("row-decide").first.click()
    boss.looks("hand-over-decide")
    boss.see("choice-new").check()
    boss.see("decide-send").click()
    expect(boss.see("decide-send")).to_have_count(0)


def goes_on_by_phone(boss: User) -> None:
    boss.goes("hand-over")
    expect(boss.see("hand-over-list")).to_have_count(1)
    boss.looks("hand-over-phone")
    boss.see("hand-over-list").get_by_role("link").click()
    boss.see("rows-doubtful").click()
    boss.see("row-decide").click()
    boss.see("choice-leave_out").check()
    boss.fills("decide-remark", "不属大气问题")
    boss.looks("hand-over-decide-phone")
    boss.see("decide-send").click()
    expect(boss.see("rows-left_out")).to_contain_text("1")
    boss.see("rows-rows").click()
    boss.looks("hand-over-list-phone")
    boss.see("row").first.get_by_role("link").click()
    expect(boss.see("origins")).to_contain_text("省-1")
    boss.looks("origins-phone")


def files_an_order(boss: User) -> None:
    """Who files more than patrols says where it comes from; what is demanded has to be filled in."""
    boss.goes("report")
    boss.see("category-bare_soil").click()
    boss.see("source").select_option("consultation_order")
    boss.page.get_by_label("指令编号").fill("会商〔2026〕8号")
    boss.looks("report-source-phone")
    boss.see("submit-report").click()
    expect(boss.page.get_by_role("alert").filter(has_text="会商日期")).to_be_visible()
    for label in ("会商日期", "要求完成日期"):
        boss.page.get_by_label(label).fill("2026-11-20")
    boss.see("submit-report").click()
    boss.page.wait_for_url("**/outbox")
    done = boss.page.locator("[data-testid=outbox-row][data-state=done]")
    expect(done).to_have_count(1)
    boss.goes("cases?source=consultation_order")
    expect(boss.page.get_by_text("YH-").first).to_be_visible()


def test_an_inspector_is_asked_nothing_new(town: Town, browser: Browser, shots: Path) -> None:
    scout = User.opens(browser, town.url, "inspector", shots, PHONE).signs_in()
    scout.goes("report")
    expect(scout.see("category-bare_soil")).to_be_visible()
    expect(scout.see("source")).to_have_count(0)
    scout.goes("hand-over")
    expect(scout.see("list-import")).to_have_count(0)
    scout.leaves()


def test_the_sheet_that_goes_back_is_fetched_by_a_link(town: Town, browser: Browser, shots: Path) -> None:
    hand, list_id = town.city.hand("supervisor"), uuid7()
    assert sends(hand, list_id, list_file(numbered(town.city)), apply="true").status_code == 200
    assert len(rows_of(hand, list_id)) == 5
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    boss.goes(f"hand-over/{list_id}")
    with boss.page.expect_download() as waiting:
        boss.see("reconciliation").click()
    assert waiting.value.suggested_filename == f"reconciliation-{list_id}.xlsx"
    boss.leaves()
