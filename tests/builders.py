"""A small city to test in, built through the services, and a person's hand on the API."""

import base64
import hashlib
import io
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.places.lookup import grid_index

API = "/api/v1"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
IN_EAST, IN_WEST, NOWHERE = (34.65, 112.45), (34.65, 112.55), (30.0, 100.0)
Json = dict[str, Any]
Ids = dict[str, dict[str, int]]


@dataclass
class City:
    """A root bureau over the districts east and west, a grid in each; `works` handles cases in east."""

    app: APIFlask
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    grids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def copied(cls, app: APIFlask, ids: Ids) -> Self:
        """The city on an application whose database is a copy of the one that `ids` were told of."""
        return cls(app, **{kind: dict(named) for kind, named in ids.items()})

    @property
    def ids(self) -> Ids:
        """Who and what is here, by name: all that one needs of a city beside its database."""
        return {"units": self.units, "people": self.people, "grids": self.grids}

    def person(self, username: str, role: Role | None, unit: str, grid: str | None = None) -> int:
        """A new person with a role in a unit."""
        ctx = Context(SYSTEM, LONG_AGO)
        grid_id = self.grids[grid] if grid else None
        with self.app.app_context(), write_transaction():
            made = create_person(ctx, username=username, name=f"{username}某", unit_id=self.units[unit])
            if role is not None:
                grant_role(ctx, made.person.id, role=role, unit_id=self.units[unit], grid_id=grid_id)
        self.people[username] = made.person.id
        return made.person.id

    def grant(self, username: str, role: Role, unit: str) -> None:
        """One more role for somebody."""
        with self.app.app_context(), write_transaction():
            ctx = Context(SYSTEM, LONG_AGO)
            grant_role(ctx, self.people[username], role=role, unit_id=self.units[unit])

    def hand(self, username: str) -> "Hand":
        """The browser of somebody who is signed in."""
        client = self.app.test_client()
        with self.app.app_context(), write_transaction():
            secret = open_session(self.people[username], utc_now(), "test browser")
        with self.app.app_context():
            client.set_cookie(cookie_name(), secret)
        return Hand(client)


