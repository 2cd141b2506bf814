"""Who may call what: every route of the application against a table written by hand, with real requests."""

from uuid import UUID

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from inspect_app.accounts.service.credentials import create_access_token
from inspect_app.core.clock import utc_now
from inspect_app.core.context import Actor, Context
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import GRANTABLE, Role
from inspect_app.core.transaction import write_transaction
from tests.builders import API, IN_WEST, City, Hand, Json, announcement, jpeg, report_body
from tests.integration.access_table import PUBLIC, SIGNED_IN, TABLE

ROLES = sorted(role.value for role in GRANTABLE)
NOBODY = "clerk"  # an account without a role
VALUES = {
    "uuid": str(UUID(int=7)),
    "int": "4711",
    "path": "x.js",
    "any": "preview",
    "string": "x",
    "": "accept",
}


@pytest.fixture
def city(city: City) -> City:
    """The small city, with its two other administrators and a person without a role."""
    city.person("sysadmin", Role.SYSADMIN, "city")
    city.person("secadmin", Role.SECADMIN, "city")
    city.person(NOBODY, None, "city")
    return city


def routes(app: APIFlask) -> set[tuple[str, str]]:
    """Every route and method; HEAD and OPTIONS only where a route answers them itself."""
    found = set()
    for rule in app.url_map.iter_rules():
        methods = set(rule.methods or ())
        quiet = {"HEAD"} if "GET" in methods else set()
        quiet |= {"OPTIONS"} if rule.provide_automatic_options else set()
        found |= {(method, rule.rule) for method in methods - quiet}
    return found


def address(rule: str) -> str:
    """The route with values that name nothing."""
    parts = []
    for part in rule.split("/"):
        kind = part[1:-1].partition(":")[0].partition("(")[0] if part.startswith("<") else None
        kind = "" if kind is not None and ":" not in part else kind
        parts.append(part if kind is None else VALUES[kind])
    return "/".join(parts)


def test_every_route_stands_in_the_table_and_every_line_has_its_route(app: APIFlask) -> None:
    assert routes(app) - set(TABLE) == set()
    assert set(TABLE) - routes(app) == set()


def test_without_a_session_only_what_is_public_answers(city: City) -> None:
    stranger = city.app.test_client()

    for (method, rule), who in TABLE.items():
        answer = stranger.open(address(rule), method=method, buffered=True)
        if who == PUBLIC:
            assert answer.status_code not in {401, 403}, (method, rule)
        else:
            assert answer.status_code == 401, (method, rule)
            assert method == "HEAD" or answer.get_json()["code"] == "not_signed_in", (method, rule)


@pytest.mark.parametrize("role", [*ROLES, NOBODY])
def test_a_role_reaches_its_routes_and_no_other(city: City, role: str) -> None:
    for (method, rule), who in TABLE.items():
        answer = city.hand(role).client.open(address(rule), method=method, buffered=True)
        refused = answer.status_code == 403 and answer.get_json()["code"] == "wrong_role"
        may = who in {PUBLIC, SIGNED_IN} or role in who.split()
        assert refused is not may, (method, rule, answer.text)
        assert answer.status_code != 401, (method, rule)
        assert answer.status_code < 500, (method, rule, answer.text)


def test_a_token_that_may_read_writes_nothing(city: City) -> None:
    with city.app.app_context(), write_transaction():
        actor = Actor(city.people["supervisor"], "supervisor", "supervisor")
        wanted = {"name": "dashboard", "scopes": ["read"], "expires_at": None}
        _, secret = create_access_token(Context(actor, utc_now()), **wanted)
    machine = city.app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}

    assert machine.get(f"{API}/cases", headers=headers).status_code == 200
    for (method, rule), who in TABLE.items():
        if who == PUBLIC or method in {"GET", "HEAD"}:
            continue
        answer = machine.open(address(rule), method=method, headers=headers)
        assert answer.status_code == 403, (method, rule)
        assert answer.get_json()["code"] in {"token_read_only", "wrong_role"}, (method, rule)


@pytest.fixture
def far(city: City) -> dict[str, str]:
    """A case in the west with a stored photo, an awaited one and a request: nothing the east may know."""
    for name, role, unit in (("wei", Role.INSPECTOR, "west"), ("xi", Role.SUPERVISOR, "west")):
        city.person(name, role, unit)
    city.person("gong", Role.HANDLER, "west")
    photo, awaited = announcement(jpeg(21)), announcement(jpeg(22), "close")
    case_id = city.hand("wei").filed(place=IN_WEST, photos=[photo, awaited])
    assert city.hand("wei").upload(photo["id"], jpeg(21)).status_code == 204
    boss = city.hand("xi")
    boss.does(case_id, "accept")
    due = {"unit_id": city.units["west"], "due_at": "2099-01-01T00:00:00Z"}
    boss.does(case_id, "assign", **due)
    city.hand("gong").does(case_id, "acknowledge")
    asked = city.hand("gong").asks(case_id, "transfer", unit_id=city.units["works"], reason="不属本单位")
    request_id = asked.get_json()["case"]["requests"][0]["id"]
    return {"case": case_id, "photo": photo["id"], "awaited": awaited["id"], "request": request_id}


