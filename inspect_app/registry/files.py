"""The registry as a workbook: taken away, and brought in by kind and number, after a trial run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select, tuple_

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.table_file import FileLine, lines_of
from inspect_app.core.transaction import read_transaction
from inspect_app.core.workbook import Column, workbook
from inspect_app.places.datum import E7, Datum
from inspect_app.registry.form import EntryForm, changes, check_form
from inspect_app.registry.kinds import KINDS, Kind
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.queries import EntryFilter, list_entries
from inspect_app.registry.schemas import EntryIn
from inspect_app.registry.service import refuse_elsewhere, write_entry

SUBJECT = "registry:all"
SHEET = {"zh": "监管对象", "en": "Registry"}
MOST_TOLD = 200  # faults an answer lists; their number is complete
BATCH = 500
# Titles in two languages and widths. A file that travels holds nobody's contact.
COLUMNS = {
    "kind": ("类别", "Kind", 8),
    "number": ("编号", "Number", 14),
    "name": ("名称", "Name", 28),
    "type": ("类型", "Type", 12),
    "state": ("状态", "State", 12),
    "lat": ("纬度", "Latitude", 12),
    "lon": ("经度", "Longitude", 12),
    "datum": ("坐标系", "Datum", 10),
    "address": ("地址", "Address", 28),
    "credit_code": ("统一社会信用代码", "Credit code", 22),
    "contractor": ("施工单位", "Contractor", 24),
    "permit": ("许可证", "Permit", 18),
    "permit_from": ("许可起", "Permit from", 12),
    "permit_to": ("许可止", "Permit to", 12),
    "note": ("备注", "Note", 30),
}
TITLES = {title: name for name, (zh, en, _) in COLUMNS.items() for title in (zh, en)}
NEEDED = ("kind", "number", "name", "type", "state")
PLACE = ("lat", "lon", "datum")
DAYS = ("permit_from", "permit_to")
SPOKEN = {"kind", "type", "state", "position", *DAYS}  # fields with words of their own for what is wrong


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line: the cell and what stands there, a code, and the rule in English."""

    row: int
    cell: str
    field: str
    code: str
    found: str
    message: str


