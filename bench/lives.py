"""The life of a generated case as rows: what each table and the log get when something happens to it.

Pure: no Flask, no database. Times are those a supervised city shows, hours to days between the steps.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bench.bulk import Values, moment
from inspect_app.audit.log import Fact
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.cases.wire import map_cell
from inspect_app.core.clock import to_millis

PHOTO_BYTES = 3_000_000
NOTES = (
    "工地北侧裸土未覆盖，大风天气扬尘明显，已拍照。",
    "渣土车未苫盖，沿街遗撒约五十米。",
    "露天烧烤油烟直排，周边居民反映强烈。",
    "田埂秸秆焚烧，火点约二十平方米，已劝停。",
    "喷漆房未关门作业，异味明显。",
)
CATEGORIES = ("bare_soil", "muck_truck", "catering_fumes", "straw_burning", "small_polluters")
BEFORE, AFTER = 3, 2  # photos of a report, and of what was done
# What happens to a case, and how many hours after the step before it. A photo needs a minute or two.
STEPS: tuple[tuple[str, float], ...] = (
    ("case_reported", 0.0),
    *(("photo_stored", 0.03),) * BEFORE,
    ("case_accepted", 3.0),
    ("case_assigned", 2.0),
    ("case_acknowledged", 6.0),
    *(("photo_stored", 12.0),) * AFTER,
    ("rectification_submitted", 0.5),
    ("case_closed", 10.0),
)
TOLD = len(STEPS)
REACHED = {
    "case_reported": Status.REPORTED,
    "case_accepted": Status.ACCEPTED,
    "case_assigned": Status.ASSIGNED,
    "case_acknowledged": Status.RECTIFYING,
    "rectification_submitted": Status.RECTIFIED,
    "case_closed": Status.CLOSED,
}
OPEN_ONE_IN, ENDS_OPEN = 10, (1 + BEFORE, 2 + BEFORE, 3 + BEFORE, 4 + BEFORE, 5 + BEFORE + AFTER)

COLUMNS: dict[str, tuple[str, ...]] = {
    "cases": (
        *("id", "number", "status", "version", "round", "round_at", "category", "note", "fields"),
        *("reporter_id", "captured_at", "reported_at", "updated_at", "lat_e7", "lon_e7", "accuracy_dm"),
        *("fix_at", "position_source", "map_cell", "grid_id", "placement", "placement_candidates"),
        *("jurisdiction_unit_id", "handler_unit_id", "due_at", "refusals", "relapses"),
    ),
    "reports": (
        *("id", "case_id", "reporter_id", "body", "body_sha256", "captured_at", "received_at"),
        *("clock_offset_ms", "log_index", "leaf_hash"),
    ),
    "photos": (
        *("id", "case_id", "report_id", "role", "state", "sha256", "size", "media_type", "captured_at"),
        *("source", "announced_by", "announced_at", "body_sha256", "received_at", "log_index", "leaf_hash"),
        *("width", "height", "derived_at", "derive_attempts", "statement_state", "clock_proved"),
    ),
    "blobs": ("sha256", "size", "stored_at"),
    "clocks": ("case_id", "kind", "started_at", "due_at", "met_at", "breached_at"),
}


@dataclass(frozen=True)
class Place:
    """A district to generate cases in: its units, its grid, its people, its south-west corner."""

    unit: int
    bureau: int
    grid: int | None
    people: tuple[int, ...]
    south_e7: int
    west_e7: int


@dataclass
class Life:
    """One case on its way; `step` is what happens next, `begun` when it was reported."""

    number: int
    place: Place
    begun: datetime
    seed: str
    last_step: int
    case_id: UUID = field(init=False)
    step: int = 0
    previous: int | None = None
    updated: datetime = field(init=False)
    draw: Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = Random(f"{self.seed} {self.number}")
        self.case_id = self.new_id(self.begun)
        self.updated = self.begun
        self.reporter = self.draw.choice(self.place.people)
        self.lat_e7 = self.place.south_e7 + int(self.draw.betavariate(2, 2) * 1_000_000)
        self.lon_e7 = self.place.west_e7 + int(self.draw.betavariate(2, 2) * 1_000_000)
        self.kind = self.number % len(NOTES)

    def new_id(self, at: datetime) -> UUID:
        """A UUIDv7 of an instant."""
        noise = self.draw.getrandbits(74)
        value = to_millis(at) << 80 | 0x7 << 76 | (noise >> 62) << 64 | 0b10 << 62
        return UUID(int=value | noise & (1 << 62) - 1)

    @property
    def status(self) -> Status:
        """Where the case stands in the end."""
        told = [REACHED[kind] for kind, _ in STEPS[: self.last_step] if kind in REACHED]
        return told[-1]

    def pause(self) -> timedelta | None:
        """How long until the next step; None when nothing more happens."""
        if self.step >= self.last_step:
            return None
        return timedelta(hours=STEPS[self.step][1] * self.draw.uniform(0.2, 2.0))

    def fact(self, kind: str, photo: UUID, sha256: str) -> Fact:
        """What the log keeps of a step."""
        subject = f"case:{self.case_id}"
        if kind == "photo_stored":
            said = {"photo": str(photo), "sha256": sha256, "size": PHOTO_BYTES, "role": self.role}
            words = {"captured_at": to_millis(self.begun), "source": "camera", "media_type": "image/jpeg"}
            return Fact(subject, kind, said, words | {"position": None})
        if kind == "case_reported":
            said = {"report": str(self.case_id), "body_sha256": sha256, "category": CATEGORIES[self.kind]}
            said |= {"grid": self.place.grid, "jurisdiction_unit": self.place.unit, "photos": []}
            words = {"number": number_of(self.number), "note": NOTES[self.kind], "fields": {}}
            return Fact(subject, kind, said, words | {"lat_e7": self.lat_e7, "lon_e7": self.lon_e7})
        said = {"action": kind.removeprefix("case_"), "to": str(REACHED[kind]), "version": self.step}
        return Fact(subject, kind, said, {"note": "请尽快处理"})

    @property
    def role(self) -> str:
        """The role of the photo that comes next."""
        return "wide" if self.step <= BEFORE else "after"

    def actor(self, kind: str) -> int:
        """Who did it."""
        return self.reporter if kind in {"case_reported", "photo_stored"} else self.place.people[0]


def number_of(number: int) -> str:
    """A case number."""
    return f"YH-{number:09d}"


def sha_of(*parts: object) -> str:
    """A hash that stands for bytes nobody made, lower-case hex."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()


