"""A phone that talks to a live server over a real connection, and notices when the server dies under it."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import requests

from inspect_app.core.ids import uuid7
from tests.builders import API, Json, announcement, report_body
from tests.servers.live import LiveServer

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"
PATIENCE_S = 60


@dataclass
class Phone:
    """One person's phone, perhaps `through` another address; `crash` is where the server is to die."""

    server: LiveServer
    secret: str
    through: str = ""

    def call(self, method: str, path: str, *, crash: str | None = None, **options: Any) -> requests.Response:
        """One request over a connection of its own; requests.ConnectionError when no answer comes."""
        headers = {"Cookie": f"sid={self.secret}", "Connection": "close", **options.pop("headers", {})}
        if crash is not None:
            headers["X-Crash"] = crash
        with requests.Session() as session:
            session.trust_env = False
            address = f"{self.through or self.server.url}{API}{path}"
            return session.request(method, address, headers=headers, timeout=PATIENCE_S, **options)

    def report(self, body: bytes, report_id: str, **crash: str) -> requests.Response:
        """PUT a report, exactly these bytes."""
        headers = {"Content-Type": "application/json"}
        return self.call("PUT", f"/reports/{report_id}", data=body, headers=headers, **crash)

    def filed(self, *photos: bytes, **change: Any) -> tuple[str, list[str]]:
        """File a report that announces these photos; the case's id and the photos'."""
        told = [announcement(photo) for photo in photos]
        answer = self.report(frozen(photos=told, **change), str(uuid7()))
        assert answer.status_code == 201, answer.text
        return answer.json()["case_id"], [photo["id"] for photo in told]

    def act(
        self, case_id: str, action: str, form: Json, version: int, key: str, **crash: str
    ) -> requests.Response:
        """POST an action."""
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": key}
        return self.call("POST", f"/cases/{case_id}/actions/{action}", json=form, headers=headers, **crash)

    def create(self, photo_id: str, size: int, body: bytes = b"", **crash: str) -> requests.Response:
        """Begin the transfer of a photo, perhaps with its first bytes."""
        name = base64.b64encode(photo_id.encode()).decode()
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"photo_id {name}"}
        if body:
            headers["Content-Type"] = OCTETS
        return self.call("POST", "/uploads", headers=headers, data=body, **crash)

    def send(self, photo_id: str, offset: int, body: bytes, **crash: str) -> requests.Response:
        """Send bytes from an offset on."""
        headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": OCTETS}
        return self.call("PATCH", f"/uploads/{photo_id}", headers=headers, data=body, **crash)

    def give_up(self, photo_id: str, **crash: str) -> requests.Response:
        """End a transfer."""
        return self.call("DELETE", f"/uploads/{photo_id}", headers=TUS, **crash)

    def offset(self, photo_id: str) -> int:
        """Where the server says the transfer stands."""
        answer = self.call("HEAD", f"/uploads/{photo_id}", headers=TUS)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def carry_on(self, photo_id: str, content: bytes) -> None:
        """What every client does after a broken link: ask where to go on, send the rest."""
        offset = self.offset(photo_id)
        if offset < len(content):
            answer = self.send(photo_id, offset, content[offset:])
            assert answer.status_code == 204, answer.text

    def has_receipt(self, photo_id: str, content: bytes) -> bool:
        """Whether the server has acknowledged exactly these bytes."""
        receipt = self.call("GET", f"/photos/{photo_id}").json()["receipt"]
        return receipt is not None and receipt["sha256"] == hashlib.sha256(content).hexdigest()

    def original(self, photo_id: str) -> bytes:
        """The bytes as the server gives them back."""
        return self.call("GET", f"/photos/{photo_id}/original").content


def frozen(**change: Any) -> bytes:
    """The body of a report as bytes, for sending it again word for word."""
    return json.dumps(report_body(**change), ensure_ascii=False).encode()


def told(answer: requests.Response) -> Any:
    """What came of an action. Dates that a rule would give now are left out: they move with the clock."""
    body = answer.json()
    return {**body, "case": {**body["case"], "deadline_suggestions": None}}
