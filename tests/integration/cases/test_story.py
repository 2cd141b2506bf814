"""The closed loop as people walk it: from a report to a closed case, and the ways round."""

from uuid import uuid4

from sqlalchemy import select

from inspect_app.accounts.models import Person
from inspect_app.audit.fsck import check_log
from inspect_app.cases.models import Case
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.builders import City, announcement, days_ahead, jpeg


def brought_to_work(city: City, category: str = "bare_soil") -> str:
    """A case that its handler has acknowledged."""
    case_id = city.hand("inspector").filed(category=category)
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3), instructions="覆盖")
    city.hand("handler").does(case_id, "acknowledge")
    return case_id


def rectified(city: City, category: str = "bare_soil") -> str:
    """A case whose handler has submitted."""
    case_id = brought_to_work(city, category)
    worker = city.hand("handler")
    worker.after_photo(case_id, jpeg(10))
    worker.does(case_id, "submit", measures="已覆盖防尘网")
    return case_id


def kinds(city: City, case_id: str) -> list[str]:
    items = city.hand("auditor").get(f"/cases/{case_id}/history").get_json()["items"]
    return [item["kind"] for item in items]


def log_is_whole(city: City) -> bool:
    with city.app.app_context():
        return check_log() == []


def test_a_one_stage_case_closes_when_it_is_verified(city: City) -> None:
    case_id = rectified(city)
    case = city.hand("verifier").does(case_id, "verify", note="现场已覆盖")
    assert case["status"] == "closed"
    assert case["closures"][0]["verified_by"]["id"] == city.people["verifier"]
    assert case["closures"][0]["closed_by"] is None
    assert all(clock["met_at"] for clock in case["clocks"])
    assert case["due_at"] is None
    assert kinds(city, case_id) == [
        "case_reported", "case_accepted", "case_assigned", "case_acknowledged", "photo_announced",
        "photo_stored", "rectification_submitted", "rectification_verified", "case_closed",
        "look_backs_scheduled",
    ]  # fmt: skip
    assert log_is_whole(city)


def test_a_two_stage_case_is_closed_by_somebody_else(city: City) -> None:
    case_id = rectified(city, "construction_dust")
    assert city.hand("verifier").does(case_id, "verify")["status"] == "verified"
    case = city.hand("supervisor").does(case_id, "close")
    assert case["status"] == "closed"
    assert case["closures"][0]["closed_by"]["id"] == city.people["supervisor"]


def test_in_two_stages_the_assigner_does_not_verify(city: City) -> None:
    case_id = rectified(city, "construction_dust")
    refused = city.hand("supervisor").act(case_id, "verify")
    assert refused.status_code == 422
    assert refused.get_json()["code"] == "duties_not_separated"


def test_the_reporter_does_not_verify(city: City) -> None:
    case_id = rectified(city)
    offer = next(o for o in city.hand("inspector").case(case_id)["offers"] if o["action"] == "verify")
    assert not offer["enabled"]
    assert offer["reason"]["code"] == "duties_not_separated"
    assert city.hand("inspector").act(case_id, "verify").status_code == 422


def test_somebody_of_the_handling_unit_does_not_verify(city: City) -> None:
    city.person("both", Role.HANDLER, "works")
    city.grant("both", Role.VERIFIER, "east")
    case_id = rectified(city)
    assert city.hand("both").act(case_id, "verify").get_json()["code"] == "duties_not_separated"


def test_with_nobody_else_the_supervisor_verifies_and_it_is_logged(city: City) -> None:
    with city.app.app_context(), write_transaction():
        db.session.get_one(Person, city.people["verifier"]).active = False
    boss = city.hand("supervisor")
    case_id = boss.filed()
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    worker = city.hand("handler")
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(11))
    worker.does(case_id, "submit", measures="已清理")
    with city.app.app_context(), write_transaction():
        db.session.get_one(Person, city.people["inspector"]).active = False
    assert boss.does(case_id, "verify")["status"] == "closed"
    assert "duties_not_separated" in kinds(city, case_id)


def test_a_return_opens_a_new_round_in_which_old_photos_do_not_count(city: City) -> None:
    case_id = rectified(city)
    case = city.hand("verifier").does(case_id, "return", reason="东侧仍裸露", due_at=days_ahead(2))
    assert (case["status"], case["round"]) == ("returned", 1)
    worker = city.hand("handler")
    assert worker.act(case_id, "submit", measures="又覆盖").get_json()["code"] == "after_photo_missing"
    worker.after_photo(case_id, jpeg(12))
    case = worker.does(case_id, "submit", measures="又覆盖")
    assert [work["round"] for work in case["rectifications"]] == [0, 1]
    assert len(case["rectifications"][1]["photo_ids"]) == 1


