"""A superior's list from its file to the sheet that goes back; who may, and what a repeat does."""

import io
from collections import Counter
from typing import Any

from openpyxl import Workbook, load_workbook

from inspect_app.audit.fsck import check_log
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from tests.builders import API, IN_EAST, City, Hand, Json, days_ahead, jpeg
from tests.integration.registry.test_registry import entered, entry, put

HEADING = ["编号", "地址", "企业名称", "纬度", "经度", "类别", "责任单位", "整改期限", "存在问题"]
STEPS = 0.00009  # ten metres north
SOMEWHERE = (34.68, 112.42)  # in the east, four kilometres from everything
HEAD = {"issuer": "省生态环境厅", "level": "province", "batch": "第3批", "datum": "wgs84"}


def list_file(number: str, *more: list[Any]) -> bytes:
    """Six rows: one on the spot, one near by, one that names our number, two new ones, one faulty."""
    lat, lon = IN_EAST
    rows = [
        ["省-1", "新安路", "", lat + STEPS, lon, "裸露黄土", "东区住建局", "2099-01-01", "黄土裸露"],
        ["省-2", "新安路以北", "", lat + 20 * STEPS, lon, "裸露黄土", "", "", "黄土裸露"],
        ["省-3", "", "", "", "", "", "", "", f"反映的问题见贵局 {number}"],
        ["省-4", "北环路", "某某建材厂", *SOMEWHERE, "物料堆场", "东区住建局", "2020-01-01", "石料露天堆放"],
        ["省-5", "城区某处", "", "", "", "", "", "", "夜间有异味"],
        ["省-6", "城区某处", "", 112.45, 34.65, "裸露黄土", "", "", "坐标写反"],
        *more,
    ]
    book = Workbook()
    for row in [HEADING, *rows]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sends(hand: Hand, list_id: Any, data: bytes, **change: Any) -> Any:
    """Put the file, on trial or to keep."""
    query = {**HEAD, "received_on": utc_now().date().isoformat(), **change}
    return hand.client.put(f"{API}/hand-over-lists/{list_id}", data=data, query_string=query)


def rows_of(hand: Hand, list_id: Any, query: str = "") -> dict[str, Json]:
    answer = hand.get(f"/hand-over-lists/{list_id}/rows?{query}")
    assert answer.status_code == 200, answer.text
    return {row["number"]: row for row in answer.get_json()["items"]}


def decides(hand: Hand, list_id: Any, *rows: Json) -> Any:
    return hand.client.post(f"{API}/hand-over-lists/{list_id}/decisions", json={"rows": list(rows)})


def close(city: City, case_id: str) -> None:
    """Lead a case to its end."""
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(7))
    worker.does(case_id, "submit", measures="已覆盖防尘网")
    city.hand("verifier").does(case_id, "verify")


def imported(city: City, list_id: Any, here: str, other: str) -> dict[str, Json]:
    """The rows of the file: tried first, kept once however often it is sent, under one id."""
    boss = city.hand("supervisor")
    file = list_file(boss.case(other)["number"])
    trial = sends(boss, list_id, file).get_json()
    assert (trial["rows"], trial["applied"], trial["list_id"]) == (5, False, None)
    assert trial["findings"] == {"matched": 3, "new": 1, "unknown_place": 1}
    assert [(one["cell"], one["code"]) for one in trial["faults"]] == [("D7", "coordinates_swapped")]
    assert boss.get("/hand-over-lists").get_json()["items"] == []
    kept = sends(boss, list_id, file, apply="true").get_json()
    assert (kept["applied"], kept["list_id"]) == (True, str(list_id))
    again = sends(boss, list_id, file, apply="true").get_json()
    assert again["findings"] == {"duplicate": 5}
    twin = sends(boss, uuid7(), file, apply="true")
    assert (twin.status_code, twin.get_json()["list_id"]) == (409, str(list_id))

    rows = rows_of(boss, list_id)
    assert {n: (row["finding"]["code"], row["sure"], cases_in(row)) for n, row in rows.items()} == {
        "省-1": ("matched", True, [here]),
        "省-2": ("matched", False, [here]),
        "省-3": ("matched", True, [other]),
        "省-4": ("unknown_place", True, []),
        "省-5": ("new", False, []),
    }
    near = rows["省-2"]["candidates"][0]
    assert (near["reason"], near["distance_m"]) == ("place", 200)
    return rows


def cases_in(row: Json) -> list[str]:
    return [case["id"] for case in row["candidates"]]


def test_a_list_comes_is_decided_followed_and_goes_back(city: City) -> None:
    boss, scout, list_id = city.hand("supervisor"), city.hand("inspector"), uuid7()
    here, other = scout.filed(), scout.filed(category="road_dust", place=(34.62, 112.48))
    rows = imported(city, list_id, here, other)
    what_is_refused(city, list_id, rows)
    decisions = [
        {"id": rows["省-1"]["id"], "decision": "match"},
        {"id": rows["省-2"]["id"], "decision": "new"},
        {"id": rows["省-3"]["id"], "decision": "match", "case_id": other},
        {"id": rows["省-4"]["id"], "decision": "new"},
        {"id": rows["省-5"]["id"], "decision": "leave_out", "remark": "不属大气问题，已告知"},
    ]
    done = decides(boss, list_id, *decisions)
    assert done.status_code == 200, done.text
    cases = {row["number"]: row["case"] for row in done.get_json()["rows"]}
    assert decides(boss, list_id, *decisions).get_json() == done.get_json(), "said again, nothing happens"
    assert len(boss.get("/cases?source=superior_list").get_json()["items"]) == 4
    how_the_cases_look(city, boss, here, cases)

    close(city, here)
    close(city, cases["省-4"]["id"])
    what_goes_back(boss, list_id)
    with city.app.app_context():
        assert check_log() == []
        db.session.remove()


