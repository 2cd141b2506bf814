"""The verifier is drawn by lot: recorded, repeatable from the log, nobody ineligible, and never arranged."""

from dataclasses import replace
from functools import partial

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from config import Config
from inspect_app.accounts.models import Person
from inspect_app.audit.fsck import check_log
from inspect_app.cases.draws.models import Draw
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from tests.builders import City, Hand, Json, days_ahead, jpeg
from tests.integration.cases.test_story import brought_to_work, kinds
from tests.races import at_once, statuses


@pytest.fixture
def config(config: Config) -> Config:
    """Settings that have every verifier drawn."""
    return replace(config, verifier_draw="all")


@pytest.fixture
def city(city: City) -> City:
    """The small city with three verifiers, one of whom also handles cases of the unit."""
    city.person("second", Role.VERIFIER, "east")
    city.person("both", Role.HANDLER, "works")
    city.grant("both", Role.VERIFIER, "east")
    city.grant("inspector", Role.VERIFIER, "east")
    return city


def submitted(city: City, category: str = "bare_soil") -> str:
    case_id = brought_to_work(city, category)
    worker = city.hand("handler")
    worker.after_photo(case_id, jpeg(10))
    worker.does(case_id, "submit", measures="已覆盖防尘网")
    return case_id


def draw_of(hand: Hand, case_id: str) -> Json:
    draw: Json = hand.case(case_id)["draw"]
    return draw


def drawn_name(city: City, case_id: str) -> str:
    person = draw_of(city.hand("supervisor"), case_id)["person"]["id"]
    return next(name for name, number in city.people.items() if number == person)


def log_is_whole(city: City) -> None:
    with city.app.app_context():
        assert check_log() == []
        db.session.remove()


def test_only_the_person_drawn_may_judge_and_the_unit_does_not_learn_who(
    city: City, cli: FlaskCliRunner
) -> None:
    case_id = submitted(city)
    draw = draw_of(city.hand("supervisor"), case_id)
    drawn = drawn_name(city, case_id)

    assert drawn in {"verifier", "second"}
    assert (draw["state"], draw["pool_size"], draw["attempt"]) == ("drawn", 2, 1)
    assert {one["reason"]["code"]: one["people"] for one in draw["excluded"]} == {
        "reporter": 1,
        "handling_unit": 1,
    }
    unit = draw_of(city.hand("handler"), case_id)
    assert (unit["withheld"], unit["person"]) == (True, None)
    other = {"verifier": "second", "second": "verifier"}[drawn]
    for name in (other, "supervisor"):
        for action, form in (("verify", {}), ("return", {"reason": "未改", "due_at": days_ahead(2)})):
            refused = city.hand(name).act(case_id, action, **form)
            assert (refused.status_code, refused.get_json()["code"]) == (422, "not_drawn")
    told = [item["event"] for item in city.hand(drawn).get("/notices").get_json()["items"]]
    assert "verifier_drawn" in told
    assert "rectification_submitted" not in told
    assert "verifier_drawn" not in [i["event"] for i in city.hand(other).get("/notices").get_json()["items"]]

    assert city.hand(drawn).does(case_id, "verify")["status"] == "closed"
    assert kinds(city, case_id)[6:8] == ["rectification_submitted", "verifier_drawn"]
    checked = cli.invoke(args=["draws", "check", case_id])
    assert (checked.exit_code, "1 draws, 0 with faults" in checked.output) == (0, True), checked.output
    custody = city.hand("auditor").get(f"/cases/{case_id}/custody").get_json()["draws"]
    assert [(one["faults"], one["person"]["id"]) for one in custody] == [([], city.people[drawn])]
    log_is_whole(city)


def test_a_draw_that_somebody_changed_does_not_come_out_again(city: City, cli: FlaskCliRunner) -> None:
    case_id = submitted(city)
    pair = {city.people["verifier"], city.people["second"]}
    with city.app.app_context(), write_transaction():
        row = db.session.scalars(select(Draw)).one()
        row.person_id = next(iter(pair - {row.person_id}))
    checked = cli.invoke(args=["draws", "check", case_id])
    assert (checked.exit_code, "the table says otherwise than the log" in checked.output) == (1, True)
    assert cli.invoke(args=["draws", "check", "YH-1999-000001"]).exit_code == 1


def test_two_stages_keep_their_closer_and_leave_the_assigner_out(city: City) -> None:
    city.grant("supervisor", Role.VERIFIER, "east")
    case_id = submitted(city, "construction_dust")
    excluded = {one["reason"]["code"] for one in draw_of(city.hand("supervisor"), case_id)["excluded"]}
    assert "assigner" in excluded
    drawn = drawn_name(city, case_id)
    assert city.hand(drawn).does(case_id, "verify")["status"] == "verified"
    assert city.hand("supervisor").does(case_id, "close")["status"] == "closed"


