"""Deadlines for people: the clocks of a case, and how each of them was counted, line by line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.cases.calendar.counting import Length
from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import KIND_LABELS, TimeKind
from inspect_app.cases.calendar.lines import Line, lines
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.deadlines.counting import Ground, count
from inspect_app.cases.deadlines.models import ClockSpan
from inspect_app.cases.deadlines.rules import LEVEL_LABELS, MODE_LABELS, Level, Mode, default_mode, rules
from inspect_app.cases.models import Case, Clock
from inspect_app.cases.statuses import CLOCK_LABELS, ClockKind, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.db import db

Json = dict[str, Any]
ASSIGNABLE = (Status.REPORTED, Status.ACCEPTED, Status.RECTIFIED, Status.VERIFIED)  # a date is chosen next

SPAN_REASONS: dict[str, dict[str, str]] = {
    "rule": {"zh": "按规则计算", "en": "Counted by a rule"},
    "by_hand": {"zh": "由交办人指定", "en": "Set by the person who assigned"},
    "extension": {"zh": "经批准延期", "en": "Extended with approval"},
    "resumed": {"zh": "挂账恢复，剩余时限继续计算", "en": "Resumed: what was left goes on"},
    "recounted": {"zh": "节假日安排公布后重算", "en": "Counted again with the announced holidays"},
}


def clocks_of(case: Case) -> list[Clock]:
    """Every clock, oldest first."""
    return list(db.session.scalars(select(Clock).where(Clock.case_id == case.id).order_by(Clock.id)))


def clock_json(clock: Clock) -> Json:
    """One clock."""
    return {
        "kind": clock.kind,
        "label": CLOCK_LABELS[ClockKind(clock.kind)],
        "started_at": to_iso(clock.started_at),
        "due_at": to_iso(clock.due_at),
        "met_at": to_iso(clock.met_at),
        "paused_at": to_iso(clock.paused_at),
        "breached_at": to_iso(clock.breached_at),
        "exempted_at": to_iso(clock.exempted_at),
        "provisional": clock.provisional,
    }


def mode_json(mode: str | None) -> Json | None:
    """How the case is to be put right."""
    return None if mode is None else {"code": mode, **MODE_LABELS[Mode(mode)]}


def suggestions(case: Case, now: datetime) -> list[Json]:
    """The date each mode would give now, while a date may be chosen."""
    if case.status not in ASSIGNABLE:
        return []
    preset = case.mode or default_mode(case.category)
    ground = Ground(case.jurisdiction_unit_id, now)
    found = ((mode, count(case, ClockKind.RECTIFY, mode, ground)) for mode in Mode)
    return [
        {
            "mode": mode,
            "label": MODE_LABELS[mode],
            "due_at": to_iso(counted.due.at),
            "length": length_words(counted.length),
            "level": level_json(counted.tight.level if counted.tight else None),
            "because": because_json(counted.tight.because if counted.tight else None),
            "provisional": counted.due.provisional,
            "preset": mode == preset,
        }
        for mode, counted in found
        if counted is not None
    ]


def level_json(level: str | None) -> Json | None:
    """An emergency level in words."""
    return None if level is None else {"code": level, **LEVEL_LABELS[Level(level)]}


def because_json(because: Json | None) -> Json | None:
    """The station ring or duty row that shortened a deadline, in words."""
    if because is None:
        return None
    if because["code"] == "ring":
        station, metres = because["station"], because["within_m"]
        words = {"zh": f"{station}周边 {metres} 米内", "en": f"Within {metres} m of {station}"}
    else:
        line, table = because["line"], because["table"]
        words = {"zh": f"《{table}》第 {line} 行", "en": f"Line {line} of “{table}”"}
    return {"code": because["code"], **words}


def length_words(length: Length) -> dict[str, str]:
    """`3 工作日`, `2 小时 30 分钟`, with the kind of time."""
    label = KIND_LABELS[length.kind]
    if length.kind.in_days:
        return {language: f"{length.amount} {word}" for language, word in label.items()}
    minutes = length.amount // 60_000
    if minutes % 60:
        kind = "" if length.kind == TimeKind.CLOCK_HOURS else "（{}）"
        return {
            "zh": f"{minutes} 分钟{kind.format(label['zh'])}",
            "en": f"{minutes} minutes ({label['en']})",
        }
    return {language: f"{minutes // 60} {word}" for language, word in label.items()}


def explain_clocks(case: Case) -> list[Json]:
    """Every clock with every counting of its deadline."""
    clocks, calendar = clocks_of(case), load_calendar()
    query = select(ClockSpan).where(ClockSpan.clock_id.in_([clock.id for clock in clocks]))
    spans: dict[int, list[ClockSpan]] = {clock.id: [] for clock in clocks}
    for span in db.session.scalars(query.order_by(ClockSpan.id)):
        spans[span.clock_id].append(span)
    return [
        clock_json(clock)
        | {"spans": [span_json(span, calendar) for span in spans[clock.id] or [undocumented(clock)]]}
        for clock in clocks
    ]


def undocumented(clock: Clock) -> ClockSpan:
    """What is known of a clock that is older than the records of how deadlines are counted."""
    return ClockSpan(why="by_hand", from_at=clock.started_at, due_at=clock.due_at)


def span_json(span: ClockSpan, calendar: Calendar) -> Json:
    """One counting; a date set by hand has no stretches to show."""
    kind = TimeKind(span.time_kind) if span.time_kind else None
    length = Length(kind, span.amount) if kind and span.amount is not None else None
    end = min(span.due_at, span.ended_at or span.due_at)
    told = lines(calendar, span.from_at, end, kind) if kind else []
    return {
        "why": {"code": span.why, **SPAN_REASONS[span.why]},
        "rule": span.rule,
        "source": source_of(span.rule),
        "length": length and length_words(length),
        "percent": span.percent,
        "level": level_json(span.level),
        "because": because_json(span.because),
        "from": to_iso(span.from_at),
        "due_at": to_iso(span.due_at),
        "ended_at": to_iso(span.ended_at),
        "lines": [line_json(line) for line in told],
    }


def source_of(code: str | None) -> Mapping[str, str] | None:
    """Where a rule comes from."""
    return next((rule.source for rule in rules() if rule.code == code), None)


def line_json(line: Line) -> Json:
    """One stretch; minutes for kinds of hours, days for kinds of days."""
    days = line.kind.in_days
    return {
        "from": to_iso(line.start),
        "to": to_iso(line.end),
        "kind": line.kind,
        "kind_label": KIND_LABELS[line.kind],
        "counted_minutes": None if days else line.counted_ms // 60_000,
        "counted_days": line.counted_days if days else None,
        "why": {"code": line.why.code, "zh": line.why.zh, "en": line.why.en},
    }
