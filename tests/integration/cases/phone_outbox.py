"""What waits on somebody's phone, as the archive that its app makes of it."""

import hashlib
import io
import json
import uuid
import zipfile
from typing import Any

from werkzeug.test import TestResponse

from inspect_app.core.ids import uuid7
from tests.builders import API, City, Hand, Json, announcement, report_body

Files = dict[str, bytes]


class Outbox:
    """What waits on somebody's phone, and the archive its app makes of it."""

    def __init__(self, city: City, username: str = "inspector") -> None:
        self.person = {"id": city.people[username], "username": username, "name": username}
        self.items: list[Json] = []
        self.files: Files = {}

    def file(self, path: str, data: bytes) -> Json:
        """Put a file in and name it."""
        self.files[path] = data
        return {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def add(self, kind: str, item_id: str, body: Json, photos: dict[str, bytes], **more: Any) -> str:
        """One row with its originals."""
        words = self.file(f"items/{item_id}/{kind}.json", json.dumps(body).encode())
        originals = [
            {"id": name, **self.file(f"items/{item_id}/{name}.jpg", data)} for name, data in photos.items()
        ]
        self.items.append({"id": item_id, "kind": kind, "body": words, "photos": originals, **more})
        return item_id

    def report(self, *photos: bytes, **change: Any) -> str:
        """A report that was never sent."""
        told = [announcement(photo) for photo in photos]
        originals = {photo["id"]: data for photo, data in zip(told, photos, strict=True)}
        return self.add("report", str(uuid7()), report_body(**change) | {"photos": told}, originals)

    def photo(self, case_id: str, data: bytes, role: str = "after") -> str:
        """A photo for a case that exists."""
        told = announcement(data, role) | {"case_id": case_id}
        photo_id = told.pop("id")
        return self.add("announce", photo_id, told, {photo_id: data})

    def step(self, case_id: str, action: str, version: int | None, **form: Any) -> str:
        """A step of a case."""
        told = {"path": f"/cases/{case_id}/actions/{action}", "version": version, "key": str(uuid.uuid4())}
        return self.add("action", str(uuid7()), form, {}, action=told)

    def manifest(self) -> bytes:
        """The list of it all."""
        told = {"format": "inspect-rescue/1", "person": self.person, "items": self.items}
        return json.dumps(told).encode()

    def zip(self, method: int = zipfile.ZIP_STORED) -> bytes:
        """The archive."""
        return packed({"manifest.json": self.manifest(), **self.files}, method)


def packed(files: Files, method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def imports(hand: Hand, data: bytes) -> TestResponse:
    """Hand an archive in."""
    return hand.client.post(f"{API}/rescues", data=data, content_type="application/zip")


def outcomes(answer: TestResponse) -> list[tuple[str, str, list[str]]]:
    """Kind, outcome or code, and those of the photos."""
    assert answer.status_code == 200, answer.text
    return [
        (item["kind"], item["code"] or item["outcome"], [p["code"] or p["outcome"] for p in item["photos"]])
        for item in answer.get_json()["items"]
    ]
