"""The one table of notices: which event is told to whom, in which words, where, how urgently. Pure.

An event with a part behind a dot is a kind of the workflow event before it. What is told to nobody stands in
silent.py with its reason; a test holds that every event of the workflow is in one of the two.
"""

from datetime import timedelta

from inspect_app.notify.events import Audience, Group, Row
from inspect_app.notify.words import Words

A, G, W = Audience, Group, Words
SOON = timedelta(hours=6)

ROWS: tuple[Row, ...] = (
    Row(
        "case_reported", G.WORK, (A.SUPERVISORS,), W("新上报：{category}", "New report: {category}"),
        W("{number} 等待立案。", "{number} waits to be accepted."), push=True,
    ),
    Row(
        "case_restored", G.WORK, (A.SUPERVISORS, A.REPORTERS), W("案件已恢复", "Case restored"),
        W("{number} 重新等待立案。", "{number} waits to be accepted again."),
    ),
    Row(
        "case_assigned", G.WORK, (A.HANDLERS,), W("新交办：{category}", "Assigned: {category}"),
        W("{number} 已交办给本单位，请签收并在 {due} 前整改。", "{number} is given to your unit, due {due}."),
        push=True, mail=True, robot=True, urgent_within=SOON, at_post=True,
    ),
    Row(
        "case_assigned.helping", G.WORK, (A.HANDLERS,), W("请配合：{category}", "Please help: {category}"),
        W("{number} 由其他单位牵头，请本单位配合。", "{number}: another unit leads and yours helps."),
        push=True, robot=True, at_post=True,
    ),
    Row(
        "rectification_returned", G.WORK, (A.HANDLERS,), W("退回整改：{category}", "Returned: {category}"),
        W("{number} 核查未通过，请在 {due} 前重新整改。", "{number} did not pass; do it again by {due}."),
        push=True, mail=True, robot=True, urgent_within=SOON,
    ),
    Row(
        "case_resumed", G.WORK, (A.HANDLERS,), W("恢复整改", "Work resumes"),
        W("{number} 挂账结束，请继续整改，期限 {due}。", "{number} is no longer suspended; due {due}."),
        push=True, mail=True,
    ),
    Row(
        "rectification_submitted", G.WORK, (A.VERIFIERS,), W("待核查：{category}", "To verify: {category}"),
        W("{number} 已提交整改，请核查。", "{number} was rectified; please verify."), push=True,
    ),
    Row(
        "verifier_drawn", G.WORK, (A.NAMED,), W("抽中您核查：{category}", "Drawn to verify: {category}"),
        W("{number} 已提交整改，随机抽中您核查。", "{number} was rectified; you were drawn to verify it."),
        push=True, mail=True,
    ),
    Row(
        "nobody_drawn.verify", G.WORK, (A.SUPERVISORS, A.PARENT),
        W("无人可抽：{category}", "Nobody to draw: {category}"),
        W("{number} 没有符合条件的核查人，请扩大抽取范围。", "Nobody may verify {number}; widen the draw."),
        push=True,
    ),
    Row(
        "look_back_drawn", G.WORK, (A.NAMED,), W("回头看：{category}", "Look back: {category}"),
        W("请在 {due} 前到现场回头看 {number}。", "Visit {number} once more before {due}."),
        push=True, mail=True,
    ),
    Row(
        "nobody_drawn.look_back", G.WORK, (A.SUPERVISORS, A.PARENT),
        W("回头看无人可抽", "Nobody to look back"),
        W("{number} 的回头看无人可抽，请督导员自行完成。", "Nobody can be drawn for {number}: visit it."),
        push=True,
    ),
    Row(
        "look_back_overdue", G.OVERDUE, (A.NAMED, A.SUPERVISORS, A.PARENT),
        W("回头看超期", "Look-back overdue"),
        W("{number} 未在 {due} 前回头看。", "Nobody looked back at {number} before {due}."),
        push=True, mail=True, robot=True,
    ),
    Row(
        "look_back_done", G.PROGRESS, (A.SUPERVISORS,), W("已回头看", "Looked back"),
        W("{number} 已完成回头看。", "{number} was visited once more."),
    ),
    Row(
        "rectification_verified.closing_waits", G.WORK, (A.SUPERVISORS,), W("待销号", "To close"),
        W("{number} 核查通过，请销号。", "{number} passed; please close it."), push=True,
    ),
    Row(
        "case_refused", G.WORK, (A.SUPERVISORS,), W("单位退单", "Refused by the unit"),
        W("{number} 被责任单位退回，请重新派遣。", "{number} was refused; assign it anew."), push=True,
    ),
    Row(
        "case_reopened", G.WORK, (A.SUPERVISORS, A.REPORTERS), W("案件重启", "Case reopened"),
        W("{number} 已重启，请重新派遣。", "{number} is open again and waits to be assigned."), push=True,
    ),
    Row(
        "extension_requested", G.REQUESTS, (A.SUPERVISORS,), W("延期申请待审批", "Extension asked for"),
        W("{number} 的责任单位申请延期。", "The unit of {number} asks for more time."), push=True,
    ),
    Row(
        "transfer_requested", G.REQUESTS, (A.SUPERVISORS,), W("转办申请待审批", "Transfer asked for"),
        W("{number} 的责任单位申请转办。", "The unit of {number} asks to hand it on."), push=True,
    ),
    Row(
        "suspension_requested", G.REQUESTS, (A.SUPERVISORS,), W("挂账申请待审批", "Suspension asked for"),
        W("{number} 的责任单位申请挂账。", "The unit of {number} asks to suspend it."), push=True,
    ),
    Row(
        "appeal_requested", G.REQUESTS, (A.SUPERVISORS,), W("超期申诉待审批", "Appeal against overdue"),
        W("{number} 的责任单位提出超期申诉。", "The unit of {number} appeals against being late."), push=True,
    ),
    Row(
        "request_approved", G.REQUESTS, (A.REQUESTER, A.HANDLERS), W("申请已同意", "Request approved"),
        W("{number} 的{request}已同意。", "{number}: {request} approved."), push=True,
    ),
    Row(
        "request_reviewed", G.REQUESTS, (A.SUPERVISORS, A.PARENT),
        W("申诉待复核", "Appeal needs a second review"),
        W("{number} 的{request}已初审通过，请另一人复核。", "{number}: {request}, another decides now."),
        push=True,
    ),
    Row(
        "deadline_recounted", G.REQUESTS, (A.HANDLERS, A.SUPERVISORS),
        W("期限重算", "Deadline counted again"),
        W("节假日安排公布后，{number} 的整改期限为 {due}。", "By new holidays {number} is due {due}."),
    ),
    Row(
        "request_denied", G.REQUESTS, (A.REQUESTER, A.HANDLERS), W("申请未同意", "Request denied"),
        W("{number} 的{request}未获同意。", "{number}: {request} denied."), push=True,
    ),
    Row(
        "request_withdrawn", G.REQUESTS, (A.SUPERVISORS,), W("申请已撤回", "Request withdrawn"),
        W("{number} 的{request}已撤回。", "{number}: {request} withdrawn."),
    ),
    Row(
        "clock_breached.accept", G.OVERDUE, (A.SUPERVISORS, A.PARENT), W("立案超期", "Acceptance overdue"),
        W("{number} 未按时立案。", "{number} was not accepted in time."), push=True,
    ),
    Row(
        "clock_breached.assign", G.OVERDUE, (A.SUPERVISORS, A.PARENT), W("派遣超期", "Assignment overdue"),
        W("{number} 未按时派遣。", "{number} was not assigned in time."), push=True,
    ),
    Row(
        "clock_breached.acknowledge", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS),
        W("签收超期", "Not acknowledged"),
        W("{number} 未按时签收。", "{number} was not acknowledged in time."),
        push=True, mail=True, robot=True, at_post=True,
    ),
    Row(
        "clock_breached.arrive", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS), W("到场超期", "Not arrived"),
        W("{number} 未按时到场。", "Nobody arrived at {number} in time."),
        push=True, mail=True, robot=True, at_post=True,
    ),
    Row(
        "clock_breached.rectify", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS, A.PARENT),
        W("整改超期：{category}", "Overdue: {category}"),
        W("{number} 未在 {due} 前完成整改。", "{number} was not rectified by {due}."),
        push=True, mail=True, robot=True,
    ),
    Row(
        "clock_breached.verify", G.OVERDUE, (A.VERIFIERS, A.SUPERVISORS),
        W("核查超期", "Verification overdue"),
        W("{number} 未按时核查。", "{number} was not verified in time."), push=True,
    ),
    Row(
        "handler_arrived", G.PROGRESS, (A.SUPERVISORS,), W("责任单位已到场", "The unit has arrived"),
        W("{number} 的责任单位已到场处置。", "The unit of {number} is on site."),
    ),
    Row(
        "case_accepted", G.PROGRESS, (A.REPORTERS,), W("已立案", "Accepted"),
        W("您上报的 {number} 已立案。", "Your report {number} was accepted."),
    ),
    Row(
        "case_rejected", G.PROGRESS, (A.REPORTERS,), W("不予立案", "Not accepted"),
        W("您上报的 {number} 不予立案，打开可看理由。", "Your report {number} was not accepted; see why."),
        push=True,
    ),
    Row(
        "case_withdrawn", G.PROGRESS, (A.SUPERVISORS,), W("上报已撤回", "Report withdrawn"),
        W("{number} 已由上报人撤回。", "{number} was withdrawn by its reporter."),
    ),
    Row(
        "case_merged", G.PROGRESS, (A.REPORTERS,), W("已并案", "Merged"),
        W("您上报的 {number} 已并入其他案件。", "Your report {number} was merged into another case."),
    ),
    Row(
        "case_acknowledged", G.PROGRESS, (A.ASSIGNER,), W("已签收", "Acknowledged"),
        W("{number} 已由责任单位签收。", "{number} was acknowledged by the unit."),
    ),
    Row(
        "case_recalled", G.PROGRESS, (A.HANDLERS,), W("案件已收回", "Case recalled"),
        W("{number} 已收回，本单位不再处理。", "{number} was taken back; your unit is free of it."),
        push=True,
    ),
    Row(
        "rectification_planned", G.PROGRESS, (A.ASSIGNER,), W("已提交整改方案", "Plan filed"),
        W("{number} 的责任单位提交了整改方案。", "The unit of {number} filed a plan."),
    ),
    Row(
        "case_supplemented", G.PROGRESS, (A.SUPERVISORS, A.HANDLERS), W("有补充说明", "Note added"),
        W("{number} 有新的补充说明。", "{number} has a new note."),
    ),
    Row(
        "rectification_verified", G.PROGRESS, (A.HANDLERS, A.REPORTERS), W("核查通过", "Verified"),
        W("{number} 整改核查通过。", "{number} passed verification."),
    ),
    Row(
        "case_closed", G.PROGRESS, (A.REPORTERS, A.HANDLERS), W("已销号", "Closed"),
        W("{number} 已销号。", "{number} is closed."),
    ),
    Row(
        "case_suspended", G.PROGRESS, (A.HANDLERS, A.REPORTERS), W("已挂账", "Suspended"),
        W("{number} 已挂账。", "{number} is suspended."),
    ),
    Row(
        "case_voided", G.PROGRESS, (A.HANDLERS, A.REPORTERS), W("案件作废", "Case void"),
        W("{number} 已作废。", "{number} was declared void."), push=True,
    ),
    Row(
        "daily_product_missing.written", G.OVERDUE, (A.SUPERVISORS, A.PARENT),
        W("缺报：{unit} {product}", "Missing: {product}"),
        W("{unit} {day} 的{product}未在 {missed} 前提交。", "{unit}: no {product} of {day} by {missed}."),
        push=True, robot=True,
    ),
    Row(
        "daily_product_missing.feedback", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS),
        W("缺报：{unit} {product}", "Missing: {product}"),
        W("{unit} {day} 有案件未在 {missed} 前反馈。", "{unit}: cases without feedback by {missed}."),
        push=True, robot=True,
    ),
    Row(
        "daily_product_filed", G.PROGRESS, (A.SUPERVISORS,), W("日报：{unit}", "Report of the day: {unit}"),
        W(
            "{day} 上报{reported}、交办{assigned}、提交整改{submitted}、销号{closed}、新增超期{breached}。",
            "{day}: {reported} reported, {assigned} assigned, {submitted} rectified, "
            "{closed} closed, {breached} late.",
        ),
        robot=True,
    ),
    Row(
        "pressure_proposed", G.WORK, (A.SUPERVISORS,), W("督办建议待决定", "Pressure to decide"),
        W("今天有新的督办建议，请决定是否发文。", "Rules propose documents today; please decide."),
    ),
    Row(
        "document_issued", G.WORK, (A.HANDLERS,), W("收到{category}文书", "Document: {category}"),
        W("{number} 请在 {due} 前签收。", "{number}: please receive it by {due}."),
        push=True, mail=True, robot=True, urgent_within=SOON,
    ),
    Row(
        "document_returned", G.WORK, (A.HANDLERS,), W("回复被退回", "Answer sent back"),
        W("{number} 的回复被退回，请在 {due} 前重新回复。", "Answer {number} again by {due}."),
        push=True, mail=True, robot=True,
    ),
    Row(
        "document_replied", G.WORK, (A.SUPERVISORS, A.ASSIGNER), W("文书已回复", "Document answered"),
        W("{number} 已回复，请审核销号。", "{number} was answered; please judge it."), push=True,
    ),
    Row(
        "document_overdue.not_received", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS, A.ASSIGNER, A.PARENT),
        W("文书未按时签收", "Document not received"),
        W("{number} 未按时签收。", "{number} was not received in time."),
        push=True, mail=True, robot=True,
    ),
    Row(
        "document_overdue.not_replied", G.OVERDUE, (A.HANDLERS, A.SUPERVISORS, A.ASSIGNER, A.PARENT),
        W("文书未按时回复", "Document not answered"),
        W("{number} 未按时回复。", "{number} was not answered in time."),
        push=True, mail=True, robot=True,
    ),
    Row(
        "document_received", G.PROGRESS, (A.ASSIGNER,), W("文书已签收", "Document received"),
        W("{number} 已由责任单位签收。", "{number} was received by the unit."),
    ),
    Row(
        "document_signed_off", G.PROGRESS, (A.HANDLERS,), W("文书已销号", "Document signed off"),
        W("{number} 已销号。", "{number} is signed off."),
    ),
    Row(
        "document_withdrawn", G.PROGRESS, (A.HANDLERS,), W("文书已撤销", "Document withdrawn"),
        W("{number} 已撤销。", "{number} was withdrawn."), push=True,
    ),
    Row(
        "test", G.TEST, (A.NAMED,), W("测试通知", "Test notice"),
        W("收到这条，说明通知可以送达。", "You see this, so notices reach you."), urgent=True,
    ),
)  # fmt: skip

TABLE: dict[str, Row] = {row.event: row for row in ROWS}
