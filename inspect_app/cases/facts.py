"""The frozen view of a case that guards see: everything a decision may depend on, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime

from inspect_app.cases.statuses import RequestKind
from inspect_app.core.roles import Role


@dataclass(frozen=True)
class Facts:
    """What is true of one case for one actor at `now` (aware UTC).

    `roles` are those the actor holds over this very case: scope is already in them.
    """

    status: str
    roles: frozenset[Role]
    now: datetime
    two_stage: bool = False
    is_reporter: bool = False
    is_assigner: bool = False
    is_verifier: bool = False
    of_handling_unit: bool = False
    somebody_may_verify: bool = True
    somebody_may_close: bool = True
    after_photos_stored: int = 0
    after_photos_awaited: int = 0
    open_requests: frozenset[RequestKind] = field(default_factory=frozenset)
    extensions_granted: int = 0
    is_requester: bool = False
    overdue: bool = False
    mode: str | None = None
    planned: bool = False
    arriving: bool = False
    request_kind: str | None = None
    is_first_reviewer: bool = False
    somebody_else_may_review: bool = True
    blind: bool = False
    own_check_photo: str | None = None
    draw: str | None = None  # `drawn`, `nobody`, or None where no verifier is drawn
    is_drawn: bool = False
    draw_widest: bool = False
    redraws_left: bool = True
    look_back_open: bool = False
    look_back_mine: bool = False
    look_back_of_nobody: bool = False
    look_back_photo: bool = False
    refusals: int = 0
    helps: bool = False
    by_table: bool = False
    suggested_unit: int | None = None
    several_units: bool = False

    @property
    def in_scope(self) -> bool:
        """Whether the case exists for the actor."""
        return bool(self.roles) or self.is_reporter
