"""The roster of a unit: entered by hand or from a sheet, it decides who hears of an assignment first."""

import io
from datetime import timedelta

from flask_migrate import downgrade, upgrade
from openpyxl import load_workbook

from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import to_iso, utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from tests.builders import API, City, Hand, Json, days_ahead
from tests.integration.test_migrations import FOLDER, tables


def shift(city: City, who: str, begin: timedelta, end: timedelta) -> Json:
    """The body of a shift around now."""
    now = utc_now()
    return {
        "person_id": city.people[who],
        "starts_at": to_iso(now + begin),
        "ends_at": to_iso(now + end),
    }


def enters(hand: Hand, unit_id: int, body: Json, shift_id: object = None) -> tuple[int, Json]:
    """Put somebody on the roster."""
    answer = hand.client.put(f"{API}/units/{unit_id}/shifts/{shift_id or uuid7()}", json=body)
    return answer.status_code, answer.get_json()


def events(city: City, who: str) -> list[str]:
    """What somebody was told of, the oldest first."""
    return [one["event"] for one in reversed(city.hand(who).get("/notices").get_json()["items"])]


def assigned(city: City) -> str:
    """A case in the hands of the works."""
    case_id = city.hand("inspector").filed()
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    return case_id


HOUR = timedelta(hours=1)


def test_who_is_on_duty_hears_of_an_assignment_and_is_named_at_the_case(city: City) -> None:
    works, hand = city.units["works"], city.hand("handler")
    city.person("mate", Role.HANDLER, "works")
    assert assigned(city)
    assert events(city, "handler") == events(city, "mate") == ["case_assigned"]

    shift_id, body = uuid7(), shift(city, "mate", -HOUR, HOUR)
    assert enters(hand, works, body, shift_id)[0] == 201
    assert enters(hand, works, body, shift_id)[0] == 200
    assert enters(hand, works, body | {"ends_at": to_iso(utc_now() + 2 * HOUR)}, shift_id)[1]["code"] == (
        "shift_conflict"
    )
    assert enters(hand, works, body)[1]["code"] == "shift_taken"
    assert enters(hand, works, shift(city, "verifier", -HOUR, HOUR))[1]["code"] == "unknown_person"
    assert enters(hand, works, shift(city, "mate", -2 * HOUR, -HOUR))[1]["code"] == "shift_over"

    case_id = assigned(city)
    assert events(city, "handler") == ["case_assigned"]
    assert events(city, "mate") == ["case_assigned", "case_assigned"]
    told = city.hand("supervisor").get(f"/cases/{case_id}/routing").get_json()["on_duty"]
    assert (told["unit"]["code"], [one["name"] for one in told["people"]]) == ("works", ["mate某"])
    with city.app.app_context():
        mark_breaches(utc_now() + timedelta(days=2))
    late = "clock_breached.acknowledge"  # by then nobody is on duty
    assert [events(city, who).count(late) for who in ("mate", "handler")] == [2, 2]

    path = f"{API}/units/{works}/shifts/{shift_id}"
    never = f"{API}/units/{works}/shifts/{uuid7()}"
    assert hand.client.delete(path).status_code == hand.client.delete(never).status_code == 204
    assert hand.get(f"/units/{works}/shifts").get_json()["now"] == []
    assert hand.client.delete(path).get_json()["code"] == "shift_over"
    assigned(city)
    assert events(city, "handler").count("case_assigned") == 2


def test_a_sheet_is_taken_whole_or_not_at_all_by_those_who_keep_the_roster(city: City) -> None:
    works, boss, hand = city.units["works"], city.hand("supervisor"), city.hand("handler")
    tomorrow = (utc_now() + timedelta(days=1)).date().isoformat()

    def sends(*lines: str) -> Json:
        data = "\n".join(["值班人员,开始,结束", *lines]).encode()
        answer = boss.client.post(f"{API}/units/{works}/shifts/sheet", data=data)
        assert answer.status_code == 200, answer.text
        found: Json = answer.get_json()
        return found

    assert [one["where"] for one in sends(f"handler,{tomorrow},{tomorrow}", "nobody,x,y")["faults"]] == [
        "A3", "B3", "C3",
    ]  # fmt: skip
    page = hand.get(f"/units/{works}/shifts").get_json()
    assert (page["items"], page["may_edit"], [one["name"] for one in page["people"]]) == (
        [], True, ["handler某"],
    )  # fmt: skip
    line = f"handler,{tomorrow} 08:00,{tomorrow} 20:00"
    assert (sends(line)["added"], sends(line)["added"]) == (1, 0)
    assert sends(f"handler,{tomorrow} 08:00,{tomorrow} 18:00")["changed"] == 1
    book = load_workbook(io.BytesIO(hand.get(f"/units/{works}/shifts.xlsx").data)).worksheets[0]
    assert [cell.value for cell in list(book.rows)[1]] == [
        "handler",
        f"{tomorrow} 08:00",
        f"{tomorrow} 18:00",
    ]

    reader = city.hand("auditor")
    assert len(reader.get(f"/units/{works}/shifts").get_json()["items"]) == 1
    assert boss.get(f"/units/{city.units['west']}/shifts").status_code == 404
    assert hand.get(f"/units/{city.units['roads']}/shifts").status_code == 404
    assert (
        reader.get(f"/log/entries?subject=unit:{works}").get_json()["items"][-1]["kind"] == "shifts_entered"
    )


def test_rosters_and_helpers_come_and_go_with_their_tables(city: City) -> None:
    works = city.units["works"]
    assert enters(city.hand("handler"), works, shift(city, "handler", -HOUR, HOUR))[0] == 201
    case_id = assigned(city)
    city.hand("supervisor").does(case_id, "involve", helper_unit_id=city.units["roads"])
    with city.app.app_context():
        downgrade(FOLDER, revision="0016")
        assert not {"duty_shifts", "case_helpers"} & tables()
        db.session.remove()
        upgrade(FOLDER)
        assert tables() >= {"duty_shifts", "case_helpers"}
    assert city.hand("handler").case(case_id)["helpers"] == []
    assert city.hand("handler").get(f"/units/{works}/shifts").get_json()["items"] == []
