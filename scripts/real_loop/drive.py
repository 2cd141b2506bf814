"""Leads a planned report over HTTP to the closed case, each step by the person whose turn it is."""

import hashlib
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uuid6

from scripts.real_loop.folder import Picture
from scripts.real_loop.person import Person, RefusedError
from scripts.real_loop.plan import Planned
from scripts.real_loop.staff import ELSEWHERE, Staff

DUE_DAYS = 3


@dataclass
class Driven:
    """What became of a report: its case, its files by photo id, what was refused, what is wrong."""

    planned: Planned
    case: dict[str, Any]
    files: dict[str, Path]
    triage: str | None  # why a person had to choose the unit
    refused: dict[Path, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def now_text(ago: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def announcement(picture: Picture, role: str, taken: str, position: dict[str, Any] | None) -> dict[str, Any]:
    content = picture.path.read_bytes()
    return {
        "id": str(uuid6.uuid7()),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "role": role,
        "captured_at": taken,
        "source": "gallery",
        "media_type": picture.media_type,
        "position": position,
    }


class Drive:
    """The run's way of working: who acts, which photo roles a category wants, and one source of chance."""

    def __init__(self, staff: Staff, categories: Iterable[dict[str, Any]], spare: Sequence[Picture]) -> None:
        self.staff = staff
        self.categories = {category["code"]: category for category in categories}
        self.spare = spare
        self.chance = random.Random(20261121)  # noqa: S311 - the same cuts in every run

    def from_phone_to_closed(self, planned: Planned, turn: int) -> Driven:
        """The whole way of one report; `seconds` is how long it took."""
        start = time.monotonic()
        driven = self.file(planned)
        self.close(driven, turn)
        driven.seconds = time.monotonic() - start
        return driven

    def file(self, planned: Planned) -> Driven:
        """Files the report and uploads its photos, the unreadable ones too."""
        taken = now_text(timedelta(minutes=10))
        position = self.position(planned, taken)
        good = [picture for picture in planned.photos if picture.readable]
        roles = self.roles(planned.category, "photo_roles", len(good))
        photos = [announcement(one, role, taken, position) for one, role in zip(good, roles, strict=False)]
        case_id = str(uuid6.uuid7())
        body = {
            "category": planned.category,
            "note": planned.note,
            "fields": self.values(self.categories[planned.category]["fields"]),
            "captured_at": taken,
            "position": position,
            "photos": photos,
            "client": {"app": "real-loop", "clock_offset_ms": 0},
        }
        self.staff.inspector.send("PUT", f"/reports/{case_id}", body)
        files = {photo["id"]: one.path for photo, one in zip(photos, good, strict=True)}
        for photo_id, path in files.items():
            self.staff.inspector.upload(photo_id, path, self.chance)
        case = self.staff.inspector.get(f"/reports/{case_id}")["case"]
        driven = Driven(planned, case, files, (case["triage_reason"] or {}).get("code"))
        self.add_unreadable(driven, taken)
        return driven

    def add_unreadable(self, driven: Driven, taken: str) -> None:
        """Adds what no program here can show: it is either refused by name or kept in quarantine."""
        for picture in driven.planned.photos:
            if not picture.readable:
                try:
                    photo_id = self.add(self.staff.inspector, driven.case["id"], picture, "other", taken)
                    driven.files[photo_id] = picture.path
                except RefusedError as refusal:
                    driven.refused[picture.path] = refusal.code

    def add(self, person: Person, case_id: str, picture: Picture, role: str, taken: str) -> str:
        """Announces one more photo of a case and uploads it; returns its id."""
        photo = announcement(picture, role, taken, None)
        photo_id = str(photo.pop("id"))
        person.send("PUT", f"/photos/{photo_id}", {**photo, "case_id": case_id})
        person.upload(photo_id, picture.path, self.chance)
        return photo_id

    def close(self, driven: Driven, turn: int) -> None:
        """Accept, assign, acknowledge, plan, rectify, verify, close."""
        supervisor, verifier = self.staff.supervisor, self.staff.verifier
        case = self.act(supervisor, driven.case["id"], "accept")
        unit = ELSEWHERE if driven.planned.grid is None else f"town-{driven.planned.grid}"
        case = self.act(supervisor, case["id"], "assign", unit_id=self.staff.units[unit])
        handler = self.staff.handlers[unit]
        self.act(handler, case["id"], "acknowledge")
        self.act(handler, case["id"], "plan")
        for role in self.roles(driven.planned.category, "after_photo_roles", 1):
            picture = self.spare[(turn + 7) % len(self.spare)]
            driven.files[self.add(handler, case["id"], picture, role, now_text())] = picture.path
        self.act(handler, case["id"], "submit")
        case = self.act(verifier, case["id"], "verify")
        if case["status"] == "verified":
            case = self.act(supervisor, case["id"], "close")
        driven.case = case

    def act(self, person: Person, case_id: str, action: str, **given: Any) -> dict[str, Any]:
        """Does what a person does on the case page: looks, presses the offered button, fills in its form."""
        case = person.get(f"/cases/{case_id}")
        offer = next((one for one in case["offers"] if one["action"] == action), None)
        if offer is None or not offer["enabled"]:
            raise RuntimeError(f"{person.username} is not offered {action} in {case['number']}: {offer}")
        return person.act(case, action, {**self.values(offer["fields"]), **given})

    def values(self, fields: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """A plausible answer to every required field of a form."""
        due = now_text(-timedelta(days=DUE_DAYS))
        answers: dict[str, Any] = {"number": 12, "plate": "豫C12345", "boolean": False, "datetime": due}
        filled = {}
        for one in fields:
            if one["required"] and one["type"] != "unit":
                options = one.get("options") or [{"value": f"{one['label']['zh']}：已按要求办理"}]
                filled[one["name"]] = answers.get(one["type"], options[0]["value"])
        return filled

    def roles(self, category: str, kind: str, count: int) -> list[str]:
        """At least the required photo roles of a category, then `other`, `count` in all or more."""
        required = [role["role"] for role in self.categories[category][kind] if role["required"]]
        return required + ["other"] * (count - len(required))

    @staticmethod
    def position(planned: Planned, taken: str) -> dict[str, Any] | None:
        if planned.place is None:
            return None
        return {
            "lat": round(planned.place.lat, 7),
            "lon": round(planned.place.lon, 7),
            "accuracy_m": 15.0,
            "fix_at": taken,
            "source": "device",
            "datum": "wgs84",
        }
