"""What time does by itself: breaches with their true lateness, and suspended cases that go on."""

from datetime import timedelta
from uuid import UUID

from apiflask import APIFlask
from sqlalchemy import select, update

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.cases.models import NEVER, Case, Clock
from inspect_app.cases.service import perform_for_many
from inspect_app.cases.tasks import mark_breaches, mend_urgency, resume_suspended, unsettled
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.builders import City, days_ahead, jpeg


def assigned(city: City) -> str:
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(2))
    return case_id


def breaches(city: City, case_id: str) -> dict[str, str | None]:
    return {clock["kind"]: clock["breached_at"] for clock in city.hand("supervisor").case(case_id)["clocks"]}


def test_a_sweep_after_three_days_marks_each_clock_once_with_its_true_lateness(
    city: City, app: APIFlask
) -> None:
    case_id = assigned(city)
    with app.app_context():
        mark_breaches(utc_now() + timedelta(days=3))
        mark_breaches(utc_now() + timedelta(days=3, minutes=1))
        clocks = db.session.scalars(select(Clock).where(Clock.met_at.is_(None))).all()
        assert {clock.kind for clock in clocks} == {"acknowledge", "rectify"}
        assert all(clock.breached_at == clock.due_at for clock in clocks)
        assert len(db.session.scalars(select(Event).where(Event.kind == "clock_breached")).all()) == 2
        assert check_log() == []
    assert breaches(city, case_id)["accept"] is None


def test_a_clock_that_is_not_late_is_left_alone(city: City, app: APIFlask) -> None:
    case_id = assigned(city)
    with app.app_context():
        mark_breaches(utc_now() + timedelta(hours=23))
    assert set(breaches(city, case_id).values()) == {None}


def test_acting_too_late_is_itself_a_breach_without_any_sweep(city: City, app: APIFlask) -> None:
    case_id = assigned(city)
    with app.app_context():
        clock = db.session.scalars(select(Clock).where(Clock.kind == "acknowledge")).one()
        due = clock.due_at
        with write_transaction():
            db.session.get_one(Clock, clock.id).due_at = due - timedelta(days=2)
    city.hand("handler").does(case_id, "acknowledge")
    assert breaches(city, case_id)["acknowledge"] is not None


def suspended(city: City) -> str:
    """A case that waits for ten days."""
    case_id = assigned(city)
    worker = city.hand("handler")
    worker.does(case_id, "acknowledge")
    form = {"until": days_ahead(10), "reason": "冬季停工"}
    request = worker.asks(case_id, "suspension", **form).get_json()["case"]["requests"][0]
    city.hand("supervisor").answers(case_id, request["id"], "approve")
    return case_id


def test_suspended_cases_go_on_when_their_date_has_come(city: City, app: APIFlask) -> None:
    boss, cases = city.hand("supervisor"), [suspended(city) for _ in range(2)]
    with app.app_context():
        resume_suspended(utc_now() + timedelta(days=9))
        assert [boss.case(case_id)["status"] for case_id in cases] == ["suspended"] * 2
        resume_suspended(utc_now() + timedelta(days=11))
        with write_transaction():  # what goes on already is left alone, and takes nobody with it
            ids = [UUID(case_id) for case_id in cases]
            assert perform_for_many(Context(SYSTEM, utc_now()), ids, "resume") == sorted(ids)
        assert check_log() == []
    for case_id in cases:
        assert boss.case(case_id)["status"] == "rectifying"
        kinds = [event["kind"] for event in boss.get(f"/cases/{case_id}/history").get_json()["items"]]
        assert kinds.count("case_resumed") == 1


def test_a_case_is_overdue_while_the_unit_owes_work_and_no_longer(city: City, app: APIFlask) -> None:
    case_id = assigned(city)
    worker = city.hand("handler")
    worker.does(case_id, "acknowledge")
    with app.app_context(), write_transaction():
        db.session.get_one(Case, UUID(case_id)).due_at = utc_now() - timedelta(hours=1)
    boss = city.hand("supervisor")
    assert boss.case(case_id)["overdue"]
    assert [item["id"] for item in boss.get("/cases?overdue=1").get_json()["items"]] == [case_id]
    worker.after_photo(case_id, jpeg(77))
    worker.does(case_id, "submit", measures="已覆盖")
    assert not boss.case(case_id)["overdue"]
    assert boss.get("/cases?overdue=1").get_json()["items"] == []


def test_a_case_says_after_every_step_when_it_needs_somebody_next(city: City, app: APIFlask) -> None:
    case_id = assigned(city)
    boss, worker = city.hand("supervisor"), city.hand("handler")

    def settled() -> None:
        with app.app_context():
            assert list(db.session.scalars(unsettled())) == []
            db.session.remove()

    def granted(kind: str, **form: str) -> None:
        asked = worker.asks(case_id, kind, reason="冬季停工", **form).get_json()["case"]["requests"]
        boss.answers(case_id, asked[-1]["id"], "approve")
        settled()

    settled()
    worker.does(case_id, "acknowledge")
    granted("extension", due_at=days_ahead(9))
    granted("suspension", until=days_ahead(60))
    assert boss.case(case_id)["status"] == "suspended"
    boss.does(case_id, "resume")
    settled()
    worker.after_photo(case_id, jpeg())
    worker.does(case_id, "submit", measures="已覆盖")
    settled()
    city.hand("verifier").does(case_id, "verify")
    settled()
    boss.does(case_id, "reopen", ground="mistake", reason="误销号")
    settled()


def test_what_an_older_release_left_astray_is_mended(city: City, app: APIFlask) -> None:
    case_id = UUID(assigned(city))
    with app.app_context():
        right = db.session.get_one(Case, case_id).urgent_at
        with write_transaction():
            db.session.execute(update(Case).values(urgent_at=NEVER))
        assert list(db.session.scalars(unsettled())) == [case_id]
        mend_urgency(utc_now())
        mend_urgency(utc_now())
        db.session.expire_all()
        assert db.session.get_one(Case, case_id).urgent_at == right
