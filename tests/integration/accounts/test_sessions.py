"""Sessions end: by idleness, by age, by their owner, and when the person's standing changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from inspect_app.accounts.models import Person, SessionRow
from inspect_app.accounts.tasks import forget_spent_secrets
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import Browser, Town


def rewrite(app: APIFlask, **values: Any) -> None:
    """Set columns of every session."""
    with app.app_context(), write_transaction():
        db.session.execute(update(SessionRow).values(values))


def last_seen(app: APIFlask) -> datetime:
    with app.app_context():
        return db.session.scalars(select(SessionRow.last_seen_at)).one()


@pytest.mark.parametrize(("idle_minutes", "status"), [(719, 200), (721, 401)])
def test_a_session_ends_after_twelve_idle_hours(
    app: APIFlask, browser: Browser, idle_minutes: int, status: int
) -> None:
    client = browser("inspector")
    rewrite(app, last_seen_at=utc_now() - timedelta(minutes=idle_minutes))
    assert client.get("/api/v1/me").status_code == status


@pytest.mark.parametrize(("age_hours", "status"), [(167, 200), (169, 401)])
def test_a_session_ends_after_a_week_however_busy(
    app: APIFlask, browser: Browser, age_hours: int, status: int
) -> None:
    client = browser("inspector")
    rewrite(app, created_at=utc_now() - timedelta(hours=age_hours))
    assert client.get("/api/v1/me").status_code == status


def test_use_is_noted_at_most_once_a_minute(app: APIFlask, browser: Browser) -> None:
    client = browser("inspector")
    recent = utc_now() - timedelta(seconds=10)
    rewrite(app, last_seen_at=recent)
    client.get("/api/v1/me")
    assert last_seen(app) == recent
    rewrite(app, last_seen_at=utc_now() - timedelta(seconds=70))
    client.get("/api/v1/me")
    assert utc_now() - last_seen(app) < timedelta(seconds=30)


def test_people_see_and_end_their_own_sessions_only(browser: Browser) -> None:
    phone, desk, other = browser("inspector"), browser("inspector"), browser("supervisor")
    listed = phone.get("/api/v1/me/sessions").json["items"]
    assert [item["current"] for item in listed].count(True) == 1
    assert {item["user_agent"] for item in listed} == {"test browser"}
    (desk_id,) = [item["id"] for item in listed if not item["current"]]
    assert other.delete(f"/api/v1/me/sessions/{desk_id}").status_code == 404
    assert desk.get("/api/v1/me").status_code == 200
    assert phone.delete(f"/api/v1/me/sessions/{desk_id}").status_code == 204
    assert desk.get("/api/v1/me").status_code == 401
    assert phone.get("/api/v1/me").status_code == 200


def test_disabling_an_account_signs_it_out_for_good(browser: Browser, town: Town) -> None:
    client, path = browser("inspector"), f"/api/v1/people/{town.people['inspector']}"
    assert browser("sysadmin").patch(path, json={"active": False}).status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert browser("sysadmin").patch(path, json={"active": True}).status_code == 200
    assert client.get("/api/v1/me").status_code == 401


def test_a_session_of_a_disabled_account_is_nobody_even_if_it_was_left(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    client = browser("inspector")
    with app.app_context(), write_transaction():
        db.session.get_one(Person, town.people["inspector"]).active = False
    assert client.get("/api/v1/me").status_code == 401


def test_granting_and_ending_a_role_signs_the_person_out(browser: Browser, town: Town) -> None:
    path, secadmin = f"/api/v1/people/{town.people['nobody']}/grants", browser("secadmin")
    client = browser("nobody")
    made = secadmin.post(path, json={"role": "verifier", "unit_id": town.west})
    assert made.status_code == 201
    assert client.get("/api/v1/me").status_code == 401
    client = browser("nobody")
    assert client.get("/api/v1/me").json["roles"] == ["verifier"]
    assert secadmin.delete(f"{path}/{made.json['id']}").status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert browser("nobody").get("/api/v1/me").json["roles"] == []


ODD_COOKIES = ["", "x", "é", "a" * 4000]


def test_an_odd_cookie_is_nobody(app: APIFlask, town: Town, subtests: pytest.Subtests) -> None:
    for cookie in ODD_COOKIES:
        with subtests.test(cookie=cookie):
            client = app.test_client()
            client.set_cookie("sid", cookie)
            answer = client.get("/api/v1/me")
            assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_the_sweep_deletes_what_is_over_and_nothing_else(app: APIFlask, browser: Browser) -> None:
    client = browser("inspector")
    rewrite(app, last_seen_at=utc_now() - timedelta(hours=13))
    fresh = browser("supervisor")
    with app.app_context():
        forget_spent_secrets(utc_now())
        assert len(list(db.session.scalars(select(SessionRow)))) == 1
    assert fresh.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me").status_code == 401
