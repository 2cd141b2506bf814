"""The trust file: what an operator hands to a verifier in person, so that a bundle need not be believed."""

from typing import Any

from inspect_app.audit.checkpoints import known_keys
from inspect_app.core.settings import settings


def trust_file() -> dict[str, Any]:
    """The keys that ever signed this log, each with the checkpoint sizes it may sign."""
    keys = [
        {"vkey": key.vkey, "from_size": key.from_size, "until_size": key.until_size} for key in known_keys()
    ]
    return {"format": "inspect-trust@v1", "logs": [{"origin": settings().log_origin, "keys": keys}]}
