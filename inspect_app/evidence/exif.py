"""The cleaned form of a photo's EXIF: what can be believed to mean something, and nothing made up.

Pure rules over tags as two readers found them. A value is text or a list of [numerator, denominator].
What is garbage, out of range or has a zero denominator is absent: it never becomes a place at 0°, 0°.
EXIF positions are WGS-84 by convention; `datum` is the file's own word for it.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inspect_app.core.clock import to_iso
from inspect_app.evidence.position import MAX_LATITUDE, MAX_LONGITUDE, to_e7

Value = str | list[list[int]]
Tags = Mapping[str, Value]

MAX_TEXT = 1024
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
DATE_TIME = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
DATE = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
MAX_OFFSET_MINUTES = 14 * 60
# A wall clock without a zone may be anywhere between UTC-12 and UTC+14.
WEST, EAST = timedelta(hours=12), timedelta(hours=14)
DATES = (
    ("DateTimeOriginal", "OffsetTimeOriginal"),
    ("DateTimeDigitized", "OffsetTimeDigitized"),
    ("DateTime", "OffsetTime"),
)
ORIENTATIONS = range(1, 9)


@dataclass(frozen=True)
class Gps:
    """A place out of EXIF, 1e-7 degree; `error_m` metres and `datum` as the file says, if it does."""

    lat_e7: int
    lon_e7: int
    error_m: float | None
    datum: str | None

    def wire(self) -> dict[str, Any]:
        """Degrees."""
        lat, lon = self.lat_e7 / 1e7, self.lon_e7 / 1e7
        return {"lat": lat, "lon": lon, "error_m": self.error_m, "datum": self.datum}


@dataclass(frozen=True)
class CleanExif:
    """What EXIF says. `taken_at` is a wall clock, in the zone of `offset_minutes` when that is known."""

    make: str | None = None
    model: str | None = None
    software: tuple[str, ...] = ()
    taken_at: datetime | None = None
    offset_minutes: int | None = None
    gps: Gps | None = None
    gps_utc: datetime | None = None
    orientation: int = 1
    exposure: bool = False

    @property
    def names_camera(self) -> bool:
        """Whether anything tells of a camera."""
        return bool(self.make or self.model or self.exposure)

    def taken_between(self) -> tuple[datetime, datetime]:
        """The earliest and latest instant (UTC) that the wall clock can mean; equal if the zone is known."""
        assert self.taken_at is not None
        wall = self.taken_at.replace(tzinfo=UTC)
        if self.offset_minutes is not None:
            instant = wall - timedelta(minutes=self.offset_minutes)
            return instant, instant
        return wall - EAST, wall + WEST

    def wire(self) -> dict[str, Any]:
        """The JSON of the API; degrees, ISO times."""
        return {
            "make": self.make,
            "model": self.model,
            "software": list(self.software),
            "taken_at": None if self.taken_at is None else self.taken_at.isoformat(),
            "zone": "unknown" if self.offset_minutes is None else offset_text(self.offset_minutes),
            "position": None if self.gps is None else self.gps.wire(),
            "gps_utc": to_iso(self.gps_utc),
            "orientation": self.orientation,
        }


def clean(tags: Tags) -> CleanExif:
    """The believable part of what a reader found."""
    taken_at, offset = date_taken(tags)
    software = [text(tags.get(name)) for name in ("Software", "ProcessingSoftware")]
    orientation = whole(tags.get("Orientation"))
    return CleanExif(
        make=text(tags.get("Make")),
        model=text(tags.get("Model")),
        software=tuple(dict.fromkeys(word for word in software if word)),
        taken_at=taken_at,
        offset_minutes=offset,
        gps=place(tags),
        gps_utc=satellite_time(tags),
        orientation=orientation if orientation is not None and orientation in ORIENTATIONS else 1,
        exposure=any(numbers(tags.get(name)) for name in ("ExposureTime", "FNumber")),
    )


def printable(raw: object) -> str:
    """A value as text that may be stored and shown: no NUL, no control signs, at most 1 KiB of UTF-8."""
    return CONTROL.sub("", str(raw)).encode()[:MAX_TEXT].decode(errors="ignore")


def text(value: Value | None) -> str | None:
    """Trimmed text; None when nothing is left."""
    if not isinstance(value, str):
        return None
    return printable(value).strip() or None


def numbers(value: Value | None) -> list[float]:
    """The rationals as numbers; empty when one of them is no number."""
    if not isinstance(value, list):
        return []
    found = [n / d if d else math.nan for n, d in value]
    return found if all(math.isfinite(number) for number in found) else []


def whole(value: Value | None) -> int | None:
    """The first of the numbers, if it is a whole one."""
    found = numbers(value)
    return int(found[0]) if found and found[0].is_integer() else None


def date_taken(tags: Tags) -> tuple[datetime | None, int | None]:
    """The first readable date of the photo, and its offset from UTC in minutes."""
    for name, offset_name in DATES:
        moment = wall_clock(text(tags.get(name)))
        if moment is not None:
            return moment, offset_minutes(text(tags.get(offset_name)))
    return None, None


def wall_clock(raw: str | None) -> datetime | None:
    """`2018:06:26 17:46:33` (fractions dropped) as a datetime without a zone."""
    match = DATE_TIME.match(raw or "")
    if match is None:
        return None
    try:
        return datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None


def offset_minutes(raw: str | None) -> int | None:
    """`+08:00` as minutes east of UTC."""
    if raw == "Z":
        return 0
    match = OFFSET.fullmatch(raw or "")
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > MAX_OFFSET_MINUTES:
        return None
    return -minutes if match[1] == "-" else minutes


def offset_text(minutes: int) -> str:
    """Minutes east of UTC as `+08:00`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def place(tags: Tags) -> Gps | None:
    """The position, when both coordinates and both hemispheres are there and within range."""
    lat = degrees(tags, "GPSLatitude", {"N": 1, "S": -1}, MAX_LATITUDE)
    lon = degrees(tags, "GPSLongitude", {"E": 1, "W": -1}, MAX_LONGITUDE)
    if lat is None or lon is None or lat == lon == 0:  # 0, 0 is what receivers without a fix write
        return None
    error = numbers(tags.get("GPSHPositioningError"))
    error_m = round(error[0], 1) if error and error[0] >= 0 else None
    return Gps(lat, lon, error_m, text(tags.get("GPSMapDatum")))