@dataclass
class Hand:
    """What a person does through the API."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET below /api/v1."""
        return self.client.get(API + path, **options)

    def case(self, case_id: str) -> Json:
        """A case as this person sees it."""
        answer = self.get(f"/cases/{case_id}")
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def report(
        self, *, photos: list[Json] | None = None, report_id: str | None = None, **change: Any
    ) -> TestResponse:
        """File a report in the east grid; keywords replace fields of the body."""
        body = report_body(**change) | {"photos": photos or []}
        return self.put_report(report_id or str(uuid7()), body)

    def put_report(self, report_id: str, body: Json) -> TestResponse:
        """File exactly this body."""
        return self.client.put(f"{API}/reports/{report_id}", json=body)

    def filed(self, **change: Any) -> str:
        """File a report and give the case's id."""
        answer = self.report(**change)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["case_id"])

    def act(
        self, case_id: str, action: str, *, version: int | None = None, key: str | None = None, **form: Any
    ) -> TestResponse:
        """Do an action on the version this person sees now, or on the one named."""
        seen = self.case(case_id)["version"] if version is None else version
        headers = {"If-Match": f'"{seen}"', "Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(f"{API}/cases/{case_id}/actions/{action}", json=form, headers=headers)

    def does(self, case_id: str, action: str, **form: Any) -> Json:
        """Do an action that must succeed; gives the case."""
        answer = self.act(case_id, action, **form)
        assert answer.status_code == 200, answer.text
        return answer.get_json()["case"]

    def asks(self, case_id: str, kind: str, **form: Any) -> TestResponse:
        """File a request of a handling unit."""
        headers = {"If-Match": f'"{self.case(case_id)["version"]}"', "Idempotency-Key": str(uuid.uuid4())}
        return self.client.post(
            f"{API}/cases/{case_id}/requests", json={"kind": kind, **form}, headers=headers
        )

    def answers(self, case_id: str, request_id: str, action: str, **form: Any) -> TestResponse:
        """Decide a request."""
        headers = {"If-Match": f'"{self.case(case_id)["version"]}"', "Idempotency-Key": str(uuid.uuid4())}
        return self.client.post(f"{API}/requests/{request_id}/actions/{action}", json=form, headers=headers)

    def announce(
        self, case_id: str, content: bytes, role: str = "after", photo_id: str | None = None
    ) -> TestResponse:
        """Announce a photo for a case."""
        body = announcement(content, role) | {"case_id": case_id}
        address = photo_id or body["id"]
        del body["id"]
        return self.client.put(f"{API}/photos/{address}", json=body)

    def upload(self, photo_id: str, content: bytes) -> TestResponse:
        """Send all bytes of an announced photo by tus."""
        name = base64.b64encode(photo_id.encode()).decode()
        tus = {"Tus-Resumable": "1.0.0"}
        begun = self.client.post(
            f"{API}/uploads",
            headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": f"photo_id {name}"},
        )
        assert begun.status_code == 201, begun.text
        return self.client.patch(
            begun.headers["Location"],
            data=content,
            content_type="application/offset+octet-stream",
            headers={**tus, "Upload-Offset": "0"},
        )

    def after_photo(self, case_id: str, content: bytes) -> str:
        """Announce and send an after-photo."""
        announced = self.announce(case_id, content)
        assert announced.status_code == 201, announced.text
        photo_id = announced.get_json()["id"]
        sent = self.upload(photo_id, content)
        assert sent.status_code == 204, sent.text
        return str(photo_id)


def build_city(app: APIFlask, tmp_path: Path) -> City:
    """City → east (with works), west; a square grid in each; one person for each role, named after it."""
    city, ctx = City(app), Context(SYSTEM, LONG_AGO)
    with app.app_context(), write_transaction():
        root = create_unit(ctx, code="city", name="市生态环境局", kind="city", parent_id=None).id
        east = create_unit(ctx, code="E", name="东区分局", kind="district", parent_id=root).id
        west = create_unit(ctx, code="W", name="西区分局", kind="district", parent_id=root).id
        works = create_unit(ctx, code="works", name="东区住建局", kind="bureau", parent_id=east).id
        roads = create_unit(ctx, code="roads", name="东区城管局", kind="bureau", parent_id=east).id
    city.units = {"city": root, "east": east, "west": west, "works": works, "roads": roads}
    import_grids(app, tmp_path)
    with app.app_context():
        day = utc_now().date()
        for name, place in (("east", IN_EAST), ("west", IN_WEST)):
            grid_id = grid_index().place(*place, None, day, 0).grid_id
            assert grid_id is not None
            city.grids[name] = grid_id
    city.person("inspector", Role.INSPECTOR, "east", "east")
    city.person("supervisor", Role.SUPERVISOR, "east")
    city.person("handler", Role.HANDLER, "works")
    city.person("verifier", Role.VERIFIER, "east")
    city.person("auditor", Role.AUDITOR, "city")
    return city


def import_grids(app: APIFlask, tmp_path: Path) -> None:
    """Two squares side by side: east 112.40–112.50, west 112.50–112.60, both 34.60–34.70 (WGS-84)."""
    features = [square("E", "东区", 112.40), square("W", "西区", 112.50)]
    file = tmp_path / "grids.geojson"
    file.write_text(json.dumps(features), encoding="utf-8")
    options = ["--level", "county", "--datum", "wgs84", "--code-field", "code", "--name-field", "name"]
    result = app.test_cli_runner().invoke(
        args=["places", "import", str(file), *options, "--valid-from", "2020-01-01"]
    )
    assert result.exit_code == 0, result.output


def square(code: str, name: str, west: float) -> Json:
    """A square of 0.1°."""
    ring = [[west, 34.6], [west + 0.1, 34.6], [west + 0.1, 34.7], [west, 34.7], [west, 34.6]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}


def report_body(place: tuple[float, float] | None = IN_EAST, **change: Any) -> Json:
    """A report of bare soil; keywords replace fields."""
    now = utc_now()
    stamp = now.isoformat()
    position = place and {
        "lat": place[0],
        "lon": place[1],
        "accuracy_m": 8.0,
        "fix_at": stamp,
        "source": "device",
    }
    body: Json = {
        "category": "bare_soil",
        "note": "裸土未覆盖",
        "fields": {},
        "captured_at": stamp,
        "position": position,
        "photos": [],
        "client": {"app": "test", "clock_offset_ms": 0},
    }
    return body | change


def announcement(content: bytes, role: str = "wide", photo_id: str | None = None) -> Json:
    """What a phone says about a photo before it sends it."""
    return {
        "id": photo_id or str(uuid7()),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "role": role,
        "captured_at": utc_now().isoformat(),
        "source": "camera",
        "media_type": "image/jpeg",
        "position": None,
    }


def jpeg(shade: int = 120, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small real JPEG; another shade gives other bytes."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade % 256, 90, 60)).save(file, "JPEG", quality=80, comment=f"shade {shade}")
    return file.getvalue()


def days_ahead(days: float) -> str:
    """An instant so many days from now."""
    return (utc_now() + timedelta(days=days)).isoformat()
