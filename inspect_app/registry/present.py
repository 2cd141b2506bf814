"""Entries, leaders and their history for clients."""

from collections.abc import Iterable, Sequence
from typing import Any

from inspect_app.audit.models import Event
from inspect_app.audit.queries import history
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, fetch
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day
from inspect_app.registry.kinds import KINDS, LEADER_ROLES, Kind, Word
from inspect_app.registry.leaders import LedGrid, leaders_of
from inspect_app.registry.links import REASON_LABELS, entries_of, may_link, record_of, suggestions
from inspect_app.registry.models import Leader, RegistryEntry
from inspect_app.registry.notices import FLAG_LABELS, NOTICE_LABELS, Notice, notices_of
from inspect_app.registry.queries import NEAR_M, NearEntry, by_ids, flags_of
from inspect_app.registry.rights import may_change, on_own_ground, sees_contact
from inspect_app.registry.service import subject_of

Json = dict[str, Any]
EVENT_LABELS = {
    "registry_entry_added": ("登记入册", "Entered"),
    "registry_entry_changed": ("修改登记", "Changed"),
    "registry_entry_confirmed": ("核实无误", "Confirmed"),
    "leader_appointed": ("明确责任人", "Person responsible named"),
    "visit_made": ("巡查检查", "Visited"),
    "leader_changed": ("责任人变更", "Person responsible changed"),
}


def word_json(word: Word) -> Json:
    """A code with its words."""
    return {"code": word.code, "label": word.label}


def labelled(code: str, labels: dict[str, dict[str, str]]) -> Json:
    """A code with its words out of a table."""
    return {"code": code, "label": labels[code]}


def kinds_json() -> Json:
    """The words of the registry's forms."""
    kinds = [
        {
            **word_json(words.word),
            "types": [word_json(one) for one in words.types.values()],
            "states": [word_json(one) for one in words.states.values()],
        }
        for words in KINDS.values()
    ]
    roles = [
        {**word_json(role), "at": list(role.at), "source": role.source} for role in LEADER_ROLES.values()
    ]
    flags = [labelled(code, FLAG_LABELS) for code in FLAG_LABELS]
    return {"kinds": kinds, "leader_roles": roles, "flags": flags}


def present_lines(ctx: Context, entries: Sequence[RegistryEntry]) -> list[Json]:
    """The lines of a page."""
    names = fetch((), (row.jurisdiction_unit_id for row in entries), (row.grid_id for row in entries))
    flags = flags_of(entries, ctx.now)
    return [line_json(row, names, flags.get(row.id, [])) for row in entries]


def ref_json(row: RegistryEntry) -> Json:
    """An entry as others mention it."""
    return {"id": str(row.id), "kind": row.kind, "number": row.number, "name": row.name}


def line_json(row: RegistryEntry, names: Names, flags: Iterable[str]) -> Json:
    """One line."""
    words = KINDS[Kind(row.kind)]
    return {
        **ref_json(row),
        "type": word_json(words.types[row.type]),
        "state": word_json(words.states[row.state]),
        "active": row.active,
        "address": row.address,
        "position": position_json(row),
        "grid": names.grid(row.grid_id),
        "unit": names.unit(row.jurisdiction_unit_id),
        "flags": [labelled(code, FLAG_LABELS) for code in flags],
        "confirmed_at": to_iso(row.confirmed_at),
    }


def position_json(row: RegistryEntry) -> Json | None:
    """Where it is."""
    if row.lat_e7 is None or row.lon_e7 is None:
        return None
    place = {"lat": row.lat_e7 / E7, "lon": row.lon_e7 / E7}
    return {**place, "datum": "wgs84", "source_datum": row.datum}


def present_near(ctx: Context, found: list[NearEntry]) -> Json:
    """Entries near a place."""
    lines = present_lines(ctx, [one.entry for one in found])
    items = [{**line, "distance_m": round(one.distance_m)} for line, one in zip(lines, found, strict=True)]
    return {"radius_m": NEAR_M, "items": items}


