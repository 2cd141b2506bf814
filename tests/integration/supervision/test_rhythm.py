"""Four products a day: filed in time, late, or missing, which is a finding that rings once."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apiflask import APIFlask
from sqlalchemy import select, update

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.cases.models import Assignment, Clock
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.models import NoticedEvent
from inspect_app.supervision.ledger.models import Feedback
from inspect_app.supervision.rhythm.models import DailyProduct
from inspect_app.supervision.rhythm.tasks import find_missing_products
from tests.builders import API, City, Hand, Json, days_ahead

ZONE = ZoneInfo("Asia/Shanghai")


def starts(hand: Hand, unit_id: int, period_id: str | None = None, **change: Any) -> Any:
    """Let a unit keep the rhythm from today on."""
    body = {"unit_id": unit_id, "first_day": local_day_now(), "document": "攻坚办〔2026〕1号"} | change
    return hand.client.put(f"{API}/rhythms/{period_id or uuid.uuid4()}", json=body)


def local_day_now() -> str:
    return utc_now().astimezone(ZONE).date().isoformat()


def files(hand: Hand, unit_id: int, day: str, kind: str, words: str = "") -> Any:
    """File a product."""
    return hand.client.put(f"{API}/days/{unit_id}/{day}/{kind}", json={"words": words})


def day_of(hand: Hand, unit_id: int, day: str) -> Json:
    answer = hand.get(f"/days/{unit_id}/{day}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def at(day: str, hour: int) -> datetime:
    """An hour of a day on the wall clock here."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE) + timedelta(hours=hour)


def states(shown: Json) -> dict[str, str]:
    return {one["kind"]: one["state"] for one in shown["products"]}


def test_a_day_is_filed_and_its_numbers_open_their_cases(city: City) -> None:
    east, boss, today = city.units["east"], city.hand("supervisor"), local_day_now()
    period = str(uuid.uuid4())
    assert files(boss, east, today, "summary").get_json()["code"] == "no_rhythm"
    first = starts(boss, east, period)
    assert (first.status_code, first.get_json()["unit_id"]) == (201, east)
    assert starts(boss, east, period).status_code == 200
    assert starts(boss, east).get_json()["code"] == "rhythm_running"
    assert starts(boss, city.units["west"]).status_code == 404
    city.hand("inspector").filed()
    assert files(boss, east, today, "analysis").get_json()["code"] == "words_required"
    assert [files(boss, east, today, "summary").status_code for _ in range(2)] == [200, 200]

    shown = day_of(boss, east, today)
    counted = {one["code"]: one["cases"] for one in shown["counts"]}
    assert (counted["reported"], shown["reconciles"], shown["open"]) == (1, True, 1)
    for code, cases in counted.items():
        query = f"count={code}&day={today}&unit={east}"
        assert boss.get(f"/ledger/count?{query}").get_json()["cases"] == cases, code
    paper = boss.get(f"/days/{east}/{today}/file")
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert boss.get(f"/days/{city.units['west']}/{today}/file").status_code == 404
    ended = [boss.client.post(f"{API}/rhythms/{period}/end").get_json()["last_day"] for _ in range(2)]
    assert ended == [today, today]


def test_what_is_missing_is_found_once_after_three_days_and_rings(city: City, app: APIFlask) -> None:
    city.person("chief", Role.SUPERVISOR, "city")
    east, boss, today = city.units["east"], city.hand("supervisor"), local_day_now()
    starts(boss, east)
    files(boss, east, today, "summary")
    with app.app_context():
        with write_transaction():  # in time, whatever the hour of this test is
            db.session.execute(update(DailyProduct).values(filed_at=DailyProduct.due_at))
        for minutes in (0, 5):
            find_missing_products(at(today, 24 * 3 + 1) + timedelta(minutes=minutes))
        query = select(Event.subject).where(Event.kind == "daily_product_missing")
        missing = db.session.scalars(query.order_by(Event.log_index)).all()
        rung = db.session.scalars(select(NoticedEvent.key).where(NoticedEvent.event.like("daily%"))).all()
        assert check_log() == []
    # The first day lacks analysis and report, the two others the summary too.
    assert [subject.rpartition(":")[2] for subject in missing].count(today) == 2
    assert (len(missing), len(set(rung))) == (8, 8)
    shown = day_of(boss, east, today)
    assert states(shown) == {"summary": "filed", "analysis": "missing", "report": "missing"}
    assert all(one["missed_at"] > one["due_at"] for one in shown["missing"])
    assert city.hand("chief").get("/notices").get_json()["items"]


def test_feedback_that_units_owe_is_missed_by_case(city: City, app: APIFlask) -> None:
    east, boss, today = city.units["east"], city.hand("supervisor"), local_day_now()
    ids = [city.hand("inspector").filed(note=str(n)) for n in range(2)]
    for case_id in ids:
        boss.does(case_id, "accept")
        boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(9))
        city.hand("handler").does(case_id, "acknowledge")
    starts(boss, east)
    with app.app_context(), write_transaction():
        yesterday = at(today, -6)
        db.session.execute(update(Clock).values(started_at=yesterday))
        db.session.execute(update(Assignment).values(assigned_at=yesterday))
    body = {"measure": "覆盖", "progress": 50, "amount": 3, "amount_unit": "处"}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    told = city.hand("handler").client.post(f"{API}/cases/{ids[0]}/feedback", json=body, headers=key)
    assert told.status_code == 200
    with app.app_context():
        with write_transaction():
            db.session.execute(update(Feedback).values(given_at=at(today, 9)))
        find_missing_products(at(today, 17) + timedelta(minutes=1))
        query = select(Event.payload, Event.kind).where(Event.kind.like("daily%"))
        assert len(db.session.execute(query).all()) == 1
    shown = day_of(boss, east, today)
    assert [(one["unit"]["id"], one["cases"], one["given"]) for one in shown["missing"]] == [
        (city.units["works"], 2, 1)
    ]
    assert [one["number"] for one in shown["feedback"]["items"]]
    assert city.hand("handler").get("/notices").get_json()["items"]
