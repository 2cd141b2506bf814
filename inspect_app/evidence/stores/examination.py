"""What an examination of an object store says: each claim held against the store as it really is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from inspect_app.core.errors import Problem


class Verdict(StrEnum):
    """What came of one claim. `ABSENT`: the store does not offer it, and nothing relies on it."""

    HOLDS = "holds"
    FAILS = "fails"
    ABSENT = "absent"


@dataclass(frozen=True)
class Claim:
    """One claim: what is tried, whether evidence needs it, and what follows when it does not hold."""

    name: str
    needed: bool
    consequence: str
    attempt: Callable[[], Verdict]


@dataclass(frozen=True)
class Finding:
    """One line of the table."""

    claim: Claim
    verdict: Verdict

    @property
    def alarming(self) -> bool:
        """Whether evidence is not safe here."""
        return self.claim.needed and self.verdict != Verdict.HOLDS


def examine(claims: Iterable[Claim]) -> list[Finding]:
    """Try every claim in order; a store that answers with an error does not hold that claim."""
    return [Finding(claim, tried(claim)) for claim in claims]


def tried(claim: Claim) -> Verdict:
    """The verdict on one claim."""
    try:
        return claim.attempt()
    except Problem:
        return Verdict.FAILS


def holds(condition: object) -> Verdict:
    """HOLDS or FAILS."""
    return Verdict.HOLDS if condition else Verdict.FAILS
