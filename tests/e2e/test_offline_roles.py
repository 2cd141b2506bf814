"""Each role works without network and server; everything is done once, in order, and the log is whole."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import Hand, days_ahead, jpeg
from tests.e2e.conftest import Town
from tests.e2e.people import DESK, PATIENCE_MS, User
from tests.e2e.register import log_is_whole, statuses, steps_of

DRAINED = 2 * PATIENCE_MS


@pytest.fixture
def case_id(town: Town) -> str:
    """A reported case in the east, so that there is something to work on."""
    return town.city.hand("inspector").filed(category="construction_dust", note="塔吊旁裸土未覆盖")


def reads_ahead(user: User, case_id: str) -> None:
    """The phone has everything, and has seen the case once."""
    user.ready_for_offline()
    user.opens_case(case_id)
    user.keeps("cases", 1)
    user.keeps("answers", 3)


def goes_dark(town: Town, *users: User) -> None:
    """No server, no network."""
    for user in users:
        user.loses_the_network()
    town.server.kill()


def comes_back(town: Town, *users: User) -> None:
    """Both again."""
    town.server.start()
    for user in users:
        user.finds_the_network()


def drained(user: User, count: int) -> None:
    """The outbox has delivered everything."""
    user.goes("outbox")
    expect(user.page.locator("[data-testid=outbox-row][data-state=done]")).to_have_count(
        count, timeout=DRAINED
    )
    expect(user.page.locator("[data-testid=outbox-row]:not([data-state=done])")).to_have_count(0)


def test_a_supervisor_accepts_and_assigns_without_a_network(
    town: Town, browser: Browser, shots: Path, case_id: str
) -> None:
    user = User.opens(browser, town.url, "supervisor", shots).signs_in()
    reads_ahead(user, case_id)

    goes_dark(town, user)
    user.goes("cases")
    expect(user.see("case-row")).to_have_count(1)
    user.looks("cases-offline")
    user.see("case-row").click()
    user.acts("accept", note="现场属实")
    expect(user.see("queued-action")).to_contain_text("立案")
    user.expects_status("待派遣")
    user.acts("assign", unit_id=str(town.city.units["works"]))
    user.expects_status("待签收")
    user.page.reload()
    expect(user.see("queued-action")).to_have_count(2)
    user.looks("case-queued")
    user.goes("cases")
    expect(user.see("row-unsent")).to_contain_text("交办")
    user.goes("outbox")
    expect(user.see("queued-action")).to_have_count(2)
    user.looks("outbox-actions")

    comes_back(town, user)
    drained(user, 2)
    assert statuses(town) == ["assigned"]
    assert steps_of(town, case_id) == ["case_reported", "case_accepted", "case_assigned"]
    assert log_is_whole(town)
    user.leaves()


def test_a_handler_submits_with_photos_and_the_answers_get_lost(
    town: Town, browser: Browser, shots: Path, case_id: str
) -> None:
    assigned(town.city.hand("supervisor"), case_id, town.city.units["works"])
    user = User.opens(browser, town.url, "handler", shots).signs_in()
    reads_ahead(user, case_id)

    goes_dark(town, user)
    user.opens_case(case_id)
    user.acts("acknowledge")
    user.expects_status("整改中")
    submits_after_a_killed_page(user)

    town.proxy.lose = [
        f"POST /api/v1/cases/{case_id}/actions/acknowledge".encode(),
        b"PUT /api/v1/photos",
        b"PATCH /api/v1/uploads",
        f"POST /api/v1/cases/{case_id}/actions/submit".encode(),
    ]
    comes_back(town, user)
    drained(user, 3)
    assert town.proxy.lose == [], "an answer that was to get lost was never asked for"
    assert statuses(town) == ["rectified"]
    assert_submitted_after_the_photo(steps_of(town, case_id))
    assert log_is_whole(town)
    user.leaves()


def submits_after_a_killed_page(user: User) -> None:
    """The form and its photo are there again after the camera has killed the page."""
    user.page.locator("nav [data-testid=action-submit]").click()
    user.takes("after-camera", jpeg(200, (1600, 1200)))
    user.see("field-measures").fill("已用防尘网全部覆盖")
    expect(user.see("shot")).to_have_count(1)
    user.looks("rectify-offline")
    user.closes_page()
    user.goes("")
    expect(user.see("field-measures")).to_have_value("已用防尘网全部覆盖")
    expect(user.see("shot")).to_have_count(1)
    user.page.locator("button[type=submit][data-testid=action-submit]").click()
    expect(user.see("action-form")).to_have_count(0)
    user.expects_status("待核查")


def assert_submitted_after_the_photo(steps: list[str]) -> None:
    """Everything once, and the photo before the words that count on it."""
    assert [step for step in steps if not step.startswith("photo_")] == [
        "case_reported",
        "case_accepted",
        "case_assigned",
        "case_acknowledged",
        "rectification_submitted",
    ]
    assert steps.count("photo_stored") == 1
    assert steps.index("photo_stored") < steps.index("rectification_submitted")


def test_a_verifier_passes_and_an_inspector_adds_without_a_network(
    town: Town, browser: Browser, shots: Path, case_id: str
) -> None:
    rectified(town, case_id)
    verifier = User.opens(browser, town.url, "verifier", shots).signs_in()
    inspector = User.opens(browser, town.url, "inspector", shots, DESK).signs_in()
    for user in (verifier, inspector):
        reads_ahead(user, case_id)

    goes_dark(town, verifier, inspector)
    inspector.opens_case(case_id)
    inspector.acts("supplement", note="昨夜又起尘")
    inspector.looks("case-queued")
    inspector.see("undo").click()
    expect(inspector.see("queued-action")).to_have_count(0)
    verifier.opens_case(case_id)
    verifier.acts("verify")

    comes_back(town, verifier, inspector)
    drained(verifier, 1)
    assert statuses(town) == ["verified"]
    assert "case_supplemented" not in steps_of(town, case_id), "what was taken back went out"
    assert log_is_whole(town)
    verifier.leaves()
    inspector.leaves()


def test_somebody_was_faster_and_the_person_decides_with_both_versions(
    town: Town, browser: Browser, shots: Path, case_id: str
) -> None:
    user = User.opens(browser, town.url, "supervisor", shots).signs_in()
    reads_ahead(user, case_id)
    user.loses_the_network()
    user.opens_case(case_id)
    user.acts("supplement", note="离线时写的一段话")

    town.city.hand("supervisor").does(case_id, "accept")
    user.finds_the_network()
    versions = user.see("both-versions")
    expect(versions).to_be_visible(timeout=DRAINED)
    expect(versions).to_contain_text("待立案")
    expect(versions).to_contain_text("待派遣")
    expect(user.see("queued-action")).to_contain_text("离线时写的一段话")
    user.looks("conflict")
    user.see("apply-again").click()
    expect(versions).to_have_count(0)
    drained(user, 1)
    assert steps_of(town, case_id) == ["case_reported", "case_accepted", "case_supplemented"]
    assert log_is_whole(town)
    user.leaves()


def assigned(supervisor: Hand, case_id: str, unit: int) -> None:
    """The case is with the unit."""
    supervisor.does(case_id, "accept")
    supervisor.does(case_id, "assign", unit_id=unit, due_at=days_ahead(3))


def rectified(town: Town, case_id: str) -> None:
    """The unit says it is done."""
    assigned(town.city.hand("supervisor"), case_id, town.city.units["works"])
    handler = town.city.hand("handler")
    handler.does(case_id, "acknowledge")
    handler.after_photo(case_id, jpeg(77))
    handler.does(case_id, "submit", measures="已覆盖")


def test_many_are_handed_over_and_taken_back_without_a_network(
    town: Town, browser: Browser, shots: Path, case_id: str
) -> None:
    other = town.city.hand("inspector").filed(category="bare_soil", note="另一处")
    boss = town.city.hand("supervisor")
    for one in (case_id, other):
        boss.does(one, "accept")
    user = User.opens(browser, town.url, "supervisor", shots).signs_in()
    user.ready_for_offline()
    for one in (case_id, other):
        user.opens_case(one)
        expect(user.see("action-assign")).to_be_visible()
    user.keeps("cases", 2)
    user.goes("cases")
    expect(user.see("case-row")).to_have_count(2)

    goes_dark(town, user)
    hands_over_all(user, str(town.city.units["works"]))
    expect(user.page.locator("[data-testid=bulk-item][data-state=queued]")).to_have_count(2)
    user.looks("bulk-offline")
    user.see("bulk-done").click()
    comes_back(town, user)
    drained(user, 2)
    assert {boss.case(one)["status"] for one in (case_id, other)} == {"assigned"}

    boss.does(other, "recall", reason="再看看")
    user.goes("cases")
    user.see("queue-accepted").click()
    expect(user.see("case-row")).to_have_count(1)
    hands_over_all(user, str(town.city.units["works"]))
    expect(user.page.locator("[data-testid=bulk-item][data-state=done]")).to_have_count(1)
    user.see("bulk-done").click()
    goes_dark(town, user)
    user.see("undo").click()
    expect(user.see("undo-outcome")).to_contain_text("1 件的撤销已存入发件箱")
    comes_back(town, user)
    drained(user, 3)
    assert boss.case(other)["status"] == "accepted"
    assert log_is_whole(town)
    user.leaves()


def hands_over_all(user: User, unit_id: str) -> None:
    """Choose every row that can be chosen and assign them in one go."""
    user.see("bulk-start").click()
    user.see("bulk-all").click()
    user.see("bulk-assign").click()
    user.see("field-unit_id").select_option(unit_id)
    user.see("bulk-send").click()
