"""Reading cases: one in scope, a filtered list with a keyset cursor, and what belongs to a case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy import case as sql_case

from inspect_app.cases.atlas.boxes import in_box
from inspect_app.cases.atlas.outline import Corner, box_of, within
from inspect_app.cases.atlas.squares import BBox, Box
from inspect_app.cases.models import Case, CaseRequest, Report
from inspect_app.cases.queues import in_queue
from inspect_app.cases.scope import reported_by, roles_over
from inspect_app.cases.search import matches
from inspect_app.cases.source_filter import came_from
from inspect_app.cases.statuses import OWING_WORK
from inspect_app.core.among import among
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.core.roles import Role
from inspect_app.core.stored import key, key_of, plain_rows, wire_id
from inspect_app.evidence.models import AWAITED, Photo
from inspect_app.evidence.voice import VOICE


@dataclass(frozen=True)
class CaseFilter:
    """What a list is narrowed to; `bbox` is west, south, east, north in WGS-84 degrees.

    `reported_from` counts, `reported_to` is the first instant no longer; `within` is an area somebody drew.
    """

    statuses: tuple[str, ...] = ()
    unit: int | None = None
    area: int | None = None
    category: str | None = None
    source: str | None = None
    overdue: bool = False
    bbox: BBox | None = None
    q: str = ""
    updated_since: datetime | None = None
    mine: bool = False
    queue: str | None = None
    order: str = "updated"
    reported_from: datetime | None = None
    reported_to: datetime | None = None
    within: tuple[Corner, ...] | None = None


class PhotoCount(NamedTuple):
    """How many photos a case has, how many are here, and the id of the first that can be shown."""

    total: int = 0
    stored: int = 0
    thumbnail: str | None = None


NO_PHOTOS = PhotoCount()


def find_case(ctx: Context, case_id: UUID) -> Case | None:
    """A case the actor may see; None otherwise."""
    found = db.session.get(Case, case_id)
    if found is None or not (roles_over(ctx.actor, found) or filed_by(ctx.actor, found)):
        return None
    return found


def get_case(ctx: Context, case_id: UUID) -> Case:
    """A case the actor may see; 404 otherwise."""
    found = find_case(ctx, case_id)
    if found is None:
        raise not_found()
    return found


def filed_by(actor: Actor, case: Case) -> bool:
    """Whether the actor reported the case."""
    query = select(Report.id).where(Report.case_id == case.id, Report.reporter_id == actor.id).limit(1)
    return db.session.scalar(query) is not None


def conditions(ctx: Context, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL."""
    return [*work_conditions(ctx, wanted), *span_conditions(wanted), *place_conditions(wanted)]