def probes(hand: Hand, far: dict[str, str]) -> dict[str, TestResponse]:
    """Every way of asking for something of the far case, or for touching it."""
    case, photo = far["case"], far["photo"]
    reads = [
        f"/cases/{case}", f"/cases/{case}/history", f"/cases/{case}/duplicates",
        f"/reports/{case}", f"/photos/{photo}",
        f"/photos/{photo}/original", f"/photos/{photo}/preview", f"/photos/{photo}/thumbnail",
        f"/photos/{far['awaited']}", f"/photos/{far['awaited']}/original",
    ]  # fmt: skip
    headers = {"If-Match": '"3"', "Idempotency-Key": str(uuid7())}

    def post(path: str, body: Json) -> TestResponse:
        return hand.client.post(API + path, json=body, headers=headers)

    tus = {"Tus-Resumable": "1.0.0"}
    posts = {
        f"/cases/{case}/actions/accept": {},
        f"/cases/{case}/actions/recall": {"reason": "x"},
        f"/cases/{case}/requests": {"kind": "transfer", "reason": "x"},
        f"/requests/{far['request']}/actions/approve": {},
    }
    put = announcement(jpeg(23)) | {"case_id": case}
    return {
        **{f"GET {path}": hand.get(path) for path in reads},
        **{f"POST {path}": post(path, body) for path, body in posts.items()},
        "PUT photo": hand.client.put(f"{API}/photos/{put.pop('id')}", json=put),
        "HEAD upload": hand.client.head(f"{API}/uploads/{far['awaited']}", headers=tus),
        "DELETE upload": hand.client.delete(f"{API}/uploads/{far['awaited']}", headers=tus),
    }  # fmt: skip


FROM_AFAR = ["inspector", "supervisor", "handler", "verifier", "sysadmin", "secadmin", NOBODY]


def test_what_is_out_of_scope_does_not_exist(
    city: City, far: dict[str, str], subtests: pytest.Subtests
) -> None:
    for role in FROM_AFAR:
        with subtests.test(role=role):
            hand = city.hand(role)
            answers = probes(hand, far)
            unknown = probes(hand, {name: str(uuid7()) for name in far})

            for (name, answer), missing in zip(answers.items(), unknown.values(), strict=True):
                assert answer.status_code == 404, (name, answer.text)
                assert without_id(answer) == without_id(missing), name
            assert hand.get("/cases").get_json()["items"] == []
            assert hand.get("/reports?mine=1").get_json()["items"] == []


def without_id(answer: TestResponse) -> object:
    body = answer.get_json(silent=True)
    return body and {name: value for name, value in body.items() if name != "request_id"}


def test_a_report_id_of_somebody_elses_area_says_nothing_but_conflict(
    city: City, far: dict[str, str]
) -> None:
    answer = city.hand("inspector").put_report(far["case"], report_body())

    assert (answer.status_code, answer.get_json()["code"]) == (409, "report_conflict")
    assert far["photo"] not in answer.text


def test_the_auditor_sees_the_case_and_may_change_nothing(city: City, far: dict[str, str]) -> None:
    hand = city.hand("auditor")
    answers = probes(hand, far)

    assert answers[f"GET /cases/{far['case']}"].status_code == 200
    assert answers[f"GET /photos/{far['photo']}/original"].data == jpeg(21)
    refused = {
        name: answer.status_code for name, answer in answers.items() if name.startswith(("POST", "PUT"))
    }
    assert set(refused.values()) <= {403, 409}, refused
    assert city.hand("xi").case(far["case"])["version"] == 5


KEEPERS = ["sysadmin", "secadmin"]


def test_administrators_keep_accounts_and_see_no_content(
    city: City, far: dict[str, str], subtests: pytest.Subtests
) -> None:
    for role in KEEPERS:
        with subtests.test(role=role):
            hand = city.hand(role)

            for path in ("/cases", "/reports"):
                assert hand.get(path).get_json()["items"] == [], path
            assert hand.get("/log/entries").status_code == 403
            assert hand.get("/people").status_code == 200
