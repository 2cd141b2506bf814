"""Importing grids: all or nothing; an unchanged border stays, a changed one gets a new version."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import shapely
from sqlalchemy import func, select

from inspect_app.accounts.models import Unit
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.datum import Datum
from inspect_app.places.faults import Fault, refuse
from inspect_app.places.geojson import GridDraft, Reading
from inspect_app.places.models import Grid, GridUnit, GridVersion
from inspect_app.places.service.edition import begin_edition
from inspect_app.places.tree import in_loop


@dataclass(frozen=True)
class Batch:
    """What holds for all grids of one import: their level, first day, the file's datum and SHA-256 (hex)."""

    level: str
    valid_from: date
    datum: Datum
    sha256: str


@dataclass
class Counts:
    """What an import did; `relabelled` counts older grids whose name or parent changed."""

    added: int = 0
    reshaped: int = 0
    unchanged: int = 0
    relabelled: int = 0
    owned: int = 0


@dataclass(frozen=True)
class Register:
    """The grids by code and the latest version of each by grid id."""

    grids: dict[str, Grid]
    latest: dict[int, GridVersion]


def import_grids(ctx: Context, reading: Reading, batch: Batch) -> Counts:
    """Bring the grids of a file into force from a day on; 422 `invalid_grids` lists every fault of the file.

    A grid keeps its parent when the file names none. A new grid goes to the unit with the same code, if any.
    """
    begin_edition()
    register = read_register()
    refuse("invalid_grids", [*reading.faults, *register_faults(reading.drafts, batch, register)])
    add_grids(reading.drafts, batch, register)
    counts = Counts()
    for draft in reading.drafts:
        put(draft, batch, register, counts)
    counts.owned = give_to_namesakes(reading.drafts, batch, register)
    db.session.flush()
    said = {"level": batch.level, "datum": batch.datum.value, "valid_from": batch.valid_from.isoformat()}
    append(ctx, [Fact("places", "places_imported", {"sha256": batch.sha256, **said, **asdict(counts)})])
    return counts


def read_register() -> Register:
    """Everything imported so far."""
    last = select(GridVersion.grid_id, func.max(GridVersion.version).label("version"))
    last_of = last.group_by(GridVersion.grid_id).subquery()
    same = (GridVersion.grid_id == last_of.c.grid_id) & (GridVersion.version == last_of.c.version)
    versions = db.session.scalars(select(GridVersion).join(last_of, same))
    return Register(
        grids={grid.code: grid for grid in db.session.scalars(select(Grid))},
        latest={version.grid_id: version for version in versions},
    )


def register_faults(drafts: list[GridDraft], batch: Batch, register: Register) -> Iterator[Fault]:
    """What the grids in the file and those imported before say against each draft."""
    known = {*register.grids, *(draft.code for draft in drafts)}
    parents = parents_after(drafts, register)
    for draft in drafts:
        if draft.parent_code is not None and draft.parent_code not in known:
            yield Fault(draft.where, f"there is no grid {draft.parent_code} to be its parent")
        if in_loop(draft.code, parents):
            yield Fault(draft.where, "its parents lead back to itself")
        grid = register.grids.get(draft.code)
        if grid is None:
            continue
        if grid.level != batch.level:
            yield Fault(draft.where, f"the code belongs to {grid.name}, a grid of level {grid.level}")
        since = register.latest[grid.id].valid_from
        if batch.valid_from < since:
            yield Fault(
                draft.where, f"its present border is in force since {since}: import from then or later"
            )


def parents_after(drafts: list[GridDraft], register: Register) -> dict[str, str | None]:
    """The parent of every grid as it would be after the import, by code."""
    codes: dict[int | None, str] = {grid.id: code for code, grid in register.grids.items()}
    parents = {code: codes.get(grid.parent_id) for code, grid in register.grids.items()}
    return parents | {draft.code: draft.parent_code for draft in drafts if draft.parent_code}


def add_grids(drafts: list[GridDraft], batch: Batch, register: Register) -> None:
    """Make the grids that are new, so that each has an id before one is named as a parent."""
    new = [Grid(code=d.code, name=d.name, level=batch.level) for d in drafts if d.code not in register.grids]
    db.session.add_all(new)
    db.session.flush()
    register.grids.update({grid.code: grid for grid in new})


def put(draft: GridDraft, batch: Batch, register: Register, counts: Counts) -> None:
    """Give a grid the name, the parent and the border of its draft."""
    grid = register.grids[draft.code]
    before = (grid.name, grid.parent_id)
    grid.name = draft.name
    if draft.parent_code is not None:
        grid.parent_id = register.grids[draft.parent_code].id
    last = register.latest.get(grid.id)
    counts.relabelled += last is not None and before != (grid.name, grid.parent_id)
    shape = shapely.to_wkb(draft.shape)
    if last is None:
        counts.added += 1
    elif last.geometry == shape and (last.valid_to is None or batch.valid_from < last.valid_to):
        counts.unchanged += 1
        return
    else:
        counts.reshaped += 1
        last.valid_to = min(last.valid_to or batch.valid_from, batch.valid_from)
    db.session.add(new_version(grid.id, (last.version if last else 0) + 1, draft, shape, batch))


def new_version(grid_id: int, version: int, draft: GridDraft, shape: bytes, batch: Batch) -> GridVersion:
    """The border of a draft as a row."""
    west, south, east, north = (round(degrees * 1e7) for degrees in draft.shape.bounds)
    return GridVersion(
        grid_id=grid_id,
        version=version,
        source_datum=batch.datum.value,
        geometry=shape,
        west_e7=west,
        south_e7=south,
        east_e7=east,
        north_e7=north,
        valid_from=batch.valid_from,
    )


def give_to_namesakes(drafts: list[GridDraft], batch: Batch, register: Register) -> int:
    """Give each grid that never had an owner to the unit with its code; returns how many."""
    units = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    owned = set(db.session.scalars(select(GridUnit.grid_id)))
    gifts = [
        GridUnit(
            grid_id=register.grids[draft.code].id, unit_id=units[draft.code], valid_from=batch.valid_from
        )
        for draft in drafts
        if draft.code in units and register.grids[draft.code].id not in owned
    ]
    db.session.add_all(gifts)
    return len(gifts)
