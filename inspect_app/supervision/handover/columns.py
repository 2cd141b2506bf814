"""The columns of a superior's list as it comes, and of the reconciliation that goes back. Pure."""

from dataclasses import dataclass

from inspect_app.cases.sources import SUPERIOR_LIST, known_source


@dataclass(frozen=True)
class ListColumn:
    """A column that is read: its names in files, and whether a row needs it."""

    name: str
    zh: str
    en: str
    width: int
    also: tuple[str, ...] = ()
    required: bool = False


C = ListColumn
READ: tuple[ListColumn, ...] = (
    C("number", "上级编号", "Superior's number", 18, ("编号", "问题编号", "序号", "交办编号"), required=True),
    C("received_on", "交办日期", "Received", 12, ("收到日期", "交办时间")),
    C("place", "地点", "Place", 30, ("地址", "具体位置", "点位")),
    C("site", "单位或工地名称", "Site or enterprise", 24, ("企业名称", "工地名称", "污染源名称")),
    C("lat", "纬度", "Latitude", 12, ("lat",)),
    C("lon", "经度", "Longitude", 12, ("lon", "lng")),
    C("category", "问题类别", "Category", 14, ("类别", "问题类型")),
    C("unit", "责任单位", "Responsible unit", 20, ("整改单位", "主体责任单位")),
    C("due_on", "整改期限", "Due", 12, ("完成时限", "办结期限")),
    C("description", "问题描述", "Problem", 50, ("问题", "存在问题", "主要问题"), required=True),
)
BY_NAME = {column.name: column for column in READ}
BY_TITLE = {title.casefold(): c for c in READ for title in (c.zh, c.en, *c.also)}

BACK: tuple[ListColumn, ...] = (
    C("finding", "比对结果", "Finding", 12),
    C("decision", "处理意见", "Decision", 12),
    C("case", "本地案件编号", "Our number", 18),
    C("status", "办理状态", "Status", 12),
    C("accepted_at", "立案时间", "Accepted", 16),
    C("handler", "承办单位", "Handled by", 20),
    C("measures", "整改措施", "Measures", 40),
    C("submitted_at", "整改时间", "Rectified", 16),
    C("verified_at", "核查时间", "Verified", 16),
    C("closed_at", "销号时间", "Closed", 16),
    C("late", "是否超上级期限", "Past the superior's deadline", 12),
    C("remark", "备注", "Remark", 24),
)
LEVEL_WORDS = {
    option.value: {"zh": option.zh, "en": option.en}
    for field in known_source(SUPERIOR_LIST).fields
    if field.name == "level"
    for option in field.options
}
FINDINGS = {
    "matched": {"zh": "已有案件", "en": "Case exists"},
    "new": {"zh": "新问题", "en": "New"},
    "unknown_place": {"zh": "黑户（不在台账）", "en": "Not in our ledger"},
    "duplicate": {"zh": "已导入过", "en": "Imported before"},
}
DECISIONS = {
    "match": {"zh": "并入已有案件", "en": "Belongs to a case"},
    "new": {"zh": "立为新案件", "en": "New case"},
    "leave_out": {"zh": "不纳入", "en": "Left out"},
}
LATENESS = {
    True: {"zh": "是", "en": "Yes"},
    False: {"zh": "否", "en": "No"},
}
