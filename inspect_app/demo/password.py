"""The one password of all demo people: given, or made at the first start and kept for the later ones."""

import secrets
from pathlib import Path

KEPT_IN = "demo-password"


def demo_password(instance: Path, given: str | None) -> str:
    """The password of the city that is there; for a new city `given` or a generated one, kept in INSTANCE."""
    file = instance / KEPT_IN
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    password = given or f"{secrets.token_urlsafe(9)}-Aa1"
    instance.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"{password}\n", encoding="utf-8")
    return password