def what_is_refused(city: City, list_id: Any, rows: dict[str, Json]) -> None:
    """Others see nothing of it, and a decision without what it needs changes nothing."""
    boss, ids = city.hand("supervisor"), {number: row["id"] for number, row in rows.items()}
    city.person("west", Role.SUPERVISOR, "west")
    stranger = city.hand("west")
    assert stranger.get(f"/hand-over-lists/{list_id}").status_code == 404
    assert decides(stranger, list_id, {"id": ids["省-1"], "decision": "match"}).status_code == 404
    assert sends(stranger, list_id, list_file("x"), unit=city.units["east"]).status_code == 422
    assert city.hand("auditor").get(f"/hand-over-lists/{list_id}").status_code == 200
    for row, code in (
        ({"id": ids["省-5"], "decision": "new"}, "category_needed"),
        ({"id": ids["省-5"], "decision": "match"}, "case_needed"),
        ({"id": ids["省-5"], "decision": "leave_out"}, "remark_needed"),
        ({"id": str(uuid7()), "decision": "match"}, "not_found"),
    ):
        answer = decides(boss, list_id, {"id": ids["省-1"], "decision": "match"}, row)
        assert answer.get_json()["code"] == code
    assert {row["state"] for row in rows_of(boss, list_id).values()} == {"waiting"}


def how_the_cases_look(city: City, boss: Hand, here: str, cases: dict[str, Json]) -> None:
    """A case that was named shows the superior beside the patrol; a new one needs no photo."""
    origins = boss.case(here)["origins"]
    assert [one["source"]["code"] for one in origins] == ["patrol", "superior_list"]
    said = {line["name"]: line["value"]["zh"] for line in origins[1]["said"]}
    assert (said["superior_number"], said["issuer"], said["deadline"]) == (
        "省-1",
        "省生态环境厅",
        "2099-01-01",
    )
    new = boss.case(cases["省-4"]["id"])
    assert (new["source"]["code"], new["missing_photo_roles"], new["note"]) == (
        "superior_list",
        [],
        "石料露天堆放\n北环路",
    )
    assert new["suggested_unit"]["id"] == city.units["works"]
    assert new["grid"]["id"] == city.grids["east"]


def what_goes_back(boss: Hand, list_id: Any) -> None:
    """The list is followed to its end; the sheet has our numbers, measures and dates; rates are told."""
    rows = rows_of(boss, list_id)
    assert {number: (row["state"], row["late"]) for number, row in rows.items()} == {
        "省-1": ("closed", False),
        "省-2": ("open", None),
        "省-3": ("open", None),
        "省-4": ("closed", True),
        "省-5": ("left_out", None),
    }
    assert rows_of(boss, list_id, "state=closed&q=建材").keys() == {"省-4"}
    told = boss.get(f"/hand-over-lists/{list_id}").get_json()
    assert (told["closing_rate"], told["counts"]["closed"], told["counts"]["waiting"]) == (5000, 2, 0)

    answer = boss.get(f"/hand-over-lists/{list_id}/reconciliation.xlsx")
    page = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    heading, *lines = [list(row) for row in page.iter_rows(values_only=True)]
    sheet = {line[0]: dict(zip(heading, line, strict=True)) for line in lines}
    assert list(sheet) == ["省-1", "省-2", "省-3", "省-4", "省-5"]
    assert (sheet["省-4"]["办理状态"], sheet["省-4"]["整改措施"], sheet["省-4"]["是否超上级期限"]) == (
        "已销号", "已覆盖防尘网", "是"
    )  # fmt: skip
    assert (sheet["省-4"]["比对结果"], sheet["省-5"]["备注"]) == ("黑户（不在台账）", "不属大气问题，已告知")
    assert sheet["省-1"]["本地案件编号"] == rows["省-1"]["case"]["number"]

    ranking = boss.get("/indicators/closing_rate/ranking?by=source").get_json()
    counted = Counter({line["group"]["code"]: line["sample"] for line in ranking["items"]})
    assert counted == {"patrol": 1, "superior_list": 1}
    assert ranking["reconciliation"]["reconciles"]


def test_what_is_registered_or_ever_was_a_case_is_no_black_household(city: City) -> None:
    boss, north = city.hand("supervisor"), STEPS / 10
    entered(boss, number="GD-1", name="云锦花园", place=(34.68, 112.42))
    shut = {"number": "GD-2", "name": "旧厂改造", "place": (34.66, 112.40)}
    gone = entered(boss, **shut)
    assert put(boss, entry(**shut, version=1, active=False), gone["id"]).status_code == 200
    old = city.hand("inspector").filed(place=(34.64, 112.43))
    boss.does(old, "accept")
    rows = {
        "登-1": (34.68 + 400 * north, 112.42, "", "new"),
        "登-2": (34.68 + 600 * north, 112.42, "", "unknown_place"),
        "登-3": (34.68 + 600 * north, 112.42, "云锦 花园", "new"),
        "登-4": (34.66, 112.40, "", "unknown_place"),
        "登-5": (34.64 - 490 * north, 112.43, "", "new"),
        "登-6": (34.64, 112.43 + 520 * north / 0.82, "", "unknown_place"),
    }
    book = Workbook()
    book.active.append(HEADING)
    for number, (lat, lon, site, _) in rows.items():
        book.active.append([number, "", site, lat, lon, "物料堆场", "", "", "石料露天堆放"])
    file = io.BytesIO()
    book.save(file)
    trial = sends(boss, uuid7(), file.getvalue()).get_json()
    found = {one["number"]: (one["finding"]["code"], one["sure"]) for one in trial["tried"]}
    assert found == {number: (wanted, True) for number, (*_, wanted) in rows.items()}
