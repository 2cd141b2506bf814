"""Tokens for machines: shown once, kept as a hash, scoped, revocable, with an end."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from inspect_app.accounts.models import AccessToken
from inspect_app.core.clock import to_iso, utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import Browser, Town


def make(browser: Browser, username: str = "sysadmin", **body: object) -> dict[str, str]:
    """A token of this person, as a request header."""
    answer = browser(username).post("/api/v1/me/tokens", json={"name": "machine", "scopes": ["read"], **body})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json['token']}"}


def unit_body(town: Town) -> dict[str, object]:
    return {"code": "new", "name": "新所", "kind": "street", "parent_id": town.east}


def test_a_token_is_shown_once_and_kept_as_a_hash(app: APIFlask, browser: Browser) -> None:
    secret = make(browser)["Authorization"].removeprefix("Bearer ")
    assert secret.startswith("ins_")
    listed = browser("sysadmin").get("/api/v1/me/tokens")
    assert [item["name"] for item in listed.json["items"]] == ["machine"]
    assert secret not in listed.text
    with app.app_context():
        assert secret.encode() not in db.session.scalars(select(AccessToken)).one().secret_hash


def test_a_reading_token_reads_and_does_not_write(client: FlaskClient, browser: Browser, town: Town) -> None:
    bearer = make(browser)
    assert client.get("/api/v1/people", headers=bearer).status_code == 200
    answer = client.post("/api/v1/units", json=unit_body(town), headers=bearer)
    assert (answer.status_code, answer.json["code"]) == (403, "token_read_only")


def test_a_writing_token_writes_what_its_owner_may(client: FlaskClient, browser: Browser, town: Town) -> None:
    bearer = make(browser, scopes=["read", "write"])
    assert client.post("/api/v1/units", json=unit_body(town), headers=bearer).status_code == 201
    weak = make(browser, "inspector", scopes=["write"])
    answer = client.post("/api/v1/units", json=unit_body(town), headers=weak)
    assert (answer.status_code, answer.json["code"]) == (403, "wrong_role")


SECRETS = [
    ("POST", "/api/v1/me/tokens", {"name": "more", "scopes": ["write"]}),
    ("DELETE", "/api/v1/me/tokens/1", None),
    ("DELETE", "/api/v1/me/sessions/1", None),
    ("POST", "/api/v1/me/password", {"current": "x", "new": "y"}),
]


def test_a_token_touches_no_secrets(client: FlaskClient, browser: Browser, subtests: pytest.Subtests) -> None:
    for method, path, body in SECRETS:
        with subtests.test(method=method):
            bearer = make(browser, scopes=["write"])
            answer = client.open(path, method=method, json=body, headers=bearer)
            assert (answer.status_code, answer.json["code"]) == (403, "session_required")


def test_a_revoked_token_is_over_and_only_its_owner_revokes(client: FlaskClient, browser: Browser) -> None:
    bearer = make(browser)
    token_id = browser("sysadmin").get("/api/v1/me/tokens").json["items"][0]["id"]
    assert browser("secadmin").delete(f"/api/v1/me/tokens/{token_id}").status_code == 404
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    assert browser("sysadmin").delete(f"/api/v1/me/tokens/{token_id}").status_code == 204
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_token_ends_on_its_date(app: APIFlask, client: FlaskClient, browser: Browser) -> None:
    bearer = make(browser, expires_at=to_iso(utc_now() + timedelta(hours=1)))
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    with app.app_context(), write_transaction():
        db.session.execute(update(AccessToken).values(expires_at=utc_now()))
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_token_of_a_disabled_account_is_nobody(client: FlaskClient, browser: Browser, town: Town) -> None:
    bearer = make(browser, "inspector")
    browser("sysadmin").patch(f"/api/v1/people/{town.people['inspector']}", json={"active": False})
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_wrong_token_is_nobody_even_beside_a_good_cookie(browser: Browser) -> None:
    answer = browser("inspector").get("/api/v1/me", headers={"Authorization": "Bearer ins_wrong"})
    assert answer.status_code == 401


def test_use_of_a_token_is_noted(client: FlaskClient, browser: Browser) -> None:
    bearer = make(browser)
    assert browser("sysadmin").get("/api/v1/me/tokens").json["items"][0]["last_used_at"] is None
    client.get("/api/v1/me", headers=bearer)
    assert browser("sysadmin").get("/api/v1/me/tokens").json["items"][0]["last_used_at"] is not None


ODD_REQUESTS = [
    {"scopes": []},
    {"scopes": ["admin"]},
    {"name": "  "},
    {"expires_at": "2020-01-01T00:00:00Z"},
    {"expires_at": "2030-01-01T00:00:00"},
]


def test_an_odd_request_for_a_token_is_refused(browser: Browser, subtests: pytest.Subtests) -> None:
    for body in ODD_REQUESTS:
        with subtests.test(body=body):
            answer = browser("inspector").post(
                "/api/v1/me/tokens", json={"name": "machine", "scopes": ["read"], **body}
            )
            assert answer.status_code == 422


def test_there_is_a_most_of_tokens(browser: Browser) -> None:
    client = browser("inspector")
    body = {"name": "machine", "scopes": ["read"]}
    codes = [client.post("/api/v1/me/tokens", json=body).status_code for _ in range(21)]
    assert codes == [201] * 20 + [409]
