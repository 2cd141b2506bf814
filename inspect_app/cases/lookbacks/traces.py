"""What a report says of who runs the place, in a tidy form that can be compared. Pure.

A telephone, a unified social credit code 统一社会信用代码, a plate or a name in another case elsewhere is a
hint that a business may have moved 异地转移; each has harmless causes that a reader should think of first.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspect_app.cases.lookbacks.rules import RelocationRule
from inspect_app.places.metric import distance_m
from inspect_app.places.plates import normalise

PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
OPERATOR_FIELDS = frozenset({"enterprise", "shop", "site_name"})
SHORTEST_NAME = 4  # a shorter one is shared by too many
NOT_IN_NAMES = re.compile(r"[\W_]+")

KIND_LABELS: dict[str, dict[str, str]] = {
    "phone": {"zh": "同一电话", "en": "Same telephone"},
    "credit_code": {"zh": "同一统一社会信用代码", "en": "Same credit code"},
    "plate": {"zh": "同一车牌", "en": "Same plate"},
    "operator": {"zh": "同一名称", "en": "Same name"},
}
BENIGN: dict[str, tuple[dict[str, str], ...]] = {
    "phone": (
        {"zh": "电话是物业、房东或总包的", "en": "The telephone is a landlord's or main contractor's"},
        {"zh": "号码已换主人", "en": "The number has a new owner"},
    ),
    "credit_code": (
        {"zh": "同一企业合法经营多处", "en": "One enterprise lawfully runs several places"},
        {"zh": "代码抄错", "en": "The code was copied wrongly"},
    ),
    "plate": (
        {"zh": "车辆本来就在多处作业", "en": "A vehicle works in many places"},
        {"zh": "车牌认错一位", "en": "One character of the plate was misread"},
    ),
    "operator": (
        {"zh": "连锁店或同名", "en": "A chain, or the same name by chance"},
        {"zh": "同一项目分期、分标段", "en": "Phases of one project"},
    ),
}


@dataclass(frozen=True)
class Seen:
    """Another case with the same trace; place in WGS-84 degrees, None where it has none."""

    case: str
    kind: str
    reported_at: datetime
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Suspicion:
    """A hint that an operator turned up elsewhere: by what, how many metres away, how many days apart."""

    case: str
    kinds: tuple[str, ...]
    distance_m: int
    days: int


def traces_of(fields: Mapping[str, Any], note: str) -> set[tuple[str, str]]:
    """Each kind and tidy value that a report tells."""
    found: set[tuple[str, str]] = set()
    words = [tidy(value) for value in (*fields.values(), note) if isinstance(value, str)]
    for text in words:
        found |= {("phone", number) for number in PHONE.findall(text)}
        found |= {("credit_code", code) for code in CODE.findall(text)}
    if isinstance(plate := fields.get("plate"), str) and plate:
        found.add(("plate", normalise(plate)))
    for name in OPERATOR_FIELDS & fields.keys():
        short = NOT_IN_NAMES.sub("", tidy(str(fields[name])))
        if len(short) >= SHORTEST_NAME:
            found.add(("operator", short))
    return {(kind, value[:200]) for kind, value in found}


def tidy(text: str) -> str:
    """Half-width capitals: the same characters, spelt one way."""
    return unicodedata.normalize("NFKC", text).upper()


def suspicions(
    place: tuple[float, float], reported_at: datetime, others: Iterable[Seen], rule: RelocationRule
) -> list[Suspicion]:
    """The cases of the same operator elsewhere within the window, the most telling first."""
    kinds: dict[str, set[str]] = {}
    by_case: dict[str, Seen] = {}
    for one in others:
        kinds.setdefault(one.case, set()).add(one.kind)
        by_case[one.case] = one
    found = []
    for case, one in by_case.items():
        days = abs((reported_at - one.reported_at).days)
        metres = round(distance_m(place, one.place)) if one.place else 0
        if days <= rule.window_days and metres >= rule.min_distance_m:
            found.append(Suspicion(case, tuple(sorted(kinds[case])), metres, days))
    return sorted(found, key=lambda hint: (-len(hint.kinds), hint.days, hint.case))
