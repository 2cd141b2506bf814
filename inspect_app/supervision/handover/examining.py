"""What the rows of a list are beside what is known here: matched, new, somewhere unknown, imported before."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.cases.lookbacks.models import CaseTrace
from inspect_app.cases.lookbacks.traces import NOT_IN_NAMES, SHORTEST_NAME, tidy
from inspect_app.cases.models import Case, CaseReference, Report
from inspect_app.cases.sources import SUPERIOR_LIST
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day, midnight
from inspect_app.registry.kinds import Kind
from inspect_app.registry.models import RegistryEntry
from inspect_app.supervision.handover.matching import (
    Asked,
    Finding,
    Match,
    Reason,
    Words,
    by_place,
)
from inspect_app.supervision.handover.models import HandOverList, HandOverRow
from inspect_app.supervision.handover.reading import ListRow
from inspect_app.supervision.handover.rules import matching_rule
from inspect_app.supervision.handover.surroundings import COLUMNS, NOTHING, Surroundings, by_square, known_of
from inspect_app.supervision.ledger.queries import BATCH, by_numbers
from inspect_app.supervision.scope import answered_for

MOST_READ = 2_000


@dataclass(frozen=True)
class Examined:
    """A row, what it is, whether somebody has to look, and the cases it may mean, best first."""

    line: ListRow
    finding: Finding
    sure: bool
    matches: tuple[Match, ...] = ()
    unit_id: int | None = None


def examine(ctx: Context, unit_id: int, issuer: str, rows: Sequence[ListRow]) -> list[Examined]:
    """Every row beside what the actor answers for; nothing is written."""
    old = imported_before(unit_id, issuer, [row.number for row in rows])
    named = named_cases(ctx, issuer, rows)
    units = units_named({row.texts["unit"] for row in rows})
    found = {row.row: Examined(row, Finding.DUPLICATE, sure=True) for row in rows if row.number in old}
    found |= {
        row.row: Examined(row, Finding.MATCHED, named[row.row][0].sure, tuple(named[row.row]))
        for row in rows
        if row.row in named and row.row not in found
    }
    found |= Bench(ctx, rows).judge([row for row in rows if row.row not in found])
    return [replace(found[row.row], unit_id=units.get(row.texts["unit"])) for row in rows]


class Bench:
    """What rows are compared with: the cases around each, and newly written words, read when first needed."""

    def __init__(self, ctx: Context, rows: Sequence[ListRow]) -> None:
        self.ctx, self.rule = ctx, matching_rule(local_day(ctx.now))
        self.names = known_names({tidy_name(row.texts["site"]) for row in rows})
        days = [row.received_on for row in rows if row.received_on]
        self.first = midnight(min(days, default=local_day(ctx.now))) - timedelta(days=self.rule.days_before)
        self.words: Words | None = None

    def judge(self, rows: Sequence[ListRow]) -> dict[int, Examined]:
        """What rows are that name no number of ours, by their row in the file."""
        asked = [asked_by(row, self.ctx.now) for row in rows]
        found: dict[int, Examined] = {}
        for members in by_square(asked):
            places = [place for at in members if (place := asked[at].place) is not None]
            around = Surroundings(self.ctx.actor, self.rule, places)
            found |= {rows[at].row: self.judge_one(rows[at], asked[at], around) for at in members}
        nowhere = [at for at, one in enumerate(asked) if one.place is None]
        return found | {rows[at].row: self.judge_one(rows[at], asked[at], None) for at in nowhere}

    def judge_one(self, row: ListRow, asked: Asked, around: Surroundings | None) -> Examined:
        """What a row is, whether that is sure, and the cases it may mean."""
        if around and (near := by_place(self.rule, asked, around.near(asked))):
            return Examined(row, Finding.MATCHED, near[0].sure, tuple(near))
        if alike := self.recent().alike(self.rule, asked):
            return Examined(row, Finding.MATCHED, sure=False, matches=tuple(alike))
        if around is None or asked.place is None:
            return Examined(row, Finding.NEW, sure=False)
        known = tidy_name(row.texts["site"]) in self.names or around.anything(asked.place)
        finding = Finding.NEW if known else Finding.UNKNOWN_PLACE
        return Examined(row, finding, sure=row.category is not None)

    def recent(self) -> Words:
        """The words of the newest cases since the oldest row."""
        if self.words is None:
            where = (
                Case.reported_at >= self.first,
                Case.status.not_in(NOTHING),
                answered_for(self.ctx.actor),
            )
            query = select(*COLUMNS, Case.note).where(*where).order_by(Case.reported_at.desc(), Case.id)
            found = db.session.execute(query.limit(MOST_READ))
            self.words = Words([known_of(row, row.note) for row in found])
        return self.words


def asked_by(row: ListRow, now: datetime) -> Asked:
    """A row as matching sees it."""
    place = None
    if row.lat_e7 is not None and row.lon_e7 is not None:
        place = (row.lat_e7 / E7, row.lon_e7 / E7)
    at = midnight(row.received_on) if row.received_on else now
    words = " ".join(row.texts[name] for name in ("site", "place", "description"))
    return Asked(at, row.category, place, words)


def imported_before(unit_id: int, issuer: str, numbers: Sequence[str]) -> set[str]:
    """Those of the numbers that a list of the same issuer brought to the unit already."""
    query = select(HandOverRow.number).join(HandOverList, HandOverList.id == HandOverRow.list_id)
    query = query.where(HandOverList.unit_id == unit_id, HandOverList.issuer == issuer)
    return {
        number
        for part in parts(numbers)
        for number in db.session.scalars(query.where(HandOverRow.number.in_(part)))
    }


def parts(values: Iterable[str]) -> Iterator[list[str]]:
    """Some hundred at a time."""
    wanted = list(dict.fromkeys(values))
    for first in range(0, len(wanted), BATCH):
        yield wanted[first : first + BATCH]


def named_cases(ctx: Context, issuer: str, rows: Sequence[ListRow]) -> dict[int, list[Match]]:
    """By row: cases whose number the row names, or that were filed under the superior's number by hand."""
    said: dict[str, list[int]] = defaultdict(list)
    own = re.compile(rf"(?<![0-9A-Z]){re.escape(settings().case_prefix)}-\d{{4}}-\d{{6}}(?!\d)")
    for row in rows:
        words = " ".join(row.texts.values())
        for number in own.findall(words) if settings().case_prefix in words else ():
            said[number].append(row.row)
    cases = by_numbers(ctx, list(said))
    found: dict[int, list[Match]] = defaultdict(list)
    for number, case in cases.items():
        for place in said[number]:
            found[place].append(Match(str(case.id), Reason.NUMBER, sure=True))
    filed = filed_under(ctx, issuer, [row.number for row in rows])
    for row in rows:
        found[row.row] += [Match(str(one), Reason.NUMBER, sure=True) for one in filed.get(row.number, ())]
    return {place: sure_if_one(matches) for place, matches in found.items() if matches}


