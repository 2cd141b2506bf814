"""The fields that action forms are made of, and the one reader that turns what was sent into typed values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.errors import Problem


@dataclass(frozen=True)
class Option:
    """One choice."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True)
class Field:
    """One field of a form; `type` is also the name of the widget."""

    name: str
    type: str
    zh: str
    en: str
    required: bool = True
    options: tuple[Option, ...] = ()
    max_length: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The field as a client draws it."""
        body: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "label": {"zh": self.zh, "en": self.en},
            "required": self.required,
        }
        if self.options:
            body["options"] = [{"value": o.value, "label": {"zh": o.zh, "en": o.en}} for o in self.options]
        if self.max_length:
            body["max_length"] = self.max_length
        return body


def long_text(name: str, zh: str, en: str, *, required: bool = True) -> Field:
    """A free text of up to 2,000 characters."""
    return Field(name, "textarea", zh, en, required, max_length=2000)


def read_form(fields: Sequence[Field], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of what was sent; raises `invalid_request` naming every field that is wrong."""
    known = {item.name: item for item in fields}
    errors = [
        {"field": name, "message": "This action has no such field."} for name in sent if name not in known
    ]
    values: dict[str, Any] = {}
    for item in fields:
        try:
            values[item.name] = read_field(item, sent.get(item.name))
        except ValueError as error:
            errors.append({"field": item.name, "message": str(error)})
    if errors:
        raise Problem("invalid_request", f"{errors[0]['field']}: {errors[0]['message']}", 422, errors=errors)
    return values


def read_field(item: Field, raw: Any) -> Any:
    """One typed value; ValueError with a sentence when it does not fit."""
    if raw is None or raw == "":
        if item.required:
            raise ValueError("This field is required.")
        return None
    return READERS[item.type](item, raw)


def read_text(item: Field, raw: Any) -> str:
    """A trimmed string without control characters."""
    if not isinstance(raw, str):
        raise ValueError("Send a text.")  # noqa: TRY004 - a fault of the request, not of the program
    text = clean_text(raw)
    if item.required and not text:
        raise ValueError("This field is required.")
    if item.max_length and len(text) > item.max_length:
        raise ValueError(f"At most {item.max_length} characters.")
    return text


def clean_text(raw: str) -> str:
    """Trim, and drop NUL and other control characters but line breaks and tabs: databases refuse NUL."""
    return "".join(c for c in raw if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff")).strip()


def read_datetime(_: Field, raw: Any) -> datetime:
    """An ISO 8601 instant with a zone."""
    try:
        value = datetime.fromisoformat(raw)
        return whole_milliseconds(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("Send an ISO 8601 time with a zone, for example 2026-11-21T08:00:00Z.") from None


def read_date(_: Field, raw: Any) -> str:
    """A day of the calendar, in its one spelling: it is kept and logged as text."""
    try:
        return date.fromisoformat(raw).isoformat()
    except (TypeError, ValueError):
        raise ValueError("Send a day, for example 2026-11-21.") from None


def read_id(_: Field, raw: Any) -> int:
    """A positive integer id that fits the database's own."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw < 1 << 63:
        raise ValueError("Send the id, a positive integer.")
    return raw


def read_uuid(_: Field, raw: Any) -> UUID:
    """A UUID in its usual spelling."""
    try:
        return UUID(raw)
    except (TypeError, ValueError, AttributeError):
        raise ValueError("Send a UUID.") from None


def read_choice(item: Field, raw: Any) -> str:
    """One of the field's options."""
    values = [option.value for option in item.options]
    if raw not in values:
        raise ValueError(f"Choose one of: {', '.join(values)}.")
    return str(raw)


def read_number(_: Field, raw: Any) -> int:
    """A whole number: facts in the log have no fractions."""
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > 1 << 53:
        raise ValueError("Send a whole number.")
    return raw


def read_boolean(_: Field, raw: Any) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise ValueError("Send true or false.")  # noqa: TRY004 - a fault of the request, not of the program
    return raw


READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": read_text,
    "textarea": read_text,
    "plate": read_text,
    "number": read_number,
    "choice": read_choice,
    "date": read_date,
    "datetime": read_datetime,
    "unit": read_id,
    "case": read_uuid,
    "boolean": read_boolean,
}
