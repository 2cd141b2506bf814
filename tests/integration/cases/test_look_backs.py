"""Look-backs: planned at the closing, opened on their day for somebody else, done on the spot, or ringing."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select, update

from inspect_app.audit.fsck import check_log
from inspect_app.audit.publishing import publish_now
from inspect_app.cases.draws.check import check_draws
from inspect_app.cases.lookbacks import tasks
from inspect_app.cases.lookbacks.models import LookBack, Recheck
from inspect_app.cases.lookbacks.queries import rebounds_by_category, rebounds_by_unit
from inspect_app.cases.lookbacks.tasks import draw_rechecks, open_look_backs, ring_late_look_backs
from inspect_app.cases.models import Case
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.models import NoticedEvent
from inspect_app.places.days import local_day, midnight
from tests.builders import API, IN_EAST, City, Hand, Json, announcement, jpeg
from tests.integration.cases.test_story import kinds, rectified
from tests.races import at_once, statuses


def closed(city: City, category: str = "bare_soil") -> str:
    case_id = rectified(city, category)
    city.hand("verifier").does(case_id, "verify")
    return case_id


def opened(city: City, case_id: str) -> Json:
    """The first look-back of a case, its day moved to now, as the supervisor sees it."""
    with city.app.app_context():
        first = select(LookBack.id).where(LookBack.case_id == UUID(case_id)).order_by(LookBack.id).limit(1)
        with write_transaction():
            row = update(LookBack).where(LookBack.id == first.scalar_subquery())
            db.session.execute(row.values(opens_at=utc_now() - timedelta(seconds=1)))
        open_look_backs(utc_now())
        open_look_backs(utc_now())  # twice changes nothing
        db.session.remove()
    return city.hand("supervisor").case(case_id)["look_backs"][0]


def photographed(hand: Hand, case_id: str, shade: int = 30, *, placed: bool = True) -> str:
    """Photograph the place once more; gives the announcement's answer code when refused."""
    position = {"lat": IN_EAST[0] + 0.0001, "lon": IN_EAST[1], "accuracy_m": 6.0, "source": "device"}
    body = announcement(jpeg(shade), "look_back") | {"case_id": case_id}
    if placed:
        body["position"] = {**position, "fix_at": utc_now().isoformat()}
    photo_id = body.pop("id")
    answer = hand.client.put(f"{API}/photos/{photo_id}", json=body)
    if answer.status_code != 201:
        return str(answer.get_json()["code"])
    assert hand.upload(photo_id, jpeg(shade)).status_code == 204
    return "sent"


def log_is_whole(city: City) -> None:
    with city.app.app_context():
        assert check_log() == []
        db.session.remove()


def test_a_closing_plans_a_visit_that_opens_for_somebody_else_and_passes(
    city: City, cli: FlaskCliRunner
) -> None:
    city.person("second", Role.VERIFIER, "east")
    case_id = closed(city)
    (planned,) = city.hand("supervisor").case(case_id)["look_backs"]
    ended = datetime.fromisoformat(city.hand("supervisor").case(case_id)["closures"][0]["closed_at"])
    with city.app.app_context():
        day = midnight(local_day(ended) + timedelta(days=30))
    assert (planned["state"], planned["days"], planned["risk"]["code"]) == ("scheduled", 30, "low")
    assert planned["opens_at"] == day.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert photographed(city.hand("second"), case_id) == "no_look_back_open"

    row = opened(city, case_id)
    assert row["state"] == "open"
    assert row["person"]["id"] in {city.people["second"], city.people["inspector"]}  # never who judged
    name = "second" if row["person"]["id"] == city.people["second"] else "inspector"
    other = "inspector" if name == "second" else "second"
    goer = city.hand(name)
    mine = goer.get("/look-backs?mine=1&state=open").get_json()["items"]
    assert [(one["case"]["id"], one["mine"]) for one in mine] == [(case_id, True)]
    assert city.hand(other).get("/look-backs?mine=1").get_json()["items"] == []
    assert "look_back_drawn" in [item["event"] for item in goer.get("/notices").get_json()["items"]]
    hidden = city.hand("handler").case(case_id)["look_backs"][0]
    assert (hidden["person"], hidden["mine"]) == (None, False)

    assert photographed(city.hand(other), case_id) == "look_back_of_others"
    assert goer.act(case_id, "look_back", result="pass").get_json()["code"] == "look_back_photo_missing"
    assert photographed(goer, case_id, 31, placed=False) == "sent"
    assert goer.act(case_id, "look_back", result="pass").get_json()["code"] == "look_back_photo_missing"
    assert photographed(goer, case_id, 32) == "sent"
    refused = city.hand(other).act(case_id, "look_back", result="pass")
    assert refused.get_json()["code"] == "look_back_of_others"
    done = goer.does(case_id, "look_back", result="pass", note="未反弹")

    assert done["status"] == "closed"
    assert done["look_backs"][0]["state"] == "passed"
    assert done["look_backs"][0]["distance_m"] == 11
    assert "1 draws, 0 with faults" in cli.invoke(args=["draws", "check", case_id]).output
    log_is_whole(city)


