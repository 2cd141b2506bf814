"""Who stands behind the audiences of an event: people appointed at that moment, and units with robots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.models import Grant, Person
from inspect_app.accounts.scope import grant_in_force, unit_tree
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.notify.events import Audience


@dataclass(frozen=True)
class Parties:
    """Who has to do with what happened, as its package knows it."""

    handler_unit: int | None = None
    jurisdiction_unit: int | None = None
    reporters: frozenset[int] = frozenset()
    assigner: int | None = None
    requester: int | None = None
    named: frozenset[int] = frozenset()


def people_of(audiences: Iterable[Audience], parties: Parties, now: datetime) -> list[int]:
    """The ids of everybody in these audiences who is active, in order, each once."""
    wanted = set(audiences)
    found = active(named_people(wanted, parties))
    if wanted & {Audience.HANDLERS, Audience.SUPERVISORS, Audience.PARENT, Audience.VERIFIERS}:
        found |= appointed(wanted, parties, now)
    return sorted(found)


def active(people: set[int]) -> set[int]:
    """Those of these people who have an account in use."""
    query = select(Person.id).where(Person.id.in_(people), Person.active)
    return set(db.session.scalars(query)) if people else set()


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


def appointed(audiences: set[Audience], parties: Parties, now: datetime) -> set[int]:
    """Those who hold an appointment over the place or in the responsible unit."""
    line = unit_tree().line_up(parties.jurisdiction_unit) if parties.jurisdiction_unit else []
    holders = Holders(line, parties.handler_unit, now)
    found: set[int] = set()
    if Audience.HANDLERS in audiences:
        found |= holders.of(Role.HANDLER, parties.handler_unit)
    levels = [people for unit in line if (people := holders.of(Role.SUPERVISOR, unit))]
    if Audience.SUPERVISORS in audiences:
        found |= set().union(*levels[:1])
    if Audience.PARENT in audiences:
        found |= set().union(*levels[1:2])
    if Audience.VERIFIERS in audiences:
        barred = parties.reporters | holders.of(Role.HANDLER, parties.handler_unit)
        free = [holders.of(Role.VERIFIER, unit) - barred for unit in line]
        found |= set(next((people for people in free if people), set()))
    return found


class Holders:
    """The appointments in force in some units, read with one query."""

    def __init__(self, line: list[int], handler_unit: int | None, now: datetime) -> None:
        roles = (Role.HANDLER, Role.SUPERVISOR, Role.VERIFIER)
        units = [*line, *([handler_unit] if handler_unit is not None else [])]
        query = (
            select(Grant.role, Grant.unit_id, Grant.person_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Grant.role.in_(roles), Grant.unit_id.in_(units), grant_in_force(now), Person.active)
        )
        self.rows = [(row.role, row.unit_id, row.person_id) for row in db.session.execute(query)]

    def of(self, role: Role, unit_id: int | None) -> set[int]:
        """Who holds a role in a unit."""
        return {person for held, unit, person in self.rows if held == role and unit == unit_id}


def units_of(audiences: Iterable[Audience], parties: Parties) -> list[int]:
    """The units whose groups hear of it."""
    units = {
        Audience.HANDLERS: parties.handler_unit,
        Audience.SUPERVISORS: parties.jurisdiction_unit,
        Audience.VERIFIERS: parties.jurisdiction_unit,
    }
    return sorted({unit for audience in audiences if (unit := units.get(audience)) is not None})
