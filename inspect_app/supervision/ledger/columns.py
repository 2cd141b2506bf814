"""The columns of the ledger, in the order officials read them, with their words. Pure.

They follow what the bureaus ask for: each problem with its owner, its clock, its proof and its second look
(Fengrun 2021-12-03 建立台帐、逐个销号; the case standard of Jiyuan 责任单位、处置时限、结案条件;
Luoyang 2017-09 有措施、有进展、能量化).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerColumn:
    """One column; `entry` may come back filled in by units, `moves` changes with the time."""

    name: str
    zh: str
    en: str
    width: int
    entry: bool = False
    moves: bool = False


C = LedgerColumn
COLUMNS: tuple[LedgerColumn, ...] = (
    C("number", "案件编号", "Number", 18),
    C("category", "问题类别", "Category", 14),
    C("note", "问题描述", "Problem", 40),
    C("source", "问题来源", "Source", 16),
    C("grid", "所在网格", "Grid", 14),
    C("place", "坐标（WGS-84）", "Place (WGS-84)", 22),
    C("reporter", "上报人", "Reporter", 10),
    C("reported_at", "上报时间", "Reported", 16),
    C("accepted_at", "立案时间", "Accepted", 16),
    C("jurisdiction", "属地单位", "Jurisdiction", 20),
    C("handler", "责任单位", "Responsible unit", 22),
    C("helpers", "配合单位", "Helping units", 22),
    C("assigned_at", "交办时间", "Assigned", 16),
    C("mode", "整改方式", "Mode", 16),
    C("due_at", "整改期限", "Due", 16),
    C("measures", "整改措施", "Measures", 40),
    C("submitted_at", "提交整改时间", "Submitted", 16),
    C("verifier", "核查人", "Verifier", 10),
    C("verified_at", "核查时间", "Verified", 16),
    C("returns", "退回次数", "Returns", 8),
    C("extensions", "延期次数", "Extensions", 8),
    C("late", "超期情况", "Lateness", 12, moves=True),
    C("late_hours", "超期小时", "Hours late", 8, moves=True),
    C("status", "处置状态", "Status", 12),
    C("closed_at", "销号时间", "Closed", 16),
    C("closer", "销号人", "Closed by", 10),
    C("signoff", "销号签认", "Sign-off", 12),
    C("signer", "签认人", "Signed off by", 10),
    C("signed_at", "签认时间", "Signed off", 16),
    C("relapses", "复发次数", "Relapses", 8),
    C("feedback_day", "反馈日期", "Feedback of", 12),
    C("measure", "反馈措施", "Feedback: measure", 30, entry=True),
    C("progress", "反馈进展（%）", "Feedback: progress (%)", 10, entry=True),
    C("amount", "量化数量", "Feedback: number", 10, entry=True),
    C("amount_unit", "数量单位", "Feedback: unit of number", 10, entry=True),
)
BY_NAME = {column.name: column for column in COLUMNS}
BY_TITLE = {title: column for column in COLUMNS for title in (column.zh, column.en)}
LATENESS = {
    "in_time": {"zh": "未超期", "en": "In time"},
    "late": {"zh": "超期", "en": "Late"},
    "exempt": {"zh": "超期（豁免统计）", "en": "Late, exempted"},
}
SIGNOFFS = {
    "none": {"zh": "未销号", "en": "Not closed"},
    "waiting": {"zh": "待签认", "en": "To be signed off"},
    "signed": {"zh": "已签认", "en": "Signed off"},
}
