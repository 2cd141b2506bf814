"""The ledger: sign-off one by one, feedback that means something, a sheet out and what comes back."""

import codecs
import csv
import io
import json
import uuid
from typing import Any

from apiflask import APIFlask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.audit.queries import entry_body
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from tests.builders import API, City, Hand, Json, days_ahead, jpeg

FORMULA = '=HYPERLINK("http://x")\n+1'


def handed_over(city: City, **report: Any) -> str:
    """A case in the hands of the works."""
    case_id = city.hand("inspector").filed(**report)
    boss = city.hand("supervisor")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(2))
    city.hand("handler").does(case_id, "acknowledge")
    return case_id


def closed(city: City, shade: int = 1) -> str:
    """A case of one stage that was put right and verified."""
    case_id = handed_over(city)
    worker = city.hand("handler")
    worker.after_photo(case_id, jpeg(shade))
    worker.does(case_id, "submit", measures="已覆盖防尘网")
    assert city.hand("verifier").does(case_id, "verify")["status"] == "closed"
    return case_id


def signs(
    hand: Hand, case_id: str, decision: str, note: str = "", key: str | None = None, **change: Any
) -> Any:
    """Decide about a closing."""
    version = hand.case(case_id)["version"]
    headers = {"If-Match": f'"{version}"', "Idempotency-Key": key or str(uuid.uuid4()), **change}
    body = {"decision": decision, "note": note}
    return hand.client.post(f"{API}/cases/{case_id}/signoff", json=body, headers=headers)


def tells(hand: Hand, case_id: str, key: str | None = None, **change: Any) -> Any:
    """Give feedback on a case."""
    body = {"measure": "覆盖防尘网", "progress": 40, "amount": 1200, "amount_unit": "平方米"} | change
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return hand.client.post(f"{API}/cases/{case_id}/feedback", json=body, headers=headers)


