"""The day of a unit as PDF: its numbers, its products, what is missing, what units said, and the log's state.

The paper is Chinese, as the offices that send it write, and drawn as the documents are.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from fpdf import FPDF
from fpdf.enums import Align

from inspect_app.supervision.pressure.sheet.content import checkpoint_lines, moment
from inspect_app.supervision.pressure.sheet.fonts import Font
from inspect_app.supervision.pressure.sheet.pdf import FAMILY, blank, draw_record, draw_title, write

Json = Mapping[str, Any]
STATES = {"owed": "待报", "filed": "按时", "late": "迟报", "missing": "缺报"}
NOTHING = "无"
COLUMNS = 4  # numbers side by side


def draw_day(day: Json, font: Font, *, at: datetime, zone: tzinfo, address: str, note: str | None) -> bytes:
    """The PDF of a day as `present_day` tells it; `note` is the last signed checkpoint of the log."""
    title = f"{chinese(date.fromisoformat(day['day']))}工作日报"
    page = blank(font, f"{day['unit']['name']} {title}", at)
    draw_title(page, day["unit"]["name"], title)
    draw_numbers(page, [(one["label"]["zh"], one["cases"]) for one in numbers_of(day)])
    for heading, lines in parts_of(day, zone):
        page.ln(4)
        write(page, heading, 14, 9)
        for line in lines:
            write(page, line, 11, 7)
    record = [f"扫码查看当日数据：{address}", f"生成时间 {moment(at, zone)}", *checkpoint_lines(note)]
    draw_record(page, address, [line.replace("签发时", "生成时") for line in record])
    return bytes(page.output())


def chinese(day: date) -> str:
    """A day as offices write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def numbers_of(day: Json) -> list[Json]:
    """The counts of the day, and what stood open and unsigned at its end."""
    rest = (("在办", day["open"]), ("待签认", day["unsigned"]))
    return [*day["counts"], *({"label": {"zh": zh}, "cases": cases} for zh, cases in rest)]


def draw_numbers(page: FPDF, numbers: list[tuple[str, int]]) -> None:
    """The numbers in a table, some side by side."""
    page.set_font(FAMILY, size=12)
    with page.table(text_align=Align.C, line_height=9, first_row_as_headings=False) as table:
        for first in range(0, len(numbers), COLUMNS):
            row, told = table.row(), numbers[first : first + COLUMNS]
            for name, cases in told:
                row.cell(f"{name} {cases}")
            for _ in range(COLUMNS - len(told)):
                row.cell("")


def parts_of(day: Json, zone: tzinfo) -> Iterable[tuple[str, list[str]]]:
    """The headings below the numbers, each with its lines."""
    yield "一、问题类别", listed(f"{one['label']['zh']} {one['cases']} 件" for one in day["categories"])
    yield "二、每日报送", listed(product_line(one, zone) for one in day["products"])
    yield "三、未按时报送", listed(missing_line(one, zone) for one in day["missing"])
    told = [f"{one['unit']['name']}：{given_of(one)}" for one in day["feedback"]["units"]]
    yield "四、责任单位反馈", listed([*told, *map(feedback_line, day["feedback"]["items"])])


def listed(lines: Iterable[str]) -> list[str]:
    """The lines, numbered; one word where there are none."""
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)] or [NOTHING]


def product_line(product: Json, zone: tzinfo) -> str:
    """A product: whether it was there in time, by whom, and its words."""
    filed = product["filed_at"] and f"，{product['filed_by']['name']}，{clock(product['filed_at'], zone)}"
    words = f"：{product['words']}" if product["words"] else ""
    return (
        f"{product['label']['zh']}（{product['cut_off']} 前）{STATES[product['state']]}{filed or ''}{words}"
    )


def missing_line(one: Json, zone: tzinfo) -> str:
    """What was not there at its cut-off."""
    cases = "" if one["cases"] is None else f"，{given_of(one)}"
    return f"{one['unit']['name']}：{one['label']['zh']}，应于 {clock(one['due_at'], zone)} 前报送{cases}"


def given_of(one: Json) -> str:
    """How much feedback was owed and given."""
    return f"应反馈 {one['cases']} 件，已反馈 {one['given']} 件"


def feedback_line(told: Json) -> str:
    """What a unit said of a case."""
    measured = f"进展 {told['progress']}%，{told['amount']} {told['amount_unit']}"
    return f"{told['number']} {told['category']['zh']}，{told['unit']['name']}：{told['measure']}，{measured}"


def clock(at: str, zone: tzinfo) -> str:
    """An instant of the wire as offices write it."""
    return moment(datetime.fromisoformat(at), zone)
