"""What the API promises: every answer fits the schema of its route, and the document is checked in."""

import json
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from apiflask.schemas import EmptySchema

from inspect_app.cases.api.answers import CaseSummaryOut
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from scripts.api_document import PAGE, api_document
from tests.builders import API, City, Json, announcement, days_ahead, jpeg


@pytest.fixture
def city(city: City) -> City:
    """The small city with a system administrator."""
    city.person("sysadmin", Role.SYSADMIN, "city")
    return city


def test_the_document_that_is_checked_in_is_the_one_served(city: City) -> None:
    served = city.app.test_client().get(f"{API}/openapi.json")

    assert served.status_code == 200
    assert PAGE.read_text(encoding="utf-8") == api_document(), "run `make docs` and commit docs/openapi.json"
    assert served.get_json() == json.loads(api_document())


def rich_case(city: City) -> tuple[str, str]:
    """A case with everything a case can have: the case's id and a photo's."""
    photo = announcement(jpeg(7))
    case_id = city.hand("inspector").filed(photos=[photo])
    city.hand("inspector").upload(photo["id"], jpeg(7))
    second = city.hand("inspector").filed(place=None)
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3), instructions="覆盖")
    worker.does(case_id, "acknowledge")
    asked = worker.asks(case_id, "extension", due_at=days_ahead(9), reason="r").get_json()["case"]
    boss.answers(case_id, asked["requests"][0]["id"], "approve", note="好")
    worker.after_photo(case_id, jpeg(8))
    worker.does(case_id, "submit", measures="已覆盖")
    city.hand("verifier").does(case_id, "verify")
    boss.does(case_id, "reopen", ground="relapse", reason="死灰复燃")
    city.hand("inspector").does(second, "withdraw", reason="误报")
    drain(city.app)
    return case_id, photo["id"]


def test_every_answer_fits_the_schema_that_its_route_declares(city: City) -> None:
    case_id, photo_id = rich_case(city)
    reads = {
        "auditor": [
            "/me", "/me/sessions", "/me/tokens", "/units", "/people", "/grids", "/categories", "/workflow",
            "/sources", "/places/lookup?lat=34.65&lon=112.45&accuracy_m=30", "/stations", "/map/settings",
            "/cases/map?bbox=112,34,113,35&zoom=10", "/cases/near?lat=34.65&lon=112.45",
            "/cases", f"/cases/{case_id}",
            f"/cases/{case_id}/clocks", "/emergency-periods",
            f"/cases/{case_id}/history", f"/photos/{photo_id}", f"/reports/{case_id}", "/log/head",
            "/log/entries", "/log/kinds", f"/cases/{case_id}/custody", "/samples",
            f"/cases?q={quote('裸土')}&bbox=112,34,113,35&overdue=1&limit=1",
        ],
        "inspector": ["/me", "/cases?mine=1", f"/cases/{case_id}", "/reports?mine=1", "/grids"],
        "supervisor": ["/cases?status=accepted,rejected", f"/cases/{case_id}", "/people",
            "/cases/counts", f"/cases/{case_id}/duplicates", "/me/filters", "/hand-over-lists",
            "/cases?order=urgency&queue=requests",
        ],
        "sysadmin": ["/people", "/units", "/cases"],
    }  # fmt: skip

    for username, paths in reads.items():
        hand = city.hand(username)
        for path in paths:
            answer = hand.get(path)
            assert answer.status_code == 200, (path, answer.text)
            assert faults(city.app, path, answer.get_json()) == {}, (username, path)
    auditor = city.hand("auditor")
    for line in auditor.get("/cases").get_json()["items"]:
        assert CaseSummaryOut().validate(line) == {}
        whole = auditor.get(f"/cases/{line['id']}").get_json()
        assert line == {name: whole[name] for name in line}, "lists read text, a case its objects"


def faults(app: APIFlask, path: str, body: Json) -> object:
    """How an answer differs from the schema of its route; {} when it does not."""
    endpoint, _ = app.url_map.bind("").match(f"{API}{path.partition('?')[0]}", method="GET")
    schema = app.view_functions[endpoint]._spec["response"]["schema"]
    return {} if isinstance(schema, EmptySchema) else schema.validate(body)


def test_writes_answer_with_the_same_shapes(city: City) -> None:
    hand, boss = city.hand("inspector"), city.hand("supervisor")
    told = announcement(jpeg(9))

    filed = hand.report(photos=[told])
    acted = boss.act(filed.get_json()["case_id"], "accept")

    for name, answer in (("cases.put_report", filed), ("cases.act", acted)):
        schema = city.app.view_functions[name]._spec["response"]["schema"]
        assert schema.validate(answer.get_json()) == {}, name