@dataclass
class Reading:
    """What a file would do: faults stop it, all of it or nothing is written."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    writes: list[tuple[RegistryEntry | None, EntryForm, int]] = field(default_factory=list)


def read_registry(ctx: Context, table: list[tuple[Any, ...]]) -> Reading:
    """Compare a table with what is registered; nothing is written. 422 `registry_without_columns`."""
    lines = lines_of(table, TITLES)
    if not has_needed(lines):
        wanted = ", ".join(f"{COLUMNS[name][0]} ({COLUMNS[name][1]})" for name in NEEDED)
        raise Problem("registry_without_columns", f"The first line must name these columns: {wanted}.", 422)
    reading, known, seen = Reading(len(lines)), known_entries(lines), set[tuple[str, str]]()
    for line in lines:
        key = (code_of(line, "kind"), line.texts["number"])
        row = known.get(key)
        if key in seen:
            twice = fault(line, "number", "This number stands in the file twice.", "number_twice")
            reading.faults.append(twice)
            continue
        seen.add(key)
        look_at(ctx, reading, line, row)
    return reading


def has_needed(lines: Sequence[FileLine]) -> bool:
    """Whether the file has lines, and the columns without which a line means nothing."""
    return bool(lines) and all(name in lines[0].places for name in NEEDED)


def known_entries(lines: Sequence[FileLine]) -> dict[tuple[str, str], RegistryEntry]:
    """The entries that the lines name."""
    keys = [(code_of(line, "kind"), line.texts["number"]) for line in lines]
    found: dict[tuple[str, str], RegistryEntry] = {}
    for first in range(0, len(keys), BATCH):
        named = tuple_(RegistryEntry.kind, RegistryEntry.number).in_(keys[first : first + BATCH])
        found |= {
            (row.kind, row.number): row for row in db.session.scalars(select(RegistryEntry).where(named))
        }
    return found


def code_of(line: FileLine, name: str) -> str:
    """The code of a kind, type or state that a cell names in either language, or by its code."""
    said = line.texts[name]
    if name == "kind":
        words = [one.word for one in KINDS.values()]
    else:
        kind = code_of(line, "kind")
        known = KINDS[Kind(kind)] if kind in set(Kind) else None
        words = list((known.types if name == "type" else known.states).values()) if known else []
    return next((word.code for word in words if said in {word.code, word.zh, word.en}), said)


def fault(line: FileLine, name: str, message: str, code: str = "") -> Fault:
    """What is wrong with a field: a code of its own, or that the cell is empty or too long."""
    column = "lat" if name == "position" else name
    found = " ".join(line.texts.get(one, "") for one in (PLACE if name == "position" else (name,))).strip()
    said = code or (name if name in SPOKEN else "too_long" if found else "empty")
    return Fault(
        line.row, line.where(column) if column in line.places else "", name, said, found[:60], message
    )


def look_at(ctx: Context, reading: Reading, line: FileLine, row: RegistryEntry | None) -> None:
    """What one line would do."""
    try:
        loaded = EntryIn().load({**said_in(line, row), "version": row.version if row else 0})
        form: EntryForm = loaded["form"]
        check_form(form)
        told = changes(row, form)
        if told:
            refuse_elsewhere(ctx, form, row)
    except Problem as refused:
        reading.faults += faults_of(line, refused)
        return
    except ValidationError as error:
        reading.faults += [
            fault(line, str(name), " ".join(map(str, found if isinstance(found, list) else [found])))
            for name, found in error.normalized_messages().items()
        ]
        return
    if not told:
        reading.unchanged += 1
        return
    reading.added += row is None
    reading.changed += row is not None
    reading.writes.append((row, form, line.row))


def faults_of(line: FileLine, refused: Problem) -> list[Fault]:
    """A refusal as what is wrong in a line."""
    if refused.code == "registry_not_yours":
        return [fault(line, "number", refused.detail, "not_yours")]
    return [fault(line, one["field"], one["message"]) for one in refused.extra["errors"]]


def said_in(line: FileLine, row: RegistryEntry | None) -> dict[str, Any]:
    """A line as the body of a request; what the file has no column for stays as it is."""
    now = as_said(row) if row is not None else {}
    words: dict[str, Any] = {name: value for name, value in line.texts.items() if name not in PLACE}
    words |= {name: code_of(line, name) for name in ("kind", "type", "state")}
    words |= {name: words[name][:10] or None for name in DAYS if name in words}
    place = {name: line.texts.get(name, "") for name in PLACE}
    if place["lat"] or place["lon"]:
        words["position"] = {**place, "datum": place["datum"].lower() or Datum.WGS84.value}
    return {**now, **words}


def as_said(row: RegistryEntry) -> dict[str, Any]:
    """An entry as the body that would write it."""
    names = ("active", "address", "credit_code", "contractor", "permit", "contact", "note")
    said: dict[str, Any] = {name: getattr(row, name) for name in names}
    said |= {name: day.isoformat() for name in DAYS if (day := getattr(row, name)) is not None}
    if row.lat_e7 is not None and row.lon_e7 is not None:
        said["position"] = {"lat": row.lat_e7 / E7, "lon": row.lon_e7 / E7}
    return {**said, "owner_id": row.owner_id and str(row.owner_id)}


def take_registry(ctx: Context, reading: Reading, sha256: str) -> None:
    """Write what a file without faults brings, each line with its own entry of the log, or nothing.

    Problems: `registry_has_faults`, those of `write_entry`.
    """
    if reading.faults:
        raise Problem(
            "registry_has_faults", "Mend the faults that the trial run names, then send it again.", 422
        )
    facts = []
    for row, form, _ in reading.writes:
        entry_id, version = (row.id, row.version) if row else (uuid7(), 0)
        _, fact = write_entry(ctx, entry_id, form, version)
        facts += [fact] if fact else []
    if facts:
        db.session.flush()
        public = {"sha256": sha256, "lines": reading.lines, "changes": len(facts)}
        append(ctx, [*facts, Fact(SUBJECT, "registry_imported", public)])


def log_export(ctx: Context, wanted: EntryFilter) -> None:
    """Write into the log that the registry was taken away."""
    words = {"kind": wanted.kind, "flag": wanted.flag, "q": wanted.q}
    append(ctx, [Fact(SUBJECT, "registry_exported", {}, {"filter": words})])


def sheet_of(ctx: Context, wanted: EntryFilter, language: str) -> Iterator[bytes]:
    """The bytes of the workbook: what the filter leaves, by number."""
    return workbook(SHEET[language], columns_in(language), lines_out(ctx, wanted, language))


def template(language: str) -> Iterator[bytes]:
    """An empty sheet with the columns that are read."""
    return workbook(SHEET[language], columns_in(language), [])


def columns_in(language: str) -> list[Column]:
    """The columns with their titles in a language."""
    return [Column(en if language == "en" else zh, width) for zh, en, width in COLUMNS.values()]


def lines_out(ctx: Context, wanted: EntryFilter, language: str) -> Iterator[list[Any]]:
    """The lines of the sheet; each batch is let go of before the next is read."""
    cursor: str | None = None
    with read_transaction():
        while True:
            rows, cursor = list_entries(ctx, wanted, cursor, BATCH)
            yield from [cells(row, language) for row in rows]
            db.session.expunge_all()
            if cursor is None:
                return


def cells(row: RegistryEntry, language: str) -> list[Any]:
    """A line of the sheet."""
    words = KINDS[Kind(row.kind)]
    named = {"kind": words.word, "type": words.types[row.type], "state": words.states[row.state]}
    said: dict[str, Any] = {name: word.label[language] for name, word in named.items()}
    if row.lat_e7 is not None and row.lon_e7 is not None:
        said |= {"lat": f"{row.lat_e7 / E7:.7f}", "lon": f"{row.lon_e7 / E7:.7f}", "datum": Datum.WGS84.value}
    found = [said.get(name, "" if name in PLACE else getattr(row, name, "")) for name in COLUMNS]
    return [one.isoformat() if isinstance(one, date) else one for one in found]
