"""What the server's log says of requests and jobs, and what it never says."""

import json
from typing import Any

from apiflask import APIFlask

from inspect_app.accounts.hashing import hash_password
from inspect_app.accounts.models import Person
from inspect_app.accounts.service.credentials import set_password
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.builders import City, jpeg
from tests.integration.crash.phone import Phone
from tests.integration.operations.conftest import eventually
from tests.servers.live import LiveServer

PASSWORD = "Nine-Cups-of-Tower-7"


def lines(text: str) -> list[dict[str, Any]]:
    """Every line of a log as JSON; one that is none fails the test."""
    return [json.loads(line) for line in text.splitlines()]


def worker_lines(node: LiveServer) -> list[dict[str, Any]]:
    """The worker's log."""
    assert node.worker is not None
    return lines(node.worker.log.read_text())


def test_a_request_and_the_job_it_caused_can_be_followed(city: City, node: LiveServer, phone: Phone) -> None:
    content = jpeg(31)
    case_id, [photo_id] = phone.filed(content)
    sent = phone.create(photo_id, len(content), content)
    assert sent.status_code == 201

    [filed] = [line for line in lines(node.log()) if line.get("route") == "/api/v1/reports/<uuid:report_id>"]
    assert (filed["method"], filed["status"], filed["case_id"]) == ("PUT", 201, case_id)
    assert filed["person_id"] == city.people["inspector"]
    assert filed["ms"] >= 0
    request_id = sent.headers["X-Request-Id"]
    [took] = [line for line in lines(node.log()) if line.get("request_id") == request_id]
    assert (took["photo_id"], took["case_id"], took["level"]) == (photo_id, case_id, "info")

    eventually(lambda: ended(node, "derive_photo", request_id))
    [done] = ended(node, "derive_photo", request_id)
    assert done["photo_id"] == photo_id
    assert len(done["job_id"]) >= 16


def ended(node: LiveServer, job: str, request_id: str) -> list[dict[str, Any]]:
    """The jobs of a request that have ended; a sweep may have found the same work, of its own accord."""
    lines_of_job = [line for line in worker_lines(node) if line.get("job") == job and "ms" in line]
    return [line for line in lines_of_job if line["request_id"] == request_id]


def test_the_log_never_holds_what_lets_somebody_in(app: APIFlask, city: City, node: LiveServer) -> None:
    with app.app_context(), write_transaction():
        person = db.session.get_one(Person, city.people["auditor"])
        set_password(person, hash_password(PASSWORD), utc_now())
    stranger = Phone(node, "")
    for word in ("a wrong " + PASSWORD, PASSWORD):
        signed_in = stranger.call("POST", "/session", json={"username": "auditor", "password": word})
    assert signed_in.status_code == 200, signed_in.text
    sid = signed_in.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    auditor = Phone(node, sid)
    made = auditor.call("POST", "/me/tokens", json={"name": "machine", "scopes": ["read"]})
    token = made.json()["token"]
    read = stranger.call("GET", "/cases?q=13800000000", headers={"Authorization": f"Bearer {token}"})
    stranger.call("POST", "/password-resets", json={"token": "reset-" + token, "new": "new " + PASSWORD})

    text = node.log()
    assert read.status_code == 200
    assert '"/api/v1/session"' in text
    secrets = [PASSWORD, sid, token, node.config.secret_key, "13800000000"]
    assert [word for word in secrets if word in text] == []
    assert lines(text)


def test_an_error_in_the_database_names_no_value(app: APIFlask, city: City) -> None:
    secret = "a phone number 13912345678"
    with app.app_context():
        try:
            db.session.execute(db.text("INSERT INTO units (nothing) VALUES (:word)"), {"word": secret})
        except Exception as error:  # noqa: BLE001 - both databases have words of their own
            said = str(error)

    assert secret not in said
