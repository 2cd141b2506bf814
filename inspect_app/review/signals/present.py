"""Signals and weekly re-checks on the wire, with the names of people and the numbers of cases."""

from typing import Any

from inspect_app.cases.lookbacks.models import Recheck
from inspect_app.cases.names import Names, fetch
from inspect_app.core.clock import to_iso
from inspect_app.review.present import case_numbers
from inspect_app.review.signals.rules import Signal
from inspect_app.review.signals.words import BENIGN, DETAIL_LABELS, SIGNAL_LABELS

Json = dict[str, Any]


def present_signals(found: list[Signal]) -> list[Json]:
    """The hints with names and numbers."""
    names = fetch([one.person for one in found], [one.unit for one in found], [])
    numbers = case_numbers(f"case:{case}" for one in found for case in one.cases)
    return [signal_json(one, names, numbers) for one in found]


def signal_json(one: Signal, names: Names, numbers: dict[str, str]) -> Json:
    """One hint."""
    return {
        "signal": {"code": one.code, **SIGNAL_LABELS[one.code]},
        "person": names.person(one.person),
        "unit": names.unit(one.unit),
        "sample": one.sample,
        "measured": [{"label": DETAIL_LABELS[name], "value": value} for name, value in one.detail.items()],
        "benign": list(BENIGN[one.code]),
        "cases": [{"id": case, "number": numbers[f"case:{case}"]} for case in one.cases],
    }


def present_rechecks(rows: list[Recheck]) -> list[Json]:
    """The weekly draws, newest first."""
    numbers = case_numbers(f"case:{case}" for row in rows for case in row.case_ids)
    return [
        {
            "week": row.week.isoformat(),
            "percent": row.percent,
            "population": row.population,
            "seed": row.seed,
            "list_sha256": row.list_sha256,
            "log_index": row.log_index,
            "drawn_at": to_iso(row.drawn_at),
            "cases": [{"id": case, "number": numbers.get(f"case:{case}", "")} for case in row.case_ids],
        }
        for row in rows
    ]
