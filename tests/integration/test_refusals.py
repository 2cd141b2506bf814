"""Every refusal is problem+json with a stable code, whatever was sent, and leaves nothing behind."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from tests.builders import API, City, Hand, Json, announcement, report_body

HUGE = "9" * 30
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def city(city: City) -> City:
    """The small city with its other administrators."""
    city.person("sysadmin", Role.SYSADMIN, "city")
    city.person("secadmin", Role.SECADMIN, "city")
    return city


def cursor(*keys: object) -> str:
    """A cursor that looks genuine."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


BODIES: dict[str, tuple[object, int, str]] = {
    "a brace": ("{", 400, "bad_request"),
    "bytes that are no text": (b'{"note":"\xff"}', 400, "bad_request"),
    "a number of 5,000 digits": ('{"note":' + "9" * 5000 + "}", 400, "bad_request"),
    "100,000 brackets": ("[" * 100_000, 400, "bad_request"),
    "20,000 objects in each other": (
        '{"fields":' + '{"a":' * 20_000 + "1" + "}" * 20_001,
        400,
        "bad_request",
    ),
    "a list": ("[]", 422, "invalid_request"),
    "null": ("null", 422, "invalid_request"),
    "more than a mebibyte": ({"note": "x" * 1_100_000}, 413, "body_too_large"),
    "an unknown field": ({"zzz": 1}, 422, "invalid_request"),
    "half a character in a name": ({"\ud800": 1}, 422, "invalid_request"),
    "half a character in a form field": ({"fields": {"\ud800": 1}}, 422, "invalid_request"),
    "a note too long": ({"note": "x" * 4001}, 422, "invalid_request"),
    "an unknown category": ({"category": "\0"}, 422, "unknown_category"),
    "31 photos": ({"photos": [announcement(b"x") for _ in range(31)]}, 422, "invalid_request"),
    "a photo twice": ({"photos": [announcement(b"x", photo_id=str(uuid7()))] * 2}, 422, "photo_repeated"),
    "a photo of no bytes": ({"photos": [announcement(b"")]}, 422, "photo_empty"),
    "a photo of 26 MiB": ({"photos": [announcement(b"") | {"size": 26 << 20}]}, 413, "photo_too_large"),
    "a photo of 10^30 bytes": ({"photos": [announcement(b"") | {"size": 10**30}]}, 413, "photo_too_large"),
    "a hash in capitals": ({"photos": [announcement(b"x") | {"sha256": "A" * 64}]}, 422, "invalid_request"),
    "a photo id that is none": ({"photos": [announcement(b"x") | {"id": "1"}]}, 422, "invalid_request"),
    "latitude 91": ({"position": {"lat": 91, "lon": 1}}, 422, "invalid_request"),
    "latitude NaN": ({"position": {"lat": float("nan"), "lon": 1}}, 422, "invalid_request"),
    "longitude infinite": ({"position": {"lat": 1, "lon": float("-inf")}}, 422, "invalid_request"),
    "latitude in words": ({"position": {"lat": "north", "lon": []}}, 422, "invalid_request"),
    "another datum": ({"position": {"lat": 1, "lon": 1, "datum": "gcj02"}}, 422, "invalid_request"),
    "a time without a zone": ({"captured_at": "2026-01-01T00:00:00"}, 422, "invalid_request"),
    "a time before the calendar": ({"captured_at": "0001-01-01T00:00:00+14:00"}, 422, "unusable_value"),
    "a time after the calendar": ({"captured_at": "9999-12-31T23:59:59-14:00"}, 422, "unusable_value"),
}


def test_a_report_that_cannot_be_taken_says_why_and_leaves_nothing(
    city: City, subtests: pytest.Subtests
) -> None:
    for name, (sent, status, code) in BODIES.items():
        with subtests.test(name):
            data = json.dumps(report_body() | sent) if isinstance(sent, dict) else sent
            hand, report_id = city.hand("inspector"), str(uuid7())

            answer = hand.client.put(f"{API}/reports/{report_id}", data=data, headers=JSON)

            is_problem(answer, status, code)
            assert hand.get(f"/reports/{report_id}").status_code == 404
            assert hand.get("/cases").get_json()["items"] == []


