"""The tag of answers that follow from the log alone: while it does not grow, nothing is computed again."""

import json
from typing import Any

from inspect_app.audit.queries import log_size
from inspect_app.core.context import Actor
from inspect_app.core.etags import tag_of


def log_tag(actor: Actor, *about: Any) -> str:
    """The entity tag of what this person is told about `about` while the log does not grow."""
    grants = sorted([grant.role, grant.unit_id] for grant in actor.grants)
    return tag_of(json.dumps([log_size(), grants, *about], ensure_ascii=False, default=str).encode())
