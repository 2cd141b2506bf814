"""From rows to the wire forms of accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.accounts.models import AccessToken, Grant, Person, SessionRow, Unit
from inspect_app.accounts.passwords import is_due_for_change
from inspect_app.accounts.queries import grid_refs
from inspect_app.accounts.standing import actor_of, is_ended, state_of
from inspect_app.core.clock import to_iso
from inspect_app.core.paging import encode_cursor
from inspect_app.core.settings import settings

Json = dict[str, Any]


def unit_ref(unit: Unit | None) -> Json | None:
    """A unit as others mention it."""
    return None if unit is None else {"id": unit.id, "code": unit.code, "name": unit.name}


def unit(row: Unit) -> Json:
    """A unit as its administrators see it."""
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent_id": row.parent_id,
        "active": row.active,
    }


def listed(items: list[Json], next_cursor: str | None = None) -> Json:
    """The wire form of every list."""
    return {"items": items, "next_cursor": next_cursor}


def me(person: Person, now: datetime) -> Json:
    """What the app knows of its user."""
    actor = actor_of(person, now)
    grids = {grant.grid_id for grant in actor.grants if grant.grid_id is not None}
    policy = settings().password_policy
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "unit": unit_ref(person.unit),
        "roles": sorted(actor.roles),
        "grids": sorted(grid_refs(grids).values(), key=lambda grid: grid["code"]),
        "must_change_password": is_due_for_change(policy, person.password_changed_at, now),
        "server_time": to_iso(now),
    }


def session(row: SessionRow, current_id: int | None) -> Json:
    """One signed-in browser."""
    return {
        "id": row.id,
        "created_at": to_iso(row.created_at),
        "last_seen_at": to_iso(row.last_seen_at),
        "user_agent": row.user_agent,
        "current": row.id == current_id,
    }


def access_token(row: AccessToken) -> Json:
    """A machine's token, without its secret."""
    return {
        "id": row.id,
        "name": row.name,
        "scopes": ["read", "write"] if row.may_write else ["read"],
        "created_at": to_iso(row.created_at),
        "expires_at": to_iso(row.expires_at),
        "last_used_at": to_iso(row.last_used_at),
    }


def grant(row: Grant, grids: dict[int, Json], now: datetime) -> Json:
    """One appointment."""
    return {
        "id": row.id,
        "role": row.role,
        "unit": unit_ref(row.unit),
        "grid": None if row.grid_id is None else grids.get(row.grid_id),
        "valid_from": to_iso(row.valid_from),
        "valid_to": to_iso(row.valid_to),
        "state": state_of(row, now),
    }


def one_grant(row: Grant, now: datetime) -> Json:
    """An appointment on its own."""
    return grant(row, grid_refs([row.grid_id] if row.grid_id is not None else []), now)


def people(rows: Sequence[Person], now: datetime, *, full: bool) -> list[Json]:
    """People with their living grants; without `full` only what a picker needs."""
    if not full:
        return [{"id": row.id, "name": row.name, "unit": unit_ref(row.unit)} for row in rows]
    living = {row.id: [item for item in row.grants if not is_ended(item, now)] for row in rows}
    grids = grid_refs(item.grid_id for items in living.values() for item in items if item.grid_id is not None)
    return [
        {
            "id": row.id,
            "username": row.username,
            "name": row.name,
            "phone": row.phone,
            "unit": unit_ref(row.unit),
            "active": row.active,
            "grants": [grant(item, grids, now) for item in living[row.id]],
        }
        for row in rows
    ]


def person(row: Person, now: datetime) -> Json:
    """One account in full."""
    return people([row], now, full=True)[0]


def people_page(rows: list[Person], now: datetime, limit: int, *, full: bool) -> Json:
    """One page of people; `rows` holds one more than `limit` when there is a next page."""
    page = rows[:limit]
    cursor = encode_cursor(page[-1].id) if len(rows) > limit else None
    return listed(people(page, now, full=full), cursor)
