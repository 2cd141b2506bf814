"""What is generated from the workflow table: JSON for clients, a page for people, the database's CHECK."""

from collections.abc import Iterable
from typing import Any

from inspect_app.cases.guards import Check, Guard
from inspect_app.cases.statuses import OPEN, STATUS_LABELS, TERMINAL, Status
from inspect_app.cases.workflow import ASKING, CASE_WORKFLOW, REQUEST_WORKFLOW, Transition
from inspect_app.core.roles import ROLE_LABELS

PAGE_HEAD = """# Workflow

Generated from `inspect_app/cases/workflow.py` by `flask workflow page`; a test compares the two.
Read it as the procedure: a row that changes here is a change of who may do what.
"""


def status_check(column: str = "status") -> str:
    """The SQL condition that a status is one of ours."""
    return f"{column} IN ({', '.join(repr(str(status)) for status in Status)})"


def workflow_json() -> dict[str, Any]:
    """The table for clients."""
    return {
        "statuses": [
            {"code": status, "label": STATUS_LABELS[status], "terminal": status in TERMINAL}
            for status in Status
        ],
        "transitions": [transition_json(row) for row in CASE_WORKFLOW],
        "requests": [transition_json(row) for row in ASKING],
        "request_actions": [transition_json(row) for row in REQUEST_WORKFLOW],
    }


def transition_json(row: Transition) -> dict[str, Any]:
    """One row for clients."""
    return {
        "action": row.action,
        "label": {"zh": row.zh, "en": row.en},
        "sources": list(row.sources),
        "target": row.target,
        "roles": list(row.roles),
        "fields": [field.as_json() for field in row.fields],
        "guards": [{"code": guard.code, "zh": guard.zh, "en": guard.en} for guard in row.guards],
        "event": row.event,
        "danger": row.danger,
    }


def workflow_page() -> str:
    """`docs/workflow.md`."""
    parts = [
        PAGE_HEAD,
        "## Statuses\n",
        statuses_table(),
        "## Diagram\n",
        diagram(),
        "## Actions on a case\n",
        actions_table(CASE_WORKFLOW),
        "## Requests a handling unit may make\n",
        actions_table(ASKING),
        "## Deciding a request\n",
        actions_table(REQUEST_WORKFLOW),
        "## Conditions\n",
        conditions_list(),
    ]
    return "\n".join(parts)


def statuses_table() -> str:
    """Every status with its Chinese term."""
    rows = [f"| `{s}` | {STATUS_LABELS[s]['zh']} | {'end' if s in TERMINAL else 'open'} |" for s in Status]
    return "\n".join(["| status | 中文 | |", "|---|---|---|", *rows, ""])


def diagram() -> str:
    """A Mermaid state diagram; actions that stay where they are are left out."""
    arrows = [
        f"    {source} --> {row.target}: {row.action} {row.zh}"
        for row in CASE_WORKFLOW
        if row.target
        for source in row.sources
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> reported", *arrows, "```", ""])


def actions_table(rows: Iterable[Transition]) -> str:
    """One line for each row of a table."""
    head = ["| action | from | to | who | form | conditions | clocks |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*head, *(action_line(row) for row in rows), ""])


def action_line(row: Transition) -> str:
    """One row as Markdown."""
    sources = "every open status" if row.sources == OPEN else ", ".join(row.sources)
    form = ", ".join(f"{field.name}{'' if field.required else '?'}" for field in row.fields)
    conditions = ", ".join(f"`{item.code}`" for item in conditions_of(row))
    who = ", ".join(f"{role} {ROLE_LABELS[role]['zh']}" for role in row.roles)
    clocks = " ".join([*(f"+{clock}" for clock in row.starts), *(f"−{clock}" for clock in row.stops)])
    target = row.target or "stays"
    return f"| `{row.action}` {row.zh} | {sources} | {target} | {who} | {form} | {conditions} | {clocks} |"


def conditions_of(row: Transition) -> list[Guard | Check]:
    """The guards and checks of a row."""
    return [*([row.shown_if] if row.shown_if else []), *row.guards, *row.checks]


def conditions_list() -> str:
    """What each condition's code means."""
    rows = (*CASE_WORKFLOW, *ASKING, *REQUEST_WORKFLOW)
    found = {item.code: item for row in rows for item in conditions_of(row)}
    lines = [f"- `{code}`: {item.en} {item.zh}" for code, item in sorted(found.items())]
    return "\n".join([*lines, ""])
