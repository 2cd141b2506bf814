"""What a line of the table of notices says: audiences, groups people switch on and off, urgency. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inspect_app.notify.words import Words


class Audience(StrEnum):
    """Who stands in which relation to what happened."""

    HANDLERS = "handlers"  # of the responsible unit
    SUPERVISORS = "supervisors"  # nearest above the place
    PARENT = "parent"  # supervisors one level above those
    VERIFIERS = "verifiers"  # nearest above the place, not the reporters, not the responsible unit
    REPORTERS = "reporters"
    ASSIGNER = "assigner"
    REQUESTER = "requester"
    NAMED = "named"  # people the caller names


class Group(StrEnum):
    """What a person can switch on and off together."""

    WORK = "work"
    REQUESTS = "requests"
    OVERDUE = "overdue"
    PROGRESS = "progress"
    TEST = "test"


GROUP_LABELS: dict[Group, Words] = {
    Group.WORK: Words("轮到我处理", "My turn"),
    Group.REQUESTS: Words("申请与审批", "Requests and decisions"),
    Group.OVERDUE: Words("超期提醒", "Overdue"),
    Group.PROGRESS: Words("案件进展", "Progress of cases"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table. The channels are defaults; a person may choose otherwise for the group.

    `urgent_within` makes the notice urgent when the due date is nearer than that: it passes quiet hours.
    `at_post` tells only those of an office who are on duty at that moment, if anybody of it is.
    """

    event: str
    group: Group
    audiences: tuple[Audience, ...]
    title: Words
    text: Words
    push: bool = False
    mail: bool = False
    robot: bool = False
    urgent: bool = False
    urgent_within: timedelta = timedelta(0)
    at_post: bool = False

    def is_urgent(self, now: datetime, due_at: datetime | None) -> bool:
        """Whether it may wake people."""
        return self.urgent or (due_at is not None and due_at - now < self.urgent_within)
