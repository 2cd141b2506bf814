"""Notices, settings, browsers and robots on the wire."""

from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.accounts.models import Unit
from inspect_app.core.clock import to_iso
from inspect_app.core.settings import settings
from inspect_app.notify.events import GROUP_LABELS, Group
from inspect_app.notify.models import Delivery, Notice, PushSubscription, Robot
from inspect_app.notify.preferences import CHANNELS, CHOOSABLE, Wishes, group_default
from inspect_app.notify.quiet import clock_of
from inspect_app.notify.table import TABLE
from inspect_app.notify.words import LANGUAGES, Words, fill

Json = dict[str, Any]


def notice_json(notice: Notice) -> Json:
    """One notice, its words filled in both languages; an event that left the table keeps its name."""
    told = notice.told
    row = TABLE.get(told.event)
    kind, _, name = told.subject.partition(":")
    title = row.title if row else Words(told.event, told.event)
    return {
        "id": notice.id,
        "event": told.event,
        "group": row.group if row else Group.PROGRESS,
        "title": filled(title, told.details),
        "text": filled(row.text if row else Words("", ""), told.details),
        "urgent": told.urgent,
        "case_id": name if kind == "case" else None,
        "day": name if kind == "day" else None,
        "document_id": name if kind == "document" else None,
        "proposals": kind == "proposals",
        "at": to_iso(told.at),
        "read_at": to_iso(notice.read_at),
    }


def filled(words: Words, details: Json) -> Json:
    """A sentence in every language."""
    zone = ZoneInfo(settings().time_zone)
    return {language: fill(words, details, language, zone) for language in LANGUAGES}


def delivery_json(row: Delivery) -> Json:
    """How one delivery fared."""
    return {
        "channel": row.target.partition(":")[0],
        "state": row.state,
        "due_at": to_iso(row.due_at),
        "attempts": row.attempts,
        "ended_at": to_iso(row.ended_at),
        "reason": row.reason,
    }


def settings_json(wishes: Wishes) -> Json:
    """A person's settings with the defaults where nothing was chosen."""
    return {
        "groups": [group_json(group, wishes) for group in CHOOSABLE],
        "quiet": {
            "on": wishes.quiet.on,
            "start": clock_of(wishes.quiet.start),
            "end": clock_of(wishes.quiet.end),
        },
        "mail": wishes.mail,
        "language": wishes.language,
        "mail_offered": bool(settings().smtp_host),
        "mail_domains": sorted(settings().names("mail_domains")),
    }


def group_json(group: Group, wishes: Wishes) -> Json:
    """What a group of events does on each channel."""
    chosen = wishes.choices.get(group, {})
    channels = {name: chosen.get(name, group_default(group, name)) for name in CHANNELS}
    label = GROUP_LABELS[group]
    return {"code": group, "label": {"zh": label.zh, "en": label.en}, **channels}


def subscription_json(row: PushSubscription, session_id: int | None) -> Json:
    """A browser; its address and keys stay here."""
    return {
        "id": row.id,
        "name": row.name,
        "created_at": to_iso(row.created_at),
        "current": row.session_id == session_id,
    }


def robot_json(row: Robot, unit: Unit, last: Delivery | None) -> Json:
    """A robot without its secrets."""
    return {
        "id": row.id,
        "unit": {"id": unit.id, "code": unit.code, "name": unit.name},
        "service": row.service,
        "name": row.name,
        "created_at": to_iso(row.created_at),
        "last": delivery_json(last) if last else None,
    }
