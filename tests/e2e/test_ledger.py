"""The desk of those who answer for cases: sign off, give feedback, follow a number, keep the day."""

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.builders import City, days_ahead, jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PHONE, User


def two_cases(city: City) -> None:
    """One in the hands of the works, one closed by its verification."""
    for shade in (10, 20):
        case_id = city.hand("inspector").filed(note=f"=裸土 {shade}")
        city.hand("supervisor").does(case_id, "accept")
        city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
        city.hand("handler").does(case_id, "acknowledge")
        if shade == 20:
            city.hand("handler").after_photo(case_id, jpeg(shade))
            city.hand("handler").does(case_id, "submit", measures="已用防尘网覆盖")
            city.hand("verifier").does(case_id, "verify")


def test_the_ledger_the_numbers_and_the_day(town: Town, browser: Browser, shots: Path) -> None:
    two_cases(town.city)
    worker = User.opens(browser, town.url, "handler", shots, PHONE).signs_in()
    tells_how_far_it_is(worker)
    worker.leaves()
    boss = User.opens(browser, town.url, "supervisor", shots, DESK).signs_in()
    takes_the_sheet_away(boss)
    signs_off(boss)
    follows_a_number(boss)
    keeps_the_day(boss)
    boss.leaves()


def tells_how_far_it_is(worker: User) -> None:
    worker.goes("ledger")
    worker.see("tell").click()
    for name, value in {
        "measure": "覆盖防尘网",
        "progress": "60",
        "amount": "1200",
        "unit": "平方米",
    }.items():
        worker.fills(f"tell-{name}", value)
    worker.looks("ledger-feedback")
    worker.see("tell-send").click()
    expect(worker.page.get_by_text("60% · 1200 平方米")).to_be_visible()
    worker.looks("ledger-cards")


def takes_the_sheet_away(boss: User) -> None:
    boss.goes("ledger")
    expect(boss.see("ledger-line")).to_have_count(2)
    with boss.page.expect_download() as waiting:
        boss.see("ledger-export").click()
    page = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).worksheets[0]
    assert [cell.value for cell in page["C"]][1:] == ["=裸土 20", "=裸土 10"]


def signs_off(boss: User) -> None:
    boss.see("chip-waiting").click()
    expect(boss.see("ledger-line")).to_have_count(1)
    boss.see("sign").click()
    boss.looks("ledger-signoff")
    boss.see("sign-sign").click()
    expect(boss.see("sign")).to_have_count(0)
    boss.looks("ledger-table")


def follows_a_number(boss: User) -> None:
    boss.goes("indicators")
    card = boss.see("indicator-closing_rate")
    expect(card).to_contain_text("100.00%")
    card.get_by_test_id("sample").click()
    expect(boss.see("behind")).to_contain_text("结案率")
    expect(boss.see("ledger-line")).to_have_count(1)
    boss.goes("indicators")
    boss.see("rank-disposal_rate").click()
    expect(boss.see("ranked").first).to_contain_text("东区")
    boss.looks("ranking")


def keeps_the_day(boss: User) -> None:
    boss.goes("day")
    expect(boss.see("count-reported")).to_contain_text("2")
    boss.fills("rhythm-document", "攻坚办〔2026〕1号")
    boss.see("rhythm-start").click()
    for kind, words in {"summary": "", "analysis": "裸土为主", "report": "今日上报两件"}.items():
        boss.fills(f"words-{kind}", words)
        boss.see(f"file-{kind}").click()
        expect(boss.see(f"product-{kind}")).not_to_have_attribute("data-state", "owed")
    boss.looks("day")
    boss.see("count-reported").click()
    expect(boss.see("ledger-line")).to_have_count(2)
