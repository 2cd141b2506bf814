"""An auditor, at a desk and with a phone: searches, proves a chain, draws a sample, takes a bundle."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect
from sqlalchemy import create_engine, text

from tests.builders import City, announcement, days_ahead, jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PHONE, User


def closed_case(city: City, shade: int) -> str:
    """A case with a photo, from its report to closed in one step of verification."""
    photo = announcement(jpeg(shade))
    inspector = city.hand("inspector")
    case_id = inspector.filed(photos=[photo], note=f"裸土未覆盖 {shade}")
    assert inspector.upload(photo["id"], jpeg(shade)).status_code == 204
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    city.hand("handler").does(case_id, "acknowledge")
    city.hand("handler").after_photo(case_id, jpeg(shade + 100))
    city.hand("handler").does(case_id, "submit", measures="已用防尘网覆盖")
    assert city.hand("verifier").does(case_id, "verify")["status"] == "closed"
    return case_id


@pytest.fixture
def closed(town: Town) -> list[str]:
    """Three closed cases under a signed checkpoint, and one that was made void."""
    cases = [closed_case(town.city, shade) for shade in (10, 20, 30)]
    void = town.city.hand("inspector").filed(note="误报")
    town.city.hand("supervisor").does(void, "accept")
    town.city.hand("supervisor").does(void, "void", reason="重复立案")
    town.server.command("audit", "checkpoint")
    return [*cases, void]


def downloaded(page: Page, press: Callable[[], None]) -> bytes:
    """What a press brings onto the disk."""
    with page.expect_download() as waiting:
        press()
    download: Download = waiting.value
    return Path(download.path()).read_bytes()


def test_an_auditor_checks_without_trusting_the_server(
    town: Town, closed: list[str], browser: Browser, shots: Path
) -> None:
    auditor = User.opens(browser, town.url, "auditor", shots, DESK).signs_in()
    finds_who_looked(auditor, town, closed[0])
    proves_the_chain(auditor, closed[0])
    draws_a_sample(auditor)
    takes_a_bundle(auditor, closed[0])
    auditor.leaves()


def finds_who_looked(auditor: User, town: Town, case_id: str) -> None:
    """Somebody took an original; the log says who, by a search for the kind and for words."""
    case = town.city.hand("supervisor").case(case_id)
    original = f"/photos/{case['photos'][0]['id']}/original"
    assert town.city.hand("supervisor").get(original, buffered=True).status_code == 200
    auditor.goes("review")
    auditor.see("quick-original_viewed").click()
    expect(auditor.see("log-entry")).to_have_count(1)
    expect(auditor.see("log-entry")).to_contain_text("supervisor某")
    expect(auditor.see("log-entry")).to_contain_text(case["number"])
    auditor.looks("desk-log")
    auditor.goes("review")
    auditor.see("log-text").fill("重复立案")
    auditor.see("log-find").click()
    expect(auditor.page.locator("[data-testid=log-entry][data-kind=case_voided]")).to_have_count(1)
    expect(auditor.see("log-entry")).to_have_count(1)
    table = downloaded(auditor.page, auditor.see("log-export").click).decode("utf-8-sig")
    assert [row["kind"] for row in csv.DictReader(io.StringIO(table))] == ["case_voided"]


def proves_the_chain(auditor: User, case_id: str) -> None:
    """Every step up to the checkpoint is proved in the browser; the look that came after it waits."""
    auditor.opens_case(case_id)
    auditor.see("open-custody").click()
    summary = auditor.page.locator("[data-testid=custody-summary][data-done=true]")
    expect(summary).to_be_visible()
    steps = auditor.see("custody-step")
    kinds = [step.get_attribute("data-kind") for step in steps.all()]
    assert kinds[0] == "case_reported"
    assert kinds.count("photo_stored") == 2
    assert kinds[-1] == "original_viewed"
    states = [mark.get_attribute("data-state") for mark in auditor.see("proof").all()]
    assert set(states[:-1]) == {"proved"}
    assert "failed" not in states
    expect(summary).to_contain_text("supervisor某 1 次")
    expect(auditor.see("custody-gap")).to_have_count(0)
    auditor.looks("custody")


def draws_a_sample(auditor: User) -> None:
    """Two of three closed cases and the void one; a doubt has to be put into words."""
    page = auditor.page
    auditor.goes("review/samples")
    today = page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    yesterday = page.evaluate("new Date(Date.now() - 16 * 3600e3).toISOString().slice(0, 10)")
    auditor.see("draw-from").fill(yesterday)  # as late as midnight may have come since they were closed
    auditor.see("draw-to").fill(today)
    auditor.see("draw-n").fill("2")
    auditor.see("draw-submit").click()
    cases = auditor.see("sample-case")
    expect(cases).to_have_count(3)
    expect(cases.nth(2)).to_contain_text("作废")
    cases.nth(0).get_by_test_id("verdict-pass").click()
    expect(cases.nth(0)).to_have_attribute("data-verdict", "pass")
    cases.nth(1).get_by_test_id("verdict-question").click()
    expect(auditor.see("verdict-save")).to_be_disabled()
    auditor.see("verdict-note").fill("照片角度不同")
    auditor.see("verdict-save").click()
    expect(cases.nth(1)).to_have_attribute("data-verdict", "question")
    expect(auditor.see("sample-summary")).to_contain_text("已评 2 / 3")
    cases.nth(2).get_by_test_id("verdict-pass").click()
    expect(auditor.see("sample-done")).to_be_visible()
    auditor.looks("sample")
    table = downloaded(page, auditor.see("sample-export").click).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["verdict"] for row in rows] == ["pass", "question", "pass"]
    assert rows[1]["note"] == "照片角度不同"
    auditor.goes("review/samples")
    expect(auditor.see("sample-line")).to_contain_text("已评 3 / 3")


def takes_a_bundle(auditor: User, case_id: str) -> None:
    """Asked for with a reason, built by the worker, taken as a zip."""
    auditor.opens_case(case_id)
    auditor.see("bundle-ask").click()
    expect(auditor.see("bundle-send")).to_be_disabled()
    auditor.see("bundle-reason").fill("移交法院")
    auditor.see("bundle-send").click()
    expect(auditor.see("bundle-form")).to_be_hidden()
    expect(auditor.page.locator("[data-testid=bundle][data-state=ready]")).to_have_count(1)
    content = downloaded(auditor.page, auditor.see("bundle-file").click)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert "manifest.json" in bundle.namelist()


def test_on_a_phone_a_chain_that_was_tampered_with_is_named_as_such(
    town: Town, closed: list[str], browser: Browser, shots: Path
) -> None:
    engine = create_engine(town.server.config.database)
    subject = {"subject": f"case:{closed[0]}"}
    with engine.begin() as connection:
        changed = text(
            "UPDATE events SET payload = json_set(payload, '$.instructions', '不必整改')"
            " WHERE subject = :subject AND kind = 'case_assigned'"
        )
        connection.execute(changed, subject)
        connection.execute(text("DELETE FROM events WHERE subject = :subject AND seq = 1"), subject)
    engine.dispose()
    auditor = User.opens(browser, town.url, "auditor", shots, PHONE).signs_in()

    auditor.goes(f"review/cases/{closed[0]}/custody")
    expect(auditor.page.locator("[data-testid=custody-summary][data-done=true]")).to_be_visible()
    expect(auditor.see("custody-summary")).to_contain_text("1 步核对不通过")
    assigned = auditor.page.locator("[data-testid=custody-step][data-kind=case_assigned]")
    expect(assigned.get_by_test_id("proof")).to_contain_text("文字与日志承诺不符")
    expect(auditor.see("custody-gap")).to_have_text("此处缺少 1 条记录")
    auditor.looks("custody-tampered")
    auditor.leaves()
