"""People: made by the system administrator, seen by those who need to, without any right until granted."""

import json

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from inspect_app.audit.queries import entry_body, history
from tests.integration.accounts.conftest import Browser, Town

PATH = "/api/v1/people"
PHONE = "138 0013 8000"


def body(town: Town, **changes: object) -> dict[str, object]:
    return {
        "username": "wang.fang",
        "name": "王芳",
        "unit_id": town.east,
        "phone": PHONE,
        **changes,
    }


def usernames(client: FlaskClient, query: str = "") -> list[str]:
    return [item["username"] for item in client.get(PATH + query).json["items"]]


def test_a_new_person_gets_a_token_and_no_role(browser: Browser, client: FlaskClient, town: Town) -> None:
    made = browser("sysadmin").post(PATH, json=body(town))
    assert made.status_code == 201
    assert made.json["unit"] == {"id": town.east, "code": "east", "name": "东区"}
    assert (made.json["username"], made.json["active"], made.json["grants"]) == ("wang.fang", True, [])
    reset = {"token": made.json["reset_token"], "new": "Loess-wind-47"}
    assert client.post("/api/v1/password-resets", json=reset).status_code == 204
    signed_in = client.post("/api/v1/session", json={"username": "wang.fang", "password": "Loess-wind-47"})
    assert signed_in.json["roles"] == []


def test_a_person_in_the_log_is_a_number(app: APIFlask, browser: Browser, town: Town) -> None:
    person_id = browser("sysadmin").post(PATH, json=body(town)).json["id"]
    browser("sysadmin").patch(f"{PATH}/{person_id}", json={"name": "王芳芳", "active": False})
    with app.app_context():
        events = history(f"person:{person_id}")
        entries = "".join((entry_body(event.log_index) or b"").decode() for event in events)
    assert [event.kind for event in events] == ["person_created", "person_changed"]
    assert events[0].payload == {"username": "wang.fang", "name": "王芳", "phone": PHONE}
    assert json.loads(entries.split("}{")[0] + "}")["facts"] == {"unit": town.east}
    assert [word for word in ("王芳", "wang.fang", PHONE) if word in entries] == []


MISFITS = [
    ({"username": "Inspector"}, 409, "username_taken"),
    ({"username": "a b"}, 422, "bad_username"),
    ({"username": "a\u0000b"}, 422, "bad_username"),
    ({"name": ""}, 422, "invalid_request"),
    ({"unit_id": 999}, 422, "unknown_unit"),
    ({"phone": "call me"}, 422, "invalid_request"),
    ({"password": "x"}, 422, "invalid_request"),
    ({"roles": ["sysadmin"]}, 422, "invalid_request"),
]


def test_a_person_that_does_not_fit_is_refused(
    browser: Browser, town: Town, subtests: pytest.Subtests
) -> None:
    for changes, status, code in MISFITS:
        with subtests.test(changes=changes):
            answer = browser("sysadmin").post(PATH, json=body(town, **changes))
            assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_person_moves_and_changes(browser: Browser, town: Town) -> None:
    path = f"{PATH}/{town.people['nobody']}"
    changed = browser("sysadmin").patch(path, json={"unit_id": town.street, "phone": None, "name": "新名"})
    assert changed.status_code == 200
    assert (changed.json["unit"]["code"], changed.json["name"]) == ("street", "新名")
    assert browser("sysadmin").patch(f"{PATH}/999", json={"name": "x"}).status_code == 404


ADMINISTRATORS = ["sysadmin", "secadmin", "auditor"]


def test_an_administrator_is_not_disabled_by_one_person(
    browser: Browser, town: Town, subtests: pytest.Subtests
) -> None:
    for role in ADMINISTRATORS:
        with subtests.test(role=role):
            answer = browser("sysadmin").patch(f"{PATH}/{town.people[role]}", json={"active": False})
            assert (answer.status_code, answer.json["code"]) == (409, "administrator_protected")


def test_administrators_see_everybody_with_roles(browser: Browser, town: Town) -> None:
    for role in ("sysadmin", "secadmin", "auditor"):
        assert set(usernames(browser(role))) == set(town.people)
    (inspector,) = browser("secadmin").get(f"{PATH}?q=INSPECT").json["items"]
    (grant,) = inspector["grants"]
    assert grant == {
        "id": grant["id"],
        "role": "inspector",
        "unit": {"id": town.east, "code": "east", "name": "东区"},
        "grid": None,
        "valid_from": "2026-01-01T00:00:00.000Z",
        "valid_to": None,
        "state": "in_force",
    }


def test_the_list_can_be_searched_and_paged(browser: Browser, town: Town) -> None:
    client = browser("sysadmin")
    assert usernames(client, f"?unit={town.west}") == ["nobody"]
    assert set(usernames(client, f"?unit={town.city}")) == set(town.people)
    assert usernames(client, "?q=某nobody") == ["nobody"]
    assert usernames(client, "?q=%25") == []
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{PATH}?limit=3&cursor={cursor}").json
        assert len(page["items"]) <= 3
        seen += [item["username"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(town.people)
    assert client.get(f"{PATH}?limit=8").json["next_cursor"] is None
    assert client.get(f"{PATH}?cursor=rubbish").status_code == 422


def test_a_supervisor_sees_names_of_the_own_units_only(browser: Browser, town: Town) -> None:
    items = browser("supervisor").get(PATH).json["items"]
    assert {item["name"] for item in items} == {"某inspector", "某supervisor", "某handler", "某verifier"}
    assert {tuple(sorted(item)) for item in items} == {("id", "name", "unit")}
    assert browser("supervisor").get(f"{PATH}?unit={town.west}").json["items"] == []


def test_a_supervisor_is_not_offered_disabled_people(browser: Browser, town: Town) -> None:
    browser("sysadmin").patch(f"{PATH}/{town.people['handler']}", json={"active": False})
    items = browser("supervisor").get(PATH).json["items"]
    assert {item["name"] for item in items} == {"某inspector", "某supervisor", "某verifier"}


OTHERS = ["inspector", "handler", "verifier", "nobody"]


def test_others_see_nobody(browser: Browser, subtests: pytest.Subtests) -> None:
    for role in OTHERS:
        with subtests.test(role=role):
            assert browser(role).get(PATH).status_code == 403


ADMIN_DOORS = [
    ("POST", "/units", {"sysadmin"}),
    ("PATCH", "/units/1", {"sysadmin"}),
    ("POST", "/people", {"sysadmin"}),
    ("PATCH", "/people/1", {"sysadmin"}),
    ("POST", "/people/1/reset", {"sysadmin"}),
    ("POST", "/people/1/reset/confirm", {"secadmin", "auditor"}),
    ("POST", "/people/1/grants", {"secadmin"}),
    ("DELETE", "/people/1/grants/1", {"secadmin"}),
    ("POST", "/people/1/grants/1/confirm", {"sysadmin", "auditor"}),
]


@pytest.mark.parametrize(("method", "path", "allowed"), ADMIN_DOORS)
def test_each_door_opens_for_its_administrators_only(
    browser: Browser, town: Town, method: str, path: str, allowed: set[str]
) -> None:
    refused = {
        username
        for username in town.people
        if browser(username).open(f"/api/v1{path}", method=method, json={}).json.get("code") == "wrong_role"
    }
    assert refused == set(town.people) - allowed
