"""The civil day of an instant, in the zone people here live in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from inspect_app.core.settings import settings


def local_day(now: datetime) -> date:
    """The day on the wall calendar at an instant."""
    return now.astimezone(ZoneInfo(settings().time_zone)).date()