def sure_if_one(matches: list[Match]) -> list[Match]:
    """Two cases under one number: a person decides."""
    once = list(dict.fromkeys(matches))
    return once if len(once) == 1 else [Match(one.case, one.reason, sure=False) for one in once]


def filed_under(ctx: Context, issuer: str, numbers: Sequence[str]) -> dict[str, list[UUID]]:
    """The cases that carry a superior's number already."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for model, number, fields in (
        (Report, Report.source_reference, Report.source_fields),
        (CaseReference, CaseReference.reference, CaseReference.fields),
    ):
        query = select(Case.id, number.label("number"), fields.label("fields"))
        query = query.join(model, model.case_id == Case.id).where(
            model.source == SUPERIOR_LIST,
            answered_for(ctx.actor),
        )
        for part in parts(numbers):
            for row in db.session.execute(query.where(number.in_(part))):
                if (row.fields or {}).get("issuer") == issuer:
                    found[row.number].append(row.id)
    return found


def units_named(words: set[str]) -> dict[str, int]:
    """The active units that are called so, by name or code; a name that two have is nobody's."""
    found: dict[str, set[int]] = defaultdict(set)
    for part in parts(word for word in words if word):
        query = select(Unit.id, Unit.name, Unit.code).where(
            Unit.active, Unit.name.in_(part) | Unit.code.in_(part)
        )
        for row in db.session.execute(query):
            for word in {row.name, row.code} & words:
                found[word].add(row.id)
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1}


def tidy_name(words: str) -> str:
    """The name of a site or enterprise as traces keep it; empty where it is too short to tell anything."""
    short = NOT_IN_NAMES.sub("", tidy(words))[:200]
    return short if len(short) >= SHORTEST_NAME else ""


def known_names(wanted: set[str]) -> frozenset[str]:
    """Those of the names that some case of ours has told, or that stand in the registry."""
    told = select(CaseTrace.value).where(CaseTrace.kind == "operator")
    kept = select(RegistryEntry.name_key).where(RegistryEntry.active, RegistryEntry.kind != Kind.VEHICLE)
    return frozenset(
        value
        for part in parts(name for name in wanted if name)
        for query in (told.where(CaseTrace.value.in_(part)), kept.where(RegistryEntry.name_key.in_(part)))
        for value in db.session.scalars(query)
    )
