"""The screens of the tour: who sees what, and what for. Every route of the app has at least one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One picture of the tour: the route, the person, and a sentence for the page.

    `path` may name `{case:STATUS}` (a case of that status the person sees), `{sample}` (a drawn sample),
    `{duty_table}` and `{document}` (the newest one of this person), `{entry}` (a site of the registry).
    """

    name: str
    route: str
    path: str
    who: str
    title: str
    words: str


SCREENS = (
    Screen("signin", "signin", "signin", "", "Sign in 登录", "One account for each person; the name is remembered, the password is not."),
    Screen("reset", "reset", "reset", "", "New password 重设密码", "A one-time code from the system administrator, and a new password."),
    Screen("home-inspector", "home", "", "inspector", "Home of an inspector 巡查员首页", "One large button to report; what waits to be sent and what came back."),
    Screen("report", "report", "report", "inspector", "Report 上报", "Photo first, then what and where; every change is kept on the phone."),
    Screen("reports", "reports", "reports", "inspector", "My reports 我的上报", "What became of each report."),
    Screen("outbox", "outbox", "outbox", "inspector", "Outbox 发件箱", "What has not been sent yet and why; nothing is deleted without a receipt."),
    Screen("rescue", "rescue", "rescue", "supervisor", "Rescue 救援导入", "What a broken phone had not sent, from the file that it exported."),
    Screen("map", "map", "map", "inspector", "Map 地图", "Grids and cases; the same as a list."),
    Screen("home-supervisor", "home", "", "supervisor", "Home of a supervisor 督导员首页", "What is late, what is new, and how the fortnight went."),
    Screen("cases", "cases", "cases", "supervisor", "Cases 案件", "The inbox, by urgency."),
    Screen("case-reported", "case", "cases/{case:reported}", "supervisor", "A new case 待立案", "Accept, reject or merge; a button that is not possible says why."),
    Screen("proposals", "documents", "documents#proposals", "supervisor", "Proposals 督办建议", "What the dated rules propose; a person issues a document or declines with a reason."),
    Screen("documents", "documents", "documents", "handler", "Documents 督办文书", "What the unit has to receive and to answer."),
    Screen("document", "document", "documents/{document}", "handler", "A document 文书", "Grounds, demand, deadlines by the calendar; receipt, answer and sign-off."),
    Screen("registry", "registry", "registry", "inspector", "The registry 监管对象", "Sites, enterprises, vehicles; what should be looked at again says so."),
    Screen("entry", "entry", "registry/{entry}", "supervisor", "A site 一个工地", "What is registered, who is responsible, its cases, visits and changes."),
    Screen("visit", "visit", "registry/{entry}/visit", "inspector", "A visit 现场检查", "The city's checklist, with or without a network; what fails becomes a case."),
    Screen("new-entry", "new-entry", "registry/new", "supervisor", "Enter something 登记", "A doubtful credit code or plate is told beside its field, never refused."),
    Screen("led-grids", "led-grids", "registry/grids", "supervisor", "Leaders of grids 网格责任人", "Who is responsible for each grid, named and relieved here; those without anybody in one touch."),
    Screen("ledger", "ledger", "ledger?signoff=waiting", "supervisor", "The ledger 台账", "Every case with its owner, clocks and proof; closings are signed off one by one."),
    Screen("duties", "duties", "duties", "supervisor", "Duty tables 职责分工表", "Who leads what where, since when; drafts are tried before they are in force."),
    Screen("duty-table", "duty-table", "duties/{duty_table}", "supervisor", "A duty table 一张分工表", "Rows, what is wrong with them, and a trial on last month's cases."),
    Screen("roster", "roster", "roster", "supervisor", "The roster 值班表", "Whom to call now, and who is on duty in the next two weeks."),
    Screen("indicators", "indicators", "indicators", "supervisor", "Indicators 指标", "What each number means, how sure it is, and the way to its cases."),
    Screen("ranking", "indicators", "indicators?code=disposal_rate&by=unit", "auditor", "A ranking 排名", "No rank on few cases; the groups add up to the whole."),
    Screen("by-site", "indicators", "indicators?code=closing_rate&by=site", "supervisor", "By site 按工地", "What is registered by how much trouble it makes; each number opens its cases."),
    Screen("hand-over", "hand-over", "hand-over", "supervisor", "Superiors' lists 交办清单", "What superiors handed down under their own numbers, compared with our cases and followed to the end."),
    Screen("day", "day", "day", "supervisor", "The day 每日四件事", "Summary, analysis, report, feedback; what is missing says so."),
    Screen("home-handler", "home", "", "handler", "Home of a unit 责任单位首页", "What is due here."),
    Screen("case-rectifying", "case", "cases/{case:rectifying}", "handler", "Rectifying 整改中", "What is owed by when, and the photos that are required."),
    Screen("home-verifier", "home", "", "verifier", "Home of a verifier 核查员首页", "What waits for a check."),
    Screen("case-rectified", "case", "cases/{case:rectified}", "verifier", "Before and after 整改前后", "Both photos in one place, and the hints in words."),
    Screen("case-closed", "case", "cases/{case:closed}", "supervisor", "A closed case 已销号", "The whole story, as the log tells it."),
    Screen("home-auditor", "home", "", "auditor", "Home of an auditor 审计员首页", "Reads everything, changes no case."),
    Screen("review", "review", "review", "auditor", "The log 日志", "Every entry, searched and exported."),
    Screen("samples", "samples", "review/samples", "auditor", "Samples 抽查", "Cases drawn at random; nobody chooses the seed."),
    Screen("look-backs", "look-backs", "look-backs", "supervisor", "Look-backs 回头看", "Closed cases that somebody visits once more; whoever was drawn sees their own."),
    Screen("signals", "signals", "review/signals", "auditor", "Signals 疑点", "Hints that verification may be arranged, with their harmless causes; the weekly re-checks."),
    Screen("sample", "sample", "review/samples/{sample}", "auditor", "One sample 抽样结果", "The drawn cases and a verdict for each."),
    Screen("custody", "custody", "review/cases/{case:closed}/custody", "auditor", "Chain of custody 证据链", "Each step, checked in this browser."),
    Screen("people", "people", "admin/people", "sysadmin", "People 人员", "Accounts; roles are given by the security administrator."),
    Screen("units", "units", "admin/units", "sysadmin", "Units 单位", "The tree of units."),
    Screen("me", "me", "me", "inspector", "Me 我的", "Theme, language, storage, sign-ins."),
    Screen("notices", "notices", "notices", "handler", "Notices 消息", "What concerns this person, newest first."),
    Screen("notice", "notice", "notices/999999999", "handler", "A notice that is gone 消息已不在", "A link from a message leads to its case; this is what it says when there is none."),
    Screen("notice-settings", "notice-settings", "me/notices", "handler", "How to hear of it 消息设置", "Which channel for what, and when it is quiet."),
    Screen("robots", "robots", "admin/robots", "sysadmin", "Robots 群机器人", "Messages of a unit in its group chat."),
    Screen("password", "password", "password", "inspector", "Change the password 修改密码", "With the present password."),
    Screen("sessions", "sessions", "me/sessions", "inspector", "Sign-ins 登录设备", "Every browser that is signed in; each can be ended."),
    Screen("tokens", "tokens", "me/tokens", "inspector", "Tokens 访问令牌", "For machines; shown once."),
    Screen("devices", "devices", "me/devices", "inspector", "Signing keys 设备密钥", "Browsers whose statements about photos are signed."),
    Screen("witness", "witness", "me/witness", "inspector", "Witness 日志见证", "What this phone has seen of the log."),
    Screen("lost", "lost", "nowhere", "inspector", "No such page 页面不存在", "And the way back."),
)  # fmt: skip
