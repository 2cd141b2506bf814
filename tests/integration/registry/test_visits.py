"""A visit: taken once, its failed items are cases at once, its proofs come in their order."""

import json
import uuid
from typing import Any

from inspect_app.audit.fsck import check_log
from inspect_app.core.ids import uuid7
from tests.builders import API, City, Hand, Json, announcement, jpeg, report_body
from tests.integration.cases.phone_outbox import Outbox, imports, outcomes
from tests.integration.registry.test_registry import entered

SIX = ("enclosure", "covering", "wheel_wash", "hardened", "wet", "closed_trucks")
FIVE = ("water_cut", "power_cut", "materials_cleared", "products_cleared", "equipment_cleared")
PLANT = {"kind": "enterprise", "type": "workshop", "state": "scattered", "number": "QY-1", "name": "某加工点"}


def visit(entry_id: str, items: Json, checklist: str = "six_hundred") -> Json:
    """A filled checklist; what `items` does not name is fine, or open."""
    codes, usual = (SIX, "pass") if checklist == "six_hundred" else (FIVE, "open")
    body = {
        name: value for name, value in report_body().items() if name in {"captured_at", "position", "client"}
    }
    lines = [{"code": code, "result": usual} | items.get(code, {}) for code in codes]
    return {**body, "entry_id": entry_id, "checklist": checklist, "note": "例行检查", "items": lines}


def failed(shade: int, **change: Any) -> Json:
    case_id = str(uuid7())
    return {
        "result": "fail",
        "case_id": case_id,
        "photos": [announcement(jpeg(shade))],
        "note": "缺口",
    } | change


def proved(shade: int, case_id: str) -> Json:
    return {"result": "done", "case_id": case_id, "photos": [announcement(jpeg(shade))]}


def put(hand: Hand, body: Json, visit_id: str | None = None) -> Any:
    return hand.client.put(f"{API}/visits/{visit_id or uuid.uuid4()}", json=body)


def test_failed_items_become_cases_in_one_act_that_can_be_repeated(city: City) -> None:
    site, inspector, visit_id = entered(city.hand("supervisor")), city.hand("inspector"), str(uuid7())
    wet, cover = failed(1), failed(2)
    body = visit(site["id"], {"wet": wet, "covering": cover, "hardened": {"result": "na"}})
    answers = [put(inspector, body, visit_id) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200], answers[0].text
    shown = answers[1].get_json()
    results = {one["code"]: (one["result"]["code"], one["case_id"]) for one in shown["items"]}
    assert results["wet"] == ("fail", wet["case_id"])
    assert results["hardened"] == ("na", None)
    assert put(inspector, body | {"note": "别的"}, visit_id).get_json()["code"] == "visit_conflict"

    case = inspector.case(wet["case_id"])
    assert (case["category"]["code"], case["status"], case["photos_total"]) == (
        "construction_dust",
        "reported",
        1,
    )
    assert case["fields"] == {"site_name": site["name"], "missing_measure": "wet"}
    assert "土方开挖湿法作业：缺口" in case["note"]
    kinds = [one["kind"] for one in inspector.get(f"/cases/{wet['case_id']}/history").get_json()["items"]]
    assert kinds == ["case_reported", "case_linked"]
    assert inspector.upload(wet["photos"][0]["id"], jpeg(1)).status_code == 204

    page = inspector.get(f"/registry/entries/{site['id']}").get_json()
    assert (page["record"]["cases"], page["confirmed_by"]["name"]) == (2, "inspector某")
    story = inspector.get(f"/registry/entries/{site['id']}/history").get_json()["items"]
    assert story[0]["kind"] == "visit_made"
    visits = inspector.get(f"/registry/entries/{site['id']}/visits").get_json()
    assert ([one["id"] for one in visits["items"]], visits["proofs"]) == ([visit_id], None)
    stranger = city.hand("handler").get(f"/visits/{visit_id}").get_json()
    assert {one["case_id"] for one in stranger["items"]} == {None}

    again = put(inspector, visit(site["id"], {"wet": failed(3, case_id=wet["case_id"])}))
    assert again.status_code == 201, again.text
    assert inspector.case(wet["case_id"])["photos_total"] == 2
    with city.app.app_context():
        assert check_log() == []


