"""The workflow machine asks two questions of the same rows: what is offered, and what is permitted?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspect_app.cases.facts import Facts
from inspect_app.cases.forms import read_form
from inspect_app.cases.guards import Guard
from inspect_app.cases.workflow import Transition
from inspect_app.core.errors import Problem


@dataclass(frozen=True)
class Offer:
    """A button: enabled, or greyed out by the first guard that does not hold."""

    transition: Transition
    blocked_by: Guard | None

    def as_json(self) -> dict[str, Any]:
        """The button as a client draws it."""
        row, guard = self.transition, self.blocked_by
        return {
            "action": row.action,
            "label": {"zh": row.zh, "en": row.en},
            "enabled": guard is None,
            "reason": None if guard is None else {"code": guard.code, "zh": guard.zh, "en": guard.en},
            "fields": [field.as_json() for field in row.fields],
            "danger": row.danger,
        }


@dataclass(frozen=True)
class Decision:
    """A permitted action and the typed values of its form."""

    transition: Transition
    values: dict[str, Any]


def offers(rows: Sequence[Transition], facts: Facts) -> list[Offer]:
    """What this person sees: every row of the status and role, with the reason where it is not possible."""
    fitting = [
        row
        for row in rows
        if facts.status in row.sources and facts.roles & set(row.roles) and shown(row, facts)
    ]
    return [Offer(row, first_failing(row, facts)) for row in fitting]


def decide(rows: Sequence[Transition], action: str, facts: Facts, sent: Mapping[str, Any]) -> Decision:
    """Permit, or raise the refusal: 404 unknown action, 409 status, 403 role, 422 guard, field or check."""
    named = [row for row in rows if row.action == action]
    if not named:
        raise Problem("unknown_action", "There is no such action.", 404)
    fitting = [row for row in named if facts.status in row.sources]
    row = next((row for row in fitting if shown(row, facts)), None)
    if row is None and fitting and (hidden := fitting[0].shown_if):
        raise Problem(hidden.code, hidden.en, 422, zh=hidden.zh)
    if row is None:
        detail = f"This is not possible while the status is “{facts.status}”."
        raise Problem("wrong_status", detail, 409)
    if not facts.roles & set(row.roles):
        raise Problem("wrong_role", "Your role does not allow this action on this case.", 403)
    if (guard := first_failing(row, facts)) is not None:
        raise Problem(guard.code, guard.en, 422, zh=guard.zh)
    values = read_form(row.fields, sent)
    for check in row.checks:
        if not check.holds(values, facts):
            raise Problem(
                check.code, check.en, 422, zh=check.zh, errors=[{"field": check.field, "message": check.en}]
            )
    return Decision(row, values)


def shown(row: Transition, facts: Facts) -> bool:
    """Whether the row concerns such a case at all; otherwise not even a greyed-out button is drawn."""
    return row.shown_if is None or row.shown_if.holds(facts)


def first_failing(row: Transition, facts: Facts) -> Guard | None:
    """The first guard of the row that does not hold."""
    return next((guard for guard in row.guards if not guard.holds(facts)), None)
