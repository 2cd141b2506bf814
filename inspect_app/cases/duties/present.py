"""Duty tables and what is wrong with them, as JSON for people."""

from collections.abc import Iterable, Sequence
from typing import Any

from inspect_app.cases.duties.checking import Gap, Verdict
from inspect_app.cases.duties.models import DutyRow, DutyTable
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.present.summary import category_ref
from inspect_app.cases.sources import source_ref
from inspect_app.core.clock import to_iso
from inspect_app.core.table_file import faults_told

Json = dict[str, Any]
MOST_GAPS = 200

FAULT_WORDS: dict[str, dict[str, str]] = {
    "unknown_category": {"zh": "没有这个类别", "en": "No such category"},
    "unknown_area": {"zh": "没有这个网格", "en": "No such area"},
    "unknown_source": {"zh": "没有这个来源", "en": "No such source"},
    "unknown_unit": {"zh": "没有这个单位，或已停用", "en": "No such unit, or not active"},
    "helper_is_lead": {"zh": "配合单位与牵头单位相同", "en": "The lead is named as co-handling too"},
    "bad_percent": {"zh": "时限比例应为 1 至 100", "en": "From 1 to 100"},
    "bad_priority": {"zh": "优先级应为 0、1 或 2", "en": "0, 1 or 2"},
    "too_long": {"zh": "太长", "en": "Too long"},
    "same_as": {"zh": "与另一行的适用范围完全相同", "en": "About the very same as another line"},
    "unit_not_active": {"zh": "单位已停用", "en": "A unit is not active"},
    "unit_without_handler": {"zh": "牵头单位没有经办人", "en": "Nobody is appointed to handle for the lead"},
}


def table_json(table: DutyTable, names: Names, rows: int) -> Json:
    """A table as a line of the list."""
    return {
        "id": str(table.id),
        "name": table.name,
        "document": table.document,
        "state": table.state,
        "rows_total": rows,
        "made_by": names.person(table.made_by),
        "changed_at": to_iso(table.changed_at),
        "valid_from": table.valid_from.isoformat() if table.valid_from else None,
        "enacted_by": names.person(table.enacted_by),
        "enacted_at": to_iso(table.enacted_at),
        "reason": table.reason,
        "gaps": table.gaps,
        "sha256": table.sha256,
    }


def names_of_tables(tables: Iterable[DutyTable]) -> Names:
    """The people whom tables mention."""
    return fetch([person for one in tables for person in (one.made_by, one.enacted_by)], [], [])


def rows_json(rows: Sequence[DutyRow]) -> list[Json]:
    """The rows of a table."""
    units = [unit for row in rows for unit in (row.unit_id, *row.helper_unit_ids)]
    names = fetch([], units, [row.grid_id for row in rows])
    return [
        {
            "line": row.line,
            **key_json((row.category, row.grid_id, row.source), names),
            "unit": names.unit(row.unit_id),
            "helpers": [names.unit(unit) for unit in row.helper_unit_ids],
            "percent": row.percent,
            "priority": row.priority,
            "basis": row.basis,
        }
        for row in rows
    ]


def key_json(key: tuple[str | None, int | None, str | None], names: Names) -> Json:
    """What a row is about; null means any."""
    category, area, source = key
    return {
        "category": category and category_ref(category),
        "area": names.grid(area),
        "source": source and source_ref(source),
    }


def verdict_json(verdict: Verdict) -> Json:
    """What is wrong with a table, and how much of it is left open."""
    names = fetch([], [], [gap.area for gap in verdict.gaps[:MOST_GAPS]])
    return {
        **faults_told(verdict.faults, FAULT_WORDS),
        "gaps": [gap_json(gap, names) for gap in verdict.gaps[:MOST_GAPS]],
        "gaps_total": len(verdict.gaps),
    }


def gap_json(gap: Gap, names: Names) -> Json:
    """One category in an area that no row covers."""
    return {"category": category_ref(gap.category), "area": names.grid(gap.area)}
