"""Importing air quality stations: all or nothing; a station keeps its code, everything else may change."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.places.datum import E7, Datum
from inspect_app.places.faults import Fault, refuse
from inspect_app.places.models import Station
from inspect_app.places.station_csv import MOST_STATIONS, StationDraft, StationReading


@dataclass
class StationCounts:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class StationBatch:
    """What holds for all stations of one import: the file's datum and SHA-256 (hex), the first day."""

    datum: Datum
    valid_from: date
    sha256: str


def import_stations(ctx: Context, reading: StationReading, batch: StationBatch) -> StationCounts:
    """Bring the stations of a file into force; 422 `invalid_stations` lists every fault of the file."""
    known = {station.code: station for station in db.session.scalars(select(Station).with_for_update())}
    refuse("invalid_stations", [*reading.faults, *too_many(reading, set(known))])
    counts = StationCounts()
    for draft in reading.drafts:
        put(draft, known.get(draft.code), batch, counts)
    db.session.flush()
    append(ctx, [Fact("places", "stations_imported", {"sha256": batch.sha256, **asdict(counts)})])
    return counts


def too_many(reading: StationReading, known: set[str]) -> list[Fault]:
    """The map shows every station, so there is a most."""
    codes = known | {draft.code for draft in reading.drafts}
    if len(codes) <= MOST_STATIONS:
        return []
    return [Fault("file", f"with those known before there would be more than {MOST_STATIONS} stations")]


def put(draft: StationDraft, known: Station | None, batch: StationBatch, counts: StationCounts) -> None:
    """Make the station of a line, or bring the known one up to date; a retired one comes back."""
    said = values_of(draft)
    if known is None:
        db.session.add(
            Station(
                code=draft.code, valid_from=batch.valid_from, valid_to=None, source_datum=batch.datum, **said
            )
        )
        counts.added += 1
        return
    if known.valid_to is None and all(getattr(known, name) == value for name, value in said.items()):
        counts.unchanged += 1
        return
    for name, value in {**said, "source_datum": batch.datum, "valid_to": None}.items():
        setattr(known, name, value)
    counts.changed += 1


def values_of(draft: StationDraft) -> dict[str, Any]:
    """What a line says about its station."""
    place = {"lat_e7": round(draft.lat * E7), "lon_e7": round(draft.lon * E7)}
    return {"name": draft.name, "level": draft.level, **place}


def retire_station(ctx: Context, code: str, since: date) -> None:
    """Take a station out of force; 404 `unknown_station` for a code that nobody has."""
    query = select(Station).where(Station.code == code).with_for_update()
    station = db.session.scalars(query).one_or_none()
    if station is None:
        raise Problem("unknown_station", f"There is no station {code}.", 404)
    station.valid_to = max(since, station.valid_from)
    db.session.flush()
    append(ctx, [Fact("places", "station_retired", {"code": code, "since": since.isoformat()})])