def test_visits_that_open_together_are_each_drawn_for_themselves(
    city: City, app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "TOGETHER", 3)
    city.person("second", Role.VERIFIER, "east")
    twice, once, again = closed(city, "bulk_coal"), closed(city), closed(city)
    city.hand("supervisor").does(twice, "close")
    with app.app_context():
        with write_transaction():
            db.session.execute(update(LookBack).values(opens_at=utc_now() - timedelta(seconds=1)))
            db.session.execute(update(Case).where(Case.id == UUID(again)).values(status="accepted"))
        open_look_backs(utc_now())
        rows = db.session.execute(select(LookBack.case_id, LookBack.state, LookBack.person_id)).all()
        assert Counter((str(row.case_id), row.state) for row in rows) == {
            (twice, "open"): 2, (once, "open"): 1, (again, "cancelled"): 1,
        }  # fmt: skip
        drawn = [one for case_id in (twice, once) for one in check_draws(UUID(case_id))]
        assert [one.faults for one in drawn] == [(), (), ()]
        chosen = sorted(row.person_id for row in rows if row.state == "open")
        assert chosen == sorted(one.draw.person_id for one in drawn)
        told = select(func.count()).where(NoticedEvent.event == "look_back_drawn")
        assert db.session.scalar(told) == 3
        db.session.remove()
    log_is_whole(city)


def test_a_failed_visit_reopens_the_case_as_relapse_and_cancels_the_rest(city: City, app: APIFlask) -> None:
    case_id = closed(city, "bulk_coal")
    city.hand("supervisor").does(case_id, "close")
    opened(city, case_id)
    goer = city.hand("inspector")
    assert photographed(goer, case_id) == "sent"
    unexplained = goer.act(case_id, "look_back", result="fail")
    assert unexplained.get_json()["code"] == "failure_unexplained"
    case = goer.does(case_id, "look_back", result="fail", note="又在销售散煤")

    assert (case["status"], case["relapses"]) == ("accepted", 1)
    assert (case["closures"][0]["ground"], case["closures"][0]["reopened_by"]) == ("relapse", None)
    assert [row["state"] for row in case["look_backs"]] == ["failed", "cancelled"]
    assert kinds(city, case_id)[-3:] == ["look_back_done", "case_reopened", "look_backs_cancelled"]
    with app.app_context():
        begin, end = utc_now() - timedelta(days=1), utc_now() + timedelta(minutes=1)
        (unit,), (category,) = rebounds_by_unit(begin, end), rebounds_by_category(begin, end)
        db.session.remove()
    assert (unit.key, unit.closings, unit.relapses, unit.failed) == (city.units["works"], 1, 1, 1)
    assert (category.key, category.rate, category.looked_back) == ("bulk_coal", 1.0, 1)
    log_is_whole(city)


def test_a_reopening_by_hand_cancels_the_planned_visits_and_the_next_closing_plans_more(city: City) -> None:
    case_id = closed(city)
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "reopen", ground="relapse", reason="又见裸土")
    boss.does(case_id, "assign", unit_id=city.units["works"], mode="immediate")
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(44))
    worker.does(case_id, "submit", measures="再次覆盖")
    city.hand("verifier").does(case_id, "verify")
    rows = boss.case(case_id)["look_backs"]
    assert [row["state"] for row in rows if row["state"] == "cancelled"] == ["cancelled"]
    later = [row for row in rows if row["state"] == "scheduled"]
    assert [row["days"] for row in later] == [7, 30, 90]
    assert {reason["code"] for row in later for reason in row["reasons"]} == {"relapse"}


