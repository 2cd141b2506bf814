"""A site yard for the tests of evidence: an open case, two inspectors, a phone that announces and uploads."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.audit.queries import history
from inspect_app.cases.models import Case
from inspect_app.core.clock import utc_now
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.tasks import drain
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.models import Photo, UploadPart
from inspect_app.evidence.position import Position
from inspect_app.evidence.queries import present_photo
from inspect_app.evidence.service import Announcement, announce
from inspect_app.evidence.serving import open_original
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.uploads import part_prefix

UPLOADS = "/api/v1/uploads"
OCTETS = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class Yard:
    """The ids of what exists; `secrets` are the session cookies by user name."""

    case_id: UUID
    people: dict[str, int]
    secrets: dict[str, str]


@pytest.fixture
def yard(app: APIFlask) -> Yard:
    """One unit, two inspectors who are signed in, one case without reports."""
    now = utc_now()
    with app.app_context(), write_transaction() as session:
        unit = Unit(code="east", name="东区", kind="district", created_at=now)
        session.add(unit)
        session.flush()
        people = {name: add_inspector(name, unit.id) for name in ("wang", "li")}
        case_id = add_case(unit.id, people["wang"])
        secrets = {name: open_session(person, now, "phone") for name, person in people.items()}
    return Yard(case_id, people, secrets)


def add_inspector(name: str, unit_id: int) -> int:
    """A person who is an inspector of the unit."""
    now = utc_now()
    person = Person(username=name, name=f"{name}某", unit_id=unit_id, created_at=now, former_hashes=[])
    db.session.add(person)
    db.session.flush()
    dates = {"valid_from": now - timedelta(days=9), "confirmed_at": now}
    db.session.add(Grant(person_id=person.id, role="inspector", unit_id=unit_id, **dates))
    return person.id


def add_case(unit_id: int, reporter_id: int) -> UUID:
    """A case that has just been reported."""
    case_id, now = uuid7(), utc_now()
    moments = dict.fromkeys(("round_at", "captured_at", "reported_at", "updated_at"), now)
    words = {"number": f"T-{case_id}", "status": "reported", "category": "construction_dust", "note": ""}
    counts = dict.fromkeys(("version", "round", "refusals", "relapses"), 0)
    rest = {"fields": {}, "placement": "no_position", "placement_candidates": []}
    db.session.add(
        Case(
            id=case_id,
            reporter_id=reporter_id,
            jurisdiction_unit_id=unit_id,
            **moments,
            **words,
            **counts,
            **rest,
        )
    )
    db.session.flush()
    return case_id


@dataclass
class Phone:
    """What a phone does with photos, as one person, over HTTP; announcing goes through the service."""

    app: APIFlask
    yard: Yard
    username: str = "wang"
    case_id: UUID = field(init=False)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.case_id = self.yard.case_id
        self.client = self.app.test_client()
        with self.app.app_context():
            self.client.set_cookie(cookie_name(), self.yard.secrets[self.username])

    def context(self) -> Context:
        """The person, now."""
        return Context(Actor(self.yard.people[self.username], self.username, self.username), utc_now())

    def announce(self, data: bytes, **changes: Any) -> UUID:
        """Announce these bytes as a photo of the case; returns the photo's id."""
        values: dict[str, Any] = {
            "id": uuid7(),
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "role": "wide",
            "captured_at": utc_now(),
            "source": "camera",
            "media_type": "image/jpeg",
            "position": None,
            **changes,
        }
        with self.app.app_context(), write_transaction():
            return announce(self.context(), self.case_id, None, [Announcement(**values)])[0].id

    def create(self, photo_id: UUID, length: int, body: bytes | None = None, **headers: str) -> TestResponse:
        """POST /uploads."""
        name = base64.b64encode(str(photo_id).encode()).decode()
        more = {"Upload-Length": str(length), "Upload-Metadata": f"photo_id {name}", **TUS, **headers}
        if body is not None:
            more["Content-Type"] = OCTETS
        return self.client.post(UPLOADS, headers=more, data=body or b"")

    def send(self, photo_id: UUID, offset: int, body: bytes, **headers: str) -> TestResponse:
        """PATCH /uploads/{id}."""
        more = {"Upload-Offset": str(offset), "Content-Type": OCTETS, **TUS, **headers}
        return self.client.patch(f"{UPLOADS}/{photo_id}", headers=more, data=body)

    def ask(self, photo_id: UUID) -> TestResponse:
        """HEAD /uploads/{id}."""
        return self.client.head(f"{UPLOADS}/{photo_id}", headers=TUS)

    def offset(self, photo_id: UUID) -> int:
        """Where the server says the transfer stands."""
        return int(self.ask(photo_id).headers["Upload-Offset"])

    def upload(self, data: bytes, **changes: Any) -> UUID:
        """Announce and send in one piece; the photo has arrived afterwards."""
        photo_id = self.announce(data, **changes)
        assert self.create(photo_id, len(data)).status_code == 201
        assert self.send(photo_id, 0, data).status_code == 204
        return photo_id

    def photo(self, photo_id: UUID) -> dict[str, Any]:
        """The photo as the API shows it."""
        with self.app.app_context():
            return present_photo(db.session.get_one(Photo, photo_id), {})

    def original(self, photo_id: UUID) -> bytes:
        """The bytes that are kept."""
        with self.app.app_context():
            return b"".join(open_original(db.session.get_one(Photo, photo_id)).chunks)

    def logged(self) -> list[str]:
        """The kinds of the case's log entries, in order."""
        with self.app.app_context():
            return [event.kind for event in history(f"case:{self.case_id}")]

    def develop(self) -> int:
        """Run the worker's queue until it is empty."""
        return drain(self.app)


@pytest.fixture
def phone(app: APIFlask, yard: Yard) -> Phone:
    """The phone of the inspector who reported the case."""
    return Phone(app, yard)


@pytest.fixture
def other_phone(app: APIFlask, yard: Yard) -> Phone:
    """The phone of a colleague."""
    return Phone(app, yard, "li")


@pytest.fixture
def live(app: APIFlask) -> Iterator[str]:
    """The application behind a real socket, many requests at once; the address without a path."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cookie(app: APIFlask, yard: Yard) -> Callable[[str], dict[str, str]]:
    """A function: the Cookie header of a person."""

    def header(username: str = "wang") -> dict[str, str]:
        with app.app_context():
            return {"Cookie": f"{cookie_name()}={yard.secrets[username]}"}

    return header


def fix(lat: float = 34.65, lon: float = 112.39, **changes: Any) -> Position:
    """A position of the phone, 10 m accurate."""
    values = {"lat_e7": round(lat * 1e7), "lon_e7": round(lon * 1e7), "accuracy_dm": 100, "fix_at": None}
    return Position(**{**values, "source": "device", **changes})


def parts_left(app: APIFlask, photo_id: UUID) -> tuple[int, int]:
    """How many part rows and part objects a transfer has."""
    with app.app_context():
        rows = db.session.query(UploadPart).where(UploadPart.photo_id == photo_id).count()
        objects = len(list(object_store().list_work(part_prefix(photo_id))))
    return rows, objects
