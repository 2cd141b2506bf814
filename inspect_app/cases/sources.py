"""Where cases come from: dated, bilingual data read from `sources.json`. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.cases.categories import field_of
from inspect_app.cases.forms import Field
from inspect_app.core.clock import from_millis, to_iso
from inspect_app.core.dated import Dated, in_force, read_rules, validity
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.roles import Role

DATA = Path(__file__).with_name("sources.json")
PATROL, SUPERIOR_LIST = "patrol", "superior_list"


@dataclass(frozen=True)
class Source(Dated):
    """One way a problem becomes known, while it is in force.

    `roles` may file it by hand; `reference` names the field with the number in the source's own series;
    without `photos` a report is whole without any; `number` stands for the code where an integer is wanted.
    """

    number: int
    code: str
    zh: str
    en: str
    level: str
    roles: frozenset[Role]
    reference: str | None
    photos: bool
    fields: tuple[Field, ...]
    source: Mapping[str, str]

    def reference_in(self, fields: Mapping[str, Any]) -> str | None:
        """The number in the source's own series, if it has one."""
        return fields.get(self.reference) if self.reference else None


@cache
def load() -> tuple[Source, ...]:
    """Every row, past and future ones too."""
    return tuple(source_of(row) for row in read_rules(DATA)["sources"])


def source_of(row: Mapping[str, Any]) -> Source:
    """A source from its JSON row."""
    plain = {
        name: row[name] for name in ("number", "code", "zh", "en", "level", "reference", "photos", "source")
    }
    return Source(
        **plain,
        roles=frozenset(Role(role) for role in row["roles"]),
        fields=tuple(field_of(item) for item in row["fields"]),
        **validity(row),
    )


def sources_on(day: date) -> list[Source]:
    """The rows in force on a day."""
    return in_force(load(), day)


def get_source(code: str, day: date) -> Source:
    """The source in force on a day; 422 `unknown_source` otherwise."""
    for row in sources_on(day):
        if row.code == code:
            return row
    raise field_problem("source", "There is no such source on that day.", "unknown_source")


def check_may_file(source: Source, roles: frozenset[Role]) -> None:
    """403 `source_not_yours` for somebody who does not speak for the source."""
    if not roles & source.roles:
        detail = "Your role does not file reports of this source; file what you saw yourself as a patrol."
        raise Problem("source_not_yours", detail, 403)


@cache
def known_source(code: str) -> Source:
    """The newest row of a code, for showing what came from it; KeyError when it never was one."""
    rows = [row for row in load() if row.code == code]
    if not rows:
        raise KeyError(code)
    return max(rows, key=lambda row: row.valid_from)


@cache
def numbers() -> Mapping[str, int]:
    """The integer of each code."""
    return {row.code: row.number for row in load()}


def source_ref(code: str) -> dict[str, Any]:
    """A source by its words."""
    row = known_source(code)
    return {"code": code, "label": {"zh": row.zh, "en": row.en}}


def source_groups(wanted: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Sources by their integers, as groups of cases are mentioned; the name is the Chinese one."""
    codes = {number: code for code, number in numbers().items()}
    refs = {number: source_ref(codes[number]) for number in wanted}
    return {number: {"id": number, "name": ref["label"]["zh"], **ref} for number, ref in refs.items()}


def source_json(row: Source) -> dict[str, Any]:
    """A source for clients."""
    return {
        **source_ref(row.code),
        "number": row.number,
        "level": {"code": row.level, **read_rules(DATA)["levels"][row.level]},
        "roles": sorted(row.roles),
        "photos": row.photos,
        "fields": [field.as_json() for field in row.fields],
        **row.validity_json(),
        "source": dict(row.source),
    }


def said(code: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a source says of a case, with the words of its form; a choice by its label."""
    lines = []
    for item in known_source(code).fields:
        if (value := values.get(item.name)) is not None:
            chosen = next(({"zh": o.zh, "en": o.en} for o in item.options if o.value == value), None)
            words = to_iso(from_millis(value)) if item.type == "datetime" else str(value)
            plain = {"zh": words, "en": words}
            label = {"zh": item.zh, "en": item.en}
            lines.append({"name": item.name, "type": item.type, "label": label, "value": chosen or plain})
    return lines
