"""Printing the day of a unit: what stands in the database, this machine's font, and the log's checkpoint."""

from datetime import date
from zoneinfo import ZoneInfo

from inspect_app.audit.checkpoints import published_note
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.supervision.pressure.sheet.fonts import find_font
from inspect_app.supervision.rhythm.paper import draw_day
from inspect_app.supervision.rhythm.present import present_day


def print_day(ctx: Context, unit_id: int, on: date) -> bytes:
    """The PDF of a day as it stands at `ctx.now`; 404 `no_chinese_font` on a machine without one."""
    font, here = find_font(), settings()
    if font is None:
        detail = "This server has no Chinese font; print the page of the day instead."
        raise Problem("no_chinese_font", detail, 404)
    return draw_day(
        present_day(ctx, unit_id, on),
        font,
        at=ctx.now,
        zone=ZoneInfo(here.time_zone),
        address=f"{here.public_url.rstrip('/')}/app/day?unit={unit_id}&day={on}",
        note=published_note(),
    )
