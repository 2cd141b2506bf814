"""What a rescue archive says is in it: read and bounded before anything is believed. Pure rules."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

FORMAT = "inspect-rescue/1"
NAME = "manifest.json"
MAX_ITEMS = 1000
MAX_PHOTOS = 3000
KINDS = ("report", "announce", "action", "visit")
PATH = re.compile(r"\A[A-Za-z0-9._-]{1,80}(/[A-Za-z0-9._-]{1,80}){0,3}\Z")
SHA256 = re.compile(r"\A[0-9a-f]{64}\Z")


class ManifestError(ValueError):
    """The manifest cannot be used; the message says where, for people."""


@dataclass(frozen=True)
class File:
    """A file of the archive: its name, length in bytes, and lower-case hex SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class RescuedPhoto:
    """An original under the id it was announced with."""

    id: UUID
    file: File


@dataclass(frozen=True)
class RescuedStep:
    """A step of a case: its address, its version (None: that of the step before), its key."""

    path: str
    version: int | None
    key: str


@dataclass(frozen=True)
class RescuedItem:
    """One row of the outbox: its frozen words, its photos, its step."""

    id: UUID
    kind: str
    body: File
    photos: tuple[RescuedPhoto, ...]
    step: RescuedStep | None


@dataclass(frozen=True)
class Manifest:
    """Whose outbox it was, and what waited there, oldest first."""

    person_id: int
    username: str
    items: tuple[RescuedItem, ...]


def read_manifest(data: bytes) -> Manifest:
    """The manifest of an archive; ManifestError for anything that is not exactly one."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise ManifestError("manifest.json is not JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ManifestError(f"manifest.json does not say that it is {FORMAT}")
    person = entry(told.get("person"), "person")
    items = tuple(read_item(item, f"items.{n}") for n, item in enumerate(entries(told, "items", MAX_ITEMS)))
    refuse_repeated((str(item.id) for item in items), "an item")
    refuse_repeated((str(photo.id) for item in items for photo in item.photos), "a photo")
    if sum(len(item.photos) for item in items) > MAX_PHOTOS:
        raise ManifestError(f"there are more than {MAX_PHOTOS} photos")
    return Manifest(number(person, "id", "person"), text(person, "username", "person", 100), items)


def read_item(told: Any, where: str) -> RescuedItem:
    """One item of the list."""
    item = entry(told, where)
    kind = text(item, "kind", where, 20)
    if kind not in KINDS:
        raise ManifestError(f"{where}.kind is none of {', '.join(KINDS)}")
    photos = entries(item, "photos", MAX_PHOTOS)
    return RescuedItem(
        id=identity(item, where),
        kind=kind,
        body=read_file(item.get("body"), f"{where}.body"),
        photos=tuple(read_photo(photo, f"{where}.photos.{n}") for n, photo in enumerate(photos)),
        step=read_step(item.get("action"), f"{where}.action") if kind == "action" else None,
    )


def read_photo(told: Any, where: str) -> RescuedPhoto:
    """One original."""
    return RescuedPhoto(identity(entry(told, where), where), read_file(told, where))


def read_step(told: Any, where: str) -> RescuedStep:
    """What an action adds."""
    step = entry(told, where)
    version = None if step.get("version") is None else number(step, "version", where)
    return RescuedStep(text(step, "path", where, 200), version, text(step, "key", where, 64))


def read_file(told: Any, where: str) -> File:
    """A file as the manifest names it: a plain relative name, never one that could lead elsewhere."""
    file = entry(told, where)
    path, sha256 = text(file, "path", where, 300), text(file, "sha256", where, 64)
    if not PATH.match(path) or ".." in path:
        raise ManifestError(f"{where}.path is not a plain name")
    if not SHA256.match(sha256):
        raise ManifestError(f"{where}.sha256 is not 64 lower-case hexadecimal digits")
    return File(path, number(file, "size", where), sha256)


def entry(told: Any, where: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(told, dict):
        raise ManifestError(f"{where} is missing")
    return told


def entries(told: dict[str, Any], name: str, most: int) -> list[Any]:
    """A JSON list of bounded length."""
    found = told.get(name, [])
    if not isinstance(found, list) or len(found) > most:
        raise ManifestError(f"{name} is not a list of at most {most}")
    return found


def text(told: dict[str, Any], name: str, where: str, most: int) -> str:
    """A string of 1 to `most` characters."""
    value = told.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise ManifestError(f"{where}.{name} is missing or too long")
    return value


def number(told: dict[str, Any], name: str, where: str) -> int:
    """A whole number that a row or a length can have."""
    value = told.get(name)
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ManifestError(f"{where}.{name} is not a whole number")
    return value


def identity(told: dict[str, Any], where: str) -> UUID:
    """A UUID."""
    try:
        return UUID(text(told, "id", where, 36))
    except ValueError:
        raise ManifestError(f"{where}.id is not a UUID") from None


def refuse_repeated(ids: Iterable[str], what: str) -> None:
    """Nothing stands twice in an archive."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ManifestError(f"{what} stands twice: {one}")
        seen.add(one)
