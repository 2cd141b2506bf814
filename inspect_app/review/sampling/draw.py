"""The draw of a sample: a pure function that anybody can repeat from the log and a signed checkpoint.

The seed is made of what nobody can choose (a signature over the whole log) and of what was asked for, so the
person who asks cannot pick the cases. `docs/sampling.md` says the same in words, with a worked example.
"""

import hashlib
from collections.abc import Collection, Iterator

from inspect_app.audit.canonical import canonical

LABEL = b"inspect-sample@v1\n"
WORD = 1 << 64


def seed_of(note: str, auditor: int, begin_ms: int, end_ms: int, wanted: int) -> bytes:
    """32 bytes: SHA-256(label ‖ signed note ‖ canonical JSON of who asked for how many of which period)."""
    asked = {"auditor": auditor, "from": begin_ms, "n": wanted, "to": end_ms}
    return hashlib.sha256(LABEL + note.encode() + canonical(asked)).digest()


def draw(seed: bytes, cases: Collection[str], wanted: int) -> list[str]:
    """`wanted` of the cases (all when there are fewer) in the order drawn: Fisher–Yates over sorted ids."""
    pool = sorted(set(cases))
    words = stream(seed)
    count = min(wanted, len(pool))
    for place in range(count):
        other = place + below(len(pool) - place, words)
        pool[place], pool[other] = pool[other], pool[place]
    return pool[:count]


def stream(seed: bytes) -> Iterator[int]:
    """Numbers below 2⁶⁴: SHA-256(seed ‖ counter as 8 bytes), cut into four big-endian words, and so on."""
    counter = 0
    while True:
        block = hashlib.sha256(seed + counter.to_bytes(8)).digest()
        for start in range(0, len(block), 8):
            yield int.from_bytes(block[start : start + 8])
        counter += 1


def below(limit: int, words: Iterator[int]) -> int:
    """A number below `limit`, each equally likely: words of the last, incomplete round are thrown away."""
    fair = WORD - WORD % limit
    return next(word for word in words if word < fair) % limit


def digest_of(cases: list[str]) -> str:
    """What the log keeps of a list: SHA-256 over the ids, a line each, hex."""
    return hashlib.sha256("".join(f"{case}\n" for case in cases).encode()).hexdigest()
