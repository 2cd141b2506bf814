"""The door of rescue archives: for each thing what the phone would have done, in a transaction of its own.

Each item stands or falls alone, under the ids the phone made: what arrived before is found again and not made
twice, so an archive may be imported as often as anybody likes. The log says who imported for whom, before the
first item and after the last.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from inspect_app.accounts.models import Person
from inspect_app.accounts.standing import actor_of
from inspect_app.audit.log import Fact, append
from inspect_app.cases.models import Case
from inspect_app.cases.rescue.archive import Archive
from inspect_app.cases.rescue.items import Done, import_item, import_photo
from inspect_app.cases.rescue.manifest import (
    NAME,
    Manifest,
    ManifestError,
    RescuedItem,
    RescuedPhoto,
    read_manifest,
)
from inspect_app.cases.rescue.rights import check_may_decide, check_may_import
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import utc_now
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, flatten
from inspect_app.core.ids import uuid7
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence.spool import Spooled

MAX_MANIFEST = 4 * 1024 * 1024
IMPORTED, ALREADY_HERE, REFUSED = "imported", "already_here", "refused"


@dataclass
class Result:
    """What came of one item or photo; `code` and `detail` say why it was refused."""

    id: UUID
    kind: str
    outcome: str = REFUSED
    code: str | None = None
    detail: str | None = None
    case_id: UUID | None = None
    number: str | None = None
    photos: list["Result"] = field(default_factory=list)


@dataclass
class Import:
    """One import under way: who imports, as whom things are done, and what came of them so far."""

    id: UUID
    ctx: Context
    owner: Context
    person: Person
    sha256: str
    results: list[Result] = field(default_factory=list)
    versions: dict[UUID, int] = field(default_factory=dict)


def import_archive(ctx: Context, file: Spooled, operator: str = "") -> Import:
    """Import everything that can be; Problems before the first item: unreadable, unknown person, no right."""
    with Archive(file.path, settings().max_rescue_bytes) as archive:
        manifest = manifest_of(archive)
        with read_transaction():
            run = prepare(ctx, manifest, file.sha256)
        announce_import(run, manifest, operator)
        for item in manifest.items:
            run.results.append(one_item(run, archive, item))
        conclude(run)
    return run


def manifest_of(archive: Archive) -> Manifest:
    """The manifest; Problem `rescue_unreadable` when it is none."""
    try:
        return read_manifest(archive.read(NAME, MAX_MANIFEST))
    except ManifestError as error:
        raise Problem("rescue_unreadable", f"This file cannot be imported: {error}.", 422) from error


def prepare(ctx: Context, manifest: Manifest, sha256: str) -> Import:
    """Whose things these are, and whether the importer may bring them in."""
    person = db.session.get(Person, manifest.person_id)
    if person is None or person.username != manifest.username:
        detail = f"There is no person {manifest.username} with that number here; was it another installation?"
        raise Problem("rescue_person_unknown", detail, 422)
    check_may_import(ctx.actor, person)
    owner = replace(ctx, actor=actor_of(person, ctx.now))
    return Import(uuid7(), ctx, owner, person, sha256)


def announce_import(run: Import, manifest: Manifest, operator: str) -> None:
    """Say in the log who brings in what for whom, before anything of it enters."""
    public = {"for": run.person.id, "archive_sha256": run.sha256, "items": len(manifest.items)}
    said = {"operator": operator} if operator else {}
    with write_transaction():
        append(now(run.ctx), [Fact(f"rescue:{run.id}", "rescue_begun", public, said)])


def conclude(run: Import) -> None:
    """Say in the log what came of it, at the archive and at every case that it changed."""
    outcomes = [result.outcome for result in run.results]
    public = {
        "for": run.person.id,
        **{name: outcomes.count(name) for name in (IMPORTED, ALREADY_HERE, REFUSED)},
    }
    told = [
        {"id": str(one.id), "kind": one.kind, "outcome": one.outcome, "code": one.code} for one in run.results
    ]
    facts = [Fact(f"rescue:{run.id}", "rescue_ended", public, {"items": told})]
    parts = (part for one in run.results for part in (one, *one.photos))
    touched = dict.fromkeys(one.case_id for one in parts if one.case_id and one.outcome == IMPORTED)
    note = {"rescue": str(run.id), "for": run.person.id}
    facts += [Fact(subject_of(case_id), "rescue_imported", note) for case_id in touched]
    with write_transaction():
        append(now(run.ctx), facts)


def now(ctx: Context) -> Context:
    """The same actor, at this moment: an import takes longer than one."""
    return replace(ctx, now=utc_now())


def one_item(run: Import, archive: Archive, item: RescuedItem) -> Result:
    """One row of the outbox with its photos."""
    result = Result(item.id, item.kind)

    def do() -> Done:
        if item.step is not None:
            check_may_decide(run.ctx.actor, run.person)
        return import_item(now(run.owner), archive, item, run.versions)

    if attempt(result, do) and item.step is None:
        result.photos = [one_photo(run, archive, photo) for photo in item.photos]
    name_case(result)
    return result


def one_photo(run: Import, archive: Archive, photo: RescuedPhoto) -> Result:
    """One original of an item."""
    result = Result(photo.id, "photo")
    attempt(result, lambda: import_photo(now(run.owner), archive, photo))
    return result


def attempt(result: Result, do: Callable[[], Done]) -> bool:
    """Do one thing; a refusal is written down and stops nothing else."""
    try:
        done = do()
    except Problem as problem:
        result.code, result.detail = problem.code, problem.detail
    except ValidationError as error:
        first = flatten(error.messages)[0]
        result.code, result.detail = "invalid_request", f"{first['field']}: {first['message']}"
    else:
        result.outcome = IMPORTED if done.new else ALREADY_HERE
        result.case_id = done.case_id
    return result.code is None


def name_case(result: Result) -> None:
    """The number by which people know the case."""
    if result.case_id is not None:
        with read_transaction():
            case = db.session.get(Case, result.case_id)
            result.number = case.number if case else None


def present_import(run: Import) -> dict[str, Any]:
    """The list a person reads, as JSON."""
    return {
        "id": str(run.id),
        "person": {"id": run.person.id, "name": run.person.name},
        "archive_sha256": run.sha256,
        "items": [present_result(one) for one in run.results],
    }


def present_result(result: Result) -> dict[str, Any]:
    """One line of it."""
    return {
        "id": str(result.id),
        "kind": result.kind,
        "outcome": result.outcome,
        "code": result.code,
        "detail": result.detail,
        "case_id": None if result.case_id is None else str(result.case_id),
        "number": result.number,
        "photos": [present_result(photo) for photo in result.photos],
    }


def spooled(path: Path) -> Spooled:
    """A file that lies on this machine already, with its hash; for operators."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Spooled(path, path.stat().st_size, {"sha256": digest})
