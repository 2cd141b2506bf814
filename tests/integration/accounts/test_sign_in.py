"""Signing in: the cookie, the one answer for every failure, and the delay after too many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from inspect_app.accounts.models import Person, SessionRow, SignInAttempt
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import PASSWORD, Browser, Town
from tests.integration.conftest import AppWith

HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def sign_in(
    client: FlaskClient,
    username: str,
    password: str = PASSWORD,
    address: str = HOME,
    base_url: str | None = None,
) -> TestResponse:
    body = {"username": username, "password": password}
    return client.post(
        "/api/v1/session", json=body, base_url=base_url, environ_overrides={"REMOTE_ADDR": address}
    )


def let_the_window_pass(app: APIFlask) -> None:
    with app.app_context(), write_transaction():
        db.session.execute(update(SignInAttempt).values(window_start=utc_now() - timedelta(minutes=15)))


def test_the_right_password_opens_a_session_and_says_who_one_is(client: FlaskClient, town: Town) -> None:
    answer = sign_in(client, "Inspector ")
    assert answer.status_code == 200
    me = client.get("/api/v1/me")
    assert me.status_code == 200
    assert me.json["username"] == "inspector"
    assert me.json["roles"] == ["inspector"]
    assert me.json["unit"] == {"id": town.east, "code": "east", "name": "东区"}
    assert me.json["grids"] == []
    assert me.json["must_change_password"] is False
    assert {**me.json, "server_time": ""} == {**answer.json, "server_time": ""}


def test_on_loopback_the_cookie_is_plain_but_hidden_from_scripts(client: FlaskClient, town: Town) -> None:
    flags = cookie_of(sign_in(client, "inspector"))
    assert flags[0].startswith("sid=")
    assert set(flags[1:]) >= {"HttpOnly", "Path=/", "SameSite=Strict"}
    assert "Secure" not in flags


def test_by_https_the_cookie_is_bound_to_the_host(app_with: AppWith, town: Town) -> None:
    client = app_with(public_url="https://inspect.example").test_client()
    flags = cookie_of(sign_in(client, "inspector", base_url="https://inspect.example"))
    assert flags[0].startswith("__Host-sid=")
    assert set(flags[1:]) >= {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    assert not any(flag.lower().startswith("domain") for flag in flags)
    assert client.get("/api/v1/me", base_url="https://inspect.example").status_code == 200


def cookie_of(answer: TestResponse) -> list[str]:
    """The name, value and flags of the one cookie that was set."""
    (header,) = answer.headers.getlist("Set-Cookie")
    return header.split("; ")


def test_the_cookie_is_not_in_the_database(app: APIFlask, client: FlaskClient, town: Town) -> None:
    secret = cookie_of(sign_in(client, "inspector"))[0].removeprefix("sid=")
    assert len(secret) == 43  # 256 bits
    with app.app_context():
        row = db.session.scalars(select(SessionRow)).one()
    assert secret.encode() not in row.secret_hash
    assert len(row.secret_hash) == 32


@pytest.mark.parametrize("username", ["inspector", "no-such-person", "disabled", "unset", "a\u0000b", "王"])
def test_every_failure_gets_the_same_answer(
    app: APIFlask, client: FlaskClient, town: Town, username: str
) -> None:
    with app.app_context(), write_transaction():
        db.session.get_one(Person, town.people["nobody"]).username = "disabled"
        db.session.get_one(Person, town.people["nobody"]).active = False
        db.session.get_one(Person, town.people["handler"]).username = "unset"
        db.session.get_one(Person, town.people["handler"]).password_hash = None
    password = PASSWORD if username in {"disabled", "unset"} else "wrong"
    answer = sign_in(client, username, password)
    assert answer.status_code == 401
    assert (answer.json["code"], answer.json["detail"]) == (
        "bad_credentials",
        "User name or password is wrong.",
    )
    assert "Set-Cookie" not in answer.headers


def test_the_sixth_try_waits_even_with_the_right_password(client: FlaskClient, town: Town) -> None:
    assert [sign_in(client, "inspector", "wrong").status_code for _ in range(5)] == [401] * 5
    answer = sign_in(client, "inspector", address=ELSEWHERE)
    assert answer.status_code == 429
    assert answer.json["code"] == "too_many_attempts"
    assert 1 <= int(answer.headers["Retry-After"]) <= 900
    assert sign_in(client, "supervisor").status_code == 200


def test_the_delay_ends_by_itself_and_waiting_tries_do_not_prolong_it(
    app: APIFlask, client: FlaskClient, town: Town
) -> None:
    codes = [sign_in(client, "inspector", "wrong").status_code for _ in range(8)]
    assert codes == [401] * 5 + [429] * 3
    with app.app_context():
        assert sorted(db.session.scalars(select(SignInAttempt.count))) == [5, 5]
    let_the_window_pass(app)
    assert sign_in(client, "inspector").status_code == 200


def test_the_right_password_clears_the_account(app: APIFlask, client: FlaskClient, town: Town) -> None:
    for _ in range(3):
        codes = [sign_in(client, "inspector", "wrong").status_code for _ in range(4)]
        assert [*codes, sign_in(client, "inspector").status_code] == [401, 401, 401, 401, 200]


def test_one_address_guesses_at_twenty_names_and_no_more(client: FlaskClient, town: Town) -> None:
    codes = [sign_in(client, f"guess-{n}", "wrong").status_code for n in range(22)]
    assert codes == [401] * 20 + [429] * 2
    assert sign_in(client, "inspector").status_code == 429
    assert sign_in(client, "inspector", address=ELSEWHERE).status_code == 200


def test_guesses_at_the_same_time_count_too(app: APIFlask, town: Town) -> None:
    def guess(_: int) -> int:
        return sign_in(app.test_client(), "inspector", "wrong").status_code

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(guess, range(12)))
    assert codes == [401] * 5 + [429] * 7


def test_signing_in_again_ends_the_session_of_the_same_browser(
    app: APIFlask, client: FlaskClient, town: Town
) -> None:
    sign_in(client, "inspector")
    sign_in(client, "supervisor")
    with app.app_context():
        assert list(db.session.scalars(select(SessionRow.person_id))) == [town.people["supervisor"]]


def test_signing_out_ends_the_session_on_the_server(browser: Browser, app: APIFlask) -> None:
    client = browser("inspector")
    secret = client.get_cookie("sid")
    assert secret is not None
    assert client.delete("/api/v1/session").status_code == 204
    assert client.get_cookie("sid") is None
    client.set_cookie("sid", secret.value)
    assert client.get("/api/v1/me").status_code == 401
    assert client.delete("/api/v1/session").status_code == 204


MISFITS = [
    {},
    {"username": "x"},
    {"username": "", "password": "x"},
    {"username": "x", "password": "y" * 257},
    [],
]


def test_a_body_that_does_not_fit_is_named(
    client: FlaskClient, town: Town, subtests: pytest.Subtests
) -> None:
    for body in MISFITS:
        with subtests.test(body=body):
            answer = client.post("/api/v1/session", json=body)
            assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
