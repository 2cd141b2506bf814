"""`python -m bench.findings`: precision and recall of the findings on generated photos (docs/findings.md).

Scenes are painted by the demo city's own painters, altered in fifteen ways, and hashed as the worker does.
Everything is seeded: two runs print the same table.
"""

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from uuid import UUID

import numpy as np
import prcoords
from geopy.distance import geodesic
from PIL import Image

from bench.alterations import ALTERATIONS, encoded
from inspect_app.demo.scenes.camera import SCENES, View
from inspect_app.demo.scenes.painter import paint
from inspect_app.evidence.derive.likeness import compare_embedded, hash_of
from inspect_app.evidence.derive.picture import decode
from inspect_app.evidence.findings import THUMBNAIL_NEAR, datum_of
from inspect_app.evidence.position import Position
from inspect_app.evidence.similarity.hashes import (
    GOOD_QUALITY,
    NEAR,
    band_rows,
    is_near_quarter,
    nearness,
    probes,
)
from inspect_app.evidence.similarity.pdq import Hashes
from inspect_app.evidence.similarity.travel import Capture, implausible_speed

PLACES = 80
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Score:
    """How often a signal spoke when it should, and when it should not."""

    name: str
    hits: int
    positives: int
    alarms: int
    negatives: int
    median: str = ""

    def line(self) -> str:
        """One row of the table."""
        recall = f"{self.hits / self.positives:.3f}" if self.positives else "—"
        spoken = self.hits + self.alarms
        precision = f"{self.hits / spoken:.3f}" if self.positives and spoken else "—"
        counts = f"{self.hits}/{self.positives} | {self.alarms}/{self.negatives}"
        return f"| {self.name} | {recall} | {precision} | {counts} | {self.median} |"


def views(count: int, **change: float) -> list[View]:
    """That many places, all kinds of scenes in turn."""
    kinds = islice(product(range(1, count + 1), SCENES), count)
    return [View(kind, seed * 97 + number, **change) for number, (seed, kind) in enumerate(kinds)]  # type: ignore[arg-type]


def likeness(file: bytes) -> Hashes:
    """The hash of a file, as the worker makes it."""
    with Image.open(io.BytesIO(file)) as image:
        return hash_of(decode(image))


def is_found(new: Hashes, old: Hashes) -> bool:
    """Whether the index and the threshold together find `old` when `new` arrives."""
    if min(new.quality, old.quality) < GOOD_QUALITY or nearness(new.bits, old.bits[0]).distance > NEAR:
        return False
    wanted = probes(new.bits)
    rows = (row for row in band_rows(old.bits[0]) if row[0] in wanted)
    return any(is_near_quarter(quarter, wanted[key]) for key, quarter in rows)


def reuse_scores(files: Sequence[bytes]) -> Iterator[Score]:
    """Each alteration of each scene against its original, and against all other originals."""
    originals = [likeness(file) for file in files]
    for name, alter in ALTERATIONS.items():
        altered = [likeness(alter(Image.open(io.BytesIO(file)))) for file in files]
        yield score(f"near_reuse: {name}", altered, originals)


def score(name: str, new: Sequence[Hashes], old: Sequence[Hashes]) -> Score:
    """Positives are the pairs with equal index, negatives all others."""
    hits = sum(is_found(one, other) for one, other in zip(new, old, strict=True))
    pairs = [(one, other) for i, one in enumerate(new) for j, other in enumerate(old) if i != j]
    alarms = sum(is_found(one, other) for one, other in pairs)
    distances = [nearness(a.bits, b.bits[0]).distance for a, b in zip(new, old, strict=True)]
    return Score(name, hits, len(new), alarms, len(pairs), f"{np.median(distances):.0f}")


def honest_score(name: str, files: Sequence[bytes], others: Sequence[bytes]) -> Score:
    """Photos that were really taken anew: each hit is a false alarm."""
    pairs = [(likeness(a), likeness(b)) for a, b in zip(files, others, strict=True)]
    distances = [nearness(b.bits, a.bits[0]).distance for a, b in pairs]
    return Score(name, 0, 0, sum(is_found(b, a) for a, b in pairs), len(pairs), f"{np.median(distances):.0f}")


def thumbnail_score(files: Sequence[bytes]) -> Score:
    """The file's own small picture, plain and with bars, against that of another scene."""
    pictures = [Image.open(io.BytesIO(file)).convert("RGB") for file in files]
    small = [thumbnail(picture) for picture in pictures]
    barred = [with_bars(picture) for picture in pictures]
    right = [*zip(pictures, small, strict=True), *zip(pictures, barred, strict=True)]
    wrong = zip(pictures, [*small[1:], small[0]], strict=True)
    hits, alarms = (sum(mismatch(picture, inner) for picture, inner in pairs) for pairs in (wrong, right))
    return Score("thumbnail_mismatch: thumbnail of another photo", hits, len(pictures), alarms, len(right))


