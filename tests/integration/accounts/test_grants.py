"""Roles: granted by the security administrator, dated, kept apart, and confirmed where power is at stake."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import column, insert, table

from inspect_app.accounts.models import Grant
from inspect_app.audit.queries import history
from inspect_app.core.clock import to_iso, utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.integration.accounts.conftest import Browser, Town

GRIDS = table("grids", column("id"), column("code"), column("name"), column("level"))


def path(town: Town, username: str = "nobody") -> str:
    return f"/api/v1/people/{town.people[username]}/grants"


def give(client: FlaskClient, town: Town, username: str, role: str, **more: object) -> tuple[int, str]:
    """The status, and the state of the grant or the code of the refusal."""
    answer = client.post(path(town, username), json={"role": role, "unit_id": town.east, **more})
    return answer.status_code, answer.json["state" if answer.status_code == 201 else "code"]


def roles(browser: Browser, username: str) -> list[str]:
    return browser(username).get("/api/v1/me").json["roles"]


def test_a_role_counts_from_now_and_stands_in_the_log(app: APIFlask, browser: Browser, town: Town) -> None:
    made = browser("secadmin").post(path(town), json={"role": "handler", "unit_id": town.street})
    assert made.status_code == 201
    assert (made.json["state"], made.json["unit"]["code"]) == ("in_force", "street")
    assert roles(browser, "nobody") == ["handler"]
    with app.app_context():
        event = history(f"person:{town.people['nobody']}")[-1]
    assert (event.kind, event.actor_id) == ("role_granted", town.people["secadmin"])


def test_an_inspector_can_be_appointed_to_a_grid(app: APIFlask, browser: Browser, town: Town) -> None:
    with app.app_context(), write_transaction():
        db.session.execute(insert(GRIDS).values(id=5, code="G5", name="五号网格", level="township"))
    more = {"grid_id": 5}
    assert give(browser("secadmin"), town, "nobody", "inspector", **more) == (201, "in_force")
    grid = {"id": 5, "code": "G5", "name": "五号网格"}
    assert browser("nobody").get("/api/v1/me").json["grids"] == [grid]
    (item,) = browser("auditor").get("/api/v1/people?q=nobody").json["items"]
    assert item["grants"][0]["grid"] == grid
    assert give(browser("secadmin"), town, "nobody", "handler", **more) == (422, "grid_not_for_role")
    assert give(browser("secadmin"), town, "nobody", "inspector", grid_id=6) == (422, "unknown_grid")


def test_a_role_has_dates(browser: Browser, town: Town) -> None:
    tomorrow = to_iso(utc_now() + timedelta(days=1))
    yesterday = to_iso(utc_now() - timedelta(days=1))
    secadmin = browser("secadmin")
    assert give(secadmin, town, "nobody", "inspector", valid_from=tomorrow) == (201, "future")
    assert roles(browser, "nobody") == []
    assert give(secadmin, town, "nobody", "handler", valid_to=tomorrow) == (201, "in_force")
    assert give(secadmin, town, "nobody", "verifier", valid_from=yesterday, valid_to=yesterday) == (
        422,
        "bad_dates",
    )
    assert roles(browser, "nobody") == ["handler"]


CONFLICTS = [
    ("sysadmin", "secadmin"),
    ("sysadmin", "auditor"),
    ("secadmin", "inspector"),
    ("auditor", "supervisor"),
    ("inspector", "auditor"),
    ("handler", "sysadmin"),
]


def test_an_administrator_is_nothing_else(browser: Browser, town: Town, subtests: pytest.Subtests) -> None:
    for holder, wanted in CONFLICTS:
        with subtests.test(holder=holder):
            assert give(browser("secadmin"), town, holder, wanted) == (409, "roles_conflict")


def test_a_future_role_of_an_administrator_already_excludes(browser: Browser, town: Town) -> None:
    next_week = to_iso(utc_now() + timedelta(days=7))
    secadmin = browser("secadmin")
    assert give(secadmin, town, "nobody", "auditor", valid_from=next_week) == (201, "awaits_confirmation")
    assert give(secadmin, town, "nobody", "inspector") == (409, "roles_conflict")
    assert (
        give(secadmin, town, "nobody", "inspector", valid_to=to_iso(utc_now() + timedelta(days=1)))[0] == 201
    )


def test_two_conflicting_roles_at_once_end_in_one(app: APIFlask, browser: Browser, town: Town) -> None:
    clients = [(browser("secadmin"), role) for role in ("auditor", "inspector", "sysadmin", "secadmin")]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: give(pair[0], town, "nobody", pair[1])[0], clients))
    assert sorted(answers) == [201, 409, 409, 409]


def test_an_administrators_role_begins_when_a_second_administrator_confirms(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    made = browser("secadmin").post(path(town), json={"role": "secadmin", "unit_id": town.city}).json
    confirm = f"{path(town)}/{made['id']}/confirm"
    assert made["state"] == "awaits_confirmation"
    assert roles(browser, "nobody") == []
    assert browser("secadmin").post(confirm).status_code == 403
    assert browser("auditor").post(confirm).json["state"] == "in_force"
    assert roles(browser, "nobody") == ["secadmin"]
    again = browser("auditor").post(confirm)
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_confirm")
    with app.app_context():
        kinds = [event.kind for event in history(f"person:{town.people['nobody']}")]
        assert db.session.get_one(Grant, made["id"]).confirmed_by == town.people["auditor"]
    assert kinds == ["person_created", "role_grant_asked", "role_granted"]


def test_the_security_administrator_cannot_remove_the_auditor_alone(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    second = browser("secadmin").post(path(town), json={"role": "auditor", "unit_id": town.city}).json["id"]
    browser("sysadmin").post(f"{path(town)}/{second}/confirm")
    asked = browser("secadmin").delete(f"{path(town)}/{second}")
    assert (asked.status_code, asked.json["state"]) == (200, "end_awaits_confirmation")
    assert roles(browser, "nobody") == ["auditor"]
    own = browser("nobody").post(f"{path(town)}/{second}/confirm")
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    ended = browser("sysadmin").post(f"{path(town)}/{second}/confirm")
    assert ended.json["state"] == "ended"
    assert roles(browser, "nobody") == []


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_the_last_administrator_of_a_kind_stays(browser: Browser, town: Town, role: str) -> None:
    (item,) = browser("auditor").get(f"/api/v1/people?q={role}").json["items"]
    answer = browser("secadmin").delete(f"{path(town, role)}/{item['grants'][0]['id']}")
    assert (answer.status_code, answer.json["code"]) == (409, "last_administrator")
    assert roles(browser, role) == [role]


def test_both_of_two_auditors_cannot_be_asked_to_go(browser: Browser, town: Town) -> None:
    second = browser("secadmin").post(path(town), json={"role": "auditor", "unit_id": town.city}).json["id"]
    browser("sysadmin").post(f"{path(town)}/{second}/confirm")
    (item,) = browser("secadmin").get("/api/v1/people?q=auditor").json["items"]
    assert browser("secadmin").delete(f"{path(town)}/{second}").status_code == 200
    answer = browser("secadmin").delete(f"{path(town, 'auditor')}/{item['grants'][0]['id']}")
    assert (answer.status_code, answer.json["code"]) == (409, "last_administrator")


def test_a_grant_that_waits_can_be_taken_back_by_its_asker(browser: Browser, town: Town) -> None:
    made = browser("secadmin").post(path(town), json={"role": "auditor", "unit_id": town.city}).json
    assert browser("secadmin").delete(f"{path(town)}/{made['id']}").json["state"] == "ended"
    late = browser("sysadmin").post(f"{path(town)}/{made['id']}/confirm")
    assert (late.status_code, late.json["code"]) == (409, "grant_ended")
    assert roles(browser, "nobody") == []


def test_a_grant_is_found_under_its_own_person_only(browser: Browser, town: Town) -> None:
    made = browser("secadmin").post(path(town), json={"role": "handler", "unit_id": town.east}).json
    assert browser("secadmin").delete(f"{path(town, 'inspector')}/{made['id']}").status_code == 404
    assert browser("secadmin").delete(f"{path(town)}/999").status_code == 404
    assert roles(browser, "nobody") == ["handler"]


def test_a_disabled_person_gets_no_role(browser: Browser, town: Town) -> None:
    browser("sysadmin").patch(f"/api/v1/people/{town.people['nobody']}", json={"active": False})
    assert give(browser("secadmin"), town, "nobody", "handler") == (409, "person_disabled")


NO_ROLES = ["system", "mayor", ""]


def test_a_role_that_is_not_given_to_people_is_refused(
    browser: Browser, town: Town, subtests: pytest.Subtests
) -> None:
    for role in NO_ROLES:
        with subtests.test(role=role):
            assert give(browser("secadmin"), town, "nobody", role) == (422, "invalid_request")
