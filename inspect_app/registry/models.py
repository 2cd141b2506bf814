"""The tables of the registry: what is watched, and who is responsible for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, UtcTime


class RegistryEntry(Base):
    """A site, an enterprise or a vehicle, under an id the client made and a number unique in its kind.

    The name of a vehicle is its plate in tidy form; `name_key` is what names are compared by. Places are
    WGS-84 in integers of 1e-7 degree; `datum` is the one they came in, `map_cell` the 0.01° cell. `owner_id`
    is the enterprise that owns the site or runs the vehicle. `contact` is personal: few see it, no log does.
    """

    __tablename__ = "registry_entries"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("kind IN ('site', 'enterprise', 'vehicle')", name="kind"),
        Index(None, "kind", "name_key"),
        Index(None, "map_cell"),
        Index(None, "credit_code"),
        Index(None, "jurisdiction_unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    type: Mapped[str]
    state: Mapped[str]
    active: Mapped[bool]
    version: Mapped[int]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    datum: Mapped[str | None]
    map_cell: Mapped[int | None]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    jurisdiction_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    address: Mapped[str]
    credit_code: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("registry_entries.id"), index=True)
    contractor: Mapped[str]
    permit: Mapped[str]
    permit_from: Mapped[date | None] = mapped_column(Date)
    permit_to: Mapped[date | None] = mapped_column(Date)
    contact: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcTime)


class Leader(Base):
    """One of 一长三员: who answers for an entry or a grid, from day to day (`valid_to` excluded)."""

    __tablename__ = "registry_leaders"
    __table_args__ = (
        CheckConstraint("(entry_id IS NULL) <> (grid_id IS NULL)", name="one_place"),
        Index(None, "entry_id"),
        Index(None, "grid_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("registry_entries.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    role: Mapped[str]
    name: Mapped[str]
    post: Mapped[str]
    phone: Mapped[str]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class CaseEntry(Base):
    """A case is about an entry: somebody chose it, or it came of a visit."""

    __tablename__ = "case_entries"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("registry_entries.id"), primary_key=True, index=True)
    linked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    linked_at: Mapped[datetime] = mapped_column(UtcTime)
