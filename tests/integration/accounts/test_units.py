"""Units: a tree that the system administrator tends."""

import json

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from inspect_app.audit.queries import entry_body, history
from tests.integration.accounts.conftest import Browser, Town

PATH = "/api/v1/units"


def body(town: Town, **changes: object) -> dict[str, object]:
    return {"code": "new", "name": "新所", "kind": "street", "parent_id": town.east, **changes}


def post(client: FlaskClient, content: object) -> tuple[int, str | None]:
    answer = client.post(PATH, json=content)
    return answer.status_code, answer.json.get("code") if answer.status_code != 201 else None


def patch(client: FlaskClient, unit_id: int, **changes: object) -> tuple[int, str | None]:
    answer = client.patch(f"{PATH}/{unit_id}", json=changes)
    return answer.status_code, answer.json.get("code") if answer.status_code != 200 else None


def test_a_new_unit_is_listed_for_everybody_signed_in(browser: Browser, town: Town) -> None:
    made = browser("sysadmin").post(PATH, json=body(town))
    assert made.status_code == 201
    expected = {**body(town), "id": made.json["id"], "active": True}
    assert made.json == expected
    assert expected in browser("nobody").get(PATH).json["items"]


def test_making_a_unit_is_an_entry_of_the_log_that_holds_no_name(
    app: APIFlask, browser: Browser, town: Town
) -> None:
    unit_id = browser("sysadmin").post(PATH, json=body(town)).json["id"]
    with app.app_context():
        (event,) = history(f"unit:{unit_id}")
        entry = entry_body(event.log_index)
    assert (event.kind, event.actor_id) == ("unit_created", town.people["sysadmin"])
    assert event.payload == {"name": "新所"}
    assert entry is not None
    assert "新所" not in entry.decode()
    assert json.loads(entry)["facts"] == {"code": "new", "kind": "street", "parent": town.east}


def test_a_code_is_given_once(browser: Browser, town: Town) -> None:
    assert post(browser("sysadmin"), body(town, code="west")) == (409, "code_taken")
    assert patch(browser("sysadmin"), town.east, code="west") == (409, "code_taken")
    assert patch(browser("sysadmin"), town.east, code="east") == (200, None)


MISFITS = [
    ({"parent_id": None}, "parent_required"),
    ({"parent_id": 999}, "unknown_unit"),
    ({"parent_id": 2**70}, "invalid_request"),
    ({"parent_id": "1"}, "invalid_request"),
    ({"name": " "}, "invalid_request"),
    ({"name": "a\u0000b"}, "invalid_request"),
    ({"code": "a b"}, "invalid_request"),
    ({"kind": ""}, "invalid_request"),
    ({"colour": "red"}, "invalid_request"),
]


def test_a_unit_that_does_not_fit_is_refused(browser: Browser, town: Town, subtests: pytest.Subtests) -> None:
    for changes, code in MISFITS:
        with subtests.test(changes=changes):
            assert post(browser("sysadmin"), body(town, **changes)) == (422, code)


def test_the_tree_stays_a_tree(browser: Browser, town: Town) -> None:
    sysadmin = browser("sysadmin")
    assert patch(sysadmin, town.east, parent_id=town.street) == (422, "unit_circle")
    assert patch(sysadmin, town.east, parent_id=town.east) == (422, "unit_circle")
    assert patch(sysadmin, town.city, parent_id=town.east) == (422, "root_unit")
    assert patch(sysadmin, town.east, parent_id=None) == (422, "root_unit")
    assert patch(sysadmin, town.street, parent_id=town.west) == (200, None)
    assert patch(sysadmin, 999, name="x") == (404, "not_found")


def test_a_unit_closes_only_when_nobody_stands_in_it(browser: Browser, town: Town) -> None:
    sysadmin = browser("sysadmin")
    assert patch(sysadmin, town.city, active=False) == (409, "unit_in_use")
    assert patch(sysadmin, town.east, active=False) == (409, "unit_in_use")
    assert patch(sysadmin, town.west, active=False) == (409, "unit_in_use")  # `nobody` belongs there
    assert patch(sysadmin, town.street, active=False) == (200, None)
    assert post(sysadmin, body(town, parent_id=town.street)) == (422, "unknown_unit")


def test_a_grant_alone_keeps_a_unit_open(browser: Browser, town: Town) -> None:
    grant = {"role": "handler", "unit_id": town.street}
    assert (
        browser("secadmin").post(f"/api/v1/people/{town.people['nobody']}/grants", json=grant).status_code
        == 201
    )
    assert patch(browser("sysadmin"), town.street, active=False) == (409, "unit_in_use")
