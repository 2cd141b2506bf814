"""A phone's rescue archive comes in as if the phone had sent it: by whom, how often, and however hostile."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from inspect_app.audit.fsck import check_log
from inspect_app.audit.models import Event
from inspect_app.cases.models import Case, Report
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.evidence.models import Photo
from tests.builders import API, City, Hand, announcement, days_ahead, jpeg
from tests.integration.cases.phone_outbox import Outbox, imports, outcomes


@pytest.fixture
def city(city: City) -> City:
    """The small city with a system administrator, and a supervisor of another district."""
    city.person("sysadmin", Role.SYSADMIN, "city")
    city.person("neighbour", Role.SUPERVISOR, "west")
    return city


def count(app: APIFlask, table: type[Any]) -> int:
    """Rows of a table."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def logged(app: APIFlask, kind: str) -> list[Event]:
    """The log's entries of a kind; the log is whole."""
    with app.app_context():
        assert check_log() == []
        return list(db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.log_index)))


def test_a_person_brings_in_reports_and_photos_of_their_own(city: City) -> None:
    outbox = Outbox(city)
    outbox.report(jpeg(1), jpeg(2))
    report_id = outbox.report()

    answer = imports(city.hand("inspector"), outbox.zip())

    assert outcomes(answer) == [("report", "imported", ["imported", "imported"]), ("report", "imported", [])]
    case = city.hand("inspector").case(report_id)
    assert case["reporter"]["id"] == city.people["inspector"]
    with city.app.app_context():
        assert {photo.state for photo in db.session.scalars(select(Photo))} == {"stored"}


def test_an_archive_may_be_imported_again_and_nothing_is_there_twice(city: City) -> None:
    outbox = Outbox(city)
    outbox.report(jpeg(1))
    archive = outbox.zip()
    imports(city.hand("inspector"), archive)

    again = imports(city.hand("inspector"), archive)

    assert outcomes(again) == [("report", "already_here", ["already_here"])]
    assert (count(city.app, Report), count(city.app, Case), count(city.app, Photo)) == (1, 1, 1)


def test_what_the_phone_had_sent_in_part_is_completed(city: City) -> None:
    hand, photo = city.hand("inspector"), jpeg(1, (900, 700))
    outbox = Outbox(city)
    report_id = outbox.report(photo)
    body = outbox.files[f"items/{report_id}/report.json"]
    hand.client.put(f"{API}/reports/{report_id}", data=body, content_type="application/json")
    photo_id = outbox.items[0]["photos"][0]["id"]
    begin_upload(hand, photo_id, photo, 1000)

    answer = imports(city.hand("supervisor"), outbox.zip())

    assert outcomes(answer) == [("report", "already_here", ["imported"])]
    assert (
        hand.get(f"/photos/{photo_id}").get_json()["receipt"]["sha256"] == hashlib.sha256(photo).hexdigest()
    )
    late = hand.client.put(f"{API}/reports/{report_id}", data=body, content_type="application/json")
    assert late.status_code == 200, "the phone itself comes later and is told the same"


def begin_upload(hand: Hand, photo_id: str, photo: bytes, first: int) -> None:
    """The first bytes of a photo arrive by tus."""
    answer = hand.client.patch(
        f"{API}/uploads/{photo_id}",
        data=photo[:first],
        content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )
    assert answer.status_code == 204, answer.text


def test_a_supervisor_brings_in_what_an_inspector_saw_and_the_log_names_both(city: City) -> None:
    outbox = Outbox(city)
    report_id = outbox.report(jpeg(1))

    imports(city.hand("supervisor"), outbox.zip())

    (begun,), (ended,) = logged(city.app, "rescue_begun"), logged(city.app, "rescue_ended")
    (note,) = logged(city.app, "rescue_imported")
    assert begun.log_index < note.log_index
    assert {event.actor_id for event in (begun, ended, note)} == {city.people["supervisor"]}
    assert note.subject == f"case:{report_id}"
    assert logged(city.app, "case_reported")[0].actor_id == city.people["inspector"]
    assert ended.payload["items"][0]["outcome"] == "imported"
    story = [
        entry["kind"]
        for entry in city.hand("supervisor").get(f"/cases/{report_id}/history").get_json()["items"]
    ]
    assert "rescue_imported" in story


OTHERS = ["sysadmin", "auditor", "neighbour", "verifier", "handler"]


def test_nobody_else_may_import_for_an_inspector(city: City, subtests: pytest.Subtests) -> None:
    for username in OTHERS:
        with subtests.test(username=username):
            outbox = Outbox(city)
            outbox.report()

            answer = imports(city.hand(username), outbox.zip())

            assert (answer.status_code, answer.get_json()["code"]) == (403, "rescue_not_yours")
            assert count(city.app, Report) == 0
            assert logged(city.app, "rescue_begun") == []


