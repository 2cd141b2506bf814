"""The report of a bundle: one HTML page to read and to print, in Chinese and English, without a script."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inspect_app.audit.notes import parse_checkpoint, parse_note
from inspect_app.core.clock import to_iso
from inspect_app.evidence.roles import PHOTO_ROLES
from inspect_app.review.bundles.snapshot import CaseFile
from inspect_app.review.bundles.words import words_of
from inspect_app.review.verifier.verify import NOT_PROVED

BEIJING = ZoneInfo("Asia/Shanghai")
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Thumbnail = Callable[[str], bytes | None]


def local(value: str | None) -> str:
    """An instant as a clock on the wall in Beijing shows it."""
    if value is None:
        return "—"
    return datetime.fromisoformat(value).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def lag(captured: str, received: str | None) -> str:
    """How long after the phone's own time the server's own time came."""
    if received is None:
        return "—"
    seconds = (datetime.fromisoformat(received) - datetime.fromisoformat(captured)).total_seconds()
    size = abs(seconds)
    for length, zh, en in ((86_400, "天", "d"), (3_600, "小时", "h"), (60, "分", "min")):
        if size >= length:
            return f"{seconds / length:+.1f} {zh} {en}"
    return f"{seconds:+.1f} 秒 s"


TEMPLATES.filters.update(local=local, words=words_of)
TEMPLATES.globals.update(lag=lag, roles=PHOTO_ROLES, not_proved=NOT_PROVED)


def report_pieces(
    file: CaseFile,
    *,
    note: str,
    size: int,
    problems: list[dict[str, str]],
    built_at: datetime,
    thumbnail: Thumbnail,
) -> Iterator[bytes]:
    """The page, piece by piece: pictures are fetched when their turn comes, so that their number is free."""
    checkpoint = parse_checkpoint(parse_note(note).text)
    values: dict[str, Any] = {
        "case": file.case,
        "bundle": file.bundle,
        "history": file.history,
        "note": note,
        "origin": checkpoint.origin,
        "root": checkpoint.root.hex(),
        "size": size,
        "problems": problems,
        "built_at": to_iso(built_at),
        "picture": lambda sha256: as_data(thumbnail(sha256)),
    }
    for piece in TEMPLATES.get_template("report.html.j2").generate(values):
        yield piece.encode()


def as_data(picture: bytes | None) -> str | None:
    """A picture inside the page."""
    return None if picture is None else f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
