"""Writing the registry: entries, their confirmation, and who is responsible for them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.wire import map_cell
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role
from inspect_app.core.upsert import upsert_into
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day
from inspect_app.places.lookup import place_position
from inspect_app.places.queries import lineage, owner_of, root_unit
from inspect_app.registry.form import PLAIN, EntryForm, changes, check_form
from inspect_app.registry.kinds import Kind
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.naming import name_key
from inspect_app.registry.rights import on_own_ground, refuse_change


def subject_of(entry_id: UUID) -> str:
    """How the log names an entry."""
    return f"registry:{entry_id}"


def lock_entry(entry_id: UUID) -> RegistryEntry:
    """An entry, locked for this transaction; 404 when there is none."""
    row = db.session.get(RegistryEntry, entry_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise not_found()
    return row


def save_entry(ctx: Context, entry_id: UUID, form: EntryForm, version: int) -> tuple[RegistryEntry, bool]:
    """Write an entry as somebody wants it; True when it is new. What is so already stays as it is.

    Problems: `invalid_request`, `registry_not_yours`, `registry_number_taken`, `stale_version`.
    """
    row, fact = write_entry(ctx, entry_id, form, version)
    if fact is not None:
        append(ctx, [fact])
    return row, fact is not None and fact.kind == "registry_entry_added"


def write_entry(
    ctx: Context, entry_id: UUID, form: EntryForm, version: int
) -> tuple[RegistryEntry, Fact | None]:
    """The same without its log entry, which the caller appends; None when nothing changes."""
    check_form(form)
    row = db.session.get(RegistryEntry, entry_id, with_for_update=True, populate_existing=True)
    if row is None:
        return insert_entry(ctx, entry_id, form)
    told = changes(row, form)
    if not told:
        return row, None
    if row.version != version:
        detail = "Somebody else changed this entry meanwhile. Look at it again, then decide."
        raise Problem("stale_version", detail, 409, current_version=row.version)
    if row.kind != form.kind:
        raise field_problem("kind", "An entry keeps its kind.")
    refuse_taken(form, entry_id)
    columns = columns_of(ctx, form, row.jurisdiction_unit_id)
    refuse_change(ctx.actor, row.jurisdiction_unit_id, columns["jurisdiction_unit_id"])
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    db.session.flush()
    return row, changed_fact("registry_entry_changed", row, told)


def refuse_elsewhere(ctx: Context, form: EntryForm, row: RegistryEntry | None) -> None:
    """Refuse before anything is written what `write_entry` would refuse: an area not the actor's."""
    usual = row.jurisdiction_unit_id if row else usual_unit(ctx)
    refuse_change(ctx.actor, usual, columns_of(ctx, form, usual)["jurisdiction_unit_id"])


def usual_unit(ctx: Context) -> int:
    """The unit of what has no place: that of the supervisor who enters it."""
    return min(ctx.actor.units_as(Role.SUPERVISOR), default=root_unit())


def insert_entry(ctx: Context, entry_id: UUID, form: EntryForm) -> tuple[RegistryEntry, Fact]:
    """A new entry."""
    refuse_taken(form, entry_id)
    columns = columns_of(ctx, form, usual_unit(ctx))
    refuse_change(ctx.actor, columns["jurisdiction_unit_id"])
    values = {"id": entry_id, "version": 1, "confirmed_by": ctx.actor.id, "confirmed_at": ctx.now, **columns}
    insert = upsert_into(RegistryEntry).on_conflict_do_nothing().returning(RegistryEntry)
    row = db.session.scalars(insert, [values]).first()
    if row is None:
        detail = "Somebody entered the same number at this moment; look it up."
        raise Problem("registry_number_taken", detail, 409)
    return row, changed_fact("registry_entry_added", row, changes(None, form))


def refuse_taken(form: EntryForm, entry_id: UUID) -> None:
    """A number stands for one entry of a kind."""
    same = (RegistryEntry.kind == form.kind, RegistryEntry.number == form.number)
    if db.session.scalar(select(RegistryEntry.id).where(*same, RegistryEntry.id != entry_id)) is not None:
        raise Problem("registry_number_taken", f"The number {form.number} stands for another entry.", 409)


def columns_of(ctx: Context, form: EntryForm, unit_id: int) -> dict[str, Any]:
    """The columns of an entry. Its place decides its grid and unit; without one it belongs to `unit_id`."""
    check_owner(form.owner_id)
    grid_id = None
    if form.spot is not None:
        today = local_day(ctx.now)
        found = place_position(form.spot.lat_e7 / E7, form.spot.lon_e7 / E7, None, today)
        grid_id = found.grid_id
        unit_id = owner_of(lineage(grid_id), today)
    return {
        **{name: getattr(form, name) for name in (*PLAIN, "kind", "contact")},
        "name_key": name_key(form.kind, form.name),
        "datum": form.spot and form.spot.datum,
        "map_cell": form.spot and map_cell(form.spot.lat_e7, form.spot.lon_e7),
        "grid_id": grid_id,
        "jurisdiction_unit_id": unit_id,
        "changed_by": ctx.actor.id,
        "changed_at": ctx.now,
    }


def check_owner(owner_id: UUID | None) -> None:
    """Sites and vehicles belong to enterprises."""
    if owner_id is None:
        return
    owner = db.session.get(RegistryEntry, owner_id)
    if owner is None or owner.kind != Kind.ENTERPRISE:
        raise field_problem("owner_id", "Name an enterprise of the registry.")


def changed_fact(kind: str, row: RegistryEntry, told: dict[str, Any]) -> Fact:
    """What the log keeps: which fields, in the open; what they say, as a commitment."""
    public = {"kind": row.kind, "version": row.version, "fields": sorted(told)}
    return Fact(subject_of(row.id), kind, public, {"changes": told})


def confirm_entry(ctx: Context, entry_id: UUID) -> RegistryEntry:
    """Somebody who works there says that the entry is still so; twice a day is once.

    Problems: `registry_not_yours`.
    """
    row = lock_entry(entry_id)
    if not on_own_ground(ctx.actor, row):
        refuse_change(ctx.actor, row.jurisdiction_unit_id)
    if row.confirmed_by == ctx.actor.id and local_day(row.confirmed_at) == local_day(ctx.now):
        return row
    row.confirmed_by, row.confirmed_at = ctx.actor.id, ctx.now
    db.session.flush()
    append(ctx, [Fact(subject_of(row.id), "registry_entry_confirmed", {"version": row.version})])
    return row
