"""Reads the folder of real input: county polygons, inspection bulletins and camera files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

PARTS = ("boundaries", "inspection", "exif", "exif_mapillary")
JPEG = {".jpg", ".jpeg"}
OTHER = {".heic": "image/heic", ".heif": "image/heif", ".tiff": "image/tiff", ".tif": "image/tiff"}


@dataclass(frozen=True)
class County:
    """A polygon as published: GCJ-02, longitude first."""

    code: str
    name: str
    outline: BaseGeometry


@dataclass(frozen=True)
class Record:
    """One row of a bulletin; empty words are not named in it."""

    day: str
    province: str
    city: str
    county: str
    subject: str
    finding: str
    kind: str


@dataclass(frozen=True)
class Picture:
    """A camera file; `readable` is Pillow's word, `media_type` what a phone would call it."""

    path: Path
    media_type: str
    readable: bool


def missing_parts(folder: Path) -> list[str]:
    """Names of the folders that are not there."""
    return [str(folder / part) for part in PARTS if not (folder / part).is_dir()]


def boundary_files(folder: Path) -> list[Path]:
    """The files that hold polygons: arrays of GeoJSON features."""
    return sorted((folder / "boundaries").glob("[0-9]*.json"))


def features(file: Path) -> Sequence[Any]:
    found = json.loads(file.read_text(encoding="utf-8"))
    return list(found if isinstance(found, list) else found["features"])


def counties(folder: Path) -> list[County]:
    return [
        County(str(one["properties"]["adcode"]), one["properties"]["name"], shape(one["geometry"]))
        for file in boundary_files(folder)
        for one in features(file)
    ]


def records(folder: Path) -> list[Record]:
    """Every record of every bulletin, oldest first."""
    return [
        Record(bulletin["date"], *row)
        for file in sorted((folder / "inspection").glob("*.json"))
        for bulletin in json.loads(file.read_text(encoding="utf-8"))
        for row in bulletin["records"]
    ]


def pictures(folder: Path) -> list[Picture]:
    """Every camera file, JPEG and other, in the order of its path."""
    files = [file for part in PARTS[2:] for file in sorted((folder / part).rglob("*")) if file.is_file()]
    jpegs = [Picture(file, "image/jpeg", decodes(file)) for file in files if file.suffix.lower() in JPEG]
    others = [Picture(f, OTHER[f.suffix.lower()], readable=False) for f in files if f.suffix.lower() in OTHER]
    return jpegs + others


def decodes(file: Path) -> bool:
    try:
        with Image.open(file, formats=("JPEG",)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
