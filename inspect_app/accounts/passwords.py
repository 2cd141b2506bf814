"""What a password must be: two named policies, as pure rules.

`mlps` follows the habits of China's graded protection (GB/T 22239-2019, 8.1.4.1): kinds of characters,
regular change, no return to old passwords. `asvs` follows OWASP ASVS 5 (6.2) and NIST SP 800-63B-4: length
and a list of known passwords, no composition rule, no periodic change.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from zxcvbn import zxcvbn

LONGEST = 128
GUESSER_LENGTH = 72  # the guesser refuses longer input, and what is longer is not guessed
LEAST_SCORE = 2  # below it a password falls to a million guesses


@dataclass(frozen=True)
class Policy:
    """The numbers of a policy; `kinds` counts lower case, upper case, digits and everything else."""

    shortest: int
    kinds: int
    max_age: timedelta | None
    remembered: int


POLICIES = {
    "mlps": Policy(shortest=8, kinds=3, max_age=timedelta(days=90), remembered=5),
    "asvs": Policy(shortest=15, kinds=1, max_age=None, remembered=0),
}


def password_faults(policy_name: str, password: str, known_words: list[str]) -> list[str]:
    """Every reason why this password will not do; `known_words` are the person's names and numbers."""
    policy = POLICIES[policy_name]
    faults = []
    if len(password) < policy.shortest:
        faults.append(f"Use at least {policy.shortest} characters.")
    if len(password) > LONGEST:
        faults.append(f"Use at most {LONGEST} characters.")
    if kinds_in(password) < policy.kinds:
        faults.append(f"Use {policy.kinds} of: lower case, upper case, digits, other signs.")
    if contains_any(password, known_words):
        faults.append("Do not use your own name or user name.")
    if is_guessable(password, known_words):
        faults.append("This password is too easy to guess.")
    return faults


def kinds_in(password: str) -> int:
    """How many of the four kinds of characters appear."""
    tests = (
        str.islower,
        str.isupper,
        str.isdigit,
        lambda c: not (c.islower() or c.isupper() or c.isdigit()),
    )
    return sum(any(test(character) for character in password) for test in tests)


def contains_any(password: str, words: list[str]) -> bool:
    """True when one of the words (of three characters or more) stands in the password, whatever its case."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    return any(len(word) > 2 and word.casefold() in folded for word in words)


def is_guessable(password: str, known_words: list[str]) -> bool:
    """True for passwords on the lists of leaked ones and for easy patterns."""
    if not password:
        return True
    return zxcvbn(password[:GUESSER_LENGTH], user_inputs=known_words)["score"] < LEAST_SCORE


def is_due_for_change(policy_name: str, changed_at: datetime | None, now: datetime) -> bool:
    """True when the policy wants a change by now."""
    max_age = POLICIES[policy_name].max_age
    return changed_at is not None and max_age is not None and now - changed_at >= max_age