def test_a_refusal_is_counted_and_the_unit_loses_sight(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    worker = city.hand("handler")
    version, key = worker.case(case_id)["version"], str(uuid4())
    for _ in range(2):  # the same answer again, should the first have been lost
        refused = worker.act(case_id, "refuse", version=version, key=key, reason="不属本单位")
        assert refused.status_code == 200
        assert refused.get_json()["case"] is None
    case = boss.case(case_id)
    assert (case["status"], case["refusals"], case["handler_unit"]) == ("accepted", 1, None)
    assert worker.get(f"/cases/{case_id}").status_code == 404


def test_a_merge_keeps_every_reporter_and_photo(city: City) -> None:
    city.person("second", Role.INSPECTOR, "east", "east")
    first = city.hand("inspector").filed()
    photo = jpeg(13)
    second = city.hand("second").filed(photos=[announcement(photo)])
    boss = city.hand("supervisor")
    assert boss.does(second, "merge", into=first, note="同一处")["status"] == "merged"
    case = boss.case(first)
    assert {report["reporter"]["id"] for report in case["reports"]} == {
        city.people["inspector"],
        city.people["second"],
    }
    assert case["photos_total"] == 1
    assert "case_absorbed" in kinds(city, first)
    assert boss.does(second, "restore", reason="其实是两处")["merged_into"] is None
    assert boss.case(first)["photos_total"] == 0


def test_a_merge_into_itself_or_into_an_ended_case_is_refused(city: City) -> None:
    boss = city.hand("supervisor")
    case_id, ended = city.hand("inspector").filed(), city.hand("inspector").filed()
    boss.does(ended, "reject", reason="重复")
    assert boss.act(case_id, "merge", into=case_id).get_json()["code"] == "merge_into_itself"
    assert boss.act(case_id, "merge", into=ended).get_json()["code"] == "merge_into_ended"
    assert boss.case(case_id)["status"] == "reported"


def test_a_relapse_reopens_and_counts_a_mistake_does_not(city: City) -> None:
    case_id = rectified(city)
    city.hand("verifier").does(case_id, "verify")
    boss = city.hand("supervisor")
    case = boss.does(case_id, "reopen", ground="mistake", reason="销错")
    assert (case["status"], case["relapses"]) == ("accepted", 0)
    assert case["closures"][0]["ground"] == "mistake"


def test_the_reporter_may_withdraw_and_a_colleague_may_not(city: City) -> None:
    city.person("colleague", Role.INSPECTOR, "east", "east")
    case_id = city.hand("inspector").filed()
    assert city.hand("colleague").act(case_id, "withdraw", reason="x").get_json()["code"] == "own_report"
    assert city.hand("inspector").does(case_id, "withdraw", reason="误报")["status"] == "rejected"


def test_a_unit_without_a_handler_cannot_be_given_a_case(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    refused = boss.act(case_id, "assign", unit_id=city.units["roads"], due_at=days_ahead(1))
    assert refused.get_json()["code"] == "unit_without_handler"
    assert boss.case(case_id)["status"] == "accepted"


def test_an_approved_extension_moves_the_due_date(city: City) -> None:
    case_id = brought_to_work(city)
    worker, boss = city.hand("handler"), city.hand("supervisor")
    later = days_ahead(9)
    asked = worker.asks(case_id, "extension", due_at=later, reason="连续下雨")
    assert asked.status_code == 201
    request = asked.get_json()["case"]["requests"][0]
    worker.after_photo(case_id, jpeg(14))
    assert worker.act(case_id, "submit", measures="x").get_json()["code"] == "request_open"
    answered = boss.answers(case_id, request["id"], "approve")
    assert answered.status_code == 200, answered.text
    case = answered.get_json()["case"]
    assert case["due_at"][:16] == later[:16]
    assert worker.does(case_id, "submit", measures="x")["status"] == "rectified"


def test_nobody_decides_their_own_request(city: City) -> None:
    city.person("two_hats", Role.HANDLER, "works")
    city.grant("two_hats", Role.SUPERVISOR, "east")
    case_id = brought_to_work(city)
    hand = city.hand("two_hats")
    request = hand.asks(case_id, "extension", due_at=days_ahead(9), reason="r").get_json()["case"][
        "requests"
    ][0]
    assert hand.answers(case_id, request["id"], "approve").get_json()["code"] == "not_own_request"


def test_an_approved_transfer_hands_the_case_to_the_other_unit(city: City) -> None:
    city.person("roadman", Role.HANDLER, "roads")
    case_id = brought_to_work(city)
    form = {"unit_id": city.units["roads"], "reason": "属城管职责"}
    request = city.hand("handler").asks(case_id, "transfer", **form).get_json()["case"]["requests"][0]
    case = city.hand("supervisor").answers(case_id, request["id"], "approve").get_json()["case"]
    assert (case["status"], case["handler_unit"]["id"]) == ("assigned", city.units["roads"])
    assert city.hand("roadman").does(case_id, "acknowledge")["status"] == "rectifying"
    assert kinds(city, case_id)[-4:] == [
        "request_approved",
        "case_recalled",
        "case_assigned",
        "case_acknowledged",
    ]


def test_a_suspension_holds_the_clock_and_resuming_gives_the_time_back(city: City) -> None:
    case_id = brought_to_work(city)
    form = {"until": days_ahead(30), "reason": "冬季停工"}
    request = city.hand("handler").asks(case_id, "suspension", **form).get_json()["case"]["requests"][0]
    boss = city.hand("supervisor")
    before = boss.case(case_id)["due_at"]
    suspended = boss.answers(case_id, request["id"], "approve").get_json()["case"]
    assert suspended["status"] == "suspended"
    assert any(clock["paused_at"] for clock in suspended["clocks"])
    resumed = boss.does(case_id, "resume")
    assert resumed["status"] == "rectifying"
    assert resumed["due_at"] > before


def test_the_status_is_written_by_the_table_only(city: City) -> None:
    case_id = city.hand("inspector").filed()
    with city.app.app_context():
        case = db.session.scalars(select(Case)).one()
        assert str(case.id) == case_id
        assert case.status == "reported"
