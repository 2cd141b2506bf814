"""Reading a file of grids: a FeatureCollection or an array of Features becomes drafts or a list of faults."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from inspect_app.places.datum import Datum, shape_to_wgs84
from inspect_app.places.faults import Fault
from inspect_app.places.rings import BadGeometryError, polygon_of

CODE = re.compile(r"[\w.\-]{1,64}")
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True)
class Form:
    """What the operator says about a file: its datum and which properties hold code, name and parent.

    `parent_code` is the parent of features that name none themselves.
    """

    datum: Datum
    code_field: str
    name_field: str
    parent_field: str | None = None
    parent_code: str | None = None


@dataclass(frozen=True)
class GridDraft:
    """A grid as a file describes it, its shape in WGS-84 already; `index` counts features from 0."""

    index: int
    code: str
    name: str
    parent_code: str | None
    shape: BaseGeometry

    @property
    def where(self) -> str:
        """How a fault names this feature."""
        return place_of(self.index, self.code)


@dataclass
class Reading:
    """What a file holds, and everything that is wrong with it."""

    drafts: list[GridDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def place_of(index: int, code: str | None) -> str:
    """`feature 3 (410302)`."""
    return f"feature {index}" + (f" ({code})" if code else "")


def read_grids(data: bytes, form: Form) -> Reading:
    """The grids of a GeoJSON file, and its faults."""
    try:
        features = features_of(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        fault = Fault("file", f"this is no FeatureCollection or array of Features: {error}")
        return Reading(faults=[fault])
    reading = Reading()
    for index, feature in enumerate(features):
        read_feature(reading, index, feature, form)
    reading.faults.extend(repeated_codes(features, form.code_field))
    return reading


def features_of(document: Any) -> list[Any]:
    """The features of a document; ValueError when it holds none."""
    features = document.get("features") if isinstance(document, dict) else document
    if not isinstance(features, list) or not features:
        raise ValueError("there are no features")
    return features


def read_feature(reading: Reading, index: int, feature: Any, form: Form) -> None:
    """Add one feature to the reading: as a draft, or as its faults."""
    properties = properties_of(feature)
    code, name = text_of(properties.get(form.code_field)), text_of(properties.get(form.name_field))
    parent = text_of(properties.get(form.parent_field)) if form.parent_field else None
    faults = label_faults(properties, form)
    try:
        shape = polygon_of(feature.get("geometry") if isinstance(feature, dict) else None)
    except BadGeometryError as error:
        faults.extend(error.args)
    if faults or code is None or name is None:
        reading.faults.extend(Fault(place_of(index, code), message) for message in faults)
        return
    moved = shape_to_wgs84(shape, form.datum)
    reading.drafts.append(GridDraft(index, code, name, parent or form.parent_code, moved))


def label_faults(properties: dict[str, Any], form: Form) -> list[str]:
    """What is wrong with the code, the name and the parent of a feature."""
    faults = []
    if not CODE.fullmatch(text_of(properties.get(form.code_field)) or ""):
        faults.append(f"{form.code_field!r} holds no code (letters, digits, . _ -, at most 64)")
    if not NAME.fullmatch(text_of(properties.get(form.name_field)) or ""):
        faults.append(f"{form.name_field!r} holds no name (at most 200 characters)")
    parent = properties.get(form.parent_field) if form.parent_field else None
    if parent is not None and text_of(parent) is None:
        faults.append(f"{form.parent_field!r} holds no code")
    return faults


def properties_of(feature: Any) -> dict[str, Any]:
    """The properties of a feature; none when it is no feature."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def text_of(value: Any) -> str | None:
    """A code or name as text: strings without outer spaces, whole numbers; None for anything else."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if type(value) is int else None


def repeated_codes(features: list[Any], code_field: str) -> list[Fault]:
    """A fault for every feature whose code another feature before it has."""
    seen: Counter[str] = Counter()
    faults = []
    for index, feature in enumerate(features):
        code = text_of(properties_of(feature).get(code_field))
        if code is None:
            continue
        if seen[code]:
            faults.append(Fault(place_of(index, code), "an earlier feature has the same code"))
        seen[code] += 1
    return faults