def test_a_late_visit_rings_once_and_somebody_else_can_be_drawn(city: City, app: APIFlask) -> None:
    city.person("second", Role.VERIFIER, "east")
    case_id = closed(city)
    row = opened(city, case_id)
    with app.app_context():
        for hours in (0, 1):
            ring_late_look_backs(utc_now() + timedelta(days=5, hours=hours))
        db.session.remove()
    boss = city.hand("supervisor")
    assert kinds(city, case_id).count("look_back_overdue") == 1
    assert [i["event"] for i in boss.get("/notices").get_json()["items"]].count("look_back_overdue") == 1

    again = boss.does(case_id, "look_back_redraw", reason="休假")["look_backs"][0]
    assert again["person"]["id"] != row["person"]["id"]
    assert kinds(city, case_id)[-2:] == ["look_back_redraw_asked", "look_back_drawn"]
    nobody = boss.does(case_id, "look_back_redraw", reason="也休假")["look_backs"][0]
    assert nobody["person"] is None
    assert photographed(boss, case_id) == "sent"
    assert boss.does(case_id, "look_back", result="pass")["look_backs"][0]["state"] == "passed"


def test_two_results_at_once_are_one(city: City) -> None:
    case_id = closed(city)
    opened(city, case_id)
    goers = [city.hand("inspector") for _ in range(3)]
    assert photographed(goers[0], case_id) == "sent"
    version = goers[0].case(case_id)["version"]
    answers = at_once(
        *[partial(goer.act, case_id, "look_back", version=version, result="pass") for goer in goers]
    )
    assert statuses(answers) == [200, 409, 409]
    assert kinds(city, case_id).count("look_back_done") == 1


def test_each_week_a_share_is_drawn_from_the_log_once_and_visited(
    city: City, app: APIFlask, cli: FlaskCliRunner
) -> None:
    case_id = closed(city)
    later = utc_now() + timedelta(days=7)
    with app.app_context():
        publish_now(later)
        draw_rechecks(later)
        draw_rechecks(later + timedelta(minutes=30))
        (week,) = db.session.scalars(select(Recheck))
        assert (week.population, week.wanted, week.case_ids) == (1, 1, [case_id])
        monday = week.week.isoformat()
        db.session.remove()
    again = cli.invoke(args=["look-backs", "week", monday])
    assert (again.exit_code, "1 of 1: comes out again" in again.output) == (0, True), again.output
    rows = city.hand("supervisor").case(case_id)["look_backs"]
    assert [row["why"] for row in rows] == ["recheck", "rule"]
    shown = city.hand("auditor").get("/rechecks").get_json()["items"]
    assert [one["cases"][0]["id"] for one in shown] == [case_id]


def test_the_same_telephone_elsewhere_is_a_hint_for_those_who_may_see_both(city: City, app: APIFlask) -> None:
    hand = city.hand("inspector")
    note = "负责人电话 13912345678"
    first = hand.filed(note=note)
    second = hand.filed(note=note, place=(34.69, 112.41))
    third = hand.filed(note=note, place=IN_EAST)
    hints = city.hand("supervisor").get(f"/cases/{second}/relocations").get_json()["items"]
    assert {hint["case"]["id"] for hint in hints} == {first, third}
    hint = hints[0]
    assert (hint["kinds"][0]["code"], hint["days"], len(hint["benign"])) == ("phone", 0, 2)
    assert hint["distance_m"] > 3_000
    assert city.hand("handler").get(f"/cases/{second}/relocations").status_code == 403
    with app.app_context():
        with write_transaction():
            db.session.execute(update(Case).where(Case.id == UUID(first)).values(status="rejected"))
        db.session.remove()
    assert len(city.hand("supervisor").get(f"/cases/{second}/relocations").get_json()["items"]) == 1


def test_an_auditor_sees_hints_with_their_sample_and_nobody_else_does(city: City, app: APIFlask) -> None:
    closed(city)
    far = rectified(city)
    with app.app_context():
        with write_transaction():
            db.session.execute(
                update(Case).where(Case.id == UUID(far)).values(lat_e7=349_000_000, lon_e7=1_128_000_000)
            )
        db.session.remove()
    city.hand("verifier").does(far, "verify")
    answer = city.hand("auditor").get("/signals").get_json()
    assert answer["verdicts"] == 2
    (hint,) = answer["items"]
    assert (hint["signal"]["code"], hint["sample"]) == ("faster_than_travel", 2)
    assert hint["person"]["id"] == city.people["verifier"]
    assert len(hint["benign"]) == 3
    assert city.hand("supervisor").get("/signals").status_code == 403