def present_entry(ctx: Context, row: RegistryEntry) -> Json:
    """The whole entry, with what this reader may do."""
    leaders = leaders_of(row)
    grids = [row.grid_id, *(one.grid_id for one in leaders)]
    names = fetch((row.changed_by, row.confirmed_by), (row.jurisdiction_unit_id,), grids)
    owner = by_ids([row.owner_id]).get(row.owner_id) if row.owner_id else None
    today = local_day(ctx.now)
    changeable = may_change(ctx.actor, row.jurisdiction_unit_id)
    return {
        **line_json(row, names, flags_of([row], ctx.now).get(row.id, [])),
        "version": row.version,
        "credit_code": row.credit_code,
        "owner": owner and ref_json(owner),
        "contractor": row.contractor,
        "permit": row.permit,
        "permit_from": row.permit_from and row.permit_from.isoformat(),
        "permit_to": row.permit_to and row.permit_to.isoformat(),
        "contact": row.contact if sees_contact(ctx.actor, row) else None,
        "note": row.note,
        "notices": [notice_json(one) for one in notices_of(row.kind, row.name, row.credit_code)],
        "leaders": [leader_json(one, names, today) for one in leaders],
        "record": vars(record_of(ctx, row.id)),
        "changed_by": names.person(row.changed_by),
        "changed_at": to_iso(row.changed_at),
        "confirmed_by": names.person(row.confirmed_by),
        "may_change": changeable,
        "may_confirm": changeable or on_own_ground(ctx.actor, row),
    }


def notice_json(notice: Notice) -> Json:
    """A hint beside a field."""
    words = labelled(notice.code, NOTICE_LABELS)
    return {**words, "field": notice.field, "suggestions": list(notice.suggestions)}


def leader_json(leader: Leader, names: Names, today: Any) -> Json:
    """A responsible person."""
    in_office = leader.valid_from <= today and (leader.valid_to is None or leader.valid_to > today)
    return {
        "id": str(leader.id),
        "role": word_json(LEADER_ROLES[leader.role]),
        "grid": names.grid(leader.grid_id),
        "name": leader.name,
        "post": leader.post,
        "phone": leader.phone,
        "valid_from": leader.valid_from.isoformat(),
        "valid_to": leader.valid_to and leader.valid_to.isoformat(),
        "in_office": in_office,
    }


def present_led_grids(ctx: Context, rows: Sequence[LedGrid]) -> list[Json]:
    """Grids with those responsible for them."""
    names = fetch((), (row.unit_id for row in rows), (row.grid.grid_id for row in rows))
    today = local_day(ctx.now)
    return [
        {
            "id": row.grid.grid_id,
            "code": row.grid.code,
            "name": row.grid.name,
            "level": row.grid.level,
            "unit": names.unit(row.unit_id),
            "leaders": [leader_json(one, names, today) for one in row.leaders],
            "may_change": row.may_change,
        }
        for row in rows
    ]


def present_history(row: RegistryEntry) -> Json:
    """Everything that happened to an entry, the last first."""
    events = history(subject_of(row.id))
    names = fetch((event.actor_id for event in events), (), ())
    return {"items": [event_json(event, names) for event in reversed(events)]}


def event_json(event: Event, names: Names) -> Json:
    """One event; an erased payload tells nothing more."""
    zh, en = EVENT_LABELS[event.kind]
    payload = event.payload or {}
    return {
        "log_index": event.log_index,
        "kind": event.kind,
        "label": {"zh": zh, "en": en},
        "actor": names.person(event.actor_id),
        "at": to_iso(event.at),
        "changes": [change_json(name, both) for name, both in sorted(payload.get("changes", {}).items())],
        "person": payload.get("name"),
    }


def change_json(name: str, both: list[Any]) -> Json:
    """A field before and after, as text."""
    before, after = (None if one is None else str(one) for one in (both or (None, None)))
    return {"field": name, "before": before, "after": after}


def present_case_entries(ctx: Context, case: Case) -> Json:
    """What a case is about, and what it may be about for those who may say so."""
    linked, allowed = entries_of(ctx, case.id), may_link(ctx, case)
    offers = suggestions(case) if allowed else []
    lines = present_lines(ctx, [one.entry for one in offers])
    suggested = [
        {
            "entry": line,
            "reasons": [labelled(code, REASON_LABELS) for code in one.reasons],
            "distance_m": None if one.distance_m is None else round(one.distance_m),
        }
        for line, one in zip(lines, offers, strict=True)
    ]
    return {"linked": present_lines(ctx, linked), "suggested": suggested, "may_link": allowed}
