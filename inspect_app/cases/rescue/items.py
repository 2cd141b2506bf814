"""One thing of a rescue archive, done as its route would have: report, announcement, step, photo, visit."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Receipt
from inspect_app.cases.api.actions import Once, done_once
from inspect_app.cases.api.reports import filing_of
from inspect_app.cases.api.schemas import AskIn, CasePhotoIn, FormIn, ReportIn
from inspect_app.cases.asking import answer, ask
from inspect_app.cases.filing import REPORTERS, file_report, known_report, plan_report
from inspect_app.cases.photographs import announce_for_case
from inspect_app.cases.queries import get_request
from inspect_app.cases.rescue.archive import Archive
from inspect_app.cases.rescue.manifest import RescuedItem, RescuedPhoto, RescuedStep
from inspect_app.cases.service import perform
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem
from inspect_app.core.idempotency import hash_of, usable_key
from inspect_app.core.limits import MAX_JSON
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence import reception
from inspect_app.evidence.models import AWAITED
from inspect_app.evidence.queries import find_photo
from inspect_app.evidence.spool import Spooled, spool_file
from inspect_app.evidence.tus import Creation, Piece

ROOT = "/api/v1"
ID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ACT = re.compile(rf"\A/cases/{ID}/actions/([a-z_]{{1,40}})\Z")
ASK = re.compile(rf"\A/cases/{ID}/requests\Z")
DECIDE = re.compile(rf"\A/requests/{ID}/actions/([a-z_]{{1,40}})\Z")
Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What was done: just now or before, and for which case."""

    new: bool
    case_id: UUID | None


Taker = Callable[[Context, UUID, bytes, Json], Done]
TAKERS: dict[str, Taker] = {}  # what packages above take of an archive, by the kind of the item


def taker(kind: str) -> Callable[[Taker], Taker]:
    """Says who takes the items of a kind: their id, the frozen body, and what was read from it."""

    def keep(take: Taker) -> Taker:
        TAKERS[kind] = take
        return take

    return keep


def import_item(ctx: Context, archive: Archive, item: RescuedItem, versions: dict[UUID, int]) -> Done:
    """An item of an archive, as its owner; `versions` remembers what steps made of cases."""
    body = archive.read_checked(item.body, MAX_JSON)
    sent = read_body(body)
    if item.step is not None:
        return take_step(ctx, item.step, body, sent, versions)
    if item.kind == "report":
        return take_report(ctx, item.id, body, sent)
    if item.kind in TAKERS:
        return TAKERS[item.kind](ctx, item.id, body, sent)
    with write_transaction():
        photo, new = announce_for_case(ctx, item.id, CasePhotoIn().load(sent))
    return Done(new, photo.case_id)


def read_body(body: bytes) -> Json:
    """The frozen words as JSON; the same limits as for a request."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem("bad_request", "The frozen words of this item are not valid JSON.", 422) from None
    if not isinstance(sent, dict):
        raise Problem("bad_request", "The frozen words of this item are not a JSON object.", 422)
    return sent


def take_report(ctx: Context, report_id: UUID, body: bytes, sent: Json) -> Done:
    """File the report byte for byte as it was frozen, so that a late attempt of the phone finds it."""
    if not ctx.actor.roles & set(REPORTERS):
        raise Problem("wrong_role", "This person may not file reports (any more).", 403)
    filing = filing_of(report_id, ReportIn().load(sent), body)
    with read_transaction():
        if (known := known_report(ctx, filing)) is not None:
            return Done(new=False, case_id=known.report.case_id)
        plan = plan_report(ctx, filing)
    with write_transaction():
        filed = file_report(ctx, filing, plan)
    return Done(filed.new, filed.report.case_id)


def take_step(ctx: Context, step: RescuedStep, body: bytes, sent: Json, versions: dict[UUID, int]) -> Done:
    """Do a step of a case on the version it was decided on, once for its key."""
    if not usable_key(step.key):
        raise Problem("idempotency_key_required", "This step has no usable key.", 422)
    case_id, do = aimed(ctx, step, sent)
    version = versions.get(case_id) if step.version is None else step.version
    if version is None:
        detail = "This step was built on another one that was not done; take it anew in the app."
        raise Problem("rescue_step_before_missing", detail, 409)
    asked = Once(step.key, hash_of("POST", ROOT + step.path, body))
    outcome, new = done_once(ctx, asked, case_id, lambda: do(version))
    if outcome.version is not None:
        versions[case_id] = outcome.version
    return Done(new, case_id)


def aimed(ctx: Context, step: RescuedStep, sent: Json) -> tuple[UUID, Callable[[int], Receipt]]:
    """The case of a step, and what to do to it."""
    if found := ACT.match(step.path):
        case_id, action = UUID(found[1]), found[2]
        form = FormIn().load(sent)
        return case_id, lambda version: perform(ctx, case_id, action, form, version=version)
    if found := ASK.match(step.path):
        case_id, form = UUID(found[1]), AskIn().load(sent)
        kind = form.pop("kind")
        return case_id, lambda version: ask(ctx, case_id, kind, form, version=version)
    if found := DECIDE.match(step.path):
        request_id, action, form = UUID(found[1]), found[2], FormIn().load(sent)
        with read_transaction():
            case_id = get_request(ctx, request_id).case_id
        return case_id, lambda version: answer(ctx, request_id, action, form, version=version)
    raise Problem("rescue_step_unknown", "This step leads to no known address.", 422)


def import_photo(ctx: Context, archive: Archive, rescued: RescuedPhoto) -> Done:
    """Hand an original to the same reception as every upload, from where the phone's own transfer stands."""
    with read_transaction():
        photo = find_photo(rescued.id)
        known = None if photo is None else (photo.case_id, photo.state, photo.sha256, photo.announced_by)
    if known is None or known[3] != ctx.actor.id:
        raise Problem("photo_not_announced", "No report of this person announced this photo.", 404)
    case_id, state, sha256, _ = known
    if state != AWAITED:
        return Done(new=False, case_id=case_id)
    if sha256 != rescued.file.sha256:
        raise Problem("hash_mismatch", "This is not the photo that was announced: its hash differs.", 422)
    with spool_file() as path:
        original = archive.copy_checked(rescued.file, settings().max_photo_bytes, path)
        receive(ctx, rescued.id, original)
    return Done(new=True, case_id=case_id)


def receive(ctx: Context, photo_id: UUID, original: Spooled) -> None:
    """The bytes that are still missing."""
    transfer = reception.begun_or_new(ctx, Creation(photo_id, original.size, body=False))
    with original.path.open("rb") as file:
        file.seek(transfer.offset)
        reception.take(ctx, transfer, Piece(transfer.offset, original.size - transfer.offset, None), file)
