"""What the demo city has registered: sites of each street, those its cases tell of, leaders, a few visits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from inspect_app.core.context import Context
from inspect_app.core.ids import uuid7
from inspect_app.demo.city import ids
from inspect_app.demo.geography import Area
from inspect_app.demo.planning import Play
from inspect_app.evidence.position import to_e7
from inspect_app.places.models import Grid
from inspect_app.registry.form import EntryForm, Spot
from inspect_app.registry.kinds import Kind
from inspect_app.registry.leaders import LeaderForm, save_leader
from inspect_app.registry.links import link
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.naming import shown_name
from inspect_app.registry.queries import registered
from inspect_app.registry.service import confirm_entry, save_entry
from inspect_app.registry.visits.checklists import Result
from inspect_app.registry.visits.service import Answer, VisitForm, plan_visit, take_visit

SIX = ("enclosure", "covering", "wheel_wash", "hardened", "wet", "closed_trucks")
STATES = ("foundation", "structure", "finishing", "stopped")
# Which field of a report names an entry of which kind, with its usual type and state.
TOLD = {
    "site_name": (Kind.SITE, "construction", "structure"),
    "enterprise": (Kind.ENTERPRISE, "workshop", "scattered"),
    "plate": (Kind.VEHICLE, "muck_truck", "in_use"),
}
CHIEFS = ("chief", "overseer", "liaison", "assistant")
NAMES = ("周某", "吴某", "郑某", "冯某")
NO_SUCH_CODE = "91510100MA0000000X"  # made up: its check character is wrong


def register(supervisors: dict[str, Context], streets: Sequence[Area], plays: Sequence[Play]) -> None:
    """Enter everything, each by the supervisor of its district; leaders for the first two streets of each."""
    begun = next(iter(supervisors.values())).now.date()
    for number, street in enumerate(streets):
        ctx = supervisors[street.code[:2]]
        centre = street.shape.representative_point()
        form = site(f"GD-{number + 1:03d}", f"{street.name}{number % 3 + 1}号地块", (centre.y, centre.x))
        days = timedelta(days=365 if number % 4 else 20)
        state = STATES[number % len(STATES)]
        save_entry(ctx, uuid7(), replace(form, state=state, permit_to=begun + days), 0)
    for number, (name, form) in enumerate(told_by(plays)):
        save_entry(supervisors[name], uuid7(), replace(form, number=f"{form.number}-{number + 1:03d}"), 0)
    grids = ids(Grid)
    for street in streets:
        if int(street.code[-1]) <= 2:
            appoint(supervisors[street.code[:2]], grids[street.code], begun)


def site(number: str, name: str, place: tuple[float, float] | None) -> EntryForm:
    """A building site with nothing else said of it."""
    texts = ("address", "credit_code", "contractor", "permit", "contact", "note")
    said: dict[str, Any] = {"kind": Kind.SITE.value, "type": "construction", "state": "structure"}
    said |= dict.fromkeys(texts, "") | dict.fromkeys(("permit_from", "permit_to", "owner_id"))
    return EntryForm(number=number, name=name, active=True, spot=spot(place), **said)


def spot(place: tuple[float, float] | None) -> Spot | None:
    """A place in WGS-84."""
    lat, lon = (None, None) if place is None else (to_e7(place[0], 90), to_e7(place[1], 180))
    return None if lat is None or lon is None else Spot(lat, lon, "wgs84")


def told_by(plays: Sequence[Play]) -> Iterator[tuple[str, EntryForm]]:
    """An entry for each name and plate that the cases tell, once, with the district it is entered in."""
    seen: set[str] = set()
    for play in plays:
        for field, (kind, type_, state) in TOLD.items():
            name = play.story.fields.get(field)
            if not name or play.place is None or name in seen:
                continue
            seen.add(name)
            form = site(
                {Kind.SITE: "GD-A", Kind.ENTERPRISE: "QY", Kind.VEHICLE: "CL"}[kind], name, play.place
            )
            form = replace(form, kind=kind.value, type=type_, state=state, name=shown_name(kind, name))
            if kind == Kind.VEHICLE:
                form = replace(form, spot=None)
            if kind == Kind.ENTERPRISE:
                form = replace(form, credit_code=NO_SUCH_CODE)
            yield play.story.street[:2], form


def appoint(ctx: Context, grid_id: int, since: date) -> None:
    """The four of 一长三员 of a street."""
    for role, name in zip(CHIEFS, NAMES, strict=True):
        save_leader(ctx, uuid7(), LeaderForm(None, grid_id, role, name, "街道网格办", "", since, None))


def look_after(supervisors: dict[str, Context], inspector: Context, plays: Sequence[Play]) -> None:
    """As things stand now: cases are linked to what they tell of, some sites are visited or confirmed."""
    for play in plays:
        for entry in told_entries(play):
            link(supervisors[play.story.street[:2]], play.case_id, entry.id)
    for number, entry in enumerate(own_sites(plays)):
        if number % 2:
            confirm_entry(supervisors["DL"], entry.id)
        else:
            visit(inspector, entry.id)


def own_sites(plays: Sequence[Play]) -> list[RegistryEntry]:
    """The sites of the home district that its cases tell of."""
    found = {
        entry.id: entry
        for play in plays
        if play.story.street.startswith("DL")
        for entry in told_entries(play)
    }
    return [entry for entry in found.values() if entry.kind == Kind.SITE]


def told_entries(play: Play) -> list[RegistryEntry]:
    """The entries that bear the names a case tells."""
    if play.place is None:
        return []
    named = ((kind, play.story.fields.get(field)) for field, (kind, *_) in TOLD.items())
    return [entry for kind, name in named if name for entry in registered(name, kind=kind)]


def visit(ctx: Context, entry_id: UUID) -> None:
    """A visit at which nothing was wrong."""
    answers = tuple(Answer(code, Result.PASS, "", None, ()) for code in SIX)
    form = VisitForm(
        uuid7(), b"demo", entry_id, "six_hundred", "例行检查，措施到位。", ctx.now, None, answers, None
    )
    take_visit(ctx, form, plan_visit(ctx, form))
