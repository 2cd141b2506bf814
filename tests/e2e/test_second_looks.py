"""Nobody arranges the visit: a verifier drawn by lot, a look-back by another, a relapse, an auditor."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from inspect_app.cases.lookbacks.models import LookBack
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.builders import City, jpeg
from tests.e2e.conftest import Town, opened
from tests.e2e.desk_cases import in_work
from tests.e2e.people import DESK, PHONE, User


@pytest.fixture
def drawing_town(settled: dict[str, Any], tmp_path: Path, built_app: Path) -> Iterator[Town]:
    """The small city with every verifier drawn."""
    with opened(settled, tmp_path, verifier_draw="all") as town:
        yield town


def its_day_has_come(town: Town, case_id: str) -> None:
    """The look-back is due; the worker's own command opens it and draws."""
    with town.city.app.app_context():
        with write_transaction():
            rows = update(LookBack).where(LookBack.case_id == UUID(case_id))
            db.session.execute(rows.values(opens_at=utc_now() - timedelta(minutes=1)))
        db.session.remove()
        db.engine.dispose()
    town.server.command("look-backs", "run")


def submitted(city: City) -> str:
    case_id = in_work(city, "裸土未覆盖", 90, 3)
    worker = city.hand("handler")
    worker.does(case_id, "plan", plan="覆盖")
    worker.after_photo(case_id, jpeg(91))
    worker.does(case_id, "submit", measures="已覆盖")
    return case_id


def test_a_verifier_is_drawn_somebody_else_looks_back_and_a_relapse_reopens(
    drawing_town: Town, browser: Browser, shots: Path
) -> None:
    town, city = drawing_town, drawing_town.city
    case_id = submitted(city)

    handler = User.opens(browser, town.url, "handler", shots, PHONE).signs_in()
    handler.opens_case(case_id)
    expect(handler.see("draw-card")).to_contain_text("整改单位不公开姓名")
    handler.leaves()
    verifier = User.opens(browser, town.url, "verifier", shots, PHONE).signs_in()
    verifier.opens_case(case_id)
    expect(verifier.see("draw-card")).to_contain_text("抽中您核查")
    verifier.looks("draw-mine")
    verifier.acts("verify")
    verifier.expects_status("已销号")
    verifier.leaves()

    its_day_has_come(town, case_id)
    looks_back(User.opens(browser, town.url, "inspector", shots, PHONE).signs_in(), case_id)
    auditor = User.opens(browser, town.url, "auditor", shots, DESK).signs_in()
    auditor.goes(f"review/cases/{case_id}/custody")
    expect(auditor.page.locator("[data-testid=draw-proof][data-same=true]")).to_have_count(2)
    auditor.see("draw-proofs").scroll_into_view_if_needed()
    auditor.looks("draw-proofs")
    auditor.goes("review/signals")
    expect(auditor.see("signals-lead")).to_contain_text("共 1 个核查结论")
    auditor.looks("signals")
    auditor.leaves()


def looks_back(inspector: User, case_id: str) -> None:
    """From the list of one's own to the photo on the spot and the answer; the case is open again."""
    inspector.ready_for_offline()
    inspector.goes("look-backs")
    expect(inspector.see("looks-open").get_by_test_id("look-back-line")).to_have_count(1)
    inspector.looks("look-backs")
    inspector.loses_the_network()
    inspector.page.reload()
    expect(inspector.see("looks-open").get_by_test_id("look-back-line")).to_have_count(1)
    inspector.finds_the_network()
    inspector.see("look-back-line").first.click()
    expect(inspector.see("look-backs-card")).to_contain_text("轮到您回头看")
    inspector.looks("look-back-case")
    inspector.page.locator("nav [data-testid=action-look_back]").click()
    inspector.takes("look_back-camera", jpeg(92))
    inspector.fills("field-result", "fail")
    inspector.fills("field-note", "又见裸土")
    inspector.looks("look-back-form")
    submit = inspector.page.locator("button[type=submit][data-testid=action-submit]")
    expect(submit).to_be_enabled()
    submit.click()
    expect(inspector.see("action-form")).to_have_count(0)
    inspector.expects_status("待派遣")
    inspector.leaves()
