"""The day of a unit on paper: everything is said, over as many pages as it takes, the same bytes twice."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.supervision.pressure.sheet.fonts import find_font
from inspect_app.supervision.rhythm.paper import draw_day, parts_of
from tests.paper import qr_codes

ZONE, AT = ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
EAST = {"id": 2, "code": "east", "name": "东区分局"}
SAID = {"number": "YH-2026-000012", "category": {"zh": "裸露黄土", "en": "Bare soil"}, "unit": EAST}
DAY: dict[str, Any] = {
    "unit": EAST,
    "day": "2026-11-20",
    "counts": [{"label": {"zh": name, "en": ""}, "cases": 3} for name in ("上报", "交办", "销号")],
    "open": 7,
    "unsigned": 1,
    "categories": [{"label": {"zh": "裸露黄土", "en": ""}, "cases": 3}],
    "products": [
        {"label": {"zh": "每日总结", "en": ""}, "cut_off": "18:00", "state": "filed", "words": "", "filed_at":
         "2026-11-20T09:30:00.000Z", "filed_by": {"id": 1, "name": "周某"}},
        {"label": {"zh": "每日分析", "en": ""}, "cut_off": "19:00", "state": "missing", "words": "",
         "filed_at": None, "filed_by": None},
    ],
    "missing": [{"label": {"zh": "每日分析", "en": ""}, "unit": EAST, "due_at": "2026-11-20T11:00:00.000Z",
                 "cases": None, "given": None}],
    "feedback": {
        "units": [{"unit": EAST, "cases": 2, "given": 1}],
        "items": [SAID | {"measure": "已覆盖", "progress": 60, "amount": 1200, "amount_unit": "平方米"}] * 60,
    },
}  # fmt: skip


def test_a_day_says_its_products_what_is_missing_and_what_units_did() -> None:
    told = dict(parts_of(DAY, ZONE))

    assert told["一、问题类别"] == ["1. 裸露黄土 3 件"]
    assert told["二、每日报送"] == [
        "1. 每日总结（18:00 前）按时，周某，2026年11月20日 17:30",
        "2. 每日分析（19:00 前）缺报",
    ]
    assert told["三、未按时报送"] == ["1. 东区分局：每日分析，应于 2026年11月20日 19:00 前报送"]
    assert told["四、责任单位反馈"][1] == (
        "2. YH-2026-000012 裸露黄土，东区分局：已覆盖，进展 60%，1200 平方米"
    )
    quiet = DAY | {"missing": [], "feedback": {"units": [], "items": []}}
    assert dict(parts_of(quiet, ZONE))["三、未按时报送"] == ["无"]


def test_a_long_day_takes_more_pages_and_the_same_day_gives_the_same_pdf(tmp_path: Path) -> None:
    font = find_font()
    assert font is not None, "scripts/debian_packages.sh installs a Chinese font"
    about = {"at": AT, "zone": ZONE, "address": "https://inspect.example/app/day?unit=2", "note": None}
    first = draw_day(DAY, font, **about)

    assert first.startswith(b"%PDF-")
    assert first.count(b"/Type /Page\n") > 2
    assert draw_day(DAY, font, **about) == first
    assert qr_codes(first, tmp_path) == [about["address"]]