def thumbnail(picture: Image.Image) -> bytes:
    """160 pixels wide, as cameras embed it."""
    return encoded(picture.resize((160, round(160 * picture.height / picture.width))), 75)


def with_bars(picture: Image.Image) -> bytes:
    """A thumbnail of 3:2 with black bars beside a picture of another shape."""
    ground = Image.new("RGB", (160, 107))
    inner = picture.resize((round(107 * picture.width / picture.height), 107))
    ground.paste(inner, ((160 - inner.width) // 2, 0))
    return encoded(ground, 75)


def mismatch(picture: Image.Image, inner: bytes) -> bool:
    """Whether the thumbnail does not belong to the picture."""
    found = compare_embedded(inner, picture, hash_of(picture))
    return found is not None and (found.aspect_differs or (found.distance or 0) > THUMBNAIL_NEAR)


def datum_score(count: int = 2000) -> Score:
    """Fixes all over China: one of both places shifted to GCJ-02, against shifts of that length anywhere."""
    draw = np.random.default_rng(11)
    hits = alarms = 0
    for _ in range(count):
        lat, lon = draw.uniform(24, 42), draw.uniform(102, 120)
        camera = prcoords.wgs_gcj((lat + draw.normal(0, 5e-5), lon + draw.normal(0, 5e-5)))
        hits += speaks_of_datum((camera.lat, camera.lon), (lat, lon))
        angle, metres = draw.uniform(0, 2 * np.pi), draw.uniform(300, 700)
        away = (lat + metres * np.cos(angle) / 111_000, lon + metres * np.sin(angle) / 90_000)
        alarms += speaks_of_datum(away, (lat, lon))
    return Score("datum_hint: one place in GCJ-02", hits, count, alarms, count)


def speaks_of_datum(camera: tuple[float, float], phone: tuple[float, float]) -> bool:
    """The rule, with a fix of 10 m and a camera that gives no error."""
    return datum_of(camera, phone, geodesic(camera, phone).meters, 60.0) is not None


def speed_score(count: int = 2000) -> Score:
    """Jumps at 160 to 900 km/h against drives of up to 120 km/h with the errors of ordinary fixes."""
    draw = np.random.default_rng(12)
    hits = sum(speaks_of_speed(draw, draw.uniform(160, 900)) for _ in range(count))
    alarms = sum(speaks_of_speed(draw, draw.uniform(0, 120)) for _ in range(count))
    return Score("implausible_speed: 160 to 900 km/h", hits, count, alarms, count)


def speaks_of_speed(draw: np.random.Generator, kmh: float) -> bool:
    """Two captures of one person, one to ninety minutes apart, each fix wrong by up to its accuracy."""
    minutes, accuracies = draw.uniform(1, 90), draw.uniform(5, 100, 2)
    degrees = kmh * minutes / 60 / 111.0
    errors = draw.uniform(-1, 1, 2) * accuracies / 111_000
    captures = [
        Capture(
            NOBODY,
            NOBODY,
            NOON + timedelta(minutes=minutes * number),
            NOON + timedelta(minutes=minutes * number, seconds=5),
            Position(
                round((30 + degrees * number + errors[number]) * 1e7),
                1_120_000_000,
                round(accuracies[number] * 10),
                None,
                "device",
            ),
        )
        for number in range(2)
    ]
    return implausible_speed(*captures) is not None


def scores() -> Iterable[Score]:
    """Every row."""
    before = paint(views(PLACES))
    yield from reuse_scores(before)
    yield honest_score("honest: same place, other spot", before, paint(views(PLACES, step=1)))
    yield honest_score("honest: put right, other spot", before, paint(views(PLACES, done=1.0, step=1)))
    yield honest_score("honest: put right, tripod", before, paint(views(PLACES, done=1.0)))
    yield honest_score("no work: hardly put right, tripod", before, paint(views(PLACES, done=0.1)))
    yield thumbnail_score(before)
    yield datum_score()
    yield speed_score()


def main() -> None:
    print(f"{PLACES} generated places; found/positives and false alarms/negatives; median distance in bits")
    print("| signal: case | recall | precision | found | false alarms | median |\n|---|---|---|---|---|---|")
    for row in scores():
        print(row.line())
        sys.stdout.flush()


if __name__ == "__main__":
    main()