def test_steps_of_cases_come_in_with_their_photos_and_their_versions(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    due = days_ahead(3)
    version = city.hand("supervisor").does(case_id, "assign", unit_id=city.units["works"], due_at=due)[
        "version"
    ]
    outbox = Outbox(city, "handler")
    outbox.step(case_id, "acknowledge", version)
    outbox.photo(case_id, jpeg(5))
    outbox.step(case_id, "submit", None, measures="已覆盖")

    answer = imports(city.hand("handler"), outbox.zip())

    expected = [
        ("action", "imported", []),
        ("announce", "imported", ["imported"]),
        ("action", "imported", []),
    ]
    assert outcomes(answer) == expected
    assert city.hand("supervisor").case(case_id)["status"] == "rectified"
    again = outcomes(imports(city.hand("handler"), outbox.zip()))
    assert [outcome for _, outcome, _ in again] == ["already_here"] * 3
    assert city.hand("supervisor").case(case_id)["version"] == version + 2


def test_a_step_the_phone_had_done_already_is_not_done_again(city: City) -> None:
    case_id = city.hand("inspector").filed()
    hand, outbox = city.hand("supervisor"), Outbox(city, "supervisor")
    outbox.step(case_id, "supplement", 1, note="又起尘")
    step, body = outbox.items[0]["action"], outbox.files[outbox.items[0]["body"]["path"]]
    headers = {"If-Match": '"1"', "Idempotency-Key": step["key"]}
    sent = hand.client.post(API + step["path"], data=body, content_type="application/json", headers=headers)
    assert sent.status_code == 200, sent.text

    assert outcomes(imports(hand, outbox.zip())) == [("action", "already_here", [])]
    assert hand.case(case_id)["version"] == 2


def test_a_stale_step_is_listed_and_not_done(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    outbox = Outbox(city, "supervisor")
    outbox.step(case_id, "accept", 1)
    outbox.step(case_id, "assign", None, unit_id=city.units["works"])

    answer = imports(city.hand("supervisor"), outbox.zip())

    assert [code for _, code, _ in outcomes(answer)] == ["stale_version", "rescue_step_before_missing"]
    assert city.hand("supervisor").case(case_id)["status"] == "accepted"


def test_another_person_cannot_take_somebodys_steps(city: City) -> None:
    case_id = city.hand("inspector").filed()
    city.grant("inspector", Role.SUPERVISOR, "east")
    outbox = Outbox(city)
    outbox.step(case_id, "accept", 1)

    assert outcomes(imports(city.hand("supervisor"), outbox.zip())) == [
        ("action", "rescue_step_of_other", [])
    ]
    assert city.hand("supervisor").case(case_id)["status"] == "reported"


def test_one_bad_item_stops_no_other(city: City) -> None:
    outbox = Outbox(city)
    outbox.report(category="no_such_kind")
    outbox.report(jpeg(1), jpeg(2))
    first = outbox.items[1]["photos"][0]
    outbox.files[first["path"]] = jpeg(99)

    answer = imports(city.hand("inspector"), outbox.zip())

    assert outcomes(answer) == [
        ("report", "unknown_category", []),
        ("report", "imported", ["rescue_damaged", "imported"]),
    ]


def test_other_bytes_with_a_fitting_manifest_are_not_the_announced_photo(city: City) -> None:
    outbox = Outbox(city)
    outbox.report(jpeg(1))
    photo = outbox.items[0]["photos"][0]
    photo |= outbox.file(photo["path"], jpeg(99))

    assert outcomes(imports(city.hand("inspector"), outbox.zip())) == [
        ("report", "imported", ["hash_mismatch"])
    ]
    with city.app.app_context():
        assert db.session.scalars(select(Photo)).one().state == "awaited"


def test_a_photo_of_somebody_elses_case_does_not_enter_under_ones_name(city: City) -> None:
    theirs = announcement(jpeg(1))
    city.hand("supervisor").report(photos=[theirs])
    outbox = Outbox(city)
    outbox.report()
    outbox.items[0]["photos"] = [{"id": theirs["id"], **outbox.file("a.jpg", jpeg(1))}]

    assert outcomes(imports(city.hand("inspector"), outbox.zip())) == [
        ("report", "imported", ["photo_not_announced"])
    ]


def test_a_repacked_archive_comes_in_too(city: City) -> None:
    outbox = Outbox(city)
    outbox.report(jpeg(1))
    outbox.files["__MACOSX/._manifest.json"] = b"whatever"

    assert outcomes(imports(city.hand("inspector"), outbox.zip(zipfile.ZIP_DEFLATED)))[0][1] == "imported"


def test_an_archive_of_another_installation_is_refused(city: City) -> None:
    outbox = Outbox(city)
    outbox.person["username"] = "somebody"

    answer = imports(city.hand("inspector"), outbox.zip())

    assert (answer.status_code, answer.get_json()["code"]) == (422, "rescue_person_unknown")


def test_only_a_zip_is_taken(city: City) -> None:
    answer = city.hand("inspector").client.post(f"{API}/rescues", json={})

    assert (answer.status_code, answer.get_json()["code"]) == (415, "unsupported_media_type")


def test_an_operator_imports_at_the_command_line_and_is_named_in_the_log(city: City, tmp_path: Path) -> None:
    outbox = Outbox(city)
    outbox.report(jpeg(1))
    outbox.step(str(uuid7()), "accept", 1)
    file = tmp_path / "rescue.zip"
    file.write_bytes(outbox.zip())

    told = city.app.test_cli_runner().invoke(
        args=["reports", "import-rescue", str(file), "--operator", "值班员"]
    )

    assert told.exit_code == 1, "a step of somebody else is refused, and the command says so"
    assert "imported      photo" in told.output
    assert "rescue_step_of_other" in told.output
    (begun,) = logged(city.app, "rescue_begun")
    assert (begun.actor_id, begun.payload) == (None, {"operator": "值班员"})
    assert count(city.app, Report) == 1
