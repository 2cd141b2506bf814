"""Looks at the settings: accepted at the start, and yet not what a real installation would have."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config import Config
from inspect_app.core.settings import settings
from inspect_app.operations.doctor.check import Check, bad, good, warning


def configuration() -> Check:
    """Settings that were accepted, and that a real installation would not have."""
    config = settings()
    odd = [words for wrong, words in (*oddities(config), *left_to_a_node(config)) if wrong]
    return warning("configuration", "; ".join(odd)) if odd else good("configuration", config.public_url)


def oddities(config: Config) -> list[tuple[bool, str]]:
    """What is for trials only."""
    return [
        (config.demo, "DEMO is on: the sign-in page shows accounts"),
        (not config.secure_cookies, "PUBLIC_URL is plain http"),
        (config.database.startswith("sqlite"), "SQLite: one machine only"),
    ]


def left_to_a_node(config: Config) -> list[tuple[bool, str]]:
    """What this node made or keeps for itself, and several nodes have to share."""
    shared = not config.database.startswith("sqlite")
    return [
        (not config.secret_key, "SECRET_KEY is this node's own; several nodes need the same"),
        (shared and not config.vapid_key, "VAPID_KEY is this node's own; several nodes need the same"),
        (shared and not config.jobs_url, "JOBS_URL is this machine's own; several machines need one queue"),
    ]


def time_zone() -> Check:
    """Due dates need the zone's rules."""
    name = settings().time_zone
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return bad(
            "time zone", f"TIME_ZONE={name} is not known to this machine: install tzdata, or correct it"
        )
    return good("time zone", name)
