"""Passwords: changing one's own, and setting one with a one-time token."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from inspect_app.accounts.models import OneTimeToken, Person
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import PASSWORD, Browser, Town, stored_hash
from tests.integration.accounts.test_sign_in import sign_in

NEW = "Loess-wind-47"


def change(client: FlaskClient, current: str, new: str) -> tuple[int, str | None]:
    answer = client.post("/api/v1/me/password", json={"current": current, "new": new})
    return answer.status_code, None if answer.status_code == 204 else answer.json["code"]


def redeem(client: FlaskClient, token: str, new: str = NEW) -> tuple[int, str | None]:
    answer = client.post("/api/v1/password-resets", json={"token": token, "new": new})
    return answer.status_code, None if answer.status_code == 204 else answer.json["code"]


def reset_token(browser: Browser, person_id: int) -> str:
    answer = browser("sysadmin").post(f"/api/v1/people/{person_id}/reset")
    assert answer.status_code == 200
    return answer.json["reset_token"]


def test_a_changed_password_ends_the_other_sessions_and_replaces_the_old_one(
    browser: Browser, client: FlaskClient
) -> None:
    phone, desk = browser("inspector"), browser("inspector")
    assert change(phone, PASSWORD, NEW) == (204, None)
    assert phone.get("/api/v1/me").status_code == 200
    assert desk.get("/api/v1/me").status_code == 401
    assert sign_in(client, "inspector").status_code == 401
    assert sign_in(client, "inspector", NEW).status_code == 200


def test_a_wrong_current_password_changes_nothing_and_is_counted(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    client, before = browser("inspector"), stored_hash(app, town.people["inspector"])
    answers = [change(client, "wrong", NEW) for _ in range(6)]
    assert answers == [(401, "bad_credentials")] * 5 + [(429, "too_many_attempts")]
    assert stored_hash(app, town.people["inspector"]) == before


WEAK = ["short1A", "inspector-Kite4-river", PASSWORD, "Passw0rd!"]


def test_a_password_against_the_policy_is_refused_with_its_reasons(
    app: APIFlask, browser: Browser, town: Town, subtests: pytest.Subtests
) -> None:
    for new in WEAK:
        with subtests.test(new=new):
            before = stored_hash(app, town.people["inspector"])
            answer = browser("inspector").post("/api/v1/me/password", json={"current": PASSWORD, "new": new})
            assert (answer.status_code, answer.json["code"]) == (422, "weak_password")
            assert {error["field"] for error in answer.json["errors"]} == {"new"}
            assert stored_hash(app, town.people["inspector"]) == before


def test_a_former_password_does_not_come_back(browser: Browser) -> None:
    client = browser("inspector")
    assert change(client, PASSWORD, NEW) == (204, None)
    assert change(client, NEW, PASSWORD) == (422, "weak_password")


def test_after_ninety_days_the_app_is_told_to_ask_for_a_change(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    with app.app_context(), write_transaction():
        person = db.session.get_one(Person, town.people["inspector"])
        person.password_changed_at = utc_now() - timedelta(days=91)
    client = browser("inspector")
    assert client.get("/api/v1/me").json["must_change_password"] is True
    assert change(client, PASSWORD, NEW) == (204, None)
    assert client.get("/api/v1/me").json["must_change_password"] is False


def test_a_one_time_token_works_once(client: FlaskClient, browser: Browser, town: Town) -> None:
    token = reset_token(browser, town.people["inspector"])
    assert redeem(client, token) == (204, None)
    assert redeem(client, token, "Another-one-48") == (422, "bad_one_time_token")
    assert sign_in(client, "inspector", NEW).status_code == 200


def test_of_two_who_use_a_token_at_once_one_wins(app: APIFlask, browser: Browser, town: Town) -> None:
    token = reset_token(browser, town.people["inspector"])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: redeem(app.test_client(), token, f"{NEW}-{n}")[0], range(4)))
    assert sorted(answers) == [204, 422, 422, 422]


def test_a_weak_password_does_not_use_the_token_up(client: FlaskClient, browser: Browser, town: Town) -> None:
    token = reset_token(browser, town.people["inspector"])
    assert redeem(client, token, "weak") == (422, "weak_password")
    assert redeem(client, token) == (204, None)


def test_a_token_ends_after_72_hours_and_by_a_newer_one(
    app: APIFlask, client: FlaskClient, browser: Browser, town: Town
) -> None:
    first = reset_token(browser, town.people["inspector"])
    second = reset_token(browser, town.people["inspector"])
    assert redeem(client, first) == (422, "bad_one_time_token")
    with app.app_context(), write_transaction():
        row = db.session.scalars(
            select(OneTimeToken).where(OneTimeToken.person_id == town.people["inspector"])
        ).one()
        assert row.expires_at - row.created_at == timedelta(hours=72)
        db.session.execute(update(OneTimeToken).values(expires_at=utc_now()))
    assert redeem(client, second) == (422, "bad_one_time_token")


def test_a_reset_ends_sessions_and_access_tokens(client: FlaskClient, browser: Browser, town: Town) -> None:
    phone = browser("inspector")
    machine = phone.post("/api/v1/me/tokens", json={"name": "export", "scopes": ["read"]}).json["token"]
    bearer = {"Authorization": f"Bearer {machine}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    assert redeem(client, reset_token(browser, town.people["inspector"])) == (204, None)
    assert phone.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_disabled_account_cannot_be_taken_up_with_a_token(
    client: FlaskClient, browser: Browser, town: Town
) -> None:
    token = reset_token(browser, town.people["inspector"])
    browser("sysadmin").patch(f"/api/v1/people/{town.people['inspector']}", json={"active": False})
    assert redeem(client, token) == (422, "bad_one_time_token")


def test_the_reset_of_an_administrator_waits_for_a_second_one(
    client: FlaskClient, browser: Browser, town: Town
) -> None:
    path = f"/api/v1/people/{town.people['auditor']}/reset"
    answer = browser("sysadmin").post(path).json
    assert answer["awaits_confirmation"] is True
    assert redeem(client, answer["reset_token"]) == (422, "bad_one_time_token")
    own = browser("auditor").post(f"{path}/confirm")
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    assert browser("sysadmin").post(f"{path}/confirm").status_code == 403
    assert browser("secadmin").post(f"{path}/confirm").status_code == 204
    assert redeem(client, answer["reset_token"]) == (204, None)
    assert browser("secadmin").post(f"{path}/confirm").json["code"] == "nothing_to_confirm"
