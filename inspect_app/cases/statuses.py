"""The words of a case's life: statuses, clocks and request kinds, each with its Chinese term."""

from enum import StrEnum


class Status(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    RETURNED = "returned"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


STATUS_LABELS: dict[str, dict[str, str]] = {
    Status.REPORTED: {"zh": "待立案", "en": "Reported"},
    Status.ACCEPTED: {"zh": "待派遣", "en": "Accepted"},
    Status.ASSIGNED: {"zh": "待签收", "en": "Assigned"},
    Status.RECTIFYING: {"zh": "整改中", "en": "Rectifying"},
    Status.RECTIFIED: {"zh": "待核查", "en": "Rectified"},
    Status.RETURNED: {"zh": "退回整改", "en": "Returned"},
    Status.VERIFIED: {"zh": "待销号", "en": "Verified"},
    Status.SUSPENDED: {"zh": "挂账", "en": "Suspended"},
    Status.CLOSED: {"zh": "已销号", "en": "Closed"},
    Status.REJECTED: {"zh": "不予立案/作废", "en": "Rejected"},
    Status.MERGED: {"zh": "并案", "en": "Merged"},
}

TERMINAL = frozenset({Status.CLOSED, Status.REJECTED, Status.MERGED})
OWING_WORK = (Status.ASSIGNED, Status.RECTIFYING, Status.RETURNED)  # the due date binds the unit here
OPEN = tuple(status for status in Status if status not in TERMINAL)


class ClockKind(StrEnum):
    """What somebody owes, by when."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    ACKNOWLEDGE = "acknowledge"
    ARRIVE = "arrive"
    RECTIFY = "rectify"
    VERIFY = "verify"


CLOCK_LABELS: dict[str, dict[str, str]] = {
    ClockKind.ACCEPT: {"zh": "立案时限", "en": "Accept by"},
    ClockKind.ASSIGN: {"zh": "派遣时限", "en": "Assign by"},
    ClockKind.ACKNOWLEDGE: {"zh": "签收时限", "en": "Acknowledge by"},
    ClockKind.ARRIVE: {"zh": "到场时限", "en": "Arrive by"},
    ClockKind.RECTIFY: {"zh": "整改时限", "en": "Rectify by"},
    ClockKind.VERIFY: {"zh": "核查时限", "en": "Verify by"},
}


class RequestKind(StrEnum):
    """What a unit may ask for while a case is open."""

    EXTENSION = "extension"
    TRANSFER = "transfer"
    SUSPENSION = "suspension"
    APPEAL = "appeal"


REQUEST_LABELS: dict[RequestKind, dict[str, str]] = {
    RequestKind.EXTENSION: {"zh": "延期申请", "en": "Extension"},
    RequestKind.TRANSFER: {"zh": "转办申请", "en": "Transfer"},
    RequestKind.SUSPENSION: {"zh": "挂账申请", "en": "Suspension"},
    RequestKind.APPEAL: {"zh": "超期申诉", "en": "Overdue appeal"},
}


class RequestState(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


UNDECIDED = (RequestState.REQUESTED, RequestState.REVIEWED)

REQUEST_STATE_LABELS: dict[RequestState, dict[str, str]] = {
    RequestState.REQUESTED: {"zh": "待审批", "en": "Requested"},
    RequestState.REVIEWED: {"zh": "初审通过，待复核", "en": "Reviewed once"},
    RequestState.APPROVED: {"zh": "已同意", "en": "Approved"},
    RequestState.DENIED: {"zh": "不同意", "en": "Denied"},
    RequestState.WITHDRAWN: {"zh": "已撤回", "en": "Withdrawn"},
}