def lines(hand: Hand, query: str = "") -> list[Json]:
    """Every line of somebody's ledger, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        answer = hand.get(f"/ledger?limit=2{query}&cursor={cursor}")
        assert answer.status_code == 200, answer.text
        found += answer.get_json()["items"]
        cursor = answer.get_json()["next_cursor"]
    assert hand.get(f"/ledger/count?{query}").get_json()["cases"] == len(found)
    return found


def kinds(app: APIFlask, case_id: str) -> list[str]:
    with app.app_context():
        query = select(Event.kind).where(Event.subject == f"case:{case_id}").order_by(Event.seq)
        return list(db.session.scalars(query))


def test_closings_are_signed_off_one_by_one_or_refused(city: City, app: APIFlask) -> None:
    first, second, open_case = closed(city, 1), closed(city, 2), city.hand("inspector").filed()
    boss = city.hand("supervisor")
    assert {line["id"] for line in lines(boss, "&signoff=waiting")} == {first, second}

    key = str(uuid.uuid4())
    done = signs(boss, first, "signed", key=key)
    assert (done.status_code, done.get_json()["line"]["signoff"]["code"]) == (200, "signed")
    again = signs(boss, first, "signed", key=key)
    assert again.get_json()["log_index"] == done.get_json()["log_index"]
    refusals = [
        signs(boss, first, "signed"),
        signs(boss, open_case, "signed"),
        signs(boss, second, "refused"),
        signs(city.hand("handler"), second, "signed"),
    ]
    assert [(r.status_code, r.get_json()["code"]) for r in refusals] == [
        (409, "signed_off_already"),
        (409, "wrong_status"),
        (422, "note_required"),
        (403, "wrong_role"),
    ]
    sent_back = signs(boss, second, "refused", "现场仍有裸土")
    assert sent_back.get_json()["line"]["status"] == "accepted"
    assert [line["id"] for line in lines(boss, "&signoff=signed")] == [first]
    assert kinds(app, first)[-1] == "closing_signed"
    assert [kind for kind in kinds(app, second) if kind in {"closing_refused", "case_reopened"}] == [
        "closing_refused",
        "case_reopened",
    ]
    with app.app_context():
        assert check_log() == []


def test_whoever_verified_does_not_sign_off_unless_nobody_else_can(city: City, app: APIFlask) -> None:
    case_id = closed(city)
    city.grant("verifier", Role.SUPERVISOR, "east")
    own = signs(city.hand("verifier"), case_id, "signed")
    assert (own.status_code, own.get_json()["code"]) == (422, "signoff_own_work")
    assert signs(city.hand("supervisor"), case_id, "signed").status_code == 200
    assert "duties_not_separated" not in kinds(app, case_id)


def test_feedback_carries_a_measure_a_progress_and_a_number(city: City) -> None:
    case_id, worker = handed_over(city), city.hand("handler")
    for lack in ({"measure": ""}, {"progress": 101}, {"progress": None}, {"amount": -1}, {"amount_unit": ""}):
        assert tells(worker, case_id, **lack).status_code == 422
    key = str(uuid.uuid4())
    told = tells(worker, case_id, key=key)
    assert told.get_json()["line"]["feedback"]["amount"] == 1200
    assert tells(worker, case_id, key=key).get_json()["log_index"] == told.get_json()["log_index"]
    assert tells(city.hand("supervisor"), case_id).status_code == 403
    worker.after_photo(case_id, jpeg(3))
    worker.does(case_id, "submit", measures="已覆盖")
    assert tells(worker, case_id).get_json()["code"] == "wrong_status"


def test_everybody_reads_the_ledger_of_what_they_answer_for(city: City) -> None:
    theirs = handed_over(city)
    other = city.hand("inspector").filed()
    city.person("west", Role.SUPERVISOR, "west")
    assert {line["id"] for line in lines(city.hand("supervisor"))} == {theirs, other}
    assert {line["id"] for line in lines(city.hand("auditor"))} == {theirs, other}
    assert [line["id"] for line in lines(city.hand("handler"))] == [theirs]
    assert lines(city.hand("west")) == []
    assert city.hand("inspector").get("/ledger").status_code == 403
    tag = city.hand("supervisor").get("/ledger").headers["ETag"]
    fresh = city.hand("supervisor").get("/ledger", headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.data) == (304, b"")


def sheet(hand: Hand, query: str = "") -> bytes:
    answer = hand.get(f"/ledger.xlsx?{query}")
    assert answer.status_code == 200, answer.text
    return answer.data


def sends(hand: Hand, data: bytes, query: str = "") -> Json:
    answer = hand.client.post(f"{API}/ledger/imports?{query}", data=data)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def edited(data: bytes, **cells: Any) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def is_the_same_as_csv(worker: Hand, page: Worksheet) -> None:
    """The ledger as CSV says what the workbook says, its formula made harmless."""
    table = worker.get("/ledger.csv")
    assert (table.mimetype, table.data[:3]) == ("text/csv", codecs.BOM_UTF8)
    read = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"), newline="")))
    cells = [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    assert read[:2] == cells[:2]
    assert (read[2][:2], read[2][2], read[2][3:]) == (cells[2][:2], f"'{FORMULA}", cells[2][3:])


def exports(app: APIFlask) -> list[Json]:
    """What the log says of each time the ledger left."""
    with app.app_context():
        taken = select(Event.log_index).where(Event.kind == "ledger_exported").order_by(Event.log_index)
        return [json.loads(entry_body(index) or b"")["facts"] for index in db.session.scalars(taken)]


def test_a_sheet_goes_out_and_comes_back(city: City, app: APIFlask) -> None:
    case_id, worker = handed_over(city, note=FORMULA), city.hand("handler")
    handed_over(city, note="")
    data = sheet(worker)
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [(page["C3"].value, page["C3"].data_type, page["C3"].quotePrefix)] == [(FORMULA, "s", True)]
    assert (page["A1"].value, page.max_row) == ("案件编号", 3)

    is_the_same_as_csv(worker, page)
    assert exports(app) == [{"cases": 2, "form": form} for form in ("xlsx", "csv")]

    for language in ("zh", "en"):
        same = sends(worker, sheet(worker, f"lang={language}"), f"lang={language}")
        assert (same["lines"], same["unchanged"], same["faults"], same["differences"]) == (2, 2, [], [])

    bad = edited(data, A2="YH-1", AG3="half", AF3="", C3="改写")
    trial = sends(worker, bad)
    found = [(one["cell"], one["code"]) for one in trial["faults"]]
    assert found == [("A2", "number_unknown"), ("AF3", "bad_measure"), ("AG3", "bad_progress"),
                     ("AH3", "bad_amount"), ("AI3", "bad_amount_unit")]  # fmt: skip
    assert [(one["cell"], one["record"]) for one in trial["differences"]] == [("C3", FORMULA)]
    refused = worker.client.post(f"{API}/ledger/imports?apply=true", data=bad)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "ledger_has_faults")

    good = edited(data, AF3="覆盖", AG3=60, AH3=800, AI3="平方米", C3="改写")
    assert sends(worker, good)["changes_total"] == 1
    assert lines(worker)[1]["feedback"] is None
    assert sends(worker, good, "apply=true")["applied"] is True
    assert sends(worker, good, "apply=true")["changes_total"] == 0
    line = lines(worker)[1]
    assert (line["id"], line["note"], line["feedback"]["progress"]) == (case_id, FORMULA, 60)
    assert kinds(app, case_id).count("feedback_given") == 1
    for rubbish in (b"", b"PK\x03\x04", b"x" * 100):
        answer = worker.client.post(f"{API}/ledger/imports", data=rubbish)
        assert answer.get_json()["code"] == "unreadable_workbook"
    with app.app_context():
        assert check_log() == []
