"""A trial of a duty table for people: its numbers, its cases, and the sheet of them."""

from collections.abc import Sequence
from typing import Any

from inspect_app.cases.categories import known_category
from inspect_app.cases.duties.trial import KINDS, Outcome, Trial
from inspect_app.cases.names import fetch
from inspect_app.cases.present.summary import category_ref
from inspect_app.core.clock import to_iso

Json = dict[str, Any]
MOST_MOVES = 100

KIND_WORDS: dict[str, dict[str, str]] = {
    "changed": {"zh": "换牵头单位", "en": "Another lead"},
    "gained": {"zh": "原需人工，现有牵头", "en": "A lead where there was none"},
    "lost": {"zh": "不再有牵头，转人工", "en": "No lead any more"},
    "same": {"zh": "不变", "en": "Unchanged"},
}


def trial_json(trial: Trial) -> Json:
    """The numbers of a trial, and the moves from unit to unit, the most frequent first."""
    moves = trial.moves.most_common(MOST_MOVES)
    names = fetch([], [unit for pair, _ in moves for unit in pair], [])
    return {
        "cases": len(trial.outcomes),
        "counts": [{"kind": kind, "label": KIND_WORDS[kind], "cases": trial.counts[kind]} for kind in KINDS],
        "several": trial.several,
        "cut": trial.cut,
        "moves": [
            {"before": names.unit(before), "after": names.unit(after), "cases": cases}
            for (before, after), cases in moves
        ],
    }


def outcomes_json(outcomes: Sequence[Outcome]) -> list[Json]:
    """Cases of a trial."""
    units = [unit for one in outcomes for unit in (one.before, one.after, one.case.handler_unit_id)]
    names = fetch([], units, [one.case.grid_id for one in outcomes])
    return [
        {
            "case_id": str(one.case.id),
            "number": one.case.number,
            "category": category_ref(one.case.category),
            "grid": names.grid(one.case.grid_id),
            "reported_at": to_iso(one.case.reported_at),
            "kind": one.kind,
            "before": names.unit(one.before),
            "after": names.unit(one.after),
            "handler": names.unit(one.case.handler_unit_id),
            "line": one.row.line if one.row else None,
            "several": one.several,
        }
        for one in outcomes
    ]


TRIAL_TITLES = {
    "zh": ("案件编号", "类别", "网格", "上报时间", "变化", "原牵头单位", "新牵头单位", "实际责任单位", "行"),
    "en": (
        "Number",
        "Category",
        "Area",
        "Reported",
        "Change",
        "Lead before",
        "Lead after",
        "Handled by",
        "Line",
    ),
}


def outcome_cells(one: Json, language: str) -> list[Any]:
    """A case of a trial as cells of a sheet."""
    named = [(one[name] or {}).get("name", "") for name in ("before", "after", "handler")]
    category = known_category(one["category"]["code"])
    return [
        one["number"],
        category.en if language == "en" else category.zh,
        (one["grid"] or {}).get("name", ""),
        one["reported_at"],
        KIND_WORDS[one["kind"]][language],
        *named,
        one["line"],
    ]
