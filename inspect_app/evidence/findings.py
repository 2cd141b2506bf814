"""Hints about a photo: what its own metadata, the phone's fix and the clocks say about each other.

Pure rules. A finding informs people, it never decides: each has a severity and harmless causes that a reader
should think of first. Absence of EXIF is normal (phones strip it, iOS writes none through a browser).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from geopy.distance import geodesic

from inspect_app.core.clock import to_iso
from inspect_app.evidence.editors import names_editor
from inspect_app.evidence.exif import CleanExif
from inspect_app.evidence.position import Position
from inspect_app.places.datum import Datum, to_wgs84
from inspect_app.places.datum import Position as Point

FIX_BELONGS = timedelta(seconds=60)
CLOCKS_AGREE = timedelta(minutes=5)
GPS_AGREES = timedelta(minutes=15)
LONG_OFFLINE = timedelta(days=30)
PLACE_TOLERANCE_M = 200.0
EXIF_ERROR_M = 50.0  # assumed when the camera does not say
DATUM_SHIFT_M = (200.0, 900.0)  # between WGS-84 and GCJ-02, all over China
THUMBNAIL_NEAR = 90  # bits of 256; thumbnails of the same picture stay below, those of others do not


Place = tuple[float, float]


@dataclass(frozen=True)
class Found:
    """One finding: a code of the catalogue, what was measured (JSON values), a severity if not the usual."""

    code: str
    detail: dict[str, Any] = field(default_factory=dict)
    severity: str | None = None


@dataclass(frozen=True)
class Thumbnail:
    """The small picture inside the file: bits in which its hash differs (None: not testable), its shape."""

    distance: int | None
    aspect_differs: bool


@dataclass(frozen=True)
class Known:
    """Everything the rules look at. `captured_at` and the position's time are the phone's clock.

    `work_began_at` (server's clock) is set for after-photos only: nothing that was put right existed before.
    """

    captured_at: datetime
    received_at: datetime
    position: Position | None
    exif: CleanExif
    trailing_bytes: int = 0
    trailing_magic: str | None = None
    readers_differ: tuple[str, ...] = ()
    work_began_at: datetime | None = None
    thumbnail: Thumbnail | None = None


def examine(known: Known) -> list[Found]:
    """Every finding, in the order of the catalogue."""
    rules = (
        place,
        exif_time,
        gps_time,
        fix_time,
        clocks,
        future,
        too_early,
        editor,
        thumbnail,
        tail,
        camera,
        readers,
    )
    return [found for rule in rules for found in rule(known)]


def fix_belongs(position: Position | None, captured_at: datetime) -> bool:
    """Whether the fix was taken at the moment of the photo; one without a time is believed."""
    if position is None:
        return False
    return position.fix_at is None or abs(position.fix_at - captured_at) <= FIX_BELONGS


def place(known: Known) -> Iterator[Found]:
    """The camera's place against the phone's fix: distance − both error radii."""
    gps, fix = known.exif.gps, known.position
    if gps is None or fix is None or not fix_belongs(fix, known.captured_at):
        yield Found("exif_place_not_testable", {"exif": gps is not None, "fix": fix is not None})
        return
    camera, phone = (gps.lat_e7 / 1e7, gps.lon_e7 / 1e7), (fix.lat, fix.lon)
    distance = geodesic(camera, phone).meters
    error = (gps.error_m if gps.error_m is not None else EXIF_ERROR_M) + (fix.accuracy_m or 0.0)
    allowed = PLACE_TOLERANCE_M + error
    detail = {"distance_m": round(distance, 1), "allowed_m": round(allowed, 1), "datum": gps.datum}
    shifted = datum_of(camera, phone, distance, error)
    if shifted is not None:
        yield Found("datum_hint", {**detail, "gcj02": shifted})
    else:
        yield Found("exif_place_far" if distance > allowed else "exif_place_consistent", detail)


def datum_of(camera: Place, phone: Place, distance: float, error: float) -> str | None:
    """Which of two places (degrees) is written in GCJ-02, if that explains why they lie apart (metres)."""
    least, most = DATUM_SHIFT_M
    if not max(least, 2 * error) < distance < most:
        return None
    for name, shifted, true in (("exif", camera, phone), ("fix", phone, camera)):
        meant = to_wgs84(Point(*shifted, Datum.GCJ02))
        if geodesic((meant.lat, meant.lon), true).meters <= error:
            return name
    return None


def exif_time(known: Known) -> Iterator[Found]:
    """The camera's clock against the phone's."""
    taken = known.exif.taken_at
    if taken is None:
        yield Found("exif_time_not_testable", {"taken_at": None})
        return
    detail = {"taken_at": taken.isoformat(), "captured_at": to_iso(known.captured_at)}
    earliest, latest = known.exif.taken_between()
    outside = known.captured_at < earliest - CLOCKS_AGREE or known.captured_at > latest + CLOCKS_AGREE
    if outside:
        yield Found("exif_time_inconsistent", detail)
    elif known.exif.offset_minutes is None:
        yield Found("exif_time_not_testable", {**detail, "zone": "unknown"})
    else:
        yield Found("exif_time_consistent", detail)


def gps_time(known: Known) -> Iterator[Found]:
    """The camera's clock against the satellites' in the same file."""
    if known.exif.taken_at is None or known.exif.gps_utc is None:
        return
    earliest, latest = known.exif.taken_between()
    if not earliest - GPS_AGREES <= known.exif.gps_utc <= latest + GPS_AGREES:
        detail = {"gps_utc": to_iso(known.exif.gps_utc), "taken_at": known.exif.taken_at.isoformat()}
        yield Found("gps_utc_mismatch", detail)


def fix_time(known: Known) -> Iterator[Found]:
    """A fix that was not taken with the photo says nothing about where the photo was taken."""
    fix = known.position
    if fix is None or fix.fix_at is None or fix_belongs(fix, known.captured_at):
        return
    gap = round((fix.fix_at - known.captured_at).total_seconds())
    yield Found("fix_after_photo" if gap > 0 else "fix_before_photo", {"seconds": gap})


def clocks(known: Known) -> Iterator[Found]:
    """The phone's clock against the server's: ahead is certain, behind may be a long time offline."""
    gap = known.received_at - known.captured_at
    if -gap > CLOCKS_AGREE:
        yield Found("clock_ahead", {"seconds": round(-gap.total_seconds())})
    elif gap > LONG_OFFLINE:
        yield Found("clock_behind", {"days": gap.days})


def future(known: Known) -> Iterator[Found]:
    """The camera dates the photo after its own arrival, in whatever zone."""
    if known.exif.taken_at is None:
        return
    earliest, _ = known.exif.taken_between()
    if earliest > known.received_at + CLOCKS_AGREE:
        detail = {"taken_at": known.exif.taken_at.isoformat(), "received_at": to_iso(known.received_at)}
        yield Found("future_date", detail)


def too_early(known: Known) -> Iterator[Found]:
    """An after-photo whose camera says, with its zone, that it was taken before the work could begin."""
    taken, began = known.exif.taken_at, known.work_began_at
    if taken is None or began is None or known.exif.offset_minutes is None:
        return
    instant, _ = known.exif.taken_between()
    if instant < began - CLOCKS_AGREE:
        yield Found("taken_before_report", {"taken_at": to_iso(instant), "began_at": to_iso(began)})


def editor(known: Known) -> Iterator[Found]:
    """A picture editor has signed the file."""
    for software in known.exif.software:
        if names_editor(known.exif.make, known.exif.model, software):
            yield Found("editor_software", {"software": software})
            return


def thumbnail(known: Known) -> Iterator[Found]:
    """The small picture inside the file shows something else, or is of another shape."""
    small = known.thumbnail
    if small is None:
        return
    far = small.distance is not None and small.distance > THUMBNAIL_NEAR
    if far or small.aspect_differs:
        yield Found(
            "thumbnail_mismatch", {"distance": small.distance, "aspect_differs": small.aspect_differs}
        )


def tail(known: Known) -> Iterator[Found]:
    """Bytes behind the end of the picture."""
    if known.trailing_bytes:
        yield Found("trailing_bytes", {"bytes": known.trailing_bytes, "magic": known.trailing_magic})


def camera(known: Known) -> Iterator[Found]:
    """Nothing in the file names a camera."""
    if not known.exif.names_camera:
        yield Found("no_camera_exif")


def readers(known: Known) -> Iterator[Found]:
    """Two EXIF readers do not agree about a value that matters."""
    if known.readers_differ:
        yield Found("exif_readers_differ", {"tags": list(known.readers_differ)})
