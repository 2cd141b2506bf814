"""What each person wants carried where, with the table's defaults where they chose nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.settings import settings
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.events import Group, Row
from inspect_app.notify.models import NoticePreference
from inspect_app.notify.quiet import Quiet
from inspect_app.notify.table import ROWS

CHANNELS = ("push", "mail")
CHOOSABLE = tuple(group for group in Group if group is not Group.TEST)


@dataclass(frozen=True)
class Wishes:
    """One person's settings; `choices` hold only what they changed: {group: {channel: bool}}."""

    choices: dict[str, dict[str, bool]] = field(default_factory=dict)
    quiet: Quiet = field(default_factory=Quiet)
    mail: str | None = None
    language: str = "zh"

    def wants(self, row: Row, channel: str) -> bool:
        """Whether an event goes to a channel: an own choice for its group, else what the table says."""
        chosen = self.choices.get(row.group, {}).get(channel)
        return bool(getattr(row, channel)) if chosen is None else chosen


def group_default(group: Group, channel: str) -> bool:
    """Whether any event of a group goes to a channel by itself."""
    return any(getattr(row, channel) for row in ROWS if row.group == group)


def wishes_of(people: Iterable[int]) -> dict[int, Wishes]:
    """The settings of some people; every one of them has an answer."""
    wanted = set(people)
    query = select(NoticePreference).where(NoticePreference.person_id.in_(wanted))
    rows = {row.person_id: row for row in db.session.scalars(query)} if wanted else {}
    return {person: read(rows.get(person)) for person in wanted}


def read(row: NoticePreference | None) -> Wishes:
    """A row as settings."""
    if row is None:
        return Wishes()
    quiet = Quiet(row.quiet, row.quiet_from, row.quiet_to)
    return Wishes(row.choices, quiet, row.mail, row.language)


def keep(person_id: int, wishes: Wishes) -> None:
    """Keep a person's settings. Problem `mail_domain_not_allowed` for an address of elsewhere."""
    check_mail(wishes.mail)
    values: dict[str, Any] = {
        "choices": wishes.choices,
        "quiet": wishes.quiet.on,
        "quiet_from": wishes.quiet.start,
        "quiet_to": wishes.quiet.end,
        "mail": wishes.mail,
        "language": wishes.language,
    }
    new = upsert_into(NoticePreference).values(person_id=person_id, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))


def check_mail(address: str | None) -> None:
    """An installation may take mail addresses of its own domains only."""
    allowed = settings().names("mail_domains")
    if address and allowed and address.rpartition("@")[2].lower() not in allowed:
        raise field_problem(
            "mail", f"Use an address at {' or '.join(sorted(allowed))}.", "mail_domain_not_allowed"
        )