def test_a_visit_that_is_not_filled_in_is_refused_and_leaves_nothing(city: City) -> None:
    site, inspector = entered(city.hand("supervisor")), city.hand("inspector")
    bare = failed(1, photos=[])
    assert put(inspector, visit(site["id"], {"wet": bare})).get_json()["code"] == "item_without_photo"
    unnamed = failed(1, case_id=None)
    refused = put(inspector, visit(site["id"], {"wet": unnamed}))
    assert refused.get_json()["errors"][0]["field"] == "items.wet.case_id"
    wrong = put(inspector, visit(site["id"], {}, "two_cuts_three_clears"))
    assert wrong.get_json()["errors"][0]["field"] == "checklist"
    assert put(inspector, visit(str(uuid.uuid4()), {})).status_code == 404
    assert put(city.hand("handler"), visit(site["id"], {})).status_code == 403
    assert inspector.get(f"/registry/entries/{site['id']}/visits").get_json()["items"] == []


def test_two_cuts_three_clears_is_proved_in_order_on_one_case_over_visits(city: City) -> None:
    plant, inspector, case_id = (
        entered(city.hand("supervisor"), **PLANT),
        city.hand("inspector"),
        str(uuid7()),
    )
    early = visit(plant["id"], {"products_cleared": proved(1, case_id)}, "two_cuts_three_clears")
    assert put(inspector, early).get_json()["code"] == "proof_out_of_order"
    cuts = {"water_cut": proved(2, case_id), "power_cut": proved(3, case_id)}
    first = put(inspector, visit(plant["id"], cuts, "two_cuts_three_clears"))
    assert first.status_code == 201, first.text
    case = inspector.case(case_id)
    assert (case["category"]["code"], case["photos_total"], case["fields"]["enterprise"]) == (
        "small_polluters", 2, "某加工点",
    )  # fmt: skip
    proofs = inspector.get(f"/registry/entries/{plant['id']}/visits").get_json()["proofs"]
    assert ([one["done"] for one in proofs["items"]], proofs["case_id"]) == (
        [True] * 2 + [False] * 3,
        case_id,
    )
    skipping = visit(plant["id"], {"equipment_cleared": proved(4, case_id)}, "two_cuts_three_clears")
    assert put(inspector, skipping).get_json()["code"] == "proof_out_of_order"
    rest = {code: proved(5 + place, case_id) for place, code in enumerate(FIVE[2:])}
    last = put(inspector, visit(plant["id"], rest, "two_cuts_three_clears"))
    assert last.status_code == 201, last.text
    proofs = inspector.get(f"/registry/entries/{plant['id']}/visits").get_json()["proofs"]
    assert all(one["done"] for one in proofs["items"])
    assert inspector.case(case_id)["photos_total"] == 5


def test_a_visit_comes_out_of_a_rescue_archive_as_over_its_route(city: City) -> None:
    site, inspector, outbox = entered(city.hand("supervisor")), city.hand("inspector"), Outbox(city)
    wet, cover = failed(1), failed(2)
    originals = {line["photos"][0]["id"]: jpeg(shade) for shade, line in ((1, wet), (2, cover))}
    visit_id = outbox.add(
        "visit", str(uuid7()), visit(site["id"], {"wet": wet, "covering": cover}), originals
    )

    assert outcomes(imports(inspector, outbox.zip())) == [("visit", "imported", ["imported", "imported"])]
    again = imports(inspector, outbox.zip())
    assert outcomes(again) == [("visit", "already_here", ["already_here", "already_here"])]
    shown = inspector.get(f"/visits/{visit_id}").get_json()
    cases = {line["case_id"] for line in shown["items"] if line["case_id"]}
    assert cases == {wet["case_id"], cover["case_id"]}
    assert [photo["state"] for photo in inspector.case(wet["case_id"])["photos"]] == ["stored"]
    late = put(inspector, json.loads(outbox.files[f"items/{visit_id}/visit.json"]), visit_id)
    assert late.status_code == 409, "the words are compared byte for byte"
    with city.app.app_context():
        assert check_log() == []
