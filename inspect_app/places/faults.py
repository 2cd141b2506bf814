"""What is wrong with an operator's file: every fault and its place, so that one correction is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_app.core.errors import Problem


@dataclass(frozen=True)
class Fault:
    """One thing to correct: where (`feature 3 (410302)`, `line 7`, `file`) and what."""

    where: str
    message: str


def refuse(code: str, faults: Sequence[Fault]) -> None:
    """Raise the problem that lists all faults; nothing happens when there are none."""
    if not faults:
        return
    errors = [{"field": fault.where, "message": fault.message} for fault in faults]
    raise Problem(code, f"Nothing was imported; faults found: {len(faults)}.", 422, errors=errors)