def degrees(tags: Tags, name: str, signs: Mapping[str, int], limit: float) -> int | None:
    """Degrees, minutes and seconds as 1e-7 degree."""
    parts = numbers(tags.get(name))
    sign = signs.get((text(tags.get(f"{name}Ref")) or "").upper())
    if sign is None or not 1 <= len(parts) <= 3 or any(part < 0 for part in parts):
        return None
    if any(part > 60 for part in parts[1:]):
        return None
    value = sum(part / 60**power for power, part in enumerate(parts))
    return to_e7(sign * value, limit)


def satellite_time(tags: Tags) -> datetime | None:
    """The time of the fix by the satellites, UTC."""
    day, parts = DATE.match(text(tags.get("GPSDateStamp")) or ""), numbers(tags.get("GPSTimeStamp"))
    if day is None or len(parts) != 3 or any(part < 0 or part > 60 for part in parts):
        return None
    try:
        midnight = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC)
        return midnight + timedelta(hours=parts[0], minutes=parts[1], seconds=int(parts[2]))
    except (ValueError, OverflowError):
        return None


def disagreements(first: CleanExif, second: CleanExif) -> tuple[str, ...]:
    """The names of what two readers of the same file understand differently."""
    names = ("make", "model", "taken_at", "offset_minutes", "gps_utc", "orientation")
    differing = [name for name in names if getattr(first, name) != getattr(second, name)]
    if (first.gps is None) != (second.gps is None) or not same_place(first.gps, second.gps):
        differing.append("gps")
    return tuple(differing)


def same_place(first: Gps | None, second: Gps | None) -> bool:
    """Whether two places agree to 1e-6 degree (a tenth of a metre); rounding differs between readers."""
    if first is None or second is None:
        return True
    return max(abs(first.lat_e7 - second.lat_e7), abs(first.lon_e7 - second.lon_e7)) <= 10
