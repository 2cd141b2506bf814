"""The registry as a file: out and in again changes nothing, a trial run names each fault, all or nothing."""

import io
from typing import Any

from openpyxl import load_workbook

from inspect_app.audit.fsck import check_log
from inspect_app.core.roles import Role
from tests.builders import API, IN_WEST, City, Hand, Json
from tests.integration.registry.test_registry import entered, numbers


def send(hand: Hand, data: bytes, *, apply: bool = False) -> Any:
    return hand.client.post(f"{API}/registry/imports?apply={'1' if apply else '0'}", data=data)


def told(answer: Any) -> tuple[int, int, int, int]:
    assert answer.status_code == 200, answer.text
    body: Json = answer.get_json()
    return body["added"], body["changed"], body["unchanged"], body["faults_total"]


def test_a_sheet_that_comes_back_changes_nothing_and_a_changed_one_just_that(city: City) -> None:
    boss = city.hand("supervisor")
    site = entered(boss, note="=1+1", permit_to="2027-01-31")
    entered(
        boss, number="CL-1", kind="vehicle", type="muck_truck", state="in_use", name="川N08351", place=None
    )
    taken = boss.get("/registry.xlsx").data
    assert b"139000" not in taken
    assert told(send(boss, taken, apply=True)) == (0, 0, 2, 0)

    book = load_workbook(io.BytesIO(taken))
    rows = {row[1].value: row for row in book.active.iter_rows(min_row=2)}
    rows["GD-001"][4].value = "停工"
    book.active.append(["企业", "QY-9", "新厂", "工业企业", "散乱污"])
    file = io.BytesIO()
    book.save(file)
    assert told(send(boss, file.getvalue())) == (1, 1, 1, 0)
    assert numbers(boss, "q=QY-9") == []
    assert told(send(boss, file.getvalue(), apply=True)) == (1, 1, 1, 0)
    assert told(send(boss, file.getvalue(), apply=True)) == (0, 0, 3, 0)
    after = boss.get(f"/registry/entries/{site['id']}").get_json()
    assert (after["state"]["code"], after["contact"], after["position"]) == (
        "stopped",
        "赵某 13900000000",
        site["position"],
    )
    with city.app.app_context():
        assert check_log() == []


def test_faults_are_named_by_line_and_nothing_is_written(city: City) -> None:
    boss = city.hand("supervisor")
    lines = [
        "类别,编号,名称,类型,状态,许可止",
        "工地,GD-1,一号,房屋建筑,主体施工,2027-01-01",
        "工地,GD-2,二号,渣土车,主体施工,",
        "工地,GD-1,一号,房屋建筑,停工,",
        "工地,GD-3,三号,房屋建筑,停工,明年",
        "工地,GD-4,,房屋建筑,停工,",
    ]
    data = "\n".join(lines).encode()
    faults = [(one["cell"], one["code"], one["found"]) for one in send(boss, data).get_json()["faults"]]
    assert faults == [
        ("D3", "type", "渣土车"),
        ("B4", "number_twice", "GD-1"),
        ("F5", "permit_to", "明年"),
        ("C6", "empty", ""),
    ]
    assert send(boss, data, apply=True).get_json()["code"] == "registry_has_faults"
    assert numbers(boss) == []
    assert send(boss, b"a,b\n1,2").get_json()["code"] == "registry_without_columns"
    good = "\n".join(lines[:2]).encode()
    assert told(send(boss, good, apply=True)) == (1, 0, 0, 0)
    assert numbers(boss) == ["GD-1"]


def test_what_lies_elsewhere_or_nowhere_is_told_before_anything_is_written(city: City) -> None:
    boss = city.hand("supervisor")
    lat, lon = IN_WEST
    places = "\n".join(
        [
            "类别,编号,名称,类型,状态,纬度,经度,坐标系",
            f"工地,GD-8,西区,房屋建筑,停工,{lat},{lon},wgs84",
            f"工地,GD-9,半个位置,房屋建筑,停工,{lat},,",
        ]
    )
    city.person("east", Role.SUPERVISOR, "east")
    faults = [
        (one["cell"], one["code"]) for one in send(city.hand("east"), places.encode()).get_json()["faults"]
    ]
    assert faults == [("B2", "not_yours"), ("F3", "position")], "before anything is written"
    empty = boss.get("/registry/template.xlsx?lang=en").data
    assert [cell.value for cell in load_workbook(io.BytesIO(empty)).active[1]][:3] == [
        "Kind",
        "Number",
        "Name",
    ]
