"""Deadlines in the running product: modes, alerts, pauses, appeals, emergencies, newly announced holidays."""

from datetime import datetime, timedelta
from uuid import UUID

from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from inspect_app.audit.fsck import check_log
from inspect_app.cases.calendar.counting import Length, add
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.deadlines.models import BreachExemption, ClockSpan
from inspect_app.cases.models import Case
from inspect_app.cases.service import perform
from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.builders import API, City, Json, days_ahead, jpeg


def accepted(city: City, category: str = "bare_soil") -> str:
    case_id = city.hand("inspector").filed(category=category)
    city.hand("supervisor").does(case_id, "accept")
    return case_id


def assigned(city: City, category: str = "bare_soil", **form: object) -> str:
    case_id = accepted(city, category)
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], **form)
    return case_id


def clock(case: Json, kind: str) -> Json:
    return next(item for item in case["clocks"] if item["kind"] == kind)


def explained(city: City, case_id: str, kind: str) -> Json:
    answer = city.hand("supervisor").get(f"/cases/{case_id}/clocks")
    assert answer.status_code == 200, answer.text
    return next(item for item in answer.get_json()["items"] if item["kind"] == kind)


def test_without_a_date_the_rule_of_the_category_sets_it(city: City, app: APIFlask) -> None:
    case_id = assigned(city, "road_dust")
    case = city.hand("handler").case(case_id)
    started = datetime.fromisoformat(clock(case, "rectify")["started_at"])
    with app.app_context():
        due = add(load_calendar(), started, Length.hours(TimeKind.WORKING_HOURS, 5)).at
    assert case["mode"]["code"] == "immediate"
    assert datetime.fromisoformat(case["due_at"]) == due
    assert case["assignment"]["due_at"] == case["due_at"]


def test_the_case_suggests_the_date_of_each_mode_before_it_is_assigned(city: City) -> None:
    case = city.hand("supervisor").case(accepted(city))
    found = {item["mode"]: item for item in case["deadline_suggestions"]}
    assert set(found) == {"immediate", "scheduled", "alert"}
    assert [mode for mode, item in found.items() if item["preset"]] == ["scheduled"]
    assert found["alert"]["length"] == {"zh": "1 紧急工作时", "en": "1 urgent hours"}
    assigned_case = city.hand("supervisor").case(assigned(city))
    assert assigned_case["deadline_suggestions"] == []


def test_putting_right_by_a_date_needs_a_plan_first(city: City) -> None:
    case_id, worker = assigned(city, mode="scheduled"), city.hand("handler")
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(5))
    refused = worker.act(case_id, "submit", measures="已覆盖")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "plan_missing")
    worker.does(case_id, "plan", plan="三日内硬化出入口")
    assert worker.does(case_id, "submit", measures="已覆盖")["status"] == "rectified"


def test_an_alert_runs_for_an_hour_with_an_arrival_within_it(city: City) -> None:
    case_id, worker = assigned(city, mode="alert"), city.hand("handler")
    case = worker.does(case_id, "acknowledge")
    start = datetime.fromisoformat(clock(case, "rectify")["started_at"])
    minutes = {
        item["kind"]: (datetime.fromisoformat(item["due_at"]) - start) / timedelta(minutes=1)
        for item in case["clocks"]
        if item["kind"] in {"acknowledge", "arrive", "rectify"}
    }
    assert minutes == {"acknowledge": 10, "arrive": 30, "rectify": 60}
    assert "arrive" in {offer["action"] for offer in case["offers"]}
    case = worker.does(case_id, "arrive", note="已到现场")
    assert clock(case, "arrive")["met_at"]
    assert "arrive" not in {offer["action"] for offer in case["offers"]}
    worker.after_photo(case_id, jpeg(6))
    case = worker.does(case_id, "submit", measures="已停工降尘")
    confirm = clock(case, "verify")
    length = datetime.fromisoformat(confirm["due_at"]) - datetime.fromisoformat(confirm["started_at"])
    assert length == timedelta(hours=1)


def test_every_deadline_is_told_line_by_line(city: City) -> None:
    case_id = assigned(city, "road_dust")
    span = explained(city, case_id, "rectify")["spans"][0]
    assert (span["rule"], span["why"]["code"]) == ("road_dust_immediate", "rule")
    assert "Jiyuan" in span["source"]["en"]
    assert sum(line["counted_minutes"] for line in span["lines"]) == 300
    assert span["lines"][-1]["to"] == span["due_at"]
    by_hand = assigned(city, due_at=days_ahead(3))
    assert explained(city, by_hand, "rectify")["spans"][0]["why"]["code"] == "by_hand"


def test_an_extension_is_a_span_of_its_own_and_the_first_stays(city: City) -> None:
    case_id, worker = assigned(city, mode="scheduled"), city.hand("handler")
    worker.does(case_id, "acknowledge")
    asked = worker.asks(case_id, "extension", due_at=days_ahead(40), reason="连续降雨").get_json()["case"]
    city.hand("supervisor").answers(case_id, asked["requests"][0]["id"], "approve")
    spans = explained(city, case_id, "rectify")["spans"]
    assert [span["why"]["code"] for span in spans] == ["rule", "extension"]
    assert spans[0]["ended_at"] is not None


