"""Who may bring in what a phone could not send.

The person themselves: everything, as if the phone had sent it. A supervisor over that person's unit: reports
and photos, which say what was seen, and not steps of cases, which are that person's own decisions. System
administrators see no content and so import none; the operator of the machine may what a supervisor may.
"""

from inspect_app.accounts.models import Person
from inspect_app.accounts.scope import reach
from inspect_app.core.context import Actor
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role


def check_may_import(actor: Actor, person: Person) -> None:
    """Refuse (403) everybody but the person, a supervisor over their unit, and the operator."""
    if actor.id in {person.id, None} or person.unit_id in reach(actor, Role.SUPERVISOR):
        return
    detail = "Only the person who made these reports, or a supervisor over their unit, may import them."
    raise Problem("rescue_not_yours", detail, 403)


def check_may_decide(actor: Actor, person: Person) -> None:
    """Refuse a step of a case to everybody but the person who took it."""
    if actor.id != person.id:
        detail = f"Only {person.name} can take this step; it stays in the archive."
        raise Problem("rescue_step_of_other", detail, 403)
