"""What a log entry's disclosed words look like in the report: the names of its fields in both languages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.core.clock import from_millis

BEIJING = ZoneInfo("Asia/Shanghai")
LABELS = {
    "note": "说明 note",
    "reason": "理由 reason",
    "measures": "措施 measures",
    "plan": "方案 plan",
    "instructions": "要求 instructions",
    "due_at": "期限 due",
    "until": "至 until",
    "ground": "原因 ground",
    "mode": "方式 mode",
    "unit_id": "单位 unit",
    "number": "编号 number",
    "captured_at": "拍摄 captured",
    "into": "并入 into",
}
TIMES = {"due_at", "until", "captured_at"}


def words_of(payload: dict[str, Any] | None) -> list[tuple[str, str]]:
    """(label, value) of what a reader understands; empty when the payload was erased."""
    shown = []
    for name, value in (payload or {}).items():
        if name not in LABELS or value in {None, ""}:
            continue
        text = local_time(value) if name in TIMES and isinstance(value, int) else str(value)
        shown.append((LABELS[name], text))
    return shown


def local_time(millis: int) -> str:
    """Milliseconds since 1970 as the wall clock in Beijing."""
    when: datetime = from_millis(millis).astimezone(BEIJING)
    return when.strftime("%Y-%m-%d %H:%M")