def test_somebody_away_is_drawn_again_with_a_reason_and_not_without_end(
    city: City, cli: FlaskCliRunner
) -> None:
    city.person("third", Role.VERIFIER, "east")
    city.person("fourth", Role.VERIFIER, "east")
    case_id = submitted(city)
    boss, seen = city.hand("supervisor"), [drawn_name(city, case_id)]
    assert boss.act(case_id, "redraw").status_code == 422
    assert city.hand("verifier").act(case_id, "redraw", reason="x").status_code == 403
    for attempt in (2, 3):
        assert boss.does(case_id, "redraw", reason="休假")["draw"]["attempt"] == attempt
        seen.append(drawn_name(city, case_id))
    assert len(set(seen)) == 3
    assert boss.act(case_id, "redraw", reason="又").get_json()["code"] == "no_redraw_left"
    assert city.hand(seen[-1]).does(case_id, "verify")["status"] == "closed"
    assert kinds(city, case_id).count("verifier_redraw_asked") == 2
    assert "3 draws, 0 with faults" in cli.invoke(args=["draws", "check", case_id]).output
    log_is_whole(city)


def test_with_nobody_eligible_the_supervisor_is_told_and_widens_step_by_step(city: City) -> None:
    with city.app.app_context(), write_transaction():
        db.session.get_one(Person, city.people["second"]).active = False
    for _ in range(3):
        city.hand("verifier").does(submitted(city), "verify")
    case_id = submitted(city)
    boss = city.hand("supervisor")
    draw = draw_of(boss, case_id)
    assert (draw["state"], draw["person"]) == ("nobody", None)
    assert {"recent_pair"} <= {one["reason"]["code"] for one in draw["excluded"]}
    assert city.hand("verifier").act(case_id, "verify").get_json()["code"] == "nobody_drawn"
    assert "nobody_drawn.verify" in [i["event"] for i in boss.get("/notices").get_json()["items"]]
    assert boss.act(case_id, "redraw", reason="x").get_json()["code"] == "no_drawn_verifier"
    assert boss.act(case_id, "widen").status_code == 422

    widened = boss.does(case_id, "widen", reason="辖区内只有一名核查员")["draw"]
    assert (widened["state"], widened["width"]["code"]) == ("drawn", "pairs")
    assert boss.act(case_id, "widen", reason="x").get_json()["code"] == "draw_not_empty"
    assert city.hand("verifier").does(case_id, "verify")["status"] == "closed"
    log_is_whole(city)


def test_the_widest_circle_takes_other_roles_and_an_empty_one_falls_back_to_the_supervisor(
    city: City,
) -> None:
    with city.app.app_context(), write_transaction():
        for name in ("verifier", "second"):
            db.session.get_one(Person, city.people[name]).active = False
    case_id = submitted(city)
    boss = city.hand("supervisor")
    assert boss.does(case_id, "widen", reason="无人")["draw"]["state"] == "nobody"
    widest = boss.does(case_id, "widen", reason="无人")["draw"]
    assert (widest["width"]["code"], widest["person"]["id"]) == ("roles", city.people["supervisor"])
    assert boss.does(case_id, "verify")["status"] == "closed"


def test_a_return_draws_anew_in_the_next_round(city: City) -> None:
    case_id = submitted(city)
    city.hand(drawn_name(city, case_id)).does(case_id, "return", reason="东侧仍裸露", due_at=days_ahead(2))
    assert draw_of(city.hand("supervisor"), case_id) is None
    worker = city.hand("handler")
    worker.after_photo(case_id, jpeg(12))
    worker.does(case_id, "submit", measures="又覆盖")
    draws = city.hand("auditor").get(f"/cases/{case_id}/custody").get_json()["draws"]
    assert [(one["round"], one["attempt"]) for one in draws] == [(0, 1), (1, 1)]
    assert draws[0]["seed"] != draws[1]["seed"]


def test_two_submits_or_redraws_at_once_are_one_draw(city: City, cli: FlaskCliRunner) -> None:
    city.person("third", Role.VERIFIER, "east")
    case_id = brought_to_work(city)
    worker = city.hand("handler")
    worker.after_photo(case_id, jpeg(70))
    version = worker.case(case_id)["version"]
    hands = [city.hand(name) for name in ("handler", "both", "handler", "both")]
    answers = at_once(
        *[partial(hand.act, case_id, "submit", version=version, measures="已覆盖") for hand in hands]
    )
    assert statuses(answers) == [200, 409, 409, 409]
    bosses = [city.hand("supervisor") for _ in range(3)]
    answers = at_once(
        *[partial(boss.act, case_id, "redraw", version=version + 1, reason="休假") for boss in bosses]
    )
    assert statuses(answers) == [200, 409, 409]
    assert kinds(city, case_id).count("verifier_drawn") == 2
    assert "2 draws, 0 with faults" in cli.invoke(args=["draws", "check", case_id]).output
    log_is_whole(city)
