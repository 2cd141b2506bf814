"""A server killed while it takes reports, actions and requests: a retry gets its answer, once."""

import uuid
from typing import Any

from apiflask import APIFlask
from sqlalchemy import func, select

from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import history
from inspect_app.cases.models import Case, Report
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.evidence.models import Photo
from tests.builders import City, announcement, days_ahead, jpeg
from tests.integration.crash.conftest import Dies, PhoneOf
from tests.integration.crash.phone import frozen, told

REPORT = [
    "before inspect_app.cases.filing:next_number",
    "before inspect_app.cases.filing:append",
    "before commit",
    "after commit",
    "answer",
]
ACTION = [
    "after inspect_app.cases.api.actions:claim",
    "before inspect_app.cases.service:append",
    "before inspect_app.cases.api.actions:settle",
    "before commit",
    "after commit",
    "before inspect_app.cases.api.actions:present_case",
    "answer",
]
DONE = {"after commit", "before inspect_app.cases.api.actions:present_case", "answer"}


def logged(app: APIFlask, case_id: str) -> list[str]:
    """The kinds of the case's entries in a log that is whole."""
    with app.app_context():
        assert check_log() == []
        return [event.kind for event in history(f"case:{case_id}")]


def test_a_report_is_filed_once_whenever_the_server_dies(
    app: APIFlask, phone_of: PhoneOf, dies: Dies
) -> None:
    phone = phone_of("inspector")
    numbers = []

    for seed, point in enumerate(REPORT):
        report_id, photo = str(uuid7()), jpeg(seed, (64, 48))
        body = frozen(photos=[announcement(photo)], note=point)
        dies(point, phone.report, body, report_id)
        again = phone.report(body, report_id)
        assert again.status_code == (200 if point in DONE else 201), point
        assert phone.report(body, report_id).json()["log_index"] == again.json()["log_index"], point
        assert phone.call("GET", f"/cases/{report_id}").json()["photos_total"] == 1, point
        assert logged(app, report_id) == ["case_reported"], point
        numbers.append(int(again.json()["number"].rpartition("-")[2]))

    assert numbers == list(range(1, len(REPORT) + 1))
    with app.app_context():
        counts = [
            db.session.scalar(select(func.count()).select_from(table)) for table in (Case, Report, Photo)
        ]
    assert counts == [len(REPORT)] * 3


def test_an_action_is_done_once_whenever_the_server_dies(
    app: APIFlask, phone_of: PhoneOf, dies: Dies
) -> None:
    inspector, boss = phone_of("inspector"), phone_of("supervisor")

    for point in ACTION:
        case_id, _ = inspector.filed()
        todo: list[Any] = [case_id, "accept", {}, 1, str(uuid.uuid4())]
        dies(point, boss.act, *todo)
        seen = boss.call("GET", f"/cases/{case_id}").json()
        assert seen["status"] == ("accepted" if point in DONE else "reported"), point
        again, third = boss.act(*todo), boss.act(*todo)
        assert (again.status_code, third.status_code) == (200, 200), point
        assert told(again) == told(third), point
        assert (again.json()["case"]["status"], again.json()["case"]["version"]) == ("accepted", 2), point
        assert logged(app, case_id) == ["case_reported", "case_accepted"], point


def test_a_request_and_its_approval_happen_once_whenever_the_server_dies(
    app: APIFlask, city: City, phone_of: PhoneOf, dies: Dies
) -> None:
    inspector, boss, handler = phone_of("inspector"), phone_of("supervisor"), phone_of("handler")
    case_id, _ = inspector.filed()
    due = {"unit_id": city.units["works"], "due_at": days_ahead(3)}
    assert boss.act(case_id, "accept", {}, 1, str(uuid7())).status_code == 200
    assert boss.act(case_id, "assign", due, 2, str(uuid7())).status_code == 200
    assert handler.act(case_id, "acknowledge", {}, 3, str(uuid7())).status_code == 200

    wish = {"kind": "extension", "reason": "连续下雨", "due_at": days_ahead(9)}
    headers = {"If-Match": '"4"', "Idempotency-Key": str(uuid7())}
    asking: dict[str, Any] = {"json": wish, "headers": headers}

    def ask(**crash: str) -> Any:
        return handler.call("POST", f"/cases/{case_id}/requests", **asking, **crash)

    dies("after commit", ask)
    asked = ask()
    assert asked.status_code == 201, asked.text
    (request,) = asked.json()["case"]["requests"]
    key = {"If-Match": '"5"', "Idempotency-Key": str(uuid7())}

    def approve(**crash: str) -> Any:
        return boss.call("POST", f"/requests/{request['id']}/actions/approve", json={}, headers=key, **crash)

    dies("before commit", approve)
    dies("answer", approve)
    approved = approve()

    assert approved.status_code == 200, approved.text
    assert approved.json()["case"]["due_at"][:16] == wish["due_at"][:16]
    assert logged(app, case_id)[-3:] == ["extension_requested", "request_approved", "due_date_moved"]


def test_an_announcement_is_taken_once_whenever_the_server_dies(
    app: APIFlask, phone_of: PhoneOf, dies: Dies
) -> None:
    phone = phone_of("inspector")
    case_id, _ = phone.filed()

    for seed, point in enumerate(["before commit", "after commit", "answer"]):
        told = announcement(jpeg(50 + seed), "other") | {"case_id": case_id}
        photo_id = told.pop("id")

        def announce(photo_id: str = photo_id, told: Any = told, **crash: str) -> Any:
            return phone.call("PUT", f"/photos/{photo_id}", json=told, **crash)

        dies(point, announce)
        assert announce().status_code == (201 if point == "before commit" else 200), point

    assert logged(app, case_id) == ["case_reported", *["photo_announced"] * 3]
