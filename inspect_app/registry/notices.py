"""What a person should look at again in an entry: hints beside fields and flags of the whole. Pure.

Nothing here refuses an entry: real credit codes fail the check, and a plate may have a format nobody told us.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_app.places.plates import read_plate
from inspect_app.registry.credit_code import doubt
from inspect_app.registry.kinds import Kind, Label, fresh_days

UNCONFIRMED, PERMIT_ENDED, NO_LEADER = "unconfirmed", "permit_ended", "no_leader"
FLAG_LABELS: dict[str, Label] = {
    UNCONFIRMED: {"zh": "久未核实", "en": "Not confirmed for long"},
    PERMIT_ENDED: {"zh": "许可已到期", "en": "Permit has ended"},
    NO_LEADER: {"zh": "无责任人", "en": "Nobody responsible"},
}
NOTICE_LABELS: dict[str, Label] = {
    "credit_code_length": {"zh": "统一社会信用代码应为18位，请核对", "en": "A credit code has 18 characters"},
    "credit_code_character": {
        "zh": "含有代码不用的字符（I O S V Z 等），请核对",
        "en": "Holds a character that credit codes do not use (I O S V Z …)",
    },
    "credit_code_check": {
        "zh": "校验位不符（GB 32100-2015），请对照执照",
        "en": "The check character does not fit (GB 32100-2015); compare with the licence",
    },
    "plate_format": {"zh": "车牌格式少见，请核对", "en": "An unusual plate; look again"},
}


@dataclass(frozen=True)
class Notice:
    """A hint beside a field, perhaps with what was meant."""

    field: str
    code: str
    suggestions: tuple[str, ...] = ()


def notices_of(kind: str, name: str, credit_code: str) -> list[Notice]:
    """The hints beside the fields of an entry."""
    found = []
    if credit_code and (code := doubt(credit_code)) is not None:
        found.append(Notice("credit_code", code))
    if kind == Kind.VEHICLE and not (plate := read_plate(name)).well_formed:
        found.append(Notice("name", "plate_format", plate.suggestions))
    return found


def unconfirmed_before(kind: str, now: datetime, today: date) -> datetime:
    """An entry of a kind confirmed before this instant is stale."""
    return now - timedelta(days=fresh_days(kind, today))
