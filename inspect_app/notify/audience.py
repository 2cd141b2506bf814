"""Who stands behind the audiences of an event: people appointed at that moment, and units with robots."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select

from inspect_app.accounts.models import Grant, Person
from inspect_app.accounts.scope import grant_in_force, unit_tree
from inspect_app.accounts.shifts.queries import on_duty_in
from inspect_app.accounts.shifts.rules import at_post
from inspect_app.accounts.tree import UnitTree
from inspect_app.core.among import among
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.notify.events import Audience

OFFICES = (Role.HANDLER, Role.SUPERVISOR, Role.VERIFIER)
NOBODY: frozenset[int] = frozenset()
BY_REPORTERS = {Audience.REPORTERS, Audience.VERIFIERS}  # who hears depends on who reported
BY_OFFICE = {Audience.HANDLERS, Audience.SUPERVISORS, Audience.PARENT, Audience.VERIFIERS}

# Whenever something is announced: built once.
ACTIVE = select(Person.id).where(among(Person.id, "people"), Person.active)
NOW: BindParameter[datetime] = bindparam("now")
HOLDERS = (
    select(Grant.role, Grant.unit_id, Grant.person_id)
    .join(Person, Person.id == Grant.person_id)
    .where(Grant.role.in_(OFFICES), among(Grant.unit_id, "units"), grant_in_force(NOW), Person.active)
)


@dataclass(frozen=True)
class Parties:
    """Who has to do with what happened, as its package knows it."""

    handler_unit: int | None = None
    jurisdiction_unit: int | None = None
    reporters: frozenset[int] = NOBODY
    assigner: int | None = None
    requester: int | None = None
    named: frozenset[int] = NOBODY


@dataclass(frozen=True)
class Asked:
    """Which audiences of which parties; `at_post`: of an office those on duty, if anybody is."""

    audiences: tuple[Audience, ...]
    parties: Parties
    at_post: bool = False


class Directory:
    """Who is in office at one moment, read once for everything that is announced together."""

    def __init__(self, asked: Sequence[Asked], now: datetime) -> None:
        self.active = active({who for one in asked for who in named_people(set(one.audiences), one.parties)})
        by_office = [one for one in asked if BY_OFFICE & set(one.audiences)]
        self.tree = unit_tree() if by_office else UnitTree({})
        units = {unit for one in by_office for unit in self.units_around(one.parties)}
        self.holders = holders_in(units, now) if units else {}
        posts = {unit for one in by_office if one.at_post for unit in self.units_around(one.parties)}
        self.on_duty = on_duty_in(posts, now)
        self.known: dict[Hashable, set[int]] = {}

    def people_of(self, asked: Asked) -> list[int]:
        """The ids of everybody in these audiences who is active, in order, each once."""
        wanted = set(asked.audiences)
        found = named_people(wanted, asked.parties) & self.active
        return sorted(found | self.appointed(wanted & BY_OFFICE, asked))

    def line_up(self, parties: Parties) -> list[int]:
        """The units over the place, the nearest first."""
        return self.tree.line_up(parties.jurisdiction_unit) if parties.jurisdiction_unit else []

    def units_around(self, parties: Parties) -> list[int]:
        """Every unit in which somebody may be concerned."""
        handler = [] if parties.handler_unit is None else [parties.handler_unit]
        return [*self.line_up(parties), *handler]

    def appointed(self, audiences: set[Audience], asked: Asked) -> set[int]:
        """Those who hold an appointment over the place or in the responsible unit."""
        parties = asked.parties
        barred = parties.reporters if Audience.VERIFIERS in audiences else NOBODY
        units = (parties.jurisdiction_unit, parties.handler_unit)
        key = (frozenset(audiences), *units, barred, asked.at_post)
        if key not in self.known:
            self.known[key] = self.look_up(audiences, parties, at_post=asked.at_post)
        return self.known[key]

    def look_up(self, audiences: set[Audience], parties: Parties, *, at_post: bool) -> set[int]:
        """The same, not remembered."""
        line, found = self.line_up(parties), set[int]()
        told = self.at_post if at_post else self.of
        if Audience.HANDLERS in audiences:
            found |= told(Role.HANDLER, parties.handler_unit)
        levels = [people for unit in line if (people := told(Role.SUPERVISOR, unit))]
        if Audience.SUPERVISORS in audiences:
            found |= set().union(*levels[:1])
        if Audience.PARENT in audiences:
            found |= set().union(*levels[1:2])
        if Audience.VERIFIERS in audiences:
            barred = parties.reporters | self.of(Role.HANDLER, parties.handler_unit)
            free = [self.of(Role.VERIFIER, unit) - barred for unit in line]
            found |= next((people for people in free if people), set())
        return found

    def at_post(self, role: Role, unit_id: int | None) -> set[int]:
        """Those of an office who are on duty; all of them when the roster names none."""
        return at_post(self.of(role, unit_id), self.on_duty.get(unit_id or 0, set()))

    def of(self, role: Role, unit_id: int | None) -> set[int]:
        """Who holds a role in a unit."""
        return self.holders.get((role, unit_id), set())


def active(people: set[int]) -> set[int]:
    """Those of these people who have an account in use."""
    return set(db.session.scalars(ACTIVE, {"people": people})) if people else set()


def named_people(audiences: set[Audience], parties: Parties) -> set[int]:
    """Those whom the event itself names."""
    found: set[int] = set()
    if Audience.REPORTERS in audiences:
        found |= parties.reporters
    if Audience.NAMED in audiences:
        found |= parties.named
    if Audience.ASSIGNER in audiences and parties.assigner is not None:
        found.add(parties.assigner)
    if Audience.REQUESTER in audiences and parties.requester is not None:
        found.add(parties.requester)
    return found


def holders_in(units: set[int], now: datetime) -> dict[tuple[Role, int | None], set[int]]:
    """The appointments in force in some units, read with one query."""
    found: dict[tuple[Role, int | None], set[int]] = defaultdict(set)
    for role, unit_id, person_id in db.session.execute(HOLDERS, {"units": units, "now": now}):
        found[Role(role), unit_id].add(person_id)
    return dict(found)


def units_of(audiences: Iterable[Audience], parties: Parties) -> list[int]:
    """The units whose groups hear of it."""
    units = {
        Audience.HANDLERS: parties.handler_unit,
        Audience.SUPERVISORS: parties.jurisdiction_unit,
        Audience.VERIFIERS: parties.jurisdiction_unit,
    }
    return sorted({unit for audience in audiences if (unit := units.get(audience)) is not None})
