"""Reading a table of air quality stations: code, name, level and place; with all its faults."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspect_app.places.datum import Datum, Position, to_wgs84
from inspect_app.places.faults import Fault

COLUMNS = ("code", "name", "level", "lat", "lon")
CODE = re.compile(r"[\w.\-]{1,64}")
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
MOST_STATIONS = 1000
LEVELS: dict[str, dict[str, str]] = {
    "national": {"zh": "国控", "en": "National"},
    "provincial": {"zh": "省控", "en": "Provincial"},
    "city": {"zh": "市控", "en": "City"},
    "town": {"zh": "乡镇", "en": "Town"},
    "micro": {"zh": "微站", "en": "Micro"},
}
# Latitudes and longitudes of China do not overlap: a pair the other way round is seen at once.
CHINA_LATS, CHINA_LONS = (3.0, 54.0), (73.0, 136.0)


@dataclass(frozen=True)
class StationDraft:
    """A station as a line says it, its place in WGS-84 degrees already."""

    line: int
    code: str
    name: str
    level: str
    lat: float
    lon: float


@dataclass
class StationReading:
    """What a file holds, and everything that is wrong with it."""

    drafts: list[StationDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_stations(data: bytes, datum: Datum) -> StationReading:
    """The stations of a CSV file (UTF-8, with a header line) whose coordinates are of `datum`."""
    reading = StationReading()
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if missing:
            reading.faults.append(Fault("file", f"the header lacks {', '.join(missing)}"))
            return reading
        for row in lines:
            cells = {name: (row[name] or "").strip() for name in COLUMNS}
            read_line(reading, lines.line_num, cells, datum)
    except (UnicodeDecodeError, csv.Error) as error:
        reading.faults.append(Fault("file", f"this is no CSV in UTF-8: {error}"))
    reading.faults.extend(file_faults(reading.drafts))
    return reading


def read_line(reading: StationReading, line: int, cells: dict[str, str], datum: Datum) -> None:
    """Add one line to the reading: as a draft, or as its faults."""
    lat, lon = degrees(cells["lat"]), degrees(cells["lon"])
    faults = [*word_faults(cells), *place_faults(lat, lon)]
    reading.faults.extend(Fault(f"line {line}", message) for message in faults)
    if not faults and lat is not None and lon is not None:
        place = to_wgs84(Position(lat, lon, datum))
        words = (cells["code"], cells["name"], cells["level"])
        reading.drafts.append(StationDraft(line, *words, place.lat, place.lon))


def word_faults(cells: dict[str, str]) -> Iterator[str]:
    """What is wrong with the words of a line."""
    if not CODE.fullmatch(cells["code"]):
        yield "code is empty or holds other than letters, digits, . _ - (at most 64)"
    if not NAME.fullmatch(cells["name"]):
        yield "name is empty or longer than 200 characters"
    if cells["level"] not in LEVELS:
        yield f"level is one of {', '.join(LEVELS)}"


def place_faults(lat: float | None, lon: float | None) -> Iterator[str]:
    """What is wrong with the coordinates of a line."""
    if lat is None or lon is None:
        yield "lat and lon are decimal degrees"
    elif CHINA_LATS[0] <= lon <= CHINA_LATS[1] and CHINA_LONS[0] <= lat <= CHINA_LONS[1]:
        yield "lat and lon are swapped"
    elif abs(lat) > 90 or abs(lon) > 180:
        yield "lat and lon are out of range"


def degrees(text: str) -> float | None:
    """A finite decimal number; None for anything else."""
    return float(text) if re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text) else None


def file_faults(drafts: list[StationDraft]) -> Iterator[Fault]:
    """Codes that come twice, and more lines than a city has stations."""
    times = Counter(draft.code for draft in drafts)
    yield from (Fault("file", f"the code {code} comes {n} times") for code, n in times.items() if n > 1)
    if len(drafts) > MOST_STATIONS:
        yield Fault("file", f"there are more than {MOST_STATIONS} stations")
