"""Every job and sweep of the program, gathered: importing a module registers what it holds."""

from inspect_app.accounts import tasks as accounts_tasks
from inspect_app.audit import tasks as audit_tasks
from inspect_app.cases import tasks as cases_tasks
from inspect_app.core.tasks import SWEEPS
from inspect_app.evidence import tasks as evidence_tasks
from inspect_app.notify import tasks as notify_tasks
from inspect_app.operations import statistics
from inspect_app.review.bundles import tasks as bundles_tasks
from inspect_app.supervision.pressure import tasks as pressure_tasks
from inspect_app.supervision.rhythm import tasks as rhythm_tasks

TASKS = (
    accounts_tasks,
    audit_tasks,
    cases_tasks,
    evidence_tasks,
    notify_tasks,
    bundles_tasks,
    rhythm_tasks,
    pressure_tasks,
    statistics,
)


def sweep_minutes() -> dict[str, int]:
    """Every sweep of this release, and how often it begins, in minutes."""
    return {item.name: item.minutes for item in SWEEPS.values()}
