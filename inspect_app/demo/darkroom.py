"""Develops the planned photographs on every processor, and puts the files into the object store."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from inspect_app.core.settings import settings
from inspect_app.demo.planning import PhotoPlan
from inspect_app.demo.scenes.painter import paint
from inspect_app.evidence.sniff import Limits, Verdict, judge
from inspect_app.evidence.spool import spool, spool_file
from inspect_app.evidence.stores.select import object_store

KEPT_OF_CUT_OFF = 0.6


@dataclass(frozen=True)
class Print:
    """A file as a phone has it, and what the server knows of it once it is stored."""

    sha256: str
    size: int
    verdict: Verdict
    version_id: str | None


def develop(photos: Iterable[PhotoPlan]) -> dict[UUID, Print]:
    """Paint each photograph once and keep its file durably: bytes first, rows later, as every upload does."""
    wanted = list(photos)
    object_store().prepare()
    return {
        photo.id: keep(content, arrives=photo.delay is not None)
        for photo, content in zip(wanted, painted(wanted), strict=True)
    }


def painted(photos: list[PhotoPlan]) -> Iterator[bytes]:
    """The bytes of each photograph, in order."""
    files = paint([photo.view for photo in photos])
    for photo, content in zip(photos, files, strict=True):
        yield content[: int(len(content) * KEPT_OF_CUT_OFF)] if photo.cut_off else content


def keep(content: bytes, *, arrives: bool) -> Print:
    """Judge a file and, if it arrives, put it into the store under its own hash."""
    config, store = settings(), object_store()
    verdict = judge(content, Limits(config.max_photo_pixels, config.max_photo_side))
    if not arrives:
        return Print(hashlib.sha256(content).hexdigest(), len(content), verdict, None)
    with spool_file() as path:
        spooled = spool([content], path)
        version = store.put_original(spooled.sha256, path, spooled.size)
    return Print(spooled.sha256, spooled.size, verdict, version)