def photo_row(life: Life, photo: UUID, sha256: str, then: str, told: tuple[int, str]) -> Values:
    """A photo that was stored then and has its previews; `told` is its index in the log and its leaf hash."""
    taken = moment(life.begun)
    about = (photo.hex, life.case_id.hex, None, life.role, "stored", sha256, PHOTO_BYTES, "image/jpeg", taken)
    arrival = ("camera", life.reporter, then, "0" * 64, then, *told)
    return (*about, *arrival, 4000, 3000, then, 0, "none", False)


def report_row(life: Life, index: int, leaf: str) -> Values:
    """The frozen words of the phone."""
    taken = moment(life.begun)
    words = {"category": CATEGORIES[life.kind], "note": NOTES[life.kind], "captured_at": taken, "fields": {}}
    body = json.dumps(words, ensure_ascii=False).encode()
    hashes = (body, hashlib.sha256(body).hexdigest(), taken, taken, 0, index, leaf)
    return (life.case_id.hex, life.case_id.hex, life.reporter, *hashes)


def case_row(life: Life) -> Values:
    """The case as it stands after its last step."""
    taken, status = moment(life.begun), life.status
    owed = moment(life.begun + timedelta(days=3)) if status == Status.RECTIFYING else None
    handler = None if status in {Status.REPORTED, Status.ACCEPTED} else life.place.bureau
    words = (CATEGORIES[life.kind], NOTES[life.kind], "{}", life.reporter, taken, taken, moment(life.updated))
    place = (life.lat_e7, life.lon_e7, 80, taken, "device", map_cell(life.lat_e7, life.lon_e7))
    routed = (life.place.grid, "inside", "[]", life.place.unit, handler, owed, 0, 0)
    head = (life.case_id.hex, number_of(life.number), str(status), life.last_step, 0, taken)
    return (*head, *words, *place, *routed)


def clock_rows(life: Life) -> Iterator[Values]:
    """Three deadlines of the case; those of an open case may run."""
    kinds = (ClockKind.ACCEPT, ClockKind.ACKNOWLEDGE, ClockKind.RECTIFY)
    done = life.status == Status.CLOSED
    for place, kind in enumerate(kinds):
        due = life.begun + timedelta(days=1 + place)
        met = moment(life.begun + timedelta(hours=12 * place + 6)) if done else None
        breached = moment(due) if not done else None
        yield life.case_id.hex, str(kind), moment(life.begun), moment(due), met, breached


def last_step(number: int) -> int:
    """Most cases are closed; one in ten still waits somewhere."""
    if number % OPEN_ONE_IN:
        return TOLD
    return ENDS_OPEN[number // OPEN_ONE_IN % len(ENDS_OPEN)]
