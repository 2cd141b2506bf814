"""Making and changing people. A new account can do nothing until a role is granted to it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from inspect_app.accounts.models import Person
from inspect_app.accounts.service.credentials import issue_token
from inspect_app.accounts.service.units import usable_unit
from inspect_app.accounts.sessions import end_sessions
from inspect_app.accounts.standing import is_administrator
from inspect_app.accounts.usernames import WHAT_FITS, is_username, normal_username
from inspect_app.audit.erasure import erases
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found


@dataclass(frozen=True)
class NewPerson:
    """A person just made: the row, the one-time token to hand over, and the fact to log."""

    person: Person
    token: str
    fact: Fact


def create_person(
    ctx: Context, *, username: str, name: str, unit_id: int | None, phone: str | None = None
) -> NewPerson:
    """A new account with a one-time token for its first password."""
    new = add_person(ctx, username=username, name=name, unit_id=unit_id, phone=phone)
    append(ctx, [new.fact])
    return new


def add_person(
    ctx: Context, *, username: str, name: str, unit_id: int | None, phone: str | None
) -> NewPerson:
    """Like `create_person`, for callers who log several people in one append."""
    username = normal_username(username)
    if not is_username(username):
        raise field_problem("username", WHAT_FITS, "bad_username")
    if db.session.scalar(select(exists().where(Person.username == username))):
        raise Problem("username_taken", f"There is an account named {username} already.", 409)
    if unit_id is not None:
        usable_unit(unit_id)
    person = Person(username=username, name=name, phone=phone, unit_id=unit_id, created_at=ctx.now)
    db.session.add(person)
    db.session.flush()
    token = issue_token(ctx, person.id, confirmed=True)
    payload = {"username": username, "name": name, "phone": phone}
    return NewPerson(person, token, Fact(f"person:{person.id}", "person_created", {"unit": unit_id}, payload))


def change_person(ctx: Context, person_id: int, changes: dict[str, Any]) -> Person:
    """Change some of active, name, unit_id, phone. Disabling signs the person out everywhere."""
    person = locked_person(person_id)
    if changes.get("unit_id") is not None:
        usable_unit(changes["unit_id"])
    if changes.get("active") is False:
        refuse_administrator(ctx, person)
        end_sessions(person.id)
    for name, value in changes.items():
        setattr(person, name, value)
    db.session.flush()
    db.session.refresh(person, ["unit"])
    public = {key: value for key, value in changes.items() if key in {"active", "unit_id"}}
    private = {key: value for key, value in changes.items() if key in {"name", "phone"}}
    append(ctx, [Fact(f"person:{person.id}", "person_changed", public, private)])
    return person


def locked_person(person_id: int) -> Person:
    """The person, held until the transaction ends; 404 when there is none."""
    person = db.session.get(Person, person_id, with_for_update={"of": Person})
    if person is None:
        raise not_found()
    return person


@erases("person")
def erase_person(ctx: Context, key: str) -> None:  # noqa: ARG001 - an erasure needs no clock of its own
    """Take the names and the phone off a disabled account; its number stays, which old facts name."""
    person = locked_person(int(key))
    if person.active:
        detail = "This account is in use; disable it first, then erase."
        raise Problem("person_active", detail, 409)
    person.username, person.name, person.phone = f"erased-{person.id}", "已删除", None
    person.password_hash = None
    db.session.flush()


def refuse_administrator(ctx: Context, person: Person) -> None:
    """Nobody puts an administrator out of office alone: the role is ended first, which two people do."""
    if is_administrator(person, ctx.now):
        detail = "This is an administrator's account; end the role first, which a second one confirms."
        raise Problem("administrator_protected", detail, 409)
