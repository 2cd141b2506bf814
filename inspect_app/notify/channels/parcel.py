"""What is carried to one place in one message: one event, or several as a digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.core.settings import settings
from inspect_app.notify.table import TABLE
from inspect_app.notify.words import Message, digest, fill


@dataclass(frozen=True)
class Told:
    """One event as it is put into words; a copy, because no transaction is open while a message travels."""

    id: int
    event: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Parcel:
    """The events of one message, the oldest first; `notice_id` is the person's notice of the first."""

    events: tuple[Told, ...]
    notice_id: int | None
    urgent: bool

    def message(self, language: str) -> Message:
        """The words, in one of our languages."""
        messages = [message_of(told, language) for told in self.events]
        return messages[0] if len(messages) == 1 else digest(messages, language)

    @property
    def tag(self) -> str:
        """A name that is the same when the message is sent again."""
        return f"n{self.events[0].id}"

    @property
    def link(self) -> str:
        """Where to look in the app: the case, or the list when there are several."""
        app = f"{settings().public_url.rstrip('/')}/app"
        kind, _, name = self.events[0].subject.partition(":")
        return f"{app}/cases/{name}" if kind == "case" and len(self.events) == 1 else f"{app}/notices"


def message_of(told: Told, language: str) -> Message:
    """The words of one event; an event that left the table keeps its name."""
    row = TABLE.get(told.event)
    if row is None:
        return Message(told.event, "")
    zone = ZoneInfo(settings().time_zone)
    return Message(*(fill(words, told.details, language, zone) for words in (row.title, row.text)))
