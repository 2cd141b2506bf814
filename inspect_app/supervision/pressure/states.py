"""Where a proposal and a document stand, in both languages, and who may move a document on. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from inspect_app.core.roles import Role


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ISSUED = "issued"
    DECLINED = "declined"


class DocumentState(StrEnum):
    """Where a document stands."""

    ISSUED = "issued"
    RECEIVED = "received"
    REPLIED = "replied"
    SIGNED_OFF = "signed_off"
    WITHDRAWN = "withdrawn"


class FindingCode(StrEnum):
    """What a unit failed to do with a document in time."""

    NOT_RECEIVED = "not_received"
    NOT_REPLIED = "not_replied"


Words = dict[str, str]

PROPOSAL_LABELS: dict[ProposalState, Words] = {
    ProposalState.OPEN: {"zh": "待决定", "en": "To be decided"},
    ProposalState.ISSUED: {"zh": "已发文", "en": "Issued"},
    ProposalState.DECLINED: {"zh": "不予采纳", "en": "Declined"},
}
DOCUMENT_LABELS: dict[DocumentState, Words] = {
    DocumentState.ISSUED: {"zh": "待签收", "en": "To be received"},
    DocumentState.RECEIVED: {"zh": "待回复", "en": "To be answered"},
    DocumentState.REPLIED: {"zh": "待销号", "en": "To be signed off"},
    DocumentState.SIGNED_OFF: {"zh": "已销号", "en": "Signed off"},
    DocumentState.WITHDRAWN: {"zh": "已撤销", "en": "Withdrawn"},
}
FINDING_LABELS: dict[FindingCode, Words] = {
    FindingCode.NOT_RECEIVED: {"zh": "未按时签收", "en": "Not received in time"},
    FindingCode.NOT_REPLIED: {"zh": "未按时回复", "en": "Not answered in time"},
}


@dataclass(frozen=True)
class Move:
    """One step of a document: from where, to where, by whom, and whether it needs words."""

    action: str
    sources: tuple[DocumentState, ...]
    target: DocumentState
    role: Role
    event: str
    zh: str
    en: str
    words_needed: bool = True


S = DocumentState
HANDLER, SUPERVISOR = Role.HANDLER, Role.SUPERVISOR
WITHDRAWABLE = (S.ISSUED, S.RECEIVED)
MOVES: tuple[Move, ...] = (
    Move(
        "receive",
        (S.ISSUED,),
        S.RECEIVED,
        HANDLER,
        "document_received",
        "签收",
        "Receive",
        words_needed=False,
    ),
    Move("reply", (S.RECEIVED,), S.REPLIED, HANDLER, "document_replied", "回复", "Answer"),
    Move("return", (S.REPLIED,), S.RECEIVED, SUPERVISOR, "document_returned", "退回重报", "Send back"),
    Move(
        "sign_off",
        (S.REPLIED,),
        S.SIGNED_OFF,
        SUPERVISOR,
        "document_signed_off",
        "销号",
        "Sign off",
        words_needed=False,
    ),
    Move("withdraw", WITHDRAWABLE, S.WITHDRAWN, SUPERVISOR, "document_withdrawn", "撤销", "Withdraw"),
)
ACTIONS = {move.action: move for move in MOVES}


@dataclass(frozen=True)
class Relation:
    """What a person is to a document: the roles held over it, and what that person did with it."""

    roles: frozenset[Role]
    issued: bool
    answered: bool


@dataclass(frozen=True)
class Refusal:
    """Why a person may not make a step that the state of the document allows."""

    code: str
    zh: str
    en: str


OWN_DOCUMENT = Refusal(
    "own_document",
    "发文人不能代表责任单位签收或回复。",
    "You issued this document; somebody else receives and answers it.",
)
OWN_ANSWER = Refusal(
    "own_answer",
    "回复人不能对自己的回复作出结论。",
    "You answered this document; somebody else decides about the answer.",
)


def open_moves(state: str, roles: Collection[Role]) -> list[Move]:
    """The steps that start here and belong to one of the roles."""
    return [move for move in MOVES if state in move.sources and move.role in roles]


def refusal_of(move: Move, relation: Relation) -> Refusal | None:
    """Separation of duties: who issued does not answer, who answered does not decide about the answer."""
    if move.role == Role.HANDLER and relation.issued:
        return OWN_DOCUMENT
    if move.action in {"return", "sign_off"} and relation.answered:
        return OWN_ANSWER
    return None
