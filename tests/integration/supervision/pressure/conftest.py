"""The small city with late cases, and the steps of a document through the API."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from inspect_app.cases.tasks import mark_breaches
from inspect_app.core.clock import utc_now
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.tasks import drain
from inspect_app.supervision.pressure.tasks import propose_pressure
from tests.builders import API, City, Hand, Json, days_ahead


@dataclass
class Desk:
    """The city and what its people do with documents."""

    city: City

    def late_case(self) -> str:
        """A case that the unit `works` was to put right in two days."""
        case_id = self.city.hand("inspector").filed()
        boss = self.city.hand("supervisor")
        boss.does(case_id, "accept")
        boss.does(case_id, "assign", unit_id=self.city.units["works"], due_at=days_ahead(2))
        self.city.hand("handler").does(case_id, "acknowledge")
        return case_id

    def later(self, **span: float) -> datetime:
        """So long after the deadline of `late_case`; the clocks are marked."""
        now = utc_now() + timedelta(days=2) + timedelta(**span)
        with self.city.app.app_context():
            mark_breaches(now)
        return now

    def proposed(self, now: datetime) -> list[Json]:
        """What stands open after the sweep of a moment."""
        with self.city.app.app_context():
            propose_pressure(now)
        return self.open()

    def open(self, who: str = "supervisor") -> list[Json]:
        """The open proposals somebody sees."""
        return self.city.hand(who).get("/supervision/proposals?state=open").get_json()["items"]

    def order(self, proposals: list[Json], **change: Any) -> Json:
        """The body that issues a document from proposals."""
        first: Json = proposals[0] if proposals else {}
        body: Json = {
            "rung": first["rung"]["code"] if first else "reminder",
            "unit_id": first["unit"]["id"] if first else self.city.units["works"],
            "addressee": "主要负责人",
            "demand": "今日内完成覆盖并报告。",
            "proposal_ids": [proposal["id"] for proposal in proposals],
        }
        return body | change

    def issue(
        self, proposals: list[Json], who: str = "supervisor", document_id: str | None = None, **change: Any
    ) -> TestResponse:
        """Issue a document."""
        address = f"{API}/supervision/documents/{document_id or uuid7()}"
        return self.city.hand(who).client.put(address, json=self.order(proposals, **change))

    def issued(self, proposals: list[Json], **change: Any) -> Json:
        """Issue a document that must come into being; its PDF is made."""
        answer = self.issue(proposals, **change)
        assert answer.status_code == 201, answer.text
        drain(self.city.app)
        document: Json = self.read("supervisor", answer.get_json()["id"])
        return document

    def read(self, who: str, document_id: str) -> Json:
        """A document as somebody sees it."""
        answer = self.city.hand(who).get(f"/supervision/documents/{document_id}")
        assert answer.status_code == 200, answer.text
        found: Json = answer.get_json()
        return found

    def move(
        self, who: str, document: Json, action: str, key: str | None = None, **body: Any
    ) -> TestResponse:
        """One step on the version that was seen."""
        headers = {"If-Match": f'"{document["version"]}"', "Idempotency-Key": key or str(uuid.uuid4())}
        path = f"{API}/supervision/documents/{document['id']}/actions/{action}"
        return self.hand(who).client.post(path, json=body, headers=headers)

    def moved(self, who: str, document: Json, action: str, **body: Any) -> Json:
        """A step that must succeed."""
        answer = self.move(who, document, action, **body)
        assert answer.status_code == 200, answer.text
        found: Json = answer.get_json()
        return found

    def hand(self, who: str) -> Hand:
        """Somebody's browser."""
        return self.city.hand(who)


@pytest.fixture
def desk(city: City) -> Desk:
    """The city; over it `mayor`, a supervisor of the root; `wang` supervises the west."""
    city.person("mayor", Role.SUPERVISOR, "city")
    city.person("wang", Role.SUPERVISOR, "west")
    return Desk(city)
