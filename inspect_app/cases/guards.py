"""The conditions of the workflow table. Guards look at a case, checks look at what a form says; all are pure.

A guard that fails greys a button out with its reason; a check that fails refuses what was sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inspect_app.cases.facts import Facts
from inspect_app.cases.statuses import RequestKind
from inspect_app.core.roles import Role

LONGEST_SUSPENSION = timedelta(days=366)
MOST_EXTENSIONS = 2
RULED_AFTER = 2  # refusals; from then on a supervisor rules, and the unit cannot refuse again


@dataclass(frozen=True)
class Guard:
    """A condition on the case, with the reason to show where it does not hold."""

    code: str
    holds: Callable[[Facts], bool]
    zh: str
    en: str


@dataclass(frozen=True)
class Check:
    """A condition on one field of the form."""

    code: str
    field: str
    holds: Callable[[Mapping[str, Any], Facts], bool]
    zh: str
    en: str


def _duties_separated(facts: Facts) -> bool:
    """May this person verify? With nobody eligible anywhere above, the supervisor acts and it is logged."""
    if not facts.somebody_may_verify:
        return Role.SUPERVISOR in facts.roles
    return keeps_duties_apart(facts)


def keeps_duties_apart(facts: Facts) -> bool:
    """The verifier neither reported nor rectified, and in a two-stage category did not assign either."""
    if facts.is_reporter or facts.of_handling_unit:
        return False
    return not (facts.two_stage and facts.is_assigner)


def _closer_not_verifier(facts: Facts) -> bool:
    return not facts.is_verifier or not facts.two_stage or not facts.somebody_may_close


def _unit_explained(payload: Mapping[str, Any], facts: Facts) -> bool:
    """Whoever goes beside the duty table, or decides where it names nobody or several, says why."""
    if payload.get("reason") or not facts.by_table:
        return True
    return payload["unit_id"] == facts.suggested_unit and not facts.several_units


def _in_future(name: str) -> Callable[[Mapping[str, Any], Facts], bool]:
    def holds(payload: Mapping[str, Any], facts: Facts) -> bool:
        value: datetime | None = payload.get(name)
        return value is None or value > facts.now

    return holds


OWN_REPORT = Guard(
    "own_report", lambda f: f.is_reporter, "只有上报人可以撤回", "Only the person who reported may withdraw."
)
LEADS = Guard(
    "lead_unit_only",
    lambda f: not f.helps,
    "由牵头单位办理；配合单位可以补充照片和说明",
    "The lead unit does this; a helping unit may add photos and remarks.",
)
NOT_RULED = Guard(
    "refusal_ruled",
    lambda f: f.refusals < RULED_AFTER,
    "两次退单后已由督导员裁定，不能再退单；确需改派请申请转办",
    "After two refusals a supervisor has ruled; ask for a transfer if it is still wrong.",
)
HAS_AFTER_PHOTO = Guard(
    "after_photo_missing",
    lambda f: f.after_photos_stored > 0,
    "请先上传至少一张整改后照片",
    "Upload at least one after-photo of this round first.",
)
AFTER_PHOTOS_ARRIVED = Guard(
    "after_photo_awaited",
    lambda f: f.after_photos_awaited == 0,
    "还有整改后照片未传完",
    "An after-photo is still on its way.",
)
NO_OPEN_REQUEST = Guard(
    "request_open",
    lambda f: not f.open_requests,
    "还有待审批的申请",
    "A request of this case is not decided yet.",
)
DUTIES_SEPARATED = Guard(
    "duties_not_separated",
    _duties_separated,
    "核查人不能是上报人、整改单位人员（两级核查时也不能是派遣人）",
    "The verifier must not be the reporter, of the handling unit, or (two stages) the assigner.",
)
OWN_PHOTO_FIRST = Guard(
    "own_photo_missing",
    lambda f: not f.blind or f.own_check_photo is not None,
    "盲核：请先到现场拍一张自己的核查照片",
    "Verified blind: photograph the place yourself first.",
)
CLOSER_NOT_VERIFIER = Guard(
    "closer_is_verifier",
    _closer_not_verifier,
    "销号人不能是核查人",
    "Somebody other than the verifier must close this case.",
)
VERIFIER_KNOWN = Guard(
    "nobody_drawn",
    lambda f: f.draw != "nobody" or f.draw_widest,
    "尚无符合条件的核查人，请督导员说明理由后扩大抽取范围",
    "Nobody was eligible to be drawn; a supervisor has to widen the draw, with a reason.",
)
IS_DRAWN = Guard(
    "not_drawn",
    lambda f: f.draw != "drawn" or f.is_drawn,
    "核查人由随机抽取产生，本轮抽中的是他人",
    "The verifier was drawn at random, and it is somebody else.",
)
SOMEBODY_DRAWN = Guard(
    "no_drawn_verifier",
    lambda f: f.draw == "drawn",
    "本案没有抽中的核查人",
    "No verifier was drawn for this case.",
)
DRAW_EMPTY = Guard(
    "draw_not_empty",
    lambda f: f.draw == "nobody" and not f.draw_widest,
    "只有抽取范围内无人时才能扩大范围",
    "The circle can be widened only when nobody in it was eligible.",
)
REDRAWS_LEFT = Guard(
    "no_redraw_left",
    lambda f: f.redraws_left,
    "重新抽取次数已用完",
    "It was drawn again as often as the rule allows.",
)
LOOK_BACK_OPEN = Guard(
    "no_look_back_open",
    lambda f: f.look_back_open,
    "本案目前没有待完成的回头看",
    "No look-back of this case is open now.",
)
LOOK_BACK_MINE = Guard(
    "look_back_of_others",
    lambda f: f.look_back_mine or (f.look_back_of_nobody and Role.SUPERVISOR in f.roles),
    "回头看由抽中的另一人完成",
    "Somebody else was drawn for this look-back.",
)
LOOK_BACK_PHOTO = Guard(
    "look_back_photo_missing",
    lambda f: f.look_back_photo,
    "请先到现场拍一张带定位的回头看照片",
    "Take a look-back photo on the spot first, with its position.",
)
EXTENSIONS_LEFT = Guard(
    "no_extension_left",
    lambda f: f.extensions_granted < MOST_EXTENSIONS,
    "延期已达两次上限",
    "Two extensions have been granted already.",
)
OVERDUE = Guard(
    "not_overdue",
    lambda f: f.overdue,
    "未超期，无需申诉",
    "Nothing is overdue, so there is nothing to appeal.",
)
OWN_REQUEST = Guard(
    "own_request", lambda f: f.is_requester, "只有申请人可以撤回", "Only the person who asked may withdraw."
)
NOT_OWN_REQUEST = Guard(
    "not_own_request",
    lambda f: not f.is_requester,
    "不能审批自己的申请",
    "Somebody else must decide your own request.",
)

PLANNED = Guard(
    "plan_missing",
    lambda f: f.mode != "scheduled" or f.planned,
    "限期整改须先提交整改方案",
    "Putting right by a date needs a plan first.",
)
ARRIVING = Guard(
    "no_arrival_owed",
    lambda f: f.arriving,
    "只有高值预警需要到场签到",
    "Only an alert within the hour asks for an arrival.",
)
OF_APPEAL = Guard(
    "not_an_appeal",
    lambda f: f.request_kind == RequestKind.APPEAL,
    "只有超期申诉需要两级审核",
    "Only an appeal is reviewed twice.",
)
NOT_OF_APPEAL = Guard(
    "appeal_needs_review",
    lambda f: f.request_kind != RequestKind.APPEAL,
    "超期申诉须先初审，再由另一人复核",
    "An appeal is reviewed once, then approved by somebody else.",
)
SECOND_PERSON = Guard(
    "same_reviewer",
    lambda f: not f.is_first_reviewer or not f.somebody_else_may_review,
    "复核人不能是初审人",
    "Somebody other than the first reviewer must decide.",
)

DUE_IN_FUTURE = Check(
    "due_in_past", "due_at", _in_future("due_at"), "期限必须晚于现在", "The due date must be in the future."
)
UNIT_EXPLAINED = Check(
    "unit_unexplained",
    "reason",
    _unit_explained,
    "职责分工表没有指定这个单位，请说明派遣理由",
    "The duty table does not name this unit alone; say why you choose it.",
)
RULING_EXPLAINED = Check(
    "ruling_unexplained",
    "reason",
    lambda payload, f: f.refusals < RULED_AFTER or bool(payload.get("reason")),
    "已两次退单，由督导员裁定：请写明理由",
    "Two units have refused: rule who handles it, with a reason.",
)
UNTIL_IN_FUTURE = Check(
    "until_in_past", "until", _in_future("until"), "日期必须晚于现在", "The date must be in the future."
)
FAILURE_EXPLAINED = Check(
    "failure_unexplained",
    "note",
    lambda p, _: p.get("result") != "fail" or bool(p.get("note")),
    "未通过须说明现场情况",
    "Say what was found where it did not pass.",
)
UNTIL_WITHIN_A_YEAR = Check(
    "until_too_far",
    "until",
    lambda p, f: p.get("until") is None or p["until"] <= f.now + LONGEST_SUSPENSION,
    "挂账最长一年",
    "A suspension lasts one year at most.",
)

GUARDS = tuple(value for value in list(globals().values()) if isinstance(value, Guard))
CHECKS = tuple(value for value in list(globals().values()) if isinstance(value, Check))
