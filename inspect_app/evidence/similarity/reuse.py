"""What it means that two photos are the same or look alike: pure rules, the later photo gets the finding."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from inspect_app.evidence.findings import Found
from inspect_app.evidence.surroundings import Surroundings

BURST = timedelta(minutes=5)
AFTER = "after"
MAX_OTHERS = 5  # named in a finding; the count tells the rest


class Scope(StrEnum):
    """How near the other photo's case is, the nearest first."""

    SAME_CASE = "same_case"
    SAME_SITE = "same_site"
    SAME_UNIT = "same_unit"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Print:
    """A photo as far as these rules look at it. `captured_at` is the phone's clock."""

    photo_id: UUID
    case_id: UUID
    sha256: str
    role: str
    taken_by: int
    captured_at: datetime
    around: Surroundings


@dataclass(frozen=True)
class Pair:
    """An earlier photo and how many of 256 bits differ; 0 and not turned for the very same bytes."""

    other: Print
    distance: int
    turned: bool


def judge(own: Print, earlier: Sequence[Pair]) -> list[Found]:
    """The findings of a photo, given the earlier ones that equal or resemble it."""
    same = [pair for pair in earlier if pair.other.sha256 == own.sha256]
    before = [pair for pair in earlier if is_before(own, pair.other)]
    near = [pair for pair in earlier if pair not in same and pair not in before]
    return [*exact_reuse(own, same), *before_is_after(own, before), *near_reuse(own, near)]


def is_before(own: Print, other: Print) -> bool:
    """Whether `own` claims to show the case put right and `other` shows it as it was."""
    return own.role == AFTER and other.role != AFTER and scope_of(own, other) == Scope.SAME_CASE


def exact_reuse(own: Print, same: Sequence[Pair]) -> Iterator[Found]:
    """The very same file was sent before."""
    if same:
        in_case = sum(scope_of(own, pair.other) == Scope.SAME_CASE for pair in same)
        others = references(own, same)
        yield Found("exact_reuse", {"photos": len(same), "same_case": in_case, "others": others})


def before_is_after(own: Print, before: Sequence[Pair]) -> Iterator[Found]:
    """The photo of the case put right is the photo of the case as it was."""
    if before:
        yield Found("before_is_after", {"photos": len(before), "others": references(own, before)})


def near_reuse(own: Print, near: Sequence[Pair]) -> Iterator[Found]:
    """Nearly the same picture was sent before; one burst of one person is information only."""
    if near:
        severity = max((severity_of(own, pair.other) for pair in near), key=SEVERITIES.index)
        detail = {"photos": len(near), "others": references(own, near)}
        yield Found("near_reuse", detail, severity)


SEVERITIES = ("info", "notice", "warning")


def severity_of(own: Print, other: Print) -> str:
    """A burst is harmless, the same place may look the same again, another place cannot."""
    if is_burst(own, other):
        return "info"
    return "notice" if scope_of(own, other) in {Scope.SAME_CASE, Scope.SAME_SITE} else "warning"


def is_burst(own: Print, other: Print) -> bool:
    """Whether one person took both within five minutes."""
    return own.taken_by == other.taken_by and abs(own.captured_at - other.captured_at) < BURST


def scope_of(own: Print, other: Print) -> Scope:
    """Same case (merged ones count as one), same grid, same unit, or elsewhere."""
    if own.around.case_id == other.around.case_id:
        return Scope.SAME_CASE
    if own.around.grid_id is not None and own.around.grid_id == other.around.grid_id:
        return Scope.SAME_SITE
    return Scope.SAME_UNIT if own.around.unit_ids & other.around.unit_ids else Scope.ELSEWHERE


def references(own: Print, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """The nearest others, as they are kept; who may see which of them is decided when they are shown."""
    order = list(Scope)
    ranked = sorted(pairs, key=lambda pair: (order.index(scope_of(own, pair.other)), pair.distance))
    return [
        {
            "photo_id": str(pair.other.photo_id),
            "case_id": str(pair.other.case_id),
            "scope": scope_of(own, pair.other).value,
            "distance": pair.distance,
            "turned": pair.turned,
            "burst": is_burst(own, pair.other),
        }
        for pair in ranked[:MAX_OTHERS]
    ]
