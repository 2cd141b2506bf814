"""Monthly counts against the thresholds of 环督察〔2017〕115号: proposals for the city, never for oneself."""

from datetime import timedelta

from apiflask import APIFlask

from inspect_app.core.clock import utc_now
from inspect_app.supervision.pressure.tasks import propose_accountability
from tests.integration.supervision.pressure.conftest import Desk


def test_a_threshold_of_the_month_is_proposed_once_to_those_above_the_county(
    desk: Desk, app: APIFlask
) -> None:
    cases = {desk.late_case(), desk.late_case()}
    now = desk.later(hours=1)
    with app.app_context():
        for at in (utc_now(), now, now + timedelta(minutes=1)):
            propose_accountability(at)

    proposals = [item for item in desk.open("mayor") if item["kind"] == "accountability"]
    assert [(item["rule"], item["office"]["code"]) for item in proposals] == [
        ("assigned_not_rectified", "deputy_head")
    ]
    assert proposals[0]["unit"]["id"] == desk.city.units["east"]
    assert {case["id"] for case in proposals[0]["cases"]} == cases
    assert "2 个" in proposals[0]["ground"]["zh"]
    assert desk.open("supervisor") == []  # the county does not decide about itself

    for _ in range(2):
        desk.late_case()
    with app.app_context():
        propose_accountability(desk.later(hours=1))
        propose_accountability(desk.later(hours=2))
    offices = [item["office"]["code"] for item in desk.open("mayor") if item["kind"] == "accountability"]
    assert sorted(offices) == ["deputy_head", "head"]


def test_an_adopted_proposal_becomes_a_document_to_whom_the_person_chooses(desk: Desk, app: APIFlask) -> None:
    for _ in range(2):
        desk.late_case()
    with app.app_context():
        propose_accountability(desk.later(hours=1))
    proposal = next(item for item in desk.open("mayor") if item["kind"] == "accountability")
    document = desk.issued([proposal], who="mayor", unit_id=desk.city.units["works"], rung="circular")

    assert document["number"].startswith("市生态环境局通报〔")
    assert "环督察〔2017〕115号" in document["grounds"][0]["zh"]
    assert len(document["cases"]) == 2
