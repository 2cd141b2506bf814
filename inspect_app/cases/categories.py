"""Categories of problems: dated, bilingual data read from `categories.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.cases.forms import Field, Option
from inspect_app.core.dated import Dated, in_force, read_rules, validity
from inspect_app.core.errors import field_problem
from inspect_app.evidence.roles import PHOTO_ROLES

DATA = Path(__file__).with_name("categories.json")


@dataclass(frozen=True)
class PhotoRole:
    """A photo a report or a rectification asks for."""

    role: str
    required: bool


@dataclass(frozen=True)
class Category(Dated):
    """One kind of problem while it is in force."""

    code: str
    zh: str
    en: str
    synonyms: tuple[str, ...]
    fields: tuple[Field, ...]
    photo_roles: tuple[PhotoRole, ...]
    after_photo_roles: tuple[PhotoRole, ...]
    default_due_days: int
    stages: int
    source: str

    @property
    def two_stage(self) -> bool:
        """Whether closing needs a person of its own beside the verifier."""
        return self.stages > 1


@cache
def load() -> tuple[Category, ...]:
    """Every row, past and future ones too."""
    return tuple(category_of(row) for row in read_rules(DATA)["categories"])


def category_of(row: Mapping[str, Any]) -> Category:
    """A category from its JSON row."""
    return Category(
        **{name: row[name] for name in ("code", "zh", "en", "default_due_days", "stages", "source")},
        synonyms=tuple(row["synonyms"]),
        fields=tuple(field_of(item) for item in row["fields"]),
        photo_roles=tuple(PhotoRole(**item) for item in row["photo_roles"]),
        after_photo_roles=tuple(PhotoRole(**item) for item in row["after_photo_roles"]),
        **validity(row),
    )


def field_of(row: Mapping[str, Any]) -> Field:
    """A form field from its JSON row."""
    options = tuple(Option(**item) for item in row.get("options", ()))
    plain = {name: row[name] for name in ("name", "type", "zh", "en", "required")}
    return Field(**plain, options=options, max_length=row.get("max_length"))


def categories_on(day: date) -> list[Category]:
    """The rows in force on a day."""
    return in_force(load(), day)


def get_category(code: str, day: date) -> Category:
    """The category in force on a day; 422 `unknown_category` otherwise."""
    for row in categories_on(day):
        if row.code == code:
            return row
    raise field_problem("category", "There is no such category on that day.", "unknown_category")


@cache
def known_category(code: str) -> Category:
    """The newest row of a code, for showing what was filed under it; KeyError when it never was one."""
    rows = [row for row in load() if row.code == code]
    if not rows:
        raise KeyError(code)
    return max(rows, key=lambda row: row.valid_from)


def category_json(row: Category) -> dict[str, Any]:
    """A category for clients."""

    def roles(items: tuple[PhotoRole, ...]) -> list[dict[str, Any]]:
        return [
            {"role": item.role, "label": PHOTO_ROLES[item.role], "required": item.required} for item in items
        ]

    return {
        "code": row.code,
        "label": {"zh": row.zh, "en": row.en},
        **row.validity_json(),
        "fields": [field.as_json() for field in row.fields],
        "photo_roles": roles(row.photo_roles),
        "after_photo_roles": roles(row.after_photo_roles),
        "default_due_days": row.default_due_days,
        "stages": row.stages,
        "source": row.source,
    }
