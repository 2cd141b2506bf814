"""An entry as somebody wants it to be, and what of that differs from what is. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from inspect_app.core.errors import Problem
from inspect_app.registry.kinds import KINDS, Kind

# What is compared and told; `contact` is personal, so that only that it changed is told.
WORDS = ("number", "name", "type", "state", "address", "credit_code", "contractor", "permit", "note")
PLAIN = (*WORDS, "active", "lat_e7", "lon_e7", "owner_id", "permit_from", "permit_to")
PERSONAL = "contact"


class Spot(NamedTuple):
    """A place: WGS-84 in 1e-7 degrees, and the datum it came in."""

    lat_e7: int
    lon_e7: int
    datum: str


@dataclass(frozen=True)
class EntryForm:
    """Everything a person may say of an entry, already tidy."""

    kind: str
    number: str
    name: str
    type: str
    state: str
    active: bool
    spot: Spot | None
    address: str
    credit_code: str
    owner_id: UUID | None
    contractor: str
    permit: str
    permit_from: date | None
    permit_to: date | None
    contact: str
    note: str

    @property
    def lat_e7(self) -> int | None:
        """North, 1e-7 degree."""
        return self.spot and self.spot.lat_e7

    @property
    def lon_e7(self) -> int | None:
        """East, 1e-7 degree."""
        return self.spot and self.spot.lon_e7


class Shown(Protocol):
    """What forms and rows of the registry have in common."""

    contact: str


def check_form(form: EntryForm) -> None:
    """Refuse what no kind has; 422 `invalid_request` names each field."""
    words = KINDS[Kind(form.kind)]
    errors = []
    if form.type not in words.types:
        errors.append({"field": "type", "message": f"Choose one of: {', '.join(words.types)}."})
    if form.state not in words.states:
        errors.append({"field": "state", "message": f"Choose one of: {', '.join(words.states)}."})
    if not form.name:
        errors.append({"field": "name", "message": "Give it a name."})
    if form.permit_from and form.permit_to and form.permit_to < form.permit_from:
        errors.append({"field": "permit_to", "message": "A permit ends after it begins."})
    if errors:
        raise Problem("invalid_request", f"{errors[0]['field']}: {errors[0]['message']}", 422, errors=errors)


def changes(before: Shown | None, after: EntryForm) -> dict[str, list[Any]]:
    """What differs, by field: before and after as the log can hold them. Of the contact only that it does."""
    found = {}
    for name in PLAIN:
        old, new = loggable(getattr(before, name, None)), loggable(getattr(after, name))
        if old != new and (before is not None or new not in {None, ""}):
            found[name] = [old, new]
    if (before.contact if before else "") != after.contact:
        found[PERSONAL] = []
    return found


def loggable(value: Any) -> Any:
    """Days and ids as text."""
    return str(value) if isinstance(value, date | UUID) else value
