"""The chain of custody: complete, with all that is needed to check each step without trusting the answer."""

import hashlib
import json
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text

from inspect_app.accounts.models import Device
from inspect_app.audit.canonical import canonical
from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.notes import from_b64, parse_checkpoint, parse_note
from inspect_app.audit.proofs import verify_inclusion
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import CaptureStatement
from tests.builders import City, announcement, jpeg


def test_each_step_is_there_and_proves_itself(city: City, sign: Callable[[], None]) -> None:
    photo = announcement(jpeg(21))
    inspector, auditor = city.hand("inspector"), city.hand("auditor")
    client = {"app": "0.1.0", "clock_offset_ms": -4200}
    case_id = inspector.filed(photos=[photo], client=client)
    assert inspector.upload(photo["id"], jpeg(21)).status_code == 204
    assert auditor.get(f"/photos/{photo['id']}/original", buffered=True).status_code == 200
    sign()

    told = auditor.get(f"/cases/{case_id}/custody").get_json()
    steps = told["steps"]
    assert [step["kind"] for step in steps] == ["case_reported", "photo_stored", "original_viewed"]
    assert [step["seq"] for step in steps] == [0, 1, 2]
    assert steps[2]["actor"] == {"id": city.people["auditor"], "name": "auditor某"}
    report = told["reports"][case_id]
    assert (report["clock_offset_ms"], report["device"]) == (-4200, {"app": "0.1.0"})
    assert told["photos"][photo["id"]]["sha256"] == photo["sha256"]

    checkpoint = parse_checkpoint(parse_note(city.app.test_client().get("/api/v1/log/checkpoint").text).text)
    for step in steps:
        body = json.loads(step["body"])
        leaf = leaf_hash(step["body"].encode())
        assert leaf.hex() == step["leaf_hash"]
        assert (body["kind"], body["seq"], body["actor"]) == (step["kind"], step["seq"], step["actor_id"])
        opened = bytes.fromhex(step["opening"]["salt"]) + step["opening"]["payload"].encode()
        assert hashlib.sha256(opened).hexdigest() == body["commit"]
        assert step["opening"]["payload"] == canonical(step["payload"]).decode()
        query = {"index": step["log_index"], "size": checkpoint.size}
        answer = auditor.get("/log/proof/inclusion", query_string=query).get_json()
        path = [from_b64(value) for value in answer["hashes"]]
        assert verify_inclusion(step["log_index"], checkpoint.size, leaf, path, checkpoint.root)


def test_a_case_that_was_merged_in_brings_its_steps(city: City) -> None:
    boss, head, other = (
        city.hand("supervisor"),
        city.hand("inspector").filed(),
        city.hand("inspector").filed(),
    )
    boss.does(other, "merge", into=head)

    steps = city.hand("auditor").get(f"/cases/{head}/custody").get_json()["steps"]
    assert [(step["subject"], step["kind"]) for step in steps] == [
        (f"case:{head}", "case_reported"),
        (f"case:{other}", "case_reported"),
        (f"case:{other}", "case_merged"),
        (f"case:{head}", "case_absorbed"),
    ]


def test_words_that_were_erased_and_a_row_that_is_gone_are_shown_as_such(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    with city.app.app_context(), write_transaction():
        db.session.execute(text("UPDATE events SET payload = NULL, salt = NULL WHERE kind = 'case_reported'"))
        db.session.execute(
            text("DELETE FROM log_entries WHERE log_index IN (SELECT max(log_index) FROM log_entries)")
        )

    steps = city.hand("auditor").get(f"/cases/{case_id}/custody").get_json()["steps"]
    assert [(step["payload"], step["opening"]) for step in steps][:1] == [(None, None)]
    assert [step["body"] is None for step in steps] == [False, True]


def test_custody_is_for_auditors(city: City) -> None:
    case_id = city.hand("inspector").filed()

    assert city.hand("supervisor").get(f"/cases/{case_id}/custody").status_code == 403
    assert city.hand("auditor").get("/cases/00000000-0000-7000-8000-000000000000/custody").status_code == 404


def test_the_browser_that_signed_a_photos_circumstances_is_named(city: City) -> None:
    photos = [announcement(jpeg(21)), announcement(jpeg(22), "close")]
    case_id = city.hand("inspector").filed(photos=photos)
    with city.app.app_context(), write_transaction():
        who = {"person_id": city.people["inspector"], "enrolled_at": utc_now()}
        device = Device(name="手机", public_key=b"key", **who)
        db.session.add(device)
        db.session.flush()
        signed = {"content": b"{}", "signature": b"", "device_id": device.id}
        db.session.add(CaptureStatement(photo_id=UUID(photos[0]["id"]), **signed))
        device_id = device.id

    told = city.hand("auditor").get(f"/cases/{case_id}/custody").get_json()["photos"]
    assert [told[photo["id"]]["device_id"] for photo in photos] == [device_id, None]
