"""The workflow table: who may do what from which status, what it needs, and what follows.

This is the one place that changes when the procedure changes. Buttons, refusals, `/api/v1/workflow`,
`docs/workflow.md`, the SQL CHECK and the tests all read these rows.
"""

from dataclasses import dataclass

from inspect_app.cases import guards as g
from inspect_app.cases.deadlines.rules import MODE_LABELS
from inspect_app.cases.forms import Field, Option, long_text
from inspect_app.cases.statuses import OPEN, ClockKind, RequestState, Status
from inspect_app.core.roles import Role


@dataclass(frozen=True)
class Transition:
    """One row. `target` None means that the status stays; `starts`/`stops` are clocks."""

    action: str
    sources: tuple[str, ...]
    target: str | None
    roles: tuple[Role, ...]
    zh: str
    en: str
    event: str
    fields: tuple[Field, ...] = ()
    guards: tuple[g.Guard, ...] = ()
    checks: tuple[g.Check, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    stops: tuple[ClockKind, ...] = ()
    danger: bool = False
    shown_if: g.Guard | None = None


INSPECTOR, SUPERVISOR, HANDLER = Role.INSPECTOR, Role.SUPERVISOR, Role.HANDLER
VERIFIER, SYSTEM = Role.VERIFIER, Role.SYSTEM
ACCEPT, ASSIGN, ACKNOWLEDGE = ClockKind.ACCEPT, ClockKind.ASSIGN, ClockKind.ACKNOWLEDGE
ARRIVE = ClockKind.ARRIVE
RECTIFY, VERIFY = ClockKind.RECTIFY, ClockKind.VERIFY
EVERY_CLOCK = tuple(ClockKind)
S = Status

REASON = long_text("reason", "理由", "Reason")
NOTE = long_text("note", "说明", "Note", required=False)
UNIT = Field("unit_id", "unit", "责任单位", "Responsible unit")
DUE = Field("due_at", "datetime", "整改期限", "Due date")
DUE_OR_RULE = Field("due_at", "datetime", "整改期限", "Due date", required=False)
MODE = Field(
    "mode",
    "choice",
    "整改方式",
    "How to put it right",
    required=False,
    options=tuple(Option(mode, words["zh"], words["en"]) for mode, words in MODE_LABELS.items()),
)
UNTIL = Field("until", "datetime", "挂账至", "Suspended until")
GROUND = Field(
    "ground",
    "choice",
    "重启原因",
    "Ground",
    options=(Option("relapse", "死灰复燃", "Relapse"), Option("mistake", "误销号", "Closed by mistake")),
)
RESULT = Field(
    "result",
    "choice",
    "现场情况",
    "What was found",
    options=(
        Option("pass", "未反弹，通过", "Still in order"),
        Option("fail", "死灰复燃，未通过", "Relapsed"),
    ),
)
JUDGED_BY = (g.DUTIES_SEPARATED, g.VERIFIER_KNOWN, g.IS_DRAWN)

CASE_WORKFLOW: tuple[Transition, ...] = (
    Transition(
        "accept", (S.REPORTED,), S.ACCEPTED, (SUPERVISOR,), "立案", "Accept", "case_accepted",
        fields=(NOTE,), starts=(ASSIGN,), stops=(ACCEPT,),
    ),
    Transition(
        "reject", (S.REPORTED,), S.REJECTED, (SUPERVISOR,), "不予立案", "Reject", "case_rejected",
        fields=(REASON,), stops=EVERY_CLOCK, danger=True,
    ),
    Transition(
        "withdraw", (S.REPORTED,), S.REJECTED, (INSPECTOR, SUPERVISOR, VERIFIER), "撤回", "Withdraw",
        "case_withdrawn", fields=(REASON,), guards=(g.OWN_REPORT,), stops=EVERY_CLOCK, danger=True,
    ),
    Transition(
        "merge", (S.REPORTED, S.ACCEPTED), S.MERGED, (SUPERVISOR,), "并案", "Merge", "case_merged",
        fields=(Field("into", "case", "并入案件", "Into case"), NOTE), stops=EVERY_CLOCK,
    ),
    Transition(
        "restore", (S.REJECTED, S.MERGED), S.REPORTED, (SUPERVISOR,), "恢复", "Restore", "case_restored",
        fields=(REASON,), starts=(ACCEPT,),
    ),
    Transition(
        "assign", (S.ACCEPTED,), S.ASSIGNED, (SUPERVISOR,), "交办", "Assign", "case_assigned",
        fields=(
            UNIT, MODE, DUE_OR_RULE, long_text("instructions", "整改要求", "Instructions", required=False),
            long_text("reason", "派遣理由", "Why this unit", required=False),
        ),
        checks=(g.DUE_IN_FUTURE, g.UNIT_EXPLAINED, g.RULING_EXPLAINED),
        starts=(ACKNOWLEDGE, ARRIVE, RECTIFY), stops=(ASSIGN,),
    ),
    Transition(
        "involve", (S.ASSIGNED, S.RECTIFYING, S.RETURNED), None, (SUPERVISOR,), "增加配合单位",
        "Add a helping unit", "helper_added",
        fields=(Field("helper_unit_id", "unit", "配合单位", "Helping unit"), NOTE),
    ),
    Transition(
        "acknowledge", (S.ASSIGNED,), S.RECTIFYING, (HANDLER,), "签收", "Acknowledge", "case_acknowledged",
        fields=(NOTE,), stops=(ACKNOWLEDGE,), shown_if=g.LEADS,
    ),
    Transition(
        "refuse", (S.ASSIGNED,), S.ACCEPTED, (HANDLER,), "退单", "Refuse", "case_refused", shown_if=g.LEADS,
        guards=(g.NOT_RULED,), fields=(REASON,), starts=(ASSIGN,),
        stops=(ACKNOWLEDGE, ARRIVE, RECTIFY), danger=True,
    ),
    Transition(
        "recall", (S.ASSIGNED, S.RECTIFYING, S.RETURNED), S.ACCEPTED, (SUPERVISOR,), "收回", "Recall",
        "case_recalled", fields=(REASON,), guards=(g.NO_OPEN_REQUEST,), starts=(ASSIGN,),
        stops=(ACKNOWLEDGE, ARRIVE, RECTIFY), danger=True,
    ),
    Transition(
        "arrive", (S.RECTIFYING, S.RETURNED), None, (HANDLER,), "到场", "Arrive", "handler_arrived",
        fields=(NOTE,), guards=(g.LEADS,), stops=(ARRIVE,), shown_if=g.ARRIVING,
    ),
    Transition(
        "plan", (S.RECTIFYING, S.RETURNED), None, (HANDLER,), "整改方案", "Plan", "rectification_planned",
        fields=(long_text("plan", "方案", "Plan"),), shown_if=g.LEADS,
    ),
    Transition(
        "supplement", OPEN, None, (INSPECTOR, SUPERVISOR, HANDLER, VERIFIER), "补充", "Supplement",
        "case_supplemented", fields=(long_text("note", "补充说明", "Note"),),
    ),
    Transition(
        "submit", (S.RECTIFYING, S.RETURNED), S.RECTIFIED, (HANDLER,), "提交整改", "Submit rectification",
        "rectification_submitted", fields=(long_text("measures", "整改措施", "Measures"),),
        guards=(g.PLANNED, g.HAS_AFTER_PHOTO, g.AFTER_PHOTOS_ARRIVED, g.NO_OPEN_REQUEST),
        starts=(VERIFY,), stops=(ARRIVE, RECTIFY), shown_if=g.LEADS,
    ),
    Transition(
        "redraw", (S.RECTIFIED,), None, (SUPERVISOR,), "重新抽取核查人", "Draw again",
        "verifier_redraw_asked", fields=(REASON,), guards=(g.REDRAWS_LEFT,), shown_if=g.SOMEBODY_DRAWN,
    ),
    Transition(
        "widen", (S.RECTIFIED,), None, (SUPERVISOR,), "扩大抽取范围", "Widen the draw", "draw_widened",
        fields=(REASON,), shown_if=g.DRAW_EMPTY,
    ),
    Transition(
        "verify", (S.RECTIFIED,), S.VERIFIED, (VERIFIER, INSPECTOR, SUPERVISOR), "核查通过", "Verify",
        "rectification_verified", fields=(NOTE,),
        guards=(*JUDGED_BY, g.OWN_PHOTO_FIRST), stops=(VERIFY,),
    ),
    Transition(
        "return", (S.RECTIFIED,), S.RETURNED, (VERIFIER, INSPECTOR, SUPERVISOR), "退回整改", "Return",
        "rectification_returned", fields=(REASON, DUE_OR_RULE), guards=JUDGED_BY,
        checks=(g.DUE_IN_FUTURE,), starts=(RECTIFY,), stops=(VERIFY,), danger=True,
    ),
    Transition(
        "return", (S.VERIFIED,), S.RETURNED, (SUPERVISOR,), "退回整改", "Return", "rectification_returned",
        fields=(REASON, DUE_OR_RULE), checks=(g.DUE_IN_FUTURE,), starts=(RECTIFY,), danger=True,
    ),
    Transition(
        "close", (S.VERIFIED,), S.CLOSED, (SUPERVISOR, SYSTEM), "销号", "Close", "case_closed",
        fields=(NOTE,), guards=(g.CLOSER_NOT_VERIFIER,), stops=EVERY_CLOCK,
    ),
    Transition(
        "suspend", (S.RECTIFYING, S.RETURNED), S.SUSPENDED, (SYSTEM,), "挂账", "Suspend", "case_suspended",
        fields=(UNTIL, REASON), checks=(g.UNTIL_IN_FUTURE, g.UNTIL_WITHIN_A_YEAR),
    ),
    Transition(
        "resume", (S.SUSPENDED,), S.RECTIFYING, (SUPERVISOR, SYSTEM), "恢复整改", "Resume", "case_resumed",
        fields=(NOTE,),
    ),
    Transition(
        "void", (S.ACCEPTED, S.ASSIGNED, S.RECTIFYING, S.RETURNED, S.SUSPENDED), S.REJECTED, (SUPERVISOR,),
        "作废", "Void", "case_voided", fields=(REASON,), stops=EVERY_CLOCK, danger=True,
    ),
    Transition(
        "reopen", (S.CLOSED,), S.ACCEPTED, (SUPERVISOR, SYSTEM), "重启", "Reopen", "case_reopened",
        fields=(GROUND, REASON), starts=(ASSIGN,), danger=True,
    ),
    Transition(
        "look_back", (S.CLOSED,), None, (VERIFIER, INSPECTOR, SUPERVISOR), "回头看", "Look back",
        "look_back_done", fields=(RESULT, NOTE), guards=(g.LOOK_BACK_MINE, g.LOOK_BACK_PHOTO),
        checks=(g.FAILURE_EXPLAINED,), shown_if=g.LOOK_BACK_OPEN,
    ),
    Transition(
        "look_back_redraw", (S.CLOSED,), None, (SUPERVISOR,), "回头看换人", "Draw another for the look-back",
        "look_back_redraw_asked", fields=(REASON,), guards=(g.REDRAWS_LEFT,), shown_if=g.LOOK_BACK_OPEN,
    ),
)  # fmt: skip

R = RequestState
REQUEST_WORKFLOW: tuple[Transition, ...] = (
    Transition(
        "approve", (R.REQUESTED,), R.APPROVED, (SUPERVISOR,), "同意", "Approve", "request_approved",
        fields=(NOTE,), guards=(g.NOT_OWN_REQUEST,), shown_if=g.NOT_OF_APPEAL,
    ),
    Transition(
        "review", (R.REQUESTED,), R.REVIEWED, (SUPERVISOR,), "初审通过", "Review", "request_reviewed",
        fields=(NOTE,), guards=(g.NOT_OWN_REQUEST,), shown_if=g.OF_APPEAL,
    ),
    Transition(
        "approve", (R.REVIEWED,), R.APPROVED, (SUPERVISOR,), "复核同意", "Approve", "request_approved",
        fields=(NOTE,), guards=(g.NOT_OWN_REQUEST, g.SECOND_PERSON),
    ),
    Transition(
        "deny", (R.REQUESTED, R.REVIEWED), R.DENIED, (SUPERVISOR,), "不同意", "Deny", "request_denied",
        fields=(long_text("note", "理由", "Reason"),), guards=(g.NOT_OWN_REQUEST,), danger=True,
    ),
    Transition(
        "withdraw", (R.REQUESTED, R.REVIEWED), R.WITHDRAWN, (HANDLER,), "撤回申请", "Withdraw",
        "request_withdrawn", fields=(NOTE,), guards=(g.OWN_REQUEST,),
    ),
)  # fmt: skip

ASKING: tuple[Transition, ...] = (
    Transition(
        "extension", (S.RECTIFYING, S.RETURNED), None, (HANDLER,), "申请延期", "Ask for extension",
        "extension_requested", fields=(DUE, REASON), guards=(g.NO_OPEN_REQUEST, g.EXTENSIONS_LEFT),
        checks=(g.DUE_IN_FUTURE,), shown_if=g.LEADS,
    ),
    Transition(
        "transfer", (S.ASSIGNED, S.RECTIFYING, S.RETURNED), None, (HANDLER,), "申请转办", "Ask for transfer",
        "transfer_requested", fields=(UNIT, REASON), guards=(g.NO_OPEN_REQUEST,), shown_if=g.LEADS,
    ),
    Transition(
        "suspension", (S.RECTIFYING, S.RETURNED), None, (HANDLER,), "申请挂账", "Ask for suspension",
        "suspension_requested", fields=(UNTIL, REASON), guards=(g.NO_OPEN_REQUEST,),
        checks=(g.UNTIL_IN_FUTURE, g.UNTIL_WITHIN_A_YEAR), shown_if=g.LEADS,
    ),
    Transition(
        "appeal", (S.RECTIFYING, S.RETURNED, S.RECTIFIED, S.VERIFIED), None, (HANDLER,), "超期申诉",
        "Appeal overdue", "appeal_requested", fields=(REASON,), guards=(g.NO_OPEN_REQUEST, g.OVERDUE),
        shown_if=g.LEADS,
    ),
)  # fmt: skip

EVENT_LABELS: dict[str, tuple[str, str]] = {
    **{row.event: (row.zh, row.en) for row in (*CASE_WORKFLOW, *REQUEST_WORKFLOW, *ASKING)},
    "request_approved": ("同意", "Approve"),
    "case_reported": ("上报", "Reported"),
    "case_linked": ("关联登记对象", "Linked to the registry"),
    "case_unlinked": ("取消关联登记对象", "Unlinked from the registry"),
    "case_absorbed": ("并入其他上报", "Another report merged in"),
    "rescue_imported": ("由救援包导入", "Brought in from a rescue archive"),
    "helpers_named": ("按分工表确定配合单位", "Helping units by the duty table"),
    "photo_announced": ("照片待传", "Photo announced"),
    "photo_stored": ("照片已保存", "Photo stored"),
    "photo_quarantined": ("照片已隔离", "Photo quarantined"),
    "photo_derived": ("照片已处理", "Photo processed"),
    "original_viewed": ("查看原图", "Original viewed"),
    "clock_breached": ("超期", "Overdue"),
    "duties_not_separated": ("职责未分离", "Duties not separated"),
    "due_date_moved": ("期限变更", "Due date moved"),
    "bundle_requested": ("申请证据包", "Bundle requested"),
    "bundle_built": ("证据包已生成", "Bundle built"),
    "bundle_downloaded": ("下载证据包", "Bundle downloaded"),
    "deadline_recounted": ("节假日公布后重算期限", "Deadline counted again"),
    "verifier_drawn": ("抽取核查人", "Verifier drawn"),
    "nobody_drawn": ("无人可抽", "Nobody to draw"),
    "look_backs_scheduled": ("安排回头看", "Look-backs scheduled"),
    "look_backs_cancelled": ("取消回头看", "Look-backs cancelled"),
    "look_back_opened": ("回头看开始", "Look-back opened"),
    "look_back_drawn": ("抽取回头看人员", "Person drawn for a look-back"),
    "look_back_overdue": ("回头看超期", "Look-back overdue"),
    "breach_exempted": ("超期豁免统计", "Breach exempted from statistics"),
    "closing_signed": ("销号签认", "Closing signed off"),
    "closing_refused": ("销号未获签认", "Sign-off refused"),
    "feedback_given": ("当日反馈", "Feedback of the day"),
    "case_named_by_superior": ("上级清单点名", "Named in a superior's list"),
    "case_pressed": ("纳入督办文书", "Named in a document"),
}
