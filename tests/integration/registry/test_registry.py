"""The registry: entered once, changed by those whose area it is, linked to cases, stale when nobody looks."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.queries import registered
from tests.builders import API, IN_EAST, IN_WEST, City, Hand, Json

GCJ = (34.648833, 112.456018)  # IN_EAST as a Chinese map shows it


def entry(place: tuple[float, float] | None = IN_EAST, **change: Any) -> Json:
    """A site at a place."""
    position = place and {"lat": place[0], "lon": place[1], "datum": "wgs84"}
    said: Json = {
        "version": 0, "kind": "site", "number": "GD-001", "name": "云锦花园（二期）", "type": "construction",
        "state": "structure", "position": position, "contact": "赵某 13900000000",
    }  # fmt: skip
    return said | change


def put(hand: Hand, body: Json, entry_id: str | None = None) -> Any:
    return hand.client.put(f"{API}/registry/entries/{entry_id or uuid.uuid4()}", json=body)


def entered(hand: Hand, **change: Any) -> Json:
    answer = put(hand, entry(**change))
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def numbers(hand: Hand, query: str = "") -> list[str]:
    answer = hand.get(f"/registry/entries?{query}")
    assert answer.status_code == 200, answer.text
    return [one["number"] for one in answer.get_json()["items"]]


def flags(hand: Hand, entry_id: str) -> set[str]:
    shown = hand.get(f"/registry/entries/{entry_id}").get_json()
    return {one["code"] for one in shown["flags"]}


def test_an_entry_is_written_once_and_each_change_is_told(city: City) -> None:
    boss, entry_id = city.hand("supervisor"), str(uuid.uuid4())
    first = put(boss, entry(), entry_id)
    again = put(boss, entry(), entry_id)
    assert (first.status_code, again.status_code) == (201, 200), first.text
    shown = again.get_json()
    assert (shown["version"], shown["grid"]["id"], shown["unit"]["id"]) == (
        1, city.grids["east"], city.units["east"],
    )  # fmt: skip

    stopped = entry(state="stopped", version=1, contact="钱某 13800000000")
    changed = put(boss, stopped, entry_id).get_json()
    assert (changed["version"], put(boss, stopped, entry_id).get_json()["version"]) == (2, 2)
    stale = put(boss, entry(state="finished", version=1), entry_id)
    assert (stale.status_code, stale.get_json()["code"]) == (409, "stale_version")

    story = boss.get(f"/registry/entries/{entry_id}/history").get_json()["items"]
    assert [one["kind"] for one in story] == ["registry_entry_changed", "registry_entry_added"]
    assert story[0]["changes"] == [
        {"field": "contact", "before": None, "after": None},
        {"field": "state", "before": "structure", "after": "stopped"},
    ]
    with city.app.app_context():
        logged = db.session.scalars(select(Event).where(Event.subject == f"registry:{entry_id}"))
        assert "139000" not in str([event.payload for event in logged])
        assert check_log() == []


def test_a_doubtful_code_is_entered_with_a_hint_and_a_number_stands_for_one(city: City) -> None:
    boss = city.hand("supervisor")
    plant = {"kind": "enterprise", "type": "industry", "state": "scattered", "number": "QY-1", "name": "某厂"}
    hinted = entered(boss, **plant, credit_code="91350211m0000xuf46")
    assert [(one["field"], one["code"]) for one in hinted["notices"]] == [
        ("credit_code", "credit_code_check")
    ]
    assert put(boss, entry(**plant | {"name": "他厂"})).get_json()["code"] == "registry_number_taken"
    truck = {"kind": "vehicle", "type": "muck_truck", "state": "in_use", "number": "CL-1", "place": None}
    odd = entered(boss, **truck, name="川no·8351", owner_id=hinted["id"])
    assert odd["notices"][0]["suggestions"] == ["川N08351"]
    assert (odd["name"], odd["owner"]["name"], odd["unit"]["id"]) == ("川NO8351", "某厂", city.units["east"])
    assert numbers(boss, f"owner={hinted['id']}") == ["CL-1"]
    site_as_owner = put(boss, entry(owner_id=odd["id"], number="GD-2"))
    assert site_as_owner.get_json()["errors"][0]["field"] == "owner_id"


def test_everybody_reads_but_the_contact_and_the_pen_belong_to_the_area(city: City) -> None:
    boss = city.hand("supervisor")
    site = entered(boss)
    city.person("west-boss", Role.SUPERVISOR, "west")
    readers = {name: city.hand(name) for name in ("inspector", "auditor", "handler", "west-boss")}
    seen = {name: hand.get(f"/registry/entries/{site['id']}").get_json() for name, hand in readers.items()}
    assert {name: one["contact"] is not None for name, one in seen.items()} == {
        "inspector": True, "auditor": True, "handler": False, "west-boss": False,
    }  # fmt: skip
    refused = put(readers["west-boss"], entry(state="stopped", version=1), site["id"])
    assert (refused.status_code, refused.get_json()["code"]) == (403, "registry_not_yours")
    moved = put(boss, entry(IN_WEST, version=1), site["id"])
    assert moved.get_json()["code"] == "registry_not_yours"
    assert put(readers["inspector"], entry()).status_code == 403


def test_what_is_near_and_what_bears_a_name_is_found(city: City) -> None:
    boss = city.hand("supervisor")
    entered(boss)
    entered(boss, number="GD-002", name="北院", place=(IN_EAST[0] + 0.0025, IN_EAST[1]))
    entered(boss, number="GD-003", name="远处", place=(IN_EAST[0] + 0.004, IN_EAST[1]))
    by_map = entered(boss, number="GD-004", name="图上的", position={
        "lat": GCJ[0], "lon": GCJ[1], "datum": "gcj02",
    })  # fmt: skip
    assert by_map["position"]["source_datum"] == "gcj02"
    near = city.hand("inspector").get(f"/registry/near?lat={IN_EAST[0]}&lon={IN_EAST[1]}").get_json()
    assert [one["number"] for one in near["items"]][2] == "GD-002"
    assert {one["number"] for one in near["items"][:2]} == {"GD-001", "GD-004"}
    assert [one["distance_m"] for one in near["items"]][2] == 277
    assert numbers(boss, "q=云锦花园二期") == ["GD-001"]
    assert numbers(boss, "q=gd-00&limit=2") == ["GD-001", "GD-002"]
    assert numbers(boss, "kind=vehicle") == []
    with city.app.app_context():
        assert [one.number for one in registered("云锦花园·二期")] == ["GD-001"]
        assert [one.number for one in registered("", place=(IN_EAST[0] + 0.004, IN_EAST[1]))] == [
            "GD-003", "GD-002",
        ][::-1]  # fmt: skip
        assert registered("没有登记的厂") == []


def test_a_case_is_linked_by_a_person_from_what_the_report_tells(city: City) -> None:
    boss, reporter = city.hand("supervisor"), city.hand("inspector")
    site = entered(boss)
    far = entered(boss, number="GD-009", place=(34.61, 112.41), name="别处")
    plate = "川N08351"
    vehicle = {"kind": "vehicle", "type": "muck_truck", "state": "in_use", "number": "CL-1", "name": plate}
    truck = entered(boss, **vehicle, place=None)
    fields = {"plate": "川n 08351", "fault": "uncovered"}
    case_id = reporter.filed(category="muck_truck", fields=fields)

    offered = reporter.get(f"/cases/{case_id}/entries").get_json()
    told = [(one["entry"]["number"], [r["code"] for r in one["reasons"]]) for one in offered["suggested"]]
    assert told == [("CL-1", ["plate"]), ("GD-001", ["near"])]
    address = f"{API}/cases/{case_id}/entries/{truck['id']}"
    assert city.hand("verifier").client.put(address).get_json()["code"] == "link_not_yours"
    linked = [reporter.client.put(address).get_json() for _ in range(2)][1]
    assert [one["number"] for one in linked["linked"]] == ["CL-1"]
    assert reporter.client.put(f"{API}/cases/{case_id}/entries/{uuid.uuid4()}").status_code == 404
    boss.client.put(f"{API}/cases/{case_id}/entries/{far['id']}")
    boss.client.delete(f"{API}/cases/{case_id}/entries/{far['id']}")

    page = boss.get(f"/registry/entries/{truck['id']}").get_json()
    assert (page["record"]["cases"], page["record"]["open"], page["record"]["closed"]) == (1, 1, 0)
    cases = boss.get(f"/registry/entries/{truck['id']}/cases").get_json()["items"]
    assert [one["id"] for one in cases] == [case_id]
    assert boss.get(f"/registry/entries/{site['id']}/cases").get_json()["items"] == []
    kinds = [one["kind"] for one in boss.get(f"/cases/{case_id}/history").get_json()["items"]]
    assert [kind for kind in kinds if "link" in kind] == ["case_linked", "case_linked", "case_unlinked"]


def test_what_nobody_looks_at_is_flagged_until_somebody_confirms_it(city: City) -> None:
    boss, today = city.hand("supervisor"), utc_now().date()
    site = entered(boss, permit_to=(today - timedelta(days=2)).isoformat())
    assert flags(boss, site["id"]) == {"permit_ended", "no_leader"}
    leader = {
        "grid_id": city.grids["east"], "role": "liaison", "name": "孙某", "post": "网格办",
        "phone": "0379-0000000", "valid_from": "2026-01-01",
    }  # fmt: skip
    address, chief = (
        f"{API}/registry/leaders/{uuid.uuid4()}",
        leader | {"entry_id": site["id"], "grid_id": None},
    )
    assert boss.client.put(address, json=chief).get_json()["errors"][0]["field"] == "role"
    assert [boss.client.put(address, json=leader).status_code for _ in range(2)] == [204, 204]
    assert flags(boss, site["id"]) == {"permit_ended"}
    shown = boss.get(f"/registry/entries/{site['id']}").get_json()["leaders"]
    assert [(one["name"], one["role"]["code"], one["in_office"]) for one in shown] == [
        ("孙某", "liaison", True)
    ]
    boss.client.put(address, json=leader | {"valid_to": today.isoformat()})
    assert "no_leader" in flags(boss, site["id"])

    with city.app.app_context(), write_transaction():
        old = utc_now() - timedelta(days=400)
        db.session.execute(update(RegistryEntry).values(confirmed_at=old, confirmed_by=None))
    assert numbers(boss, "flag=unconfirmed") == numbers(boss, "flag=any") == ["GD-001"]
    assert city.hand("inspector").client.post(
        f"{API}/registry/entries/{site['id']}/confirm"
    ).status_code == 200  # fmt: skip
    assert numbers(boss, "flag=unconfirmed") == []


def test_grids_tell_who_is_responsible_and_whoever_is_not_of_their_area_changes_nothing(city: City) -> None:
    boss = city.hand("supervisor")
    city.person("west", Role.SUPERVISOR, "west")
    since = (utc_now() - timedelta(days=9)).date()
    body = {
        "entry_id": None,
        "grid_id": city.grids["east"],
        "role": "liaison",
        "name": "吴某",
        "valid_from": str(since),
    }
    address = f"{API}/registry/leaders/{uuid.uuid4()}"
    assert city.hand("west").client.put(address, json=body).get_json()["code"] == "registry_not_yours"
    assert boss.client.put(address, json=body).status_code == 204

    told = boss.get("/registry/grids").get_json()["items"]
    shown = {one["id"]: one for one in told}
    assert [one["code"] for one in told] == sorted(one["code"] for one in told)
    east = shown[city.grids["east"]]
    assert (east["may_change"], [one["name"] for one in east["leaders"]]) == (True, ["吴某"])
    assert not any(
        one["may_change"] for one in city.hand("inspector").get("/registry/grids").get_json()["items"]
    )
    vacant = {one["id"] for one in boss.get("/registry/grids?vacant=1").get_json()["items"]}
    assert vacant == set(shown) - {east["id"]}
    boss.client.put(address, json={**body, "valid_to": str(since + timedelta(days=5))})
    east = boss.get(f"/registry/grids?q={east['code']}").get_json()["items"][0]
    assert [one["in_office"] for one in east["leaders"]] == [False]
    assert east["id"] in {one["id"] for one in boss.get("/registry/grids?vacant=1").get_json()["items"]}


def test_grids_are_told_page_by_page_and_what_stands_in_the_own_ones_first(city: City) -> None:
    boss = city.hand("supervisor")
    city.person("west", Role.SUPERVISOR, "west")
    entered(boss)
    entered(city.hand("west"), number="GD-W", place=IN_WEST)
    assert (numbers(boss), numbers(boss, "mine=1")) == (["GD-001", "GD-W"], ["GD-001"])
    reader = city.hand("auditor")
    page = reader.get("/registry/grids?limit=1").get_json()
    rest = reader.get(f"/registry/grids?cursor={page['next_cursor']}").get_json()
    ids = [one["id"] for one in page["items"] + rest["items"]]
    assert (len(ids), set(ids)) == (len(city.grids), set(city.grids.values()))
