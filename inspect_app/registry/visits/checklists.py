"""Checklists of visits, read from checklists.json, and the rules of filling one in. Pure.

An inspection answers each item; what fails needs a photo and becomes a case. Proofs 两断三清 are given in
their order, first the stop, then the treatment 先停后治, each with a photo, perhaps over several visits.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity
from inspect_app.registry.kinds import Label, Word

DATA = read_rules(Path(__file__).with_name("checklists.json"))


class Mode(StrEnum):
    """How a checklist is filled in."""

    INSPECTION = "inspection"
    PROOFS = "proofs"


class Result(StrEnum):
    """What was seen of an item: the first three at an inspection, the others of a proof."""

    PASS = "pass"  # noqa: S105 - a result, not a secret
    FAIL = "fail"
    NOT_APPLICABLE = "na"
    DONE = "done"
    OPEN = "open"


RESULTS: dict[Mode, tuple[Result, ...]] = {
    Mode.INSPECTION: (Result.PASS, Result.FAIL, Result.NOT_APPLICABLE),
    Mode.PROOFS: (Result.DONE, Result.OPEN),
}
RESULT_LABELS: dict[Result, Label] = {
    Result.PASS: {"zh": "合格", "en": "Passed"},
    Result.FAIL: {"zh": "不合格", "en": "Failed"},
    Result.NOT_APPLICABLE: {"zh": "不涉及", "en": "Not applicable"},
    Result.DONE: {"zh": "已完成", "en": "Done"},
    Result.OPEN: {"zh": "未完成", "en": "Not done"},
}
NEEDS_PHOTO = frozenset({Result.FAIL, Result.DONE})


@dataclass(frozen=True)
class Item(Word):
    """One line of a checklist; `measure` is the choice of the category's form that it means."""

    measure: str | None = None


@dataclass(frozen=True)
class Checklist(Word, Dated):
    """A version of a checklist: for which kind of entry, in which city, from which day, by which document."""

    region: str
    kind: str
    mode: Mode
    category: str
    source: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Said:
    """What a visitor says of an item."""

    code: str
    result: Result
    photos: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with an item that was sent."""

    code: str
    item: str
    message: str


def read_checklist(raw: Mapping[str, Any]) -> Checklist:
    """A checklist of the file."""
    items = tuple(Item(one["code"], one["zh"], one["en"], one.get("measure")) for one in raw["items"])
    words = {name: raw[name] for name in ("code", "zh", "en", "region", "kind", "category", "source")}
    return Checklist(**words, mode=Mode(raw["mode"]), items=items, **validity(raw))


CHECKLISTS = tuple(read_checklist(one) for one in DATA["checklists"])


def checklists_on(day: date) -> list[Checklist]:
    """The checklists in force on a day."""
    return in_force(CHECKLISTS, day)


def known_checklist(code: str, on: date) -> Checklist | None:
    """A checklist in force on a day, by its code."""
    return next((one for one in checklists_on(on) if one.code == code), None)


def faults_in(checklist: Checklist, said: Sequence[Said], done: AbstractSet[str]) -> list[Fault]:
    """What keeps a visit from being taken; `done` are the proofs that earlier visits gave."""
    codes = [one.code for one in said]
    wanted = [one.code for one in checklist.items]
    if sorted(codes) != sorted(wanted):
        return [Fault("checklist_incomplete", "items", f"Answer each item once: {', '.join(wanted)}.")]
    found = [fault for one in said if (fault := fault_of(checklist, one, done)) is not None]
    return found or (order_faults(checklist, said, done) if checklist.mode == Mode.PROOFS else [])


def fault_of(checklist: Checklist, one: Said, done: AbstractSet[str]) -> Fault | None:
    """What is wrong with one item by itself."""
    results = RESULTS[checklist.mode]
    if one.result not in results:
        return Fault("invalid_request", one.code, f"Answer with one of: {', '.join(results)}.")
    if one.result in NEEDS_PHOTO and not one.photos and one.code not in done:
        return Fault("item_without_photo", one.code, "Take a photo that shows it.")
    if one.result not in NEEDS_PHOTO and one.photos:
        return Fault("invalid_request", one.code, "Photos belong to what failed or was proved.")
    return None


def order_faults(checklist: Checklist, said: Sequence[Said], done: AbstractSet[str]) -> list[Fault]:
    """A proof given before an earlier one: first the stop, then the treatment."""
    given = done | {one.code for one in said if one.result == Result.DONE}
    missing: Item | None = None
    for item in checklist.items:
        if item.code not in given:
            missing = missing or item
        elif missing is not None:
            message = f"First {missing.en.lower()} ({missing.zh}), then {item.en.lower()} ({item.zh})."
            return [Fault("proof_out_of_order", item.code, message)]
    return []
