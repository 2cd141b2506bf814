"""The tables of places: grids, their dated shapes and owners, and the dated duty rules.

A grid keeps its id for ever, so that appointments, duties and cases go on pointing at it when its border
changes; each border is a version with the days it was in force. All shapes are WGS-84. Days are half-open:
`valid_from` is the first day, `valid_to` the first day no longer (None: still in force).
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId

THE_EDITION = 1


class Grid(Base):
    """A named area that somebody answers for; name, level and parent are the latest ones imported."""

    __tablename__ = "grids"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)


class GridVersion(Base):
    """One border of a grid: WGS-84 WKB, its box in 1e-7 degrees, the datum it came in, its days."""

    __tablename__ = "grid_versions"
    __table_args__ = (UniqueConstraint("grid_id", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"))
    version: Mapped[int]
    source_datum: Mapped[str]
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
    west_e7: Mapped[int]
    south_e7: Mapped[int]
    east_e7: Mapped[int]
    north_e7: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class GridEdition(Base):
    """One row whose mark changes with the shapes: it queues imports and tells caches they are old."""

    __tablename__ = "grid_editions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str]


class GridUnit(Base):
    """Which unit has jurisdiction over a grid, from day to day."""

    __tablename__ = "grid_units"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Station(Base):
    """An air quality station around which stricter rules hold; its place is WGS-84 in 1e-7 degrees."""

    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[str]
    lat_e7: Mapped[int]
    lon_e7: Mapped[int]
    source_datum: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class DutyRule(Base):
    """Which unit handles a category, a grid, or a category in a grid (and all below it), from day to day."""

    __tablename__ = "duty_rules"
    __table_args__ = (Index(None, "category", "grid_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    category: Mapped[str | None]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
