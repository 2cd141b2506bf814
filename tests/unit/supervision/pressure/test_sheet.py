"""The paper of a document: what it says, the same bytes for the same words, and a machine without a font."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.sheet.content import NO_CHECKPOINT, Letter, NamedCase, sheet_of
from inspect_app.supervision.pressure.sheet.fonts import find_font
from inspect_app.supervision.pressure.sheet.page import page_policy, print_page
from inspect_app.supervision.pressure.sheet.pdf import draw

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
LATE = {"kind": "ladder", "trigger": "late", "rule": "late_24h", "hours_late": 26, "case": "a"}
COUNTED = {
    "kind": "accountability",
    "rule": "newly_found",
    "period": "2026-11",
    "office": "head",
    "count": 11,
    "threshold": 10,
}
LETTER = Letter(
    rung=Rung.URGING,
    number="东区分局督办〔2026〕3号",
    issuing_unit="东区分局",
    unit="东区住建局",
    addressee="主要负责人",
    demand="立即覆盖裸土 <并> 报告。" * 30,
    basis=(LATE, COUNTED),
    cases={"a": NamedCase("YH-2026-000012", "裸露黄土"), "b": NamedCase("YH-2026-000013", "道路扬尘")},
    issued_by="周某",
    issued_at=AT,
    receive_due_at=AT,
    reply_due_at=AT,
    address="https://inspect.example/app/documents/0199",
    log_index=41,
    leaf_hash="ab" * 32,
    checkpoint=None,
)
THRESHOLD = "达到 10 个的标准，对应县（市、区）长（环督察〔2017〕115号 (2017-08-28)）"
SHEET = sheet_of(LETTER, ZoneInfo("Asia/Shanghai"))


def test_grounds_are_said_with_their_numbers_threshold_and_source() -> None:
    assert SHEET.grounds == (
        "YH-2026-000012 裸露黄土：整改超期 26 小时。",
        f"2026年11月新发现问题 11 个，{THRESHOLD}。",
        "YH-2026-000013 道路扬尘。",
    )
    assert SHEET.to == "东区住建局（主要负责人）："
    assert "2026年11月20日 10:30" in SHEET.terms
    assert NO_CHECKPOINT in SHEET.record
    assert any("日志序号 41" in line for line in SHEET.record)


def test_the_same_sheet_gives_the_same_pdf() -> None:
    font = find_font()
    assert font is not None, "scripts/debian_packages.sh installs a Chinese font"
    first = draw(SHEET, font)

    assert first.startswith(b"%PDF-")
    assert draw(SHEET, font) == first
    assert len(first) < 300_000  # the font is embedded in part


def test_a_machine_without_a_font_is_told_so_and_has_the_page_to_print(tmp_path: Path) -> None:
    assert find_font([tmp_path]) is None
    page = print_page(SHEET)

    assert "&lt;并&gt;" in page
    assert "<svg" in page
    assert "http-equiv" not in page
    assert page_policy().startswith("default-src 'none'; style-src 'sha256-")
