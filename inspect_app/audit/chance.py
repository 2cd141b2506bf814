"""Drawing by lot: pure functions that turn a seed into a choice, the same for everybody who repeats it."""

import hashlib
from collections.abc import Collection, Iterator
from typing import TypeVar

WORD = 1 << 64

Item = TypeVar("Item", str, int)


def pick(seed: bytes, items: Collection[Item], wanted: int) -> list[Item]:
    """`wanted` of the items (all when there are fewer) in the order drawn: Fisher–Yates over sorted ones."""
    pool = sorted(set(items))
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


def digest_of(items: list[str]) -> str:
    """What the log keeps of a list: SHA-256 over the ids, a line each, hex."""
    return hashlib.sha256("".join(f"{item}\n" for item in items).encode()).hexdigest()
