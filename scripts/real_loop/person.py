"""A person with a browser: signs in, reads, acts and uploads over HTTP as any client must."""

import base64
import hashlib
import random
from pathlib import Path
from typing import Any

import requests
import uuid6

API = "/api/v1"
TIMEOUT = 60


class RefusedError(Exception):
    """The server said no: its status, code and sentence."""

    def __init__(self, answer: requests.Response, what: str) -> None:
        body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        self.status = answer.status_code
        self.code = str(body.get("code", ""))
        errors = "; ".join(f"{one['field']}: {one['message']}" for one in body.get("errors", []))
        super().__init__(
            f"{what}: {self.status} {self.code} {body.get('detail', answer.text[:200])} {errors}".strip()
        )


class Person:
    """One signed-in session. Every method raises RefusedError when the answer is not 2xx."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.base, self.username, self.password = base, username, password
        self.web = requests.Session()

    def sign_in(self) -> "Person":
        self.send("POST", "/session", {"username": self.username, "password": self.password})
        return self

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of the answer, or None when there is none."""
        answer = self.web.request(
            method, f"{self.base}{API}{path}", json=body, headers=headers, timeout=TIMEOUT
        )
        if not answer.ok:
            raise RefusedError(answer, f"{self.username}: {method} {path}")
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def bytes_of(self, path: str) -> bytes:
        answer = self.web.get(f"{self.base}{API}{path}", timeout=TIMEOUT)
        if not answer.ok:
            raise RefusedError(answer, f"{self.username}: GET {path}")
        return answer.content

    def act(self, case: dict[str, Any], action: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Performs an action on the version of the case that this person has seen; returns the fresh case."""
        headers = {"If-Match": f'"{case["version"]}"', "Idempotency-Key": str(uuid6.uuid7())}
        answer = self.send("POST", f"/cases/{case['id']}/actions/{action}", fields, **headers)
        return dict(answer["case"])

    def upload(self, photo_id: str, file: Path, chance: random.Random) -> None:
        """Sends a file by tus 1.0 in two pieces, cut at a random place, as a broken link would."""
        content = file.read_bytes()
        name = base64.b64encode(photo_id.encode()).decode()
        head = {"Upload-Length": str(len(content)), "Upload-Metadata": f"photo_id {name}"}
        place = self._tus("POST", f"{self.base}{API}/uploads", b"", head).headers["Location"]
        address = place if place.startswith("http") else f"{self.base}{place}"
        cut = chance.randrange(1, len(content))
        for piece in (content[:cut], content[cut:]):
            offset = self._tus("HEAD", address, b"", {}).headers["Upload-Offset"]
            checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            head = {"Upload-Offset": offset, "Upload-Checksum": f"sha256 {checksum}"}
            self._tus("PATCH", address, piece, {**head, "Content-Type": "application/offset+octet-stream"})

    def _tus(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        head = {"Tus-Resumable": "1.0.0", **headers}
        answer = self.web.request(method, address, data=body, headers=head, timeout=TIMEOUT)
        if not answer.ok:
            raise RefusedError(answer, f"{self.username}: {method} upload")
        return answer
