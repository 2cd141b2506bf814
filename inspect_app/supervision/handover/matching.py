"""Which case a row of a superior's list means: by number, by place, by words, each with its reason. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from inspect_app.places.metric import local_scale
from inspect_app.supervision.handover.rules import MatchingRule

MOST_CANDIDATES = 5
COMMON = 20  # a piece that more than one in so many cases has tells nothing
SIGNS = re.compile(r"[\W_]+")


class Reason(StrEnum):
    """Why a case is thought to be meant."""

    NUMBER = "number"
    PLACE = "place"
    WORDS = "words"


class Finding(StrEnum):
    """What a row is: a case that exists, a new problem, one at a place nobody has in a list, an old row."""

    MATCHED = "matched"
    NEW = "new"
    UNKNOWN_PLACE = "unknown_place"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Known:
    """A case as matching sees it; place in WGS-84 degrees."""

    id: str
    category: str
    open: bool
    reported_at: datetime
    place: tuple[float, float] | None
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """A row as matching sees it; `at` is the beginning of the day it was received."""

    at: datetime
    category: str | None
    place: tuple[float, float] | None
    words: str


@dataclass(frozen=True)
class Match:
    """A case that a row may mean; `sure` needs nobody to look. Metres, and percent of common words."""

    case: str
    reason: Reason
    sure: bool
    distance_m: int | None = None
    share: int | None = None


def in_time(rule: MatchingRule, asked: Asked, known: Known) -> bool:
    """Whether the case was reported at about the time of the row."""
    before, after = timedelta(days=rule.days_before), timedelta(days=rule.days_after)
    return asked.at - before <= known.reported_at <= asked.at + after


def by_place(rule: MatchingRule, asked: Asked, neighbours: Iterable[Known]) -> list[Match]:
    """Cases near enough, at about the time: of the same category, or on the spot; nearest first."""
    found: list[Match] = []
    if asked.place is None:
        return found
    scale = local_scale(asked.place[0])
    for known in neighbours:
        if known.place is None or not in_time(rule, asked, known):
            continue
        metres = round(scale.metres(asked.place, known.place))
        alike = known.category == asked.category
        if metres <= (rule.near_m if alike else rule.sure_m):
            sure = alike and known.open and metres <= rule.sure_m
            found.append(Match(known.id, Reason.PLACE, sure, distance_m=metres))
    found.sort(key=lambda match: (not match.sure, match.distance_m or 0, match.case))
    return unambiguous(found)[:MOST_CANDIDATES]


def unambiguous(found: list[Match]) -> list[Match]:
    """The same matches; two that are sure are none."""
    if sum(match.sure for match in found) < 2:
        return found
    return [Match(one.case, one.reason, sure=False, distance_m=one.distance_m) for one in found]


def pieces(words: str) -> frozenset[str]:
    """Every two characters that stand together, without signs; half-width and in capitals."""
    plain = SIGNS.sub("", unicodedata.normalize("NFKC", words).upper())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


class Words:
    """The words of many cases, so that a row is compared only with those it has something in common with."""

    def __init__(self, cases: Sequence[Known]) -> None:
        self.cases = cases
        sizes = []
        holders: dict[str, list[int]] = defaultdict(list)
        for at, case in enumerate(cases):
            own = pieces(case.words)
            sizes.append(len(own))
            for piece in own:
                holders[piece].append(at)
        most = max(COMMON, len(cases) // COMMON)
        self.holders = {piece: np.array(found) for piece, found in holders.items() if len(found) <= most}
        self.sizes = np.array(sizes)

    def alike(self, rule: MatchingRule, asked: Asked) -> list[Match]:
        """Cases that say much the same at about the time, most alike first; never sure."""
        own = pieces(asked.words)
        held = [self.holders[piece] for piece in own if piece in self.holders]
        if not held:
            return []
        common = np.bincount(np.concatenate(held), minlength=len(self.cases))
        shares = 100 * common // np.maximum(1, np.minimum(len(own), self.sizes))
        enough = np.flatnonzero((common >= rule.words_common) & (shares >= rule.words_share))
        found = [
            Match(self.cases[at].id, Reason.WORDS, sure=False, share=min(100, int(shares[at])))
            for at in enough.tolist()
            if in_time(rule, asked, self.cases[at])
        ]
        return sorted(found, key=lambda match: (-(match.share or 0), match.case))[:MOST_CANDIDATES]
