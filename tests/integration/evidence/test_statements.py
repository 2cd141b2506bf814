"""A photo announced with what the phone signed: checked once, kept, shown, never a reason to refuse."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspect_app.audit.canonical import canonical
from inspect_app.core.clock import to_millis, utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.evidence.models import CaptureStatement, Photo
from tests.builders import API, City, Hand, announcement, jpeg

Json = dict[str, Any]
FIX = {"lat": 34.65, "lon": 112.45, "accuracy_m": 8.0, "source": "device"}


@dataclass
class Phone:
    """A browser with a key; `device_id` once it is enrolled."""

    hand: Hand
    device_id: int = 0

    def __post_init__(self) -> None:
        self.key = generate_private_key(SECP256R1())

    def enroll(self) -> "Phone":
        answer = enroll(self.hand, self.spki())
        assert answer.status_code == 201, answer.text
        self.device_id = answer.get_json()["id"]
        return self

    def spki(self) -> str:
        raw = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(raw).decode()

    def sign(self, said: Json) -> Json:
        content = canonical(said)
        r, s = decode_dss_signature(self.key.sign(content, ECDSA(SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
        return {
            "bytes_b64": base64.b64encode(content).decode(),
            "signature_b64": base64.b64encode(signature).decode(),
            "device_id": self.device_id,
        }

    def states(self, case_id: str, photo: Json, **change: Any) -> Json:
        """The photo's announcement with a signed statement; keywords replace what the statement says."""
        return {**photo, "statement": self.sign(said_of(case_id, photo) | change)}


def enroll(hand: Hand, public_key: str, name: str = "Android · Chrome") -> Any:
    """Ask to enroll a key."""
    return hand.client.post(f"{API}/devices", json={"public_key": public_key, "name": name})


def said_of(case_id: str, photo: Json) -> Json:
    """What a phone says of an announcement."""
    now = to_millis(utc_now())
    same = {name: photo[name] for name in ("sha256", "size", "role", "source", "media_type")}
    fix = {"lat_e7": 346_500_000, "lon_e7": 1_124_500_000, "accuracy_dm": 80, "fix_at": None}
    return {
        **same,
        "v": 1,
        "photo": photo["id"],
        "case": case_id,
        "captured_at": 1_795_248_000_123,
        "stated_at": now,
        "clock_offset_ms": 0,
        "elapsed_ms": None,
        "nonce": None,
        "fix": fix,
        "app": "0.1.0",
        "checkpoint_size": None,
    }


@pytest.fixture
def city(city: City) -> City:
    city.person("secadmin", Role.SECADMIN, "city")
    return city


@pytest.fixture
def phone(city: City) -> Phone:
    return Phone(city.hand("inspector")).enroll()


def photo_of(content: bytes) -> Json:
    """An announcement with a fixed capture time and a fix."""
    return announcement(content, "wide") | {
        "captured_at": "2026-11-21T08:00:00.123Z",
        "source": "camera",
        "media_type": "image/jpeg",
        "position": FIX,
    }


def file_with(hand: Hand, case_id: str, photo: Json) -> Json:
    """File a report with this photo; the photo as the server shows it."""
    answer = hand.report(report_id=case_id, photos=[photo])
    assert answer.status_code == 201, answer.text
    return hand.case(case_id)["photos"][0]


def codes(photo: Json) -> list[str]:
    return [finding["code"] for finding in photo["findings"]]


def test_a_statement_that_fits_is_verified_kept_and_named_in_the_log(
    app: APIFlask, city: City, phone: Phone
) -> None:
    case_id, content = str(uuid7()), jpeg(1)
    announced = phone.states(case_id, photo_of(content))
    shown = file_with(phone.hand, case_id, announced)
    signed = base64.b64decode(announced["statement"]["bytes_b64"])
    digest = hashlib.sha256(signed).hexdigest()
    assert shown["statement"] == {"state": "verified", "sha256": digest}
    assert shown["clock"] == {"skew_ms": 0, "proved": False}
    assert codes(shown) == []
    assert phone.hand.upload(shown["id"], content).status_code == 204
    with app.app_context():
        kept = db.session.query(CaptureStatement).one()
        assert (kept.content, kept.device_id) == (signed, phone.device_id)
    entry = entries(city, case_id)["photo_stored"]
    assert entry["facts"]["statement_sha256"] == digest


def entries(city: City, case_id: str) -> dict[str, Json]:
    """The log's entries of a case, by kind, as the auditor reads them."""
    auditor = city.hand("auditor")
    items = auditor.get(f"/cases/{case_id}/history").get_json()["items"]
    return {
        item["kind"]: auditor.get(f"/log/entries/{item['log_index']}").get_json(force=True) for item in items
    }


@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        (lambda phone, case: phone.states(case, photo_of(jpeg(2)), role="close"), "mismatch"),
        (lambda phone, case: phone.states(case, photo_of(jpeg(2)), fix=None), "mismatch"),
        (lambda phone, _case: phone.states(str(uuid7()), photo_of(jpeg(2))), "mismatch"),
        (lambda phone, case: phone.states(case, photo_of(jpeg(2)), v=2), "mismatch"),
        (lambda phone, case: bent(phone.states(case, photo_of(jpeg(2)))), "bad_signature"),
        (lambda phone, case: unknown(phone.states(case, photo_of(jpeg(2)))), "unknown_device"),
    ],
)
def test_a_statement_that_does_not_hold_is_a_finding_and_the_photo_is_taken(
    phone: Phone, spoil: Callable[[Phone, str], Json], state: str
) -> None:
    case_id = str(uuid7())
    shown = file_with(phone.hand, case_id, spoil(phone, case_id))
    assert shown["statement"]["state"] == state
    assert shown["clock"] is None
    assert [(f["code"], f["detail"]) for f in shown["findings"]] == [
        ("statement_not_verified", {"state": state})
    ]
    assert phone.hand.upload(shown["id"], jpeg(2)).status_code == 204


