"""A phone photo becomes a closed case: four people and an auditor, each in a browser of their own."""

from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, text

from tests.builders import jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, User


def test_a_case_goes_from_a_phone_photo_to_closed(town: Town, browser: Browser, shots: Path) -> None:
    people = {
        name: User.opens(browser, town.url, name, shots).signs_in()
        for name in ("inspector", "supervisor", "handler", "verifier")
    }
    case_id = files_with_photo(people["inspector"], town)
    hands_over(people["supervisor"], case_id, str(town.city.units["works"]))
    rectifies(people["handler"], case_id)
    verifies(people["verifier"], case_id)
    closes(people["supervisor"], case_id)
    audits(browser, town, case_id, shots)
    for person in people.values():
        person.leaves()


def files_with_photo(inspector: User, town: Town) -> str:
    """The inspector photographs construction dust and sends it."""
    inspector.looks("home")
    inspector.begins_report("construction_dust", "塔吊旁裸土未覆盖", jpeg(40, (1600, 1200)))
    inspector.looks("report")
    inspector.sends_report()
    inspector.goes("outbox")
    expect(inspector.page.locator("[data-testid=outbox-row][data-state=done]")).to_have_count(1)
    engine = create_engine(town.server.config.database)
    with engine.connect() as connection:
        case_id = connection.execute(text("SELECT id FROM cases")).scalar_one()
    engine.dispose()
    return str(UUID(case_id))


def hands_over(supervisor: User, case_id: str, unit: str) -> None:
    """The supervisor finds the case in the inbox, accepts and assigns it."""
    supervisor.goes("cases")
    expect(supervisor.see("case-row")).to_have_count(1)
    supervisor.looks("inbox")
    supervisor.see("case-row").first.click()
    supervisor.expects_status("待立案")
    supervisor.looks("case-reported")
    supervisor.acts("accept")
    supervisor.expects_status("待派遣")
    supervisor.acts("assign", unit_id=unit)
    supervisor.expects_status("待签收")


def rectifies(handler: User, case_id: str) -> None:
    """The handler acknowledges, plans, covers the soil, photographs it and submits."""
    handler.opens_case(case_id)
    handler.acts("acknowledge")
    handler.expects_status("整改中")
    handler.see("action-plan").click()
    handler.see("field-plan").fill("当日覆盖，三日内绿化")
    handler.page.locator("button[type=submit][data-testid=action-submit]").click()
    expect(handler.see("action-form")).to_have_count(0)
    handler.page.locator("nav [data-testid=action-submit]").click()
    expect(handler.see("action-form")).to_be_visible()
    handler.takes("after-camera", jpeg(200, (1600, 1200)))
    handler.see("field-measures").fill("已用防尘网全部覆盖")
    handler.looks("rectify")
    submit = handler.page.locator("button[type=submit][data-testid=action-submit]")
    expect(submit).to_be_enabled()
    submit.click()
    expect(handler.see("action-form")).to_have_count(0)
    handler.expects_status("待核查")


def verifies(verifier: User, case_id: str) -> None:
    """The verifier compares before and after, and passes."""
    verifier.opens_case(case_id)
    expect(verifier.see("compare")).to_be_visible()
    verifier.looks("verify")
    verifier.acts("verify")
    verifier.expects_status("待销号")


def closes(supervisor: User, case_id: str) -> None:
    """The supervisor closes; nothing but reopening is left."""
    supervisor.opens_case(case_id)
    supervisor.acts("close")
    supervisor.expects_status("已销号")
    expect(supervisor.see("action-close")).to_have_count(0)
    supervisor.looks("case-closed")


def audits(browser: Browser, town: Town, case_id: str, shots: Path) -> None:
    """The auditor, at a desk, sees everything and may change nothing."""
    auditor = User.opens(browser, town.url, "auditor", shots, DESK).signs_in()
    auditor.goes("review")
    expect(auditor.see("log-entry").first).to_be_visible()
    auditor.looks("log")
    auditor.opens_case(case_id)
    expect(auditor.see("timeline-item").first).to_be_visible()
    expect(auditor.page.locator("[data-testid^=action-]")).to_have_count(0)
    auditor.looks("case-audited")
    auditor.leaves()