def is_problem(answer: TestResponse, status: int, code: str) -> None:
    """The answer is problem+json with everything a program and a person need."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["title"]
    assert body["detail"].endswith((".", "?", ";"))
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert len(body["request_id"]) == 36
    if code == "invalid_request":
        assert all(fault["message"] and "field" in fault for fault in body["errors"])


OTHER_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]


def test_a_body_of_another_type_is_refused_by_its_type(city: City, subtests: pytest.Subtests) -> None:
    for kind in OTHER_TYPES:
        with subtests.test(kind=kind):
            data = json.dumps(report_body()).encode()
            headers = {"Content-Type": kind} if kind else {}

            is_problem(
                city.hand("inspector").client.put(f"{API}/reports/{uuid7()}", data=data, headers=headers),
                415,
                "unsupported_media_type",
            )


def test_the_limit_of_json_holds_for_every_name_of_json(city: City) -> None:
    data = json.dumps(report_body(note="x" * 1_100_000))
    headers = {"Content-Type": "application/vnd.api+json"}

    answer = city.hand("inspector").client.put(f"{API}/reports/{uuid7()}", data=data, headers=headers)

    is_problem(answer, 413, "body_too_large")


GETS: list[tuple[str, str, int, str]] = [
    ("inspector", "/nowhere", 404, "not_found"),
    ("inspector", "/cases/not-a-uuid", 404, "not_found"),
    ("inspector", f"/cases/{uuid7()}", 404, "not_found"),
    *[
        ("inspector", f"/cases?cursor={quote(text)}", 422, "invalid_request")
        for text in (
            "xyz", "é", cursor(1), cursor("a", "b"), cursor(None, None), cursor(10**30, str(uuid7())),
            cursor(1.5, "x"), cursor(True, 1), cursor(-(10**17), str(uuid7())), cursor(1, "\0"),
            base64.urlsafe_b64encode(b"[" * 2000).decode(), base64.urlsafe_b64encode(b"7").decode(),
        )
    ],
    ("inspector", f"/reports?cursor={cursor('a', 'b')}", 422, "invalid_request"),
    *[
        ("sysadmin", f"/people?cursor={text}", 422, "invalid_request")
        for text in ("xyz", cursor("a"), cursor(None), cursor(True), cursor(10**30), cursor(1, 2))
    ],
    *[
        ("inspector", f"/cases?{query}", 422, "invalid_request")
        for query in (
            "limit=0", "limit=251", "limit=x", "bbox=1,2,3", "bbox=nan,nan,nan,nan", "bbox=5,5,1,1",
            "bbox=a,b,c,d", "status=gone", "unit=abc", "updated_since=yesterday", "overdue=perhaps",
        )
    ],
    *[
        ("inspector", f"/cases?{query}", 422, "unusable_value")
        for query in (f"unit={HUGE}", f"area=-{HUGE}", "updated_since=0001-01-01T00:00:00%2B14:00")
    ],
    ("auditor", f"/log/entries/{HUGE}", 404, "not_found"),
    ("auditor", "/log/entries/99999", 404, "not_found"),
    ("inspector", "/places/lookup?lat=91&lon=1", 422, "invalid_request"),
    ("inspector", "/places/lookup?lat=nan&lon=1", 422, "invalid_request"),
    ("inspector", "/places/lookup", 422, "invalid_request"),
]  # fmt: skip


def test_a_question_that_makes_no_sense_is_a_problem_of_its_own(city: City) -> None:
    hands = {name: city.hand(name) for name in ("inspector", "auditor", "sysadmin")}
    for username, path, status, code in GETS:
        is_problem(hands[username].get(path), status, code)


def test_ids_that_no_row_can_have_lead_nowhere(city: City) -> None:
    tries: list[tuple[str, str, str, Json]] = [
        ("inspector", "DELETE", f"/me/sessions/{HUGE}", {}),
        ("inspector", "DELETE", f"/me/tokens/{HUGE}", {}),
        ("sysadmin", "PATCH", f"/units/{HUGE}", {"name": "x"}),
        ("sysadmin", "PATCH", f"/people/{HUGE}", {"name": "x"}),
        ("sysadmin", "POST", f"/people/{HUGE}/reset", {}),
        ("secadmin", "POST", f"/people/{HUGE}/grants", {"role": "handler", "unit_id": 1}),
        ("secadmin", "DELETE", f"/people/1/grants/{HUGE}", {}),
    ]
    for username, method, path, body in tries:
        answer = city.hand(username).client.open(API + path, method=method, json=body)
        is_problem(answer, 404, "not_found")


def test_methods_that_are_not_there_are_problems_too(city: City) -> None:
    is_problem(city.hand("inspector").client.delete(f"{API}/cases"), 405, "method_not_allowed")
    is_problem(city.app.test_client().post("/healthz"), 405, "method_not_allowed")


HALF = '"\\ud800"'
TEXTS = {
    "/session": f'{{"username": {HALF}, "password": {HALF}}}',
    "/password-resets": f'{{"token": {HALF}, "new": {HALF}}}',
    "/me/password": f'{{"current": {HALF}, "new": {HALF}}}',
    "/units": f'{{"code": "zz", "name": {HALF}, "kind": "x", "parent_id": 1}}',
    "/people": f'{{"username": "zz", "name": {HALF}, "unit_id": 1}}',
}


def test_half_a_character_is_refused_everywhere(city: City, subtests: pytest.Subtests) -> None:
    for path, text in TEXTS.items():
        with subtests.test(path=path):
            answer = city.hand("sysadmin").client.post(API + path, data=text, headers=JSON)

            assert 400 <= answer.status_code < 500, answer.text
            is_problem(answer, answer.status_code, answer.get_json()["code"])


ODD_QUESTIONS = ["/cases?q=%00", "/cases?category=%00", "/cases?q=%ff", "/cases?status=%00"]


def test_a_zero_character_in_a_question_is_no_accident(city: City, subtests: pytest.Subtests) -> None:
    for query in ODD_QUESTIONS:
        with subtests.test(query=query):
            assert city.hand("inspector").get(query).status_code in {200, 422}


def headed(**change: str | None) -> Callable[[Hand, str], TestResponse]:
    """An action whose two headers are changed or left out."""
    headers = {"If-Match": '"1"', "Idempotency-Key": str(uuid7())} | change
    sent = {name: value for name, value in headers.items() if value is not None}
    return lambda hand, case_id: hand.client.post(
        f"{API}/cases/{case_id}/actions/accept", json={}, headers=sent
    )


ODD_HEADERS = [
    ({"If-Match": None}, 428, "version_required"),
    ({"If-Match": '"x"'}, 400, "bad_version"),
    ({"If-Match": HUGE}, 409, "stale_version"),
    ({"Idempotency-Key": None}, 400, "idempotency_key_required"),
    ({"Idempotency-Key": "x"}, 400, "idempotency_key_required"),
    ({"Idempotency-Key": "钥匙钥匙钥匙钥匙".encode().decode("latin-1")}, 400, "idempotency_key_required"),
]


def test_an_action_says_which_version_and_which_key(city: City, subtests: pytest.Subtests) -> None:
    for change, status, code in ODD_HEADERS:
        with subtests.test(change=change):
            case_id = city.hand("inspector").filed()

            is_problem(headed(**change)(city.hand("supervisor"), case_id), status, code)

            assert city.hand("supervisor").case(case_id)["status"] == "reported"


def test_odd_words_and_odd_clocks_are_taken_as_they_are(city: City) -> None:
    hand = city.hand("inspector")
    odd = {"note": "裸土\0 𠮷野家😀👩‍👩‍👧 \ud800", "captured_at": "1970-01-01T00:00:00Z"}

    for change in (odd, {"captured_at": "2090-01-01T00:00:00Z"}, {"captured_at": "0001-01-01T00:00:00Z"}):
        answer = hand.client.put(
            f"{API}/reports/{uuid7()}", data=json.dumps(report_body(**change)), headers=JSON
        )
        assert answer.status_code == 201, answer.text
        case = hand.case(answer.get_json()["case_id"])
        assert case["captured_at"] == change["captured_at"].replace("Z", ".000Z")
        assert case["note"] in {"裸土 𠮷野家😀👩‍👩‍👧", "裸土未覆盖"}


def test_names_of_four_bytes_a_character_are_names(city: City) -> None:
    hand = city.hand("sysadmin")
    name = "𠮷田😀👩‍👩‍👧"

    made = hand.client.post(
        f"{API}/people", json={"username": "yoshida", "name": name, "unit_id": city.units["east"]}
    )

    assert made.status_code == 201, made.text
    listed = hand.get(f"/people?q={quote(name)}").get_json()["items"]
    assert [person["name"] for person in listed] == [name]
