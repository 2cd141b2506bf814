"""Who could be drawn: the holders of an office over a case, and all that may speak against each of them.

Many cases of one transaction share a circle: it reads only what a bar asks, and once for all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.draws.eligibility import Bar, Candidate, Purpose, Width
from inspect_app.cases.draws.models import Verdict
from inspect_app.cases.draws.queries import Call
from inspect_app.cases.draws.rules import DrawRule
from inspect_app.cases.models import Case, CaseHelper, Rectification
from inspect_app.cases.reach import HOLDERS, over, people_of_unit, reporters
from inspect_app.core.among import among
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role

OTHER_ROLES = (Role.VERIFIER, Role.INSPECTOR, Role.SUPERVISOR)
Place = tuple[int, int | None, tuple[Role, ...]]


def roles_for(call: Call) -> tuple[Role, ...]:
    """Whose duty it can be: verifiers; in the widest circle all who may verify."""
    if call.purpose == Purpose.LOOK_BACK:
        return (Role.VERIFIER, Role.INSPECTOR)
    return OTHER_ROLES if call.width == Width.ROLES else (Role.VERIFIER,)


class Circle:
    """The people around some cases, as they stand when first asked for; for one transaction."""

    def __init__(self, ctx: Context, rule: DrawRule, case_ids: Collection[UUID]) -> None:
        self.ctx, self.rule, self.case_ids = ctx, rule, case_ids
        self.holders: dict[Place, frozenset[int]] = {}
        self.crews: dict[int | None, set[int]] = {}

    def candidates(self, call: Call, bars: tuple[Bar, ...]) -> set[Candidate]:
        """Everybody in reach for the purpose of a call, with those of the bars that apply to each."""
        marked = {bar: self.marked(bar, call) for bar in bars}
        return {
            Candidate(person, frozenset(bar for bar, them in marked.items() if person in them))
            for person in self.in_reach(call.case, roles_for(call))
        }

    def in_reach(self, case: Case, roles: tuple[Role, ...]) -> frozenset[int]:
        """The holders of these roles over a case; the same for all cases of a unit in a grid."""
        place = (case.jurisdiction_unit_id, case.grid_id, roles)
        if place not in self.holders:
            self.holders[place] = frozenset(db.session.scalars(HOLDERS, over(self.ctx, case, roles)))
        return self.holders[place]

    def marked(self, bar: Bar, call: Call) -> AbstractSet[int | None]:
        """Whom a bar keeps out of a call."""
        case = call.case
        known: dict[Bar, Callable[[], AbstractSet[int | None]]] = {
            Bar.REPORTER: lambda: reporters(case),
            Bar.HANDLING_UNIT: lambda: self.workers(case),
            Bar.ASSIGNER: lambda: {case.assigned_by},
            Bar.JUDGE: lambda: self.judges[case.id] | {case.verified_by},
            Bar.DRAWN_BEFORE: lambda: {draw.person_id for draw in call.before},
            Bar.RECENT_PAIR: lambda: self.paired_with(case.handler_unit_id),
        }
        return known[bar]()

    def workers(self, case: Case) -> set[int]:
        """Everybody of the handling unit and of those that help it, and whoever submitted work."""
        units = {case.handler_unit_id, *self.helpers[case.id]}
        return set().union(self.submitters[case.id], *(self.crew(unit) for unit in units))

    def crew(self, unit_id: int | None) -> set[int]:
        """Everybody of a unit."""
        if unit_id not in self.crews:
            self.crews[unit_id] = people_of_unit(unit_id)
        return self.crews[unit_id]

    @cached_property
    def helpers(self) -> defaultdict[UUID, set[int]]:
        """The units that help with each case."""
        return self.of_cases(CaseHelper.case_id, CaseHelper.unit_id, CaseHelper.until.is_(None))

    @cached_property
    def submitters(self) -> defaultdict[UUID, set[int]]:
        """Everybody who ever submitted work on each case."""
        return self.of_cases(Rectification.case_id, Rectification.submitted_by)

    @cached_property
    def judges(self) -> defaultdict[UUID, set[int | None]]:
        """Everybody who ever judged work on each case."""
        return self.of_cases(Verdict.case_id, Verdict.person_id)

    def of_cases(self, case_id: Any, column: Any, *conditions: Any) -> defaultdict[UUID, set[Any]]:
        """What a table says of each of the cases."""
        found = defaultdict[UUID, set[Any]](set)
        query = select(case_id, column).where(among(case_id, "ids"), *conditions)
        for case, value in db.session.execute(query, {"ids": self.case_ids}):
            found[case].add(value)
        return found

    def paired_with(self, unit_id: int | None) -> set[int]:
        """Who judged a unit's work so often lately that somebody else should come."""
        since = Verdict.given_at > self.ctx.now - self.rule.window
        judged = db.session.scalars(select(Verdict.person_id).where(Verdict.unit_id == unit_id, since))
        return {person for person, times in Counter(judged).items() if times >= self.rule.pairings}
