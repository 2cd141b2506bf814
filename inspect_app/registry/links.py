"""Which entry a case is about: suggested by plate, code, name and distance, chosen by a person."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Integer, cast, func, select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.lookbacks.models import CaseTrace
from inspect_app.cases.models import Case
from inspect_app.cases.queries import get_case
from inspect_app.cases.scope import roles_over, visible_to
from inspect_app.cases.service import lock_case
from inspect_app.cases.statuses import TERMINAL, Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.core.roles import Role
from inspect_app.places.datum import E7
from inspect_app.registry.kinds import Kind
from inspect_app.registry.models import CaseEntry, RegistryEntry
from inspect_app.registry.queries import LIVING, get_entry, near

MOST_OFFERED = 8
REASON_LABELS = {
    "plate": {"zh": "车牌一致", "en": "Same plate"},
    "credit_code": {"zh": "统一社会信用代码一致", "en": "Same credit code"},
    "operator": {"zh": "名称一致", "en": "Same name"},
    "near": {"zh": "距离近", "en": "Near"},
}


@dataclass
class Suggestion:
    """An entry that a case may be about, why, and how many metres away where it has a place."""

    entry: RegistryEntry
    reasons: list[str] = field(default_factory=list)
    distance_m: float | None = None


@dataclass(frozen=True)
class Record:
    """What became of the cases of an entry that the reader may see."""

    cases: int
    open: int
    closed: int
    relapses: int
    returns: int


def link(ctx: Context, case_id: UUID, entry_id: UUID) -> CaseEntry:
    """Say that a case is about an entry; said before, nothing changes.

    Problems: `not_found`, `link_not_yours`.
    """
    case = lock_case(ctx, case_id)
    refuse_link(ctx, case)
    entry = get_entry(entry_id)
    row = db.session.get(CaseEntry, (case.id, entry.id))
    if row is not None:
        return row
    row = CaseEntry(case_id=case.id, entry_id=entry.id, linked_by=ctx.actor.id, linked_at=ctx.now)
    db.session.add(row)
    db.session.flush()
    append(ctx, [link_fact(case.id, entry, "case_linked")])
    return row


def unlink(ctx: Context, case_id: UUID, entry_id: UUID) -> None:
    """Take that back; taken back before, nothing changes."""
    case = lock_case(ctx, case_id)
    refuse_link(ctx, case)
    row = db.session.get(CaseEntry, (case.id, entry_id))
    if row is None:
        return
    db.session.delete(row)
    db.session.flush()
    append(ctx, [link_fact(case.id, get_entry(entry_id), "case_unlinked")])


def link_fact(case_id: UUID, entry: RegistryEntry, kind: str) -> Fact:
    """What the log keeps of it, in the history of the case."""
    public = {"entry": str(entry.id), "kind": entry.kind}
    return Fact(subject_of(case_id), kind, public, {"number": entry.number, "name": entry.name})


def refuse_link(ctx: Context, case: Case) -> None:
    """The reporter and supervisors of a case say what it is about."""
    if case.reporter_id != ctx.actor.id and Role.SUPERVISOR not in roles_over(ctx.actor, case):
        detail = "The reporter or a supervisor says which entry a case is about."
        raise Problem("link_not_yours", detail, 403)


def may_link(ctx: Context, case: Case) -> bool:
    """Whether this person may say what a case is about."""
    return case.reporter_id == ctx.actor.id or Role.SUPERVISOR in roles_over(ctx.actor, case)


def entries_of(ctx: Context, case_id: UUID) -> list[RegistryEntry]:
    """What a visible case is about."""
    get_case(ctx, case_id)
    query = select(RegistryEntry).join(CaseEntry, CaseEntry.entry_id == RegistryEntry.id)
    return list(db.session.scalars(query.where(CaseEntry.case_id == case_id).order_by(CaseEntry.linked_at)))


def suggestions(case: Case) -> list[Suggestion]:
    """Entries in use that a case may be about and is not yet, the most telling first."""
    found: dict[UUID, Suggestion] = {}
    for entry, reason in by_traces(case):
        found.setdefault(entry.id, Suggestion(entry)).reasons.append(reason)
    if case.lat_e7 is not None and case.lon_e7 is not None:
        for one in near(case.lat_e7 / E7, case.lon_e7 / E7):
            offer = found.setdefault(one.entry.id, Suggestion(one.entry))
            offer.reasons.append("near")
            offer.distance_m = round(one.distance_m)
    linked = set(db.session.scalars(select(CaseEntry.entry_id).where(CaseEntry.case_id == case.id)))
    offers = [one for entry_id, one in found.items() if entry_id not in linked]
    return sorted(offers, key=rank)[:MOST_OFFERED]


def rank(offer: Suggestion) -> tuple[int, float, str]:
    """More reasons first, then what is nearest; a name or number says more than distance."""
    weight = sum(1 if reason == "near" else 3 for reason in offer.reasons)
    return -weight, offer.distance_m if offer.distance_m is not None else 1e9, offer.entry.number


def by_traces(case: Case) -> list[tuple[RegistryEntry, str]]:
    """Entries that bear the plate, the credit code or the name that a report tells."""
    found: list[tuple[RegistryEntry, str]] = []
    traces = select(CaseTrace.kind, CaseTrace.value).where(CaseTrace.case_id == case.id)
    for kind, value in db.session.execute(traces):
        same = {
            "plate": (RegistryEntry.kind == Kind.VEHICLE, RegistryEntry.name_key == value),
            "credit_code": (RegistryEntry.credit_code == value,),
            "operator": (RegistryEntry.kind != Kind.VEHICLE, RegistryEntry.name_key == value),
        }.get(kind)
        if same is not None:
            rows = db.session.scalars(select(RegistryEntry).where(LIVING, *same).limit(MOST_OFFERED))
            found += [(row, kind) for row in rows]
    return found


def cases_of(ctx: Context, entry_id: UUID, cursor: str | None, limit: int) -> tuple[list[Case], str | None]:
    """The visible cases about an entry, last reported first, and the cursor of the next page."""
    about = select(CaseEntry.case_id).where(CaseEntry.entry_id == entry_id)
    query = select(Case).where(Case.id.in_(about), visible_to(ctx.actor))
    if (behind := decode_cursor(cursor, from_millis, UUID)) is not None:
        at, last = behind
        older = (Case.reported_at < at) | ((Case.reported_at == at) & (Case.id < last))
        query = query.where(older)
    rows = list(db.session.scalars(query.order_by(Case.reported_at.desc(), Case.id.desc()).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    end = rows[limit - 1]
    return rows[:limit], encode_cursor(to_millis(end.reported_at), str(end.id))


def record_of(ctx: Context, entry_id: UUID) -> Record:
    """Counts over the visible cases about an entry, with relapses 死灰复燃 and returned work 返工."""
    about = select(CaseEntry.case_id).where(CaseEntry.entry_id == entry_id)
    closed = cast(Case.status == Status.CLOSED, Integer)
    ended = cast(Case.status.in_(TERMINAL), Integer)
    sums = [func.sum(what) for what in (closed, ended, Case.relapses, Case.round)]
    query = select(func.count(), *sums).where(Case.id.in_(about), visible_to(ctx.actor))
    total, n_closed, n_ended, relapses, returns = (int(n or 0) for n in db.session.execute(query).one())
    return Record(total, total - n_ended, n_closed, relapses, returns)
