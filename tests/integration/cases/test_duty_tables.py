"""Duty tables from the draft to the case they route: sheet, check, trial, force, explanation, reason."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from inspect_app.audit.queries import history
from inspect_app.core.clock import utc_now
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.places.days import local_day
from inspect_app.places.models import Station
from tests.builders import API, IN_EAST, IN_WEST, City, Hand, Json, days_ahead, jpeg

HEADING = "类别,网格,来源,牵头单位,配合单位,时限比例（%）,优先级,依据".replace("类别", "问题类别")
NAMED = {"name": "职责清单 2026", "document": "市环委办〔2026〕1号"}


@pytest.fixture
def city(city: City) -> City:
    """The small city with somebody above all and somebody to handle for each unit."""
    city.person("chief", Role.SUPERVISOR, "city")
    city.person("roader", Role.HANDLER, "roads")
    city.person("wester", Role.HANDLER, "west")
    return city


def draft(hand: Hand, *rows: str, copy: bool = False) -> str:
    """A draft with the rows of a CSV."""
    table_id = str(uuid7())
    made = hand.client.put(f"{API}/duty-tables/{table_id}", json=NAMED | {"copy": copy})
    assert made.status_code == 201, made.text
    if rows:
        read = sheet(hand, table_id, "\n".join([HEADING, *rows]).encode())
        assert read.get_json() == {"rows": len(rows), "faults": [], "faults_total": 0}
    return table_id


def sheet(hand: Hand, table_id: str, data: bytes) -> TestResponse:
    """Send a sheet."""
    return hand.client.post(f"{API}/duty-tables/{table_id}/sheet", data=data)


def enacted(hand: Hand, table_id: str, **change: object) -> TestResponse:
    """Bring a table into force from today, gaps and all."""
    order = {"valid_from": str(today(hand)), "reason": "三定方案调整", "accept_gaps": True}
    return hand.client.post(f"{API}/duty-tables/{table_id}/enact", json=order | change)


def today(hand: Hand) -> object:
    with hand.client.application.app_context():
        return local_day(utc_now())


def test_only_a_whole_table_comes_into_force_by_somebody_above_all_and_stays_as_it_is(city: City) -> None:
    chief, boss = city.hand("chief"), city.hand("supervisor")
    table = draft(chief, "裸露黄土,E,,works,roads,50,1,方案第3条", "*,*,,E,,,,")
    codes = {fault["code"] for fault in chief.get(f"/duty-tables/{table}").get_json()["check"]["faults"]}
    assert codes == {"unit_without_handler"}
    assert enacted(chief, table).get_json()["code"] == "duty_table_faulty"
    city.grant("handler", Role.HANDLER, "east")
    assert enacted(boss, table).get_json()["code"] == "wrong_role"
    assert enacted(chief, table, valid_from="2020-01-01").get_json()["code"] == "duty_day_past"
    answer = enacted(chief, table)
    assert answer.status_code == 200, answer.text
    assert enacted(chief, table).get_json()["sha256"] == answer.get_json()["sha256"]
    assert enacted(chief, table, valid_from="2030-01-01").get_json()["code"] == "duty_table_in_force"
    assert sheet(chief, table, b"x").status_code == 422
    assert sheet(chief, table, f"{HEADING}\n*,*,,W".encode()).get_json()["code"] == "duty_table_in_force"

    with city.app.app_context():
        kinds = [entry.kind for entry in history("places")]
    assert kinds[-1] == "duty_table_enacted"


def test_a_table_in_force_routes_explains_and_tightens_and_asks_for_a_reason_beside_it(city: City) -> None:
    chief, boss = city.hand("chief"), city.hand("supervisor")
    before = city.hand("inspector").filed()
    assert (
        enacted(
            chief, draft(chief, "裸露黄土,E,网格巡查,works,roads,50,1,方案第3条", "*,*,,roads")
        ).status_code
        == 200
    )

    case_id = city.hand("inspector").filed()
    case, why = boss.case(case_id), boss.get(f"/cases/{case_id}/routing").get_json()

    assert boss.get(f"/cases/{before}/routing").get_json()["table"] is None
    assert (case["suggested_unit"]["code"], case["triage_reason"], case["priority"]) == ("works", None, 1)
    assert why["table"]["document"] == NAMED["document"]
    found = [(step["counts"], [row["line"] for row in step["rows"]]) for step in why["steps"]]
    assert found == [(True, [2]), *[(False, [])] * 6, (False, [3])]
    boss.does(case_id, "accept")
    refused = boss.act(case_id, "assign", unit_id=city.units["roads"])
    assert (refused.status_code, refused.get_json()["code"]) == (422, "unit_unexplained")
    boss.does(case_id, "assign", unit_id=city.units["works"])
    spans = {
        clock["kind"]: clock["spans"][0] for clock in boss.get(f"/cases/{case_id}/clocks").get_json()["items"]
    }
    assert (spans["rectify"]["percent"], spans["rectify"]["because"]["zh"]) == (
        50,
        "《职责清单 2026》第 2 行",
    )
    assert (spans["accept"]["percent"], spans["accept"]["because"]) == (None, None)
    boss.does(case_id, "recall", reason="派错")
    boss.does(case_id, "assign", unit_id=city.units["roads"], reason="现场在道路红线内")


def test_a_helping_unit_sees_and_adds_and_only_the_lead_does_the_work(city: City) -> None:
    chief, boss = city.hand("chief"), city.hand("supervisor")
    assert enacted(chief, draft(chief, "*,E,,works,roads,,,")).status_code == 200
    case_id, stranger = city.hand("inspector").filed(), city.hand("wester")
    lead, helper = city.hand("handler"), city.hand("roader")
    boss.does(case_id, "accept")
    assert helper.get(f"/cases/{case_id}").status_code == 404
    assert [one["code"] for one in boss.does(case_id, "assign", unit_id=city.units["works"])["helpers"]] == [
        "roads"
    ]

    seen = helper.case(case_id)
    assert ([one["action"] for one in seen["offers"]], seen["request_offers"]) == (["supplement"], [])
    assert helper.act(case_id, "acknowledge").get_json()["code"] == "lead_unit_only"
    lead.does(case_id, "acknowledge")
    assert helper.act(case_id, "submit", measures="代办").get_json()["code"] == "lead_unit_only"
    helper.does(case_id, "supplement", note="已派洒水车")
    assert helper.after_photo(case_id, jpeg(41))
    listed = helper.get("/cases").get_json()["items"]
    assert [one["id"] for one in listed] == [case_id]
    assert helper.get("/ledger").get_json()["items"] == []
    assert (
        boss.act(case_id, "involve", helper_unit_id=city.units["works"]).get_json()["code"] == "not_a_helper"
    )
    assert stranger.get(f"/cases/{case_id}").status_code == 404
    boss.does(case_id, "involve", helper_unit_id=city.units["west"])
    assert stranger.case(case_id)["status"] == "rectifying"
    city.grant("roader", Role.VERIFIER, "east")
    lead.does(case_id, "plan", plan="覆盖裸土")
    lead.does(case_id, "submit", measures="已覆盖")
    helper = city.hand("roader")  # a new role ends the sessions before it
    assert helper.act(case_id, "verify").get_json()["code"] == "duties_not_separated"
    book = load_workbook(io.BytesIO(boss.get("/ledger.xlsx").data)).worksheets[0]
    assert "东区城管局、西区分局" in {cell.value for row in book.iter_rows() for cell in row}


def test_help_ends_with_the_hand_over_it_was_for(city: City) -> None:
    chief, boss = city.hand("chief"), city.hand("supervisor")
    assert enacted(chief, draft(chief, "*,E,,works,roads,,,")).status_code == 200
    case_id = city.hand("inspector").filed()
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"])
    boss.does(case_id, "recall", reason="派错")
    assert boss.case(case_id)["helpers"] == []
    assert city.hand("roader").get(f"/cases/{case_id}").status_code == 404


def test_the_second_refusal_asks_for_a_ruling_that_nobody_refuses_and_is_counted(city: City) -> None:
    chief, boss, lead = city.hand("chief"), city.hand("supervisor"), city.hand("handler")
    table = draft(chief, "*,E,,works")
    assert enacted(chief, table).status_code == 200
    case_id = city.hand("inspector").filed()
    boss.does(case_id, "accept")
    for reason in (None, "再次核实"):
        boss.does(case_id, "assign", unit_id=city.units["works"], **({"reason": reason} if reason else {}))
        lead.does(case_id, "refuse", reason="不属本单位")

    assert boss.case(case_id)["triage_reason"]["code"] == "disputed"
    refused = boss.act(case_id, "assign", unit_id=city.units["works"])
    assert refused.get_json()["code"] == "ruling_unexplained"
    boss.does(case_id, "assign", unit_id=city.units["works"], reason="三定方案第4条，不再退单")
    assert lead.act(case_id, "refuse", reason="仍不属").get_json()["code"] == "refusal_ruled"
    told = chief.get(f"/duty-tables/{table}/disputes").get_json()
    assert told["rows"] == [{"line": 2, "given": 3, "refused": 2}]
    assert [(one["unit"]["code"], one["given"], one["refused"]) for one in told["units"]] == [("works", 3, 2)]


def test_a_position_between_two_leads_waits_for_a_reason(city: City) -> None:
    chief = city.hand("chief")
    assert enacted(chief, draft(chief, "*,E,,works", "*,W,,W")).status_code == 200

    on_border = {"lat": 34.65, "lon": 112.4999, "accuracy_m": 30.0, "source": "device"}
    on_border["fix_at"] = utc_now().isoformat()
    case_id = city.hand("inspector").filed(position=on_border)
    boss = city.hand("supervisor")

    assert boss.case(case_id)["triage_reason"]["code"] == "several_units"
    others = boss.get(f"/cases/{case_id}/routing").get_json()["candidates"]
    assert [one["unit"]["code"] for one in others] == ["W"]
    boss.does(case_id, "accept")
    assert boss.act(case_id, "assign", unit_id=city.units["works"]).get_json()["code"] == "unit_unexplained"
    boss.does(case_id, "assign", unit_id=city.units["works"], reason="看照片在东侧", due_at=days_ahead(2))


def test_a_draft_is_tried_on_what_came_in_and_changes_nothing(city: City, tmp_path: Path) -> None:
    chief, inspector = city.hand("chief"), city.hand("inspector")
    assert enacted(chief, draft(chief, "*,E,,works")).status_code == 200
    moved = inspector.filed()
    inspector.filed(category="straw_burning")
    gained = inspector.filed(place=IN_WEST)
    copied = chief.get(f"/duty-tables/{draft(chief, copy=True)}").get_json()["rows"]
    assert [row["unit"]["code"] for row in copied] == ["works"]
    table = draft(chief, "bare_soil,,,roads", "*,E,,works")

    trial = chief.get(f"/duty-tables/{table}/trial").get_json()

    counts = {one["kind"]: one["cases"] for one in trial["counts"]}
    assert (trial["cases"], counts) == (3, {"same": 1, "changed": 1, "gained": 1, "lost": 0})
    moves = {
        (one["before"] and one["before"]["code"], one["after"]["code"]): one["cases"]
        for one in trial["moves"]
    }
    assert moves == {("works", "roads"): 1, (None, "roads"): 1}
    assert [one["case_id"] for one in trial["items"]] == [gained, moved]
    of_kind = chief.get(f"/duty-tables/{table}/trial?kind=changed&unit={city.units['roads']}").get_json()
    assert ([one["case_id"] for one in of_kind["items"]], of_kind["listed"]) == ([moved], 1)
    assert chief.get(f"/duty-tables/{table}/trial?from=2026-01-01&to=2026-12-31").status_code == 422
    book = load_workbook(io.BytesIO(chief.get(f"/duty-tables/{table}/trial.xlsx").data)).worksheets[0]
    assert book.max_row == 3
    file = tmp_path / "draft.xlsx"
    file.write_bytes(chief.get(f"/duty-tables/{table}/sheet.xlsx").data)
    told = city.app.test_cli_runner().invoke(args=["duty", "try", str(file)])
    assert told.exit_code == 0, told.output
    assert "works -> roads" in told.output
    assert chief.case(moved)["suggested_unit"]["code"] == "works"
    file.write_text(f"{HEADING}\n*,*,,nobody", encoding="utf-8")
    told = city.app.test_cli_runner().invoke(args=["duty", "try", str(file)])
    assert (told.exit_code, "D2: unknown_unit nobody" in told.output) == (1, True)


def test_every_fault_of_a_sheet_is_told_at_its_cell_and_nothing_is_taken(city: City) -> None:
    chief = city.hand("chief")
    table = draft(chief, "*,*,,works")
    rows = ["nonsense,*,,works", "*,Z,,works", "*,*,patrol9,works", "*,*,,nobody", "*,*,,works,works,,,"]
    rows += ["*,*,,works,,0,,", "*,*,,works,,,3,"]

    told = sheet(chief, table, "\n".join([HEADING, *rows]).encode()).get_json()

    faults = [(one["where"], one["code"]) for one in told["faults"]]
    assert faults == [
        ("A2", "unknown_category"), ("B3", "unknown_area"), ("C4", "unknown_source"), ("D5", "unknown_unit"),
        ("E6", "helper_is_lead"), ("F7", "bad_percent"), ("G8", "bad_priority"),
    ]  # fmt: skip
    whole = chief.get(f"/duty-tables/{table}").get_json()
    assert [row["unit"]["code"] for row in whole["rows"]] == ["works"]
    row: Json = {"category": "bare_soil", "unit_id": city.units["works"], "helper_ids": [city.units["roads"]]}
    sent = chief.client.put(f"{API}/duty-tables/{table}/rows", json={"rows": [row, row]}).get_json()
    assert [(one["where"], one["code"]) for one in sent["check"]["faults"]] == [("3", "same_as")]
    assert sent["check"]["gaps_total"] > 0
    unknown = {"rows": [row | {"unit_id": 4711}]}
    answer = chief.client.put(f"{API}/duty-tables/{table}/rows", json=unknown)
    assert answer.get_json()["code"] == "duty_rows_unknown"
    assert chief.client.delete(f"{API}/duty-tables/{table}").status_code == 204
    assert chief.get(f"/duty-tables/{table}").status_code == 404


def test_a_station_near_by_raises_the_case_and_shortens_its_clocks(city: City) -> None:
    lat, lon = IN_EAST
    day = (utc_now() - timedelta(days=400)).date()
    with city.app.app_context(), write_transaction() as session:
        at = {"lat_e7": round(lat * 1e7), "lon_e7": round(lon * 1e7), "source_datum": "wgs84"}
        session.add(Station(code="S1", name="西苑站", level="national", valid_from=day, valid_to=None, **at))
    inspector, boss = city.hand("inspector"), city.hand("supervisor")
    near, nearer = inspector.filed(place=(lat + 0.008, lon)), inspector.filed(place=(lat + 0.001, lon))
    far = inspector.filed(place=(lat + 0.02, lon))

    assert [boss.case(case)["priority"] for case in (far, near, nearer)] == [0, 1, 2]
    ring = boss.get(f"/cases/{near}/routing").get_json()["ring"]
    assert (ring["station"]["code"], ring["within_m"], round(ring["distance_m"])) == ("S1", 1000, 888)
    clock = boss.get(f"/cases/{nearer}/clocks").get_json()["items"][0]["spans"][0]
    assert (clock["percent"], clock["because"]["en"]) == (50, "Within 500 m of 西苑站")
    plain = boss.get(f"/cases/{far}/clocks").get_json()["items"][0]["spans"][0]
    assert (plain["percent"], plain["because"]) == (None, None)