def test_what_was_left_in_working_days_is_left_after_a_suspension(city: City, app: APIFlask) -> None:
    case_id, worker = assigned(city, mode="scheduled"), city.hand("handler")  # bare soil: 5 working days
    worker.does(case_id, "acknowledge")
    asked = worker.asks(case_id, "suspension", until=days_ahead(30), reason="冬季停工").get_json()["case"]
    city.hand("supervisor").answers(case_id, asked["requests"][0]["id"], "approve")
    later = utc_now() + timedelta(days=20)
    with app.app_context():
        with write_transaction():
            perform(Context(SYSTEM, later), UUID(case_id), "resume", {})
        due = add(load_calendar(), later, Length(TimeKind.WORKING_DAYS, 5)).at
    spans = explained(city, case_id, "rectify")["spans"]
    assert [span["why"]["code"] for span in spans] == ["rule", "resumed"]
    assert datetime.fromisoformat(city.hand("supervisor").case(case_id)["due_at"]) == due


def late_case(city: City, app: APIFlask) -> str:
    case_id = assigned(city, mode="immediate")
    city.hand("handler").does(case_id, "acknowledge")
    with app.app_context():
        mark_breaches(utc_now() + timedelta(days=15))
    return case_id


def test_an_appeal_takes_two_people_and_leaves_the_breach_standing(city: City, app: APIFlask) -> None:
    city.person("second", Role.SUPERVISOR, "city")
    case_id, boss = late_case(city, app), city.hand("supervisor")
    asked = city.hand("handler").asks(case_id, "appeal", reason="系统停机").get_json()["case"]
    request = asked["requests"][0]["id"]
    assert boss.answers(case_id, request, "approve").get_json()["code"] == "appeal_needs_review"
    assert boss.answers(case_id, request, "review", note="属实").status_code == 200
    refused = boss.answers(case_id, request, "approve")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "same_reviewer")
    with app.app_context():
        assert db.session.scalars(select(BreachExemption)).all() == []
    case = city.hand("second").answers(case_id, request, "approve", note="同意").get_json()["case"]
    rectify = clock(case, "rectify")
    assert rectify["breached_at"] is not None
    assert rectify["exempted_at"] is not None
    with app.app_context():
        row = db.session.scalars(select(BreachExemption)).one()
        assert (row.first_reviewer, row.second_reviewer) == (city.people["supervisor"], city.people["second"])
        assert check_log() == []


def test_the_second_review_may_still_refuse(city: City, app: APIFlask) -> None:
    case_id, boss = late_case(city, app), city.hand("supervisor")
    asked = city.hand("handler").asks(case_id, "appeal", reason="系统停机").get_json()["case"]
    request = asked["requests"][0]["id"]
    boss.answers(case_id, request, "review")
    case = boss.answers(case_id, request, "deny", note="日志无停机").get_json()["case"]
    assert case["requests"][0]["state"] == "denied"
    assert clock(case, "rectify")["exempted_at"] is None


def test_while_an_emergency_level_holds_new_deadlines_are_stricter(city: City, app: APIFlask) -> None:
    boss, period = city.hand("supervisor"), str(uuid7())
    order = {"level": "orange", "unit_id": city.units["east"], "document": "〔2026〕8号", "reason": "重污染"}
    path = f"{API}/emergency-periods/{period}"
    assert boss.client.put(path, json=order).status_code == 201
    again = boss.client.put(path, json=order)
    assert (again.status_code, again.get_json()["id"]) == (200, period)
    assert boss.client.put(path, json=order | {"level": "red"}).get_json()["code"] == "period_conflict"
    strict = explained(city, assigned(city, mode="scheduled"), "rectify")["spans"][0]
    assert (strict["percent"], strict["level"]["code"]) == (50, "orange")
    assert strict["length"]["zh"] == "3 工作日"  # half of five, rounded up
    lifted = boss.client.post(f"{path}/lift", json={"reason": "空气好转"})
    assert lifted.get_json()["ended_at"]
    usual = explained(city, assigned(city, mode="scheduled"), "rectify")["spans"][0]
    assert (usual["percent"], usual["length"]["zh"]) == (None, "5 工作日")
    assert [item["id"] for item in boss.get("/emergency-periods").get_json()["items"]] == [period]
    with app.app_context():
        assert check_log() == []


def test_a_supervisor_declares_nothing_for_a_neighbour(city: City) -> None:
    order = {"level": "red", "unit_id": city.units["west"], "document": "1号", "reason": "x"}
    answer = city.hand("supervisor").client.put(f"{API}/emergency-periods/{uuid7()}", json=order)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "wrong_role")


def test_operators_declare_and_lift_on_the_command_line(city: City, cli: FlaskCliRunner) -> None:
    options = ["--unit", "E", "--document", "〔2026〕9号", "--reason", "重污染"]
    said = cli.invoke(args=["emergency", "declare", "yellow", *options])
    assert said.exit_code == 0, said.output
    period = said.output.split()[0]
    assert cli.invoke(args=["emergency", "lift", period, "--reason", "解除"]).exit_code == 0
    assert period in cli.invoke(args=["emergency", "list"]).output


def test_a_clock_from_before_the_records_is_still_explained(city: City, app: APIFlask) -> None:
    case_id = assigned(city, due_at=days_ahead(2))
    with app.app_context(), write_transaction():
        for span in db.session.scalars(select(ClockSpan)):
            db.session.delete(span)
    assert explained(city, case_id, "rectify")["spans"][0]["why"]["code"] == "by_hand"
    with app.app_context():
        assert db.session.get_one(Case, UUID(case_id)).due_at is not None