def work_conditions(ctx: Context, wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """What the case is about, whose it is and how it stands."""
    if wanted.statuses:
        yield Case.status.in_(wanted.statuses)
    if wanted.unit is not None:
        yield or_(Case.handler_unit_id == wanted.unit, Case.jurisdiction_unit_id == wanted.unit)
    if wanted.category:
        yield Case.category == wanted.category
    if wanted.source:
        yield came_from(wanted.source)
    if wanted.overdue:
        yield late(ctx.now)
    if wanted.q:
        yield matches(wanted.q, ctx.now)
    if wanted.mine:
        yield own_work(ctx.actor)
    if wanted.queue:
        yield in_queue(ctx, wanted.queue)


def late(now: datetime) -> ColumnElement[bool]:
    """Whether the unit's work is late; the SQL twin of `present.summary.is_overdue`."""
    return and_(Case.due_at < now, Case.status.in_(OWING_WORK))


def span_conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """When it was reported, and changed."""
    if wanted.updated_since:
        yield Case.updated_at > wanted.updated_since
    if wanted.reported_from:
        yield Case.reported_at >= wanted.reported_from
    if wanted.reported_to:
        yield Case.reported_at < wanted.reported_to


def place_conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """Where it is."""
    if wanted.area is not None:
        yield Case.grid_id == wanted.area
    if wanted.bbox:
        yield in_box(Box.of(wanted.bbox))
    if wanted.within:
        yield in_box(box_of(wanted.within))
        yield within(wanted.within)


def own_work(actor: Actor) -> ColumnElement[bool]:
    """Own reports, and what is handed to the actor's own unit."""
    return or_(reported_by(actor), Case.handler_unit_id.in_(actor.units_as(Role.HANDLER)))


MERGED_INTO = select(key(Case.id), key(Case.merged_into)).where(among(Case.merged_into, "cases"))
PHOTO_COUNTS = (
    select(
        key(Photo.case_id),
        func.count(),
        func.sum(sql_case((Photo.state != AWAITED, 1), else_=0)),
        func.count(Photo.derived_at),
    )
    .where(among(Photo.case_id, "cases"), Photo.role != VOICE)
    .group_by(Photo.case_id)
)
PLACE = func.row_number().over(partition_by=Photo.case_id, order_by=(Photo.announced_at, Photo.id))
DERIVED = (
    select(Photo.case_id, Photo.id, PLACE.label("place"))
    .where(among(Photo.case_id, "cases"), Photo.derived_at.is_not(None))
    .subquery()
)
FIRST_DERIVED = select(key(DERIVED.c.case_id), key(DERIVED.c.id)).where(DERIVED.c.place == 1)


def family(case: Case) -> list[UUID]:
    """A case's own id and those of the cases merged into it: their photos and reports are its own too."""
    own = key_of(case.id)
    return [UUID(member) for member in families([own])[own]]


def families(cases: Iterable[str]) -> dict[str, list[str]]:
    """The same by keys, for the cases of a list."""
    members = {case: [case] for case in cases}
    for member, head in sorted(map(tuple, plain_rows(MERGED_INTO, cases=list(members)))):
        members[head].append(member)
    return members


def photo_counts(members: Mapping[str, Iterable[str]]) -> dict[str, PhotoCount]:
    """The photo counts of each family, by keys; voice notes are none."""
    head_of = {member: head for head, keys in members.items() for member in keys}
    rows = plain_rows(PHOTO_COUNTS, cases=list(head_of))
    derived = [case for case, _, _, shown in rows if shown]
    thumbnails = first_thumbnails(derived, head_of)
    counts: dict[str, PhotoCount] = {}
    for case, total, here, _ in rows:
        head = head_of[case]
        old = counts.get(head, NO_PHOTOS)
        counts[head] = PhotoCount(old.total + total, old.stored + here, thumbnails.get(head))
    return counts


def first_thumbnails(derived: list[str], head_of: Mapping[str, str]) -> dict[str, str]:
    """The first derived photo of each family, of which the `derived` members have some; in wire form."""
    found: dict[str, str] = {}
    for case, photo in plain_rows(FIRST_DERIVED, cases=derived) if derived else ():
        found.setdefault(head_of[case], wire_id(photo))
    return found


def reports_of(case_ids: list[UUID]) -> list[Report]:
    """The reports of a family, oldest first."""
    query = select(Report).where(Report.case_id.in_(case_ids)).order_by(Report.received_at, Report.id)
    return list(db.session.scalars(query))


def own_reports(actor: Actor, cursor: str | None, limit: int) -> tuple[list[Report], str | None]:
    """The reports an actor filed, newest first."""
    query = select(Report).where(Report.reporter_id == actor.id)
    keys = decode_cursor(cursor, from_millis, UUID)
    if keys is not None:
        query = query.where(tuple_(Report.received_at, Report.id) < tuple_(*keys))
    rows = list(
        db.session.scalars(query.order_by(Report.received_at.desc(), Report.id.desc()).limit(limit + 1))
    )
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(to_millis(rows[limit - 1].received_at), str(rows[limit - 1].id))


def requests_of(case_id: UUID) -> list[CaseRequest]:
    """The requests of a case, oldest first."""
    query = select(CaseRequest).where(CaseRequest.case_id == case_id).order_by(CaseRequest.requested_at)
    return list(db.session.scalars(query))


def get_report(ctx: Context, report_id: UUID) -> Report:
    """A report whose case the actor may see; 404 otherwise."""
    report = db.session.get(Report, report_id)
    if report is None:
        raise not_found()
    get_case(ctx, report.case_id)
    return report


def get_request(ctx: Context, request_id: UUID) -> CaseRequest:
    """A request whose case the actor may see; 404 otherwise."""
    request = db.session.get(CaseRequest, request_id)
    if request is None:
        raise not_found()
    get_case(ctx, request.case_id)
    return request
