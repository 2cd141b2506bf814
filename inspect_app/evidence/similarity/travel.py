"""Whether one person can have been at two places in the time between two photos: a pure rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from geopy.distance import geodesic

from inspect_app.evidence.findings import CLOCKS_AGREE, Found, fix_belongs
from inspect_app.evidence.position import Position

FASTEST_KMH = 150.0
LEAST_M = 1000.0  # beyond both accuracies; a position found by radio cells jumps by hundreds of metres
DEVICE = "device"


@dataclass(frozen=True)
class Capture:
    """One photo of a person: `captured_at` is the phone's clock, `announced_at` the server's."""

    photo_id: UUID
    case_id: UUID
    captured_at: datetime
    announced_at: datetime
    position: Position | None


def implausible_speed(first: Capture, second: Capture) -> Found | None:
    """The finding of the later of two captures, if nobody travels that fast."""
    if not comparable(first, second):
        return None
    assert first.position is not None
    assert second.position is not None
    between = geodesic((first.position.lat, first.position.lon), (second.position.lat, second.position.lon))
    metres = between.meters - (first.position.accuracy_m or 0.0) - (second.position.accuracy_m or 0.0)
    seconds = max(elapsed(first, second).total_seconds(), 1.0)
    speed = metres / seconds * 3.6
    if metres < LEAST_M or speed <= FASTEST_KMH:
        return None
    other = {"photo_id": str(first.photo_id), "case_id": str(first.case_id), "scope": "same_person"}
    detail = {"distance_m": round(metres), "seconds": round(seconds), "kmh": round(speed)}
    return Found("implausible_speed", {**detail, "others": [other]})


def comparable(first: Capture, second: Capture) -> bool:
    """Both places measured with the photo, and no sign that the phone's clock was set in between."""
    placed = all(
        one.position is not None
        and one.position.source == DEVICE
        and fix_belongs(one.position, one.captured_at)
        and one.captured_at - one.announced_at <= CLOCKS_AGREE
        for one in (first, second)
    )
    return placed and first.captured_at <= second.captured_at and first.announced_at <= second.announced_at


def elapsed(first: Capture, second: Capture) -> timedelta:
    """The longer of both clocks' times: offline photos are announced together, and clocks are set back."""
    return max(second.captured_at - first.captured_at, second.announced_at - first.announced_at)
