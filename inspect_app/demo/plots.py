"""What can happen to a case of the demo city: plots, each a list of steps with their moments and forms.

A moment is a day before now and an hour of that day on the city's clock, or some minutes before now. Nothing
here touches the application: `stage.py` plays the steps through its services.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
REPORTER, SUPERVISOR, HANDLER, VERIFIER = "reporter", "supervisor", "handler", "verifier"
END_OF_WORK = 18


@dataclass(frozen=True)
class Step:
    """One thing somebody does: `act` is an action, `ask:<kind>`, `answer:<action>`, `report`, `after`.

    `day` and `hour` count from the report: day 2, hour 10.5 is half past ten two days later. `due` is a date
    in days from the step; `done` is how far an after-photo shows the place put right.
    """

    day: int
    hour: float
    who: str
    act: str
    form: dict[str, Any] = field(default_factory=dict)
    due: float | None = None
    done: float = 1.0


Plot = list[Step]

REPORT = Step(0, 8.2, REPORTER, "report")
ACCEPT = Step(0, 9.0, SUPERVISOR, "accept")
ASSIGN = Step(0, 9.8, SUPERVISOR, "assign", {"instructions": "请立即整改，完成后上传整改后照片。"})
TAKE = Step(0, 13.5, HANDLER, "acknowledge")
PLAN = Step(0, 14.2, HANDLER, "plan", {"plan": "今日调配人员和覆盖物，明日完成，后日自查。"})
AFTER = Step(2, 9.6, HANDLER, "after")
SUBMIT = Step(2, 10.0, HANDLER, "submit", {"measures": "已按要求整改到位，现场已清理并安排专人看管。"})
VERIFY = Step(3, 9.0, VERIFIER, "verify", {"note": "现场核查属实。"})
CLOSE = Step(3, 15.0, SUPERVISOR, "close")


def later(step: Step, day: int, hour: float, **change: Any) -> Step:
    """The same step at another moment, with other words."""
    form = {**step.form, **change}
    return Step(day, hour, step.who, step.act, form, step.due, step.done)


def half(step: Step, day: int, hour: float) -> Step:
    """An after-photo that shows half the work."""
    return Step(day, hour, step.who, step.act, step.form, step.due, 0.5)


def give_back(day: int, hour: float, reason: str) -> Step:
    """The verifier is not content."""
    return Step(day, hour, VERIFIER, "return", {"reason": reason}, due=2)


WORKING: Plot = [REPORT, ACCEPT, ASSIGN, TAKE]
SUBMITTED: Plot = [*WORKING, PLAN, AFTER, SUBMIT]
VERIFIED: Plot = [*SUBMITTED, VERIFY]
RETURNED: Plot = [
    *WORKING,
    half(AFTER, 1, 9.6),
    later(SUBMIT, 1, 10, measures="已覆盖大部分区域。"),
    give_back(1, 15, "东侧仍有裸露，未覆盖到位。"),
]
RETURNED_TWICE: Plot = [
    *RETURNED,
    half(AFTER, 2, 9.6),
    later(SUBMIT, 2, 10, measures="已补充覆盖。"),
    give_back(2, 14.6, "覆盖物未压实，风一吹就掀开，请固定。"),
]

PLOTS: dict[str, Plot] = {
    "reported": [REPORT],
    "rejected": [REPORT, Step(0, 10, SUPERVISOR, "reject", {"reason": "现场为雾气，不是烟尘。"})],
    "withdrawn": [REPORT, Step(0, 8.6, REPORTER, "withdraw", {"reason": "误报，重复拍摄。"})],
    "accepted": [REPORT, ACCEPT],
    "assigned": [REPORT, ACCEPT, ASSIGN],
    "refused": [
        REPORT,
        ACCEPT,
        ASSIGN,
        Step(0, 14, HANDLER, "refuse", {"reason": "该地块已移交园区管委会管理，不属本单位职责。"}),
    ],
    "working": [*WORKING, PLAN],
    "submitted": SUBMITTED,
    "returned": RETURNED,
    "returned_twice": RETURNED_TWICE,
    "verified": VERIFIED,
    "closed": [*VERIFIED, CLOSE],
    "closed_after_two_rounds": [
        *RETURNED,
        later(AFTER, 3, 9.6),
        later(SUBMIT, 3, 10, measures="已全部覆盖并压实，拍照留存。"),
        later(VERIFY, 4, 9),
        later(CLOSE, 4, 15),
    ],
    "extension_open": [
        *WORKING,
        Step(1, 10, HANDLER, "ask:extension", {"reason": "连日降雨，无法施工，申请延期。"}, due=5),
    ],
    "extended": [
        *WORKING,
        Step(1, 10, HANDLER, "ask:extension", {"reason": "设备采购需要时间。"}, due=12),
        Step(1, 15, SUPERVISOR, "answer:approve", {"note": "同意，请抓紧。"}),
    ],
    "extension_denied": [
        *WORKING,
        Step(1, 10, HANDLER, "ask:extension", {"reason": "人手不足。"}, due=9),
        Step(1, 15, SUPERVISOR, "answer:deny", {"note": "覆盖防尘网一日可完成，不同意延期。"}),
    ],
    "transferred": [
        *WORKING,
        Step(1, 9, HANDLER, "ask:transfer", {"reason": "该路段由交通运输部门养护。", "unit": "JT"}),
        Step(1, 11, SUPERVISOR, "answer:approve"),
        later(TAKE, 1, 14),
    ],
    "suspended": [
        *WORKING,
        Step(1, 9, HANDLER, "ask:suspension", {"reason": "工地因产权纠纷停工，复工后整改。"}, due=60),
        Step(1, 15, SUPERVISOR, "answer:approve", {"note": "同意挂账，停工期间须保持覆盖。"}),
    ],
    "resumed": [
        *WORKING,
        Step(1, 9, HANDLER, "ask:suspension", {"reason": "等待专项资金。"}, due=30),
        Step(1, 15, SUPERVISOR, "answer:approve"),
        Step(8, 10, SUPERVISOR, "resume", {"note": "资金已到位，恢复整改。"}),
    ],
    "relapsed": [
        *VERIFIED,
        CLOSE,
        Step(9, 10, SUPERVISOR, "reopen", {"ground": "relapse", "reason": "回头看发现再次露天堆放。"}),
        later(ASSIGN, 9, 11, instructions="死灰复燃，限期彻底清理，落实长效管理。"),
        later(TAKE, 9, 15),
    ],
    "recalled": [
        *WORKING,
        Step(1, 9, SUPERVISOR, "recall", {"reason": "派错单位。"}),
        later(ASSIGN, 1, 9.5),
    ],
    "voided": [*WORKING, Step(1, 10, SUPERVISOR, "void", {"reason": "经核实为应急抢险作业，已报备。"})],
    "merged": [REPORT, Step(0, 10.4, SUPERVISOR, "merge", {"note": "与另一上报为同一地点。"})],
    "supplemented": [
        *WORKING,
        Step(0, 15, REPORTER, "supplement", {"note": "下午复看，仍未动工。"}),
    ],
}

# A plot that happens today: minutes before now for each of its steps.
TODAY: dict[str, tuple[int, ...]] = {
    "reported": (35,),
    "accepted": (80, 50),
    "assigned": (150, 120, 90),
}


@dataclass(frozen=True)
class Clock:
    """Where a story lies in time: its report was `age` days before `now`, `shift` hours later than usual."""

    now: datetime
    age: int
    shift: float

    def moment(self, day: int, hour: float) -> datetime:
        """The instant of a day after the report and an hour of the city's clock, UTC."""
        today = self.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        minutes = round((hour + self.shift) * 60)
        return (today - timedelta(days=self.age - day) + timedelta(minutes=minutes)).astimezone(UTC)


def moments(plot: str, clock: Clock) -> list[datetime]:
    """When each step of a plot happens: all before now, in order."""
    steps = PLOTS[plot]
    if clock.age == 0:
        later = round(300 * clock.shift)
        return [clock.now - timedelta(minutes=minutes, seconds=later) for minutes in TODAY[plot]]
    found = [clock.moment(step.day, step.hour) for step in steps]
    if found != sorted(found) or found[-1] >= clock.now:
        raise ValueError(f"the plot {plot} does not fit {clock.age} days")
    return found


def end_of_day(moment: datetime) -> datetime:
    """Six in the evening of that day on the city's clock, UTC."""
    local = moment.astimezone(ZONE).replace(hour=END_OF_WORK, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC)
