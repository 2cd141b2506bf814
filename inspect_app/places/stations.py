"""The air quality stations of a day and the rings around them, in which stricter rules hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.places.datum import E7
from inspect_app.places.metric import distance_m
from inspect_app.places.models import Station
from inspect_app.places.queries import in_force
from inspect_app.places.station_csv import LEVELS

RINGS_M = (500, 1000)  # the two distances that cities' own rules name: 周边 500 米, 周边 1000 米


@dataclass(frozen=True)
class InRing:
    """A station near a place: metres along the ellipsoid, and the smallest ring the place lies in."""

    station: Station
    distance_m: float
    ring_m: int


def stations_on(day: date) -> list[Station]:
    """The stations in force on a day, in the order of their codes."""
    return list(db.session.scalars(select(Station).where(in_force(Station, day)).order_by(Station.code)))


def rings_at(lat: float, lon: float, day: date) -> list[InRing]:
    """The stations in whose rings a WGS-84 place lies, nearest first; rings may overlap."""
    found = []
    for station in stations_on(day):
        metres = distance_m((lat, lon), (station.lat_e7 / E7, station.lon_e7 / E7))
        ring = next((ring for ring in RINGS_M if metres <= ring), None)
        if ring is not None:
            found.append(InRing(station, metres, ring))
    return sorted(found, key=lambda one: (one.distance_m, one.station.code))


def station_collection(stations: list[Station]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of points, WGS-84."""
    return {"type": "FeatureCollection", "features": [feature(one) for one in stations]}


def feature(station: Station) -> dict[str, Any]:
    """One station with the radii of its rings in metres."""
    level = {"level": station.level, "level_label": LEVELS[station.level]}
    return {
        "type": "Feature",
        "id": station.id,
        "properties": {"code": station.code, "name": station.name, **level, "rings_m": list(RINGS_M)},
        "geometry": {"type": "Point", "coordinates": [station.lon_e7 / E7, station.lat_e7 / E7]},
    }


def ring_refs(rings: list[InRing]) -> list[dict[str, Any]]:
    """The rings a place lies in, as JSON."""
    return [
        {
            "code": one.station.code,
            "name": one.station.name,
            "distance_m": round(one.distance_m, 1),
            "ring_m": one.ring_m,
        }
        for one in rings
    ]
