"""Where a position belongs: lookups a second among 10,000 and 40,000 grids, bare and through the database.

`python -m bench.places`. The grids are crooked cells of 64 corners with common borders; positions lie all
over the town and a little around it, with accuracy circles of 0, 15 and 300 metres.
"""

import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import shapely

from bench.clock import rate_of
from config import Config
from inspect_app.app import create_app
from inspect_app.audit.models import MAIN_LOG, LogHead
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.places.datum import Datum
from inspect_app.places.geojson import GridDraft, Reading
from inspect_app.places.index import GridIndex, GridShape
from inspect_app.places.lookup import grid_index, place_position
from inspect_app.places.metric import distance_m
from inspect_app.places.service.grids import Batch, import_grids

DAY = date(2026, 1, 1)
TOLERANCE_M = 500.0
SIDES, CELL = (100, 200), 0.005  # cells of about 500 m
POINTS_A_SIDE = 16
WEST, SOUTH = 112.0, 34.0


def border(seed: tuple[int, ...], length: int) -> np.ndarray:
    """Offsets of a crooked line that begins and ends at 0; the same line for the cells on both sides."""
    offsets = np.random.default_rng(seed).uniform(-0.1, 0.1, length)
    offsets[0] = offsets[-1] = 0
    return offsets


def town(side: int) -> list[GridShape]:
    """A town of side × side cells."""
    steps = np.linspace(0, 1, POINTS_A_SIDE + 1)

    def row_line(x: int, y: int) -> np.ndarray:
        return np.column_stack([x + steps, y + border((0, x, y), len(steps))])

    def column_line(x: int, y: int) -> np.ndarray:
        return np.column_stack([x + border((1, x, y), len(steps)), y + steps])

    def cell(x: int, y: int) -> shapely.Polygon:
        up, down = column_line(x + 1, y), column_line(x, y)[::-1]
        ring = np.vstack([row_line(x, y)[:-1], up[:-1], row_line(x, y + 1)[::-1][:-1], down])
        return shapely.Polygon(ring * CELL + [WEST, SOUTH])

    return [
        GridShape(number, f"G{number}", "", "grid", None, DAY, None, cell(x, y))
        for number, (x, y) in enumerate(itertools.product(range(side), repeat=2))
    ]


def spans(what: str, once: Callable[[], object]) -> None:
    """Print how long something takes that is done once."""
    begun = time.perf_counter()
    once()
    print(f"{time.perf_counter() - begun:10.2f} s  {what}")


def measure_index(grids: list[GridShape], points: np.ndarray) -> None:
    """The bare index."""
    index = GridIndex(grids)
    for accuracy_m in (0.0, 15.0, 300.0):
        turn = itertools.cycle(points.tolist())

        def look(turn: itertools.cycle = turn, accuracy_m: float = accuracy_m) -> object:
            lat, lon = next(turn)
            return index.place(lat, lon, accuracy_m, DAY, TOLERANCE_M)

        print(rate_of(f"lookups among {len(grids)} grids, circle of {accuracy_m:.0f} m", look).line())


def measure_database(grids: list[GridShape], points: np.ndarray, folder: Path) -> None:
    """Import, first lookup and further lookups as a process of the program does them, on SQLite."""
    drafts = [GridDraft(n, grid.code, grid.code, None, grid.shape) for n, grid in enumerate(grids)]
    batch = Batch("grid", DAY, Datum.WGS84, "0" * 64)
    app = create_app(Config(instance=folder))
    with app.app_context():
        db.create_all()
        with write_transaction() as session:
            session.add(LogHead(log_id=MAIN_LOG, size=0))

        def run_import() -> None:
            with write_transaction():
                import_grids(Context(SYSTEM, datetime(2026, 1, 1, tzinfo=UTC)), Reading(drafts), batch)

        spans(f"import of {len(grids)} grids", run_import)
        spans("the same again, nothing changed", run_import)
        spans("first lookup of a process: reading all shapes", grid_index)
        turn = itertools.cycle(points.tolist())
        print(
            rate_of("lookups with the query for freshness, circle of 15 m", lambda: place(next(turn))).line()
        )


def place(point: list[float]) -> object:
    """One lookup as the program does it."""
    lat, lon = point
    return place_position(lat, lon, 15.0, DAY)


def main() -> None:
    print("The bound of every candidate:")
    print(rate_of("one geodesic distance", lambda: distance_m((34.0, 112.0), (34.01, 112.01))).line())
    for side in SIDES:
        grids = town(side)
        points = np.random.default_rng(7).uniform(-0.025, 1.025, (5000, 2)) * side * CELL + [SOUTH, WEST]
        print(f"{len(grids)} grids:")
        measure_index(grids, points)
        with tempfile.TemporaryDirectory() as folder:
            measure_database(grids, points, Path(folder))


if __name__ == "__main__":
    main()