def bent(photo: Json) -> Json:
    """The same with another signature."""
    return {
        **photo,
        "statement": {**photo["statement"], "signature_b64": base64.b64encode(b"x" * 64).decode()},
    }


def unknown(photo: Json) -> Json:
    """The same from a device that nobody enrolled."""
    return {**photo, "statement": {**photo["statement"], "device_id": 2**40}}


def test_a_photo_without_a_statement_has_none_and_no_finding(phone: Phone) -> None:
    shown = file_with(phone.hand, str(uuid7()), photo_of(jpeg(3)))
    assert shown["statement"] == {"state": "none", "sha256": None}
    assert codes(shown) == []


def test_somebody_elses_device_is_unknown(city: City, phone: Phone) -> None:
    case_id = str(uuid7())
    city.grant("verifier", Role.INSPECTOR, "east")
    shown = file_with(city.hand("verifier"), case_id, phone.states(case_id, photo_of(jpeg(4))))
    assert shown["statement"]["state"] == "unknown_device"


def test_the_same_announcement_with_the_same_statement_is_the_same_photo(city: City, phone: Phone) -> None:
    case_id = phone.hand.filed()
    photo = photo_of(jpeg(5))
    announced = phone.states(case_id, photo)
    address = f"{API}/photos/{photo['id']}"

    def put(body: Json) -> Any:
        return phone.hand.client.put(
            address, json={k: v for k, v in body.items() if k != "id"} | {"case_id": case_id}
        )

    assert [put(announced).status_code, put(announced).status_code] == [201, 200]
    assert put(announced).get_json()["statement"]["state"] == "verified"
    other = put(phone.states(case_id, photo))
    assert (other.status_code, other.get_json()["code"]) == (409, "photo_conflict")
    assert put(photo).status_code == 409


def test_a_revoked_device_signs_in_vain_but_its_photos_arrive(
    app: APIFlask, city: City, phone: Phone
) -> None:
    before, after = str(uuid7()), str(uuid7())
    file_with(phone.hand, before, phone.states(before, photo_of(jpeg(6))))
    revoked = city.hand("secadmin").client.delete(f"{API}/devices/{phone.device_id}")
    assert revoked.status_code == 204
    shown = file_with(phone.hand, after, phone.states(after, photo_of(jpeg(7))))
    assert shown["statement"]["state"] == "revoked_device"
    with app.app_context():
        states = db.session.query(Photo.statement_state).order_by(Photo.announced_at)
        assert [state for (state,) in states] == ["verified", "revoked_device"]
    assert enroll(phone.hand, phone.spki()).get_json()["code"] == "device_revoked"


def test_the_servers_time_and_a_count_prove_the_skew_of_a_clock(phone: Phone) -> None:
    told = phone.hand.get("/time").get_json()
    given = int(told["nonce"].split(".")[0])
    for ahead, seconds in ((-3_600_000, [-3600]), (-1_000, [])):
        case_id = str(uuid7())
        clocks = {"nonce": told["nonce"], "elapsed_ms": 0, "stated_at": given + ahead}
        shown = file_with(phone.hand, case_id, phone.states(case_id, photo_of(jpeg(8)), **clocks))
        assert shown["clock"] == {"skew_ms": ahead, "proved": True}
        found = [f["detail"]["seconds"] for f in shown["findings"] if f["code"] == "clock_skew"]
        assert found == seconds


def test_a_persons_devices_are_theirs_and_the_security_administrators(city: City, phone: Phone) -> None:
    own = phone.hand.get("/devices").get_json()["items"]
    assert [(item["id"], item["name"], item["revoked_at"]) for item in own] == [
        (phone.device_id, "Android · Chrome", None)
    ]
    stranger, secadmin = city.hand("verifier"), city.hand("secadmin")
    person = city.people["inspector"]
    assert stranger.get(f"/devices?person={person}").status_code == 404
    assert stranger.client.delete(f"{API}/devices/{phone.device_id}").status_code == 404
    assert len(secadmin.get(f"/devices?person={person}").get_json()["items"]) == 1
    assert enroll(stranger, phone.spki()).get_json()["code"] == "device_of_others"
    assert enroll(phone.hand, phone.spki()).get_json()["id"] == phone.device_id
    assert phone.hand.client.delete(f"{API}/devices/{phone.device_id}").status_code == 204
    assert phone.hand.client.delete(f"{API}/devices/{phone.device_id}").status_code == 204
    kinds = [entry["kind"] for entry in log_of(city, f"person:{person}")]
    assert [kind for kind in kinds if kind.startswith("device")] == ["device_enrolled", "device_revoked"]


def log_of(city: City, subject: str) -> list[Json]:
    """The log's entries about a subject, oldest first."""
    return city.hand("auditor").get(f"/log/entries?subject={subject}&limit=100").get_json()["items"]


def test_what_is_no_key_is_refused(phone: Phone) -> None:
    for key in ("", "AAAA", "not base64!", base64.b64encode(b"x" * 91).decode()):
        answer = enroll(phone.hand, key)
        assert answer.status_code == 422, key
