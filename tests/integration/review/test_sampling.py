"""Samples: drawn so that nobody chooses, repeatable from the log alone, judged, logged, taken away."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import text
from werkzeug.test import TestResponse

from inspect_app.audit.chance import digest_of, pick
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.review.sampling.draw import seed_of
from tests.builders import API, City, Hand, Json, days_ahead, jpeg

Sign = Callable[[], None]


@pytest.fixture
def city(city: City) -> City:
    """A second supervisor closes what needs two people."""
    city.person("closer", Role.SUPERVISOR, "east")
    return city


def closed_case(city: City, shade: int) -> str:
    """A case from report to closed."""
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3))
    city.hand("handler").does(case_id, "acknowledge")
    city.hand("handler").after_photo(case_id, jpeg(shade))
    city.hand("handler").does(case_id, "submit", measures="已覆盖")
    case = city.hand("verifier").does(case_id, "verify")
    if case["status"] != "closed":
        city.hand("closer").does(case_id, "close")
    return case_id


def voided_case(city: City) -> str:
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    city.hand("supervisor").does(case_id, "void", reason="重复立案")
    return case_id


def asked(wanted: int, **change: str) -> Json:
    now = utc_now()
    body = {"from": (now - timedelta(days=1)).isoformat(), "to": now.isoformat(), "n": wanted}
    return body | {name.rstrip("_"): value for name, value in change.items()}


def draws(hand: Hand, body: Json, key: str | None = None) -> TestResponse:
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return hand.client.post(f"{API}/samples", json=body, headers=headers)


def judged(hand: Hand, sample: Json, case_id: str, verdict: str, note: str = "") -> TestResponse:
    address = f"{API}/samples/{sample['id']}/cases/{case_id}"
    return hand.client.put(address, json={"verdict": verdict, "note": note})


def kinds(hand: Hand, sample: Json) -> list[str]:
    items = hand.get("/log/entries", query_string={"subject": f"sample:{sample['id']}"}).get_json()["items"]
    return [one["kind"] for one in items]


def test_a_sample_is_what_the_page_says_and_the_operator_draws_the_same(
    city: City, sign: Sign, cli: FlaskCliRunner
) -> None:
    closed = [closed_case(city, shade) for shade in range(4)]
    voided = voided_case(city)
    sign()
    late = closed_case(city, 9)
    body = asked(2)
    answer = draws(city.hand("auditor"), body)

    assert answer.status_code == 201, answer.text
    sample = answer.get_json()
    begin, end = (ms(sample[name]) for name in ("from", "to"))
    seed = seed_of(sample["checkpoint_note"], city.people["auditor"], begin, end, 2)
    listed = [one["case_id"] for one in sample["cases"]]
    assert sample["seed"] == seed.hex()
    assert listed == [*pick(seed, closed, 2), voided]
    assert [one["why"] for one in sample["cases"]] == ["drawn", "drawn", "voided"]
    assert late not in listed, "it was closed after the checkpoint that made the seed"
    assert (sample["population"], sample["list_sha256"]) == (4, digest_of(listed))

    again = cli.invoke(args=["review", "redraw", sample["id"]])
    assert again.exit_code == 0, again.output
    assert again.output.splitlines() == [
        f"{one['place']}\t{one['case_id']}\t{one['why']}" for one in sample["cases"]
    ]


def ms(iso: str) -> int:
    return round(datetime.fromisoformat(iso).timestamp() * 1000)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE samples SET seed = '00'",
        "UPDATE samples SET population = 7",
        "UPDATE samples SET list_sha256 = '00'",
        "UPDATE samples SET checkpoint_note = 'x'",
        "DELETE FROM sample_cases WHERE place = 1",
    ],
)
def test_a_sample_somebody_changed_is_noticed(
    city: City, sign: Sign, cli: FlaskCliRunner, tampering: str
) -> None:
    voided_case(city)
    sign()
    sample = draws(city.hand("auditor"), asked(2)).get_json()
    with city.app.app_context(), write_transaction():
        db.session.execute(text(tampering))

    again = cli.invoke(args=["review", "redraw", sample["id"]])
    assert again.exit_code == 1


def test_the_same_request_draws_once_and_the_log_keeps_each_draw(city: City, sign: Sign) -> None:
    auditor = city.hand("auditor")
    voided_case(city)
    sign()
    body, key = asked(2), str(uuid.uuid4())
    first, again = draws(auditor, body, key), draws(auditor, body, key)

    assert first.status_code == again.status_code == 201
    assert first.get_json() == again.get_json()
    assert kinds(auditor, first.get_json()) == ["sample_drawn"]
    other = draws(auditor, body).get_json()
    assert [one["id"] for one in auditor.get("/samples").get_json()["items"]] == [
        other["id"],
        first.get_json()["id"],
    ]


def test_verdicts_are_kept_counted_and_logged(city: City, sign: Sign) -> None:
    auditor = city.hand("auditor")
    cases = [voided_case(city) for _ in range(3)]
    sign()
    sample = draws(auditor, asked(5)).get_json()

    assert judged(auditor, sample, cases[0], "pass").status_code == 200
    assert judged(auditor, sample, cases[1], "fail", "照片与地点不符").status_code == 200
    assert judged(auditor, sample, cases[1], "fail", "照片与地点不符").status_code == 200
    fresh = judged(auditor, sample, cases[1], "question", "待补充说明").get_json()

    row = next(one for one in fresh["cases"] if one["case_id"] == cases[1])
    assert (row["verdict"], row["note"]) == ("question", "待补充说明")
    assert row["judged_by"] == {"id": city.people["auditor"], "name": "auditor某"}
    assert (fresh["total"], fresh["verdicts"]) == (3, {"pass": 1, "question": 1})
    assert kinds(auditor, sample) == ["sample_drawn", *["sample_verdict"] * 3]
    listed = auditor.get("/samples").get_json()["items"][0]
    assert (listed["total"], listed["verdicts"]) == (3, {"pass": 1, "question": 1})


def test_a_doubt_needs_words_and_a_case_must_be_in_the_sample(city: City, sign: Sign) -> None:
    auditor, case_id = city.hand("auditor"), voided_case(city)
    sign()
    sample = draws(auditor, asked(1)).get_json()
    other = city.hand("inspector").filed()

    refused = judged(auditor, sample, case_id, "fail", "  ")
    assert (refused.status_code, refused.get_json()["code"]) == (422, "note_required")
    assert judged(auditor, sample, case_id, "maybe").status_code == 422
    assert judged(auditor, sample, other, "pass").status_code == 404
    assert judged(auditor, {"id": str(uuid.uuid4())}, case_id, "pass").status_code == 404
    assert kinds(auditor, sample) == ["sample_drawn"]


def test_nothing_is_drawn_where_nothing_can_be(city: City, sign: Sign) -> None:
    auditor = city.hand("auditor")
    tomorrow = (utc_now() + timedelta(days=1)).isoformat()

    assert draws(auditor, asked(1)).get_json()["code"] == "no_checkpoint"
    sign()
    assert draws(auditor, asked(1)).get_json()["code"] == "nothing_to_draw"
    for body in (asked(1, to=tomorrow), asked(1, from_=tomorrow), asked(0), asked(201)):
        assert draws(auditor, body).status_code == 422, body
    keyless = auditor.client.post(f"{API}/samples", json=asked(1))
    assert keyless.get_json()["code"] == "idempotency_key_required"


def test_the_verdicts_are_taken_away_as_csv_and_the_log_says_so(city: City, sign: Sign) -> None:
    auditor, case_id = city.hand("auditor"), voided_case(city)
    sign()
    sample = draws(auditor, asked(1)).get_json()
    judged(auditor, sample, case_id, "fail", "=cmd()")
    answer = auditor.get(f"/samples/{sample['id']}/cases.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text[1:], newline="")))
    assert [(row["case_id"], row["verdict"], row["note"]) for row in rows] == [(case_id, "fail", "'=cmd()")]
    assert kinds(auditor, sample)[-1] == "sample_exported"
