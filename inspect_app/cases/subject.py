"""How the log names a case."""

from uuid import UUID


def subject_of(case_id: UUID) -> str:
    """The subject of every entry about a case."""
    return f"case:{case_id}"
