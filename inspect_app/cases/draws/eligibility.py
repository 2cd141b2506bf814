"""Who may be drawn, and who may not for which reason: pure rules over what is known of each candidate."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What somebody is drawn for."""

    VERIFY = "verify"
    LOOK_BACK = "look_back"


class Width(StrEnum):
    """How wide the circle is: as the rule says, then recent pairs too, then other roles too."""

    ORDINARY = "ordinary"
    PAIRS = "pairs"
    ROLES = "roles"


class Bar(StrEnum):
    """Why somebody is left out; the first that applies is counted."""

    REPORTER = "reporter"
    HANDLING_UNIT = "handling_unit"
    ASSIGNER = "assigner"
    JUDGE = "judge"
    DRAWN_BEFORE = "drawn_before"
    RECENT_PAIR = "recent_pair"


WIDTHS = tuple(Width)
WIDTH_LABELS: dict[Width, dict[str, str]] = {
    Width.ORDINARY: {"zh": "辖区内核查员", "en": "Verifiers of the area"},
    Width.PAIRS: {"zh": "含近期与该单位配对过的核查员", "en": "Recently paired verifiers too"},
    Width.ROLES: {"zh": "含巡查员和督导员", "en": "Inspectors and supervisors too"},
}
BAR_LABELS: dict[Bar, dict[str, str]] = {
    Bar.REPORTER: {"zh": "上报人", "en": "reported it"},
    Bar.HANDLING_UNIT: {"zh": "整改单位人员", "en": "of the handling unit"},
    Bar.ASSIGNER: {"zh": "派遣人", "en": "assigned it"},
    Bar.JUDGE: {"zh": "核查过本案", "en": "judged this case"},
    Bar.DRAWN_BEFORE: {"zh": "本轮已抽中过", "en": "drawn before"},
    Bar.RECENT_PAIR: {"zh": "近期与该单位配对过", "en": "recently paired with the unit"},
}


@dataclass(frozen=True)
class Candidate:
    """Somebody in reach of the case, and everything that might speak against them."""

    person: int
    marks: frozenset[Bar]


@dataclass(frozen=True)
class Sorted:
    """The pool in its canonical order (ascending ids), and how many were left out for which reason."""

    pool: tuple[int, ...]
    excluded: Mapping[str, int]


def bars_of(purpose: Purpose, width: Width, *, two_stage: bool) -> tuple[Bar, ...]:
    """What keeps people out, in the order in which it is counted."""
    if purpose == Purpose.LOOK_BACK:
        return (Bar.HANDLING_UNIT, Bar.JUDGE, Bar.DRAWN_BEFORE)
    apart = (Bar.REPORTER, Bar.HANDLING_UNIT, *((Bar.ASSIGNER,) if two_stage else ()), Bar.DRAWN_BEFORE)
    return (*apart, Bar.RECENT_PAIR) if width == Width.ORDINARY else apart


def sort_out(candidates: Iterable[Candidate], bars: tuple[Bar, ...]) -> Sorted:
    """The pool: everybody whom no bar keeps out, whatever order they come in."""
    pool: set[int] = set()
    left_out: Counter[str] = Counter()
    for one in set(candidates):
        why = next((bar for bar in bars if bar in one.marks), None)
        if why is None:
            pool.add(one.person)
        else:
            left_out[why.value] += 1
    return Sorted(tuple(sorted(pool)), dict(sorted(left_out.items())))


def wider(width: Width) -> Width | None:
    """The next width; None when there is nobody else to ask."""
    place = WIDTHS.index(width) + 1
    return WIDTHS[place] if place < len(WIDTHS) else None
