"""Writes tests/golden/log_proofs.json: proofs and notes that Python and the phone must judge alike."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.merkle import leaf_hash, new_nodes, root_of
from inspect_app.audit.notes import Checkpoint, Note, b64, sign, verifier_for
from inspect_app.audit.proofs import consistency_path, inclusion_path

PAGE = Path(__file__).resolve().parents[1] / "tests" / "golden" / "log_proofs.json"
MOST, EVERY = 70, 17
ORIGIN = "inspect.example/log"

Case = dict[str, Any]


def build_nodes() -> dict[tuple[int, int], bytes]:
    """All subtree hashes of the log whose entry n is the decimal text of n."""
    nodes: dict[tuple[int, int], bytes] = {}
    for size in range(MOST):
        for level, index, value in new_nodes(size, leaf_hash(str(size).encode()), lambda *key: nodes[key]):
            nodes[level, index] = value
    return nodes


NODES = build_nodes()


def read(level: int, index: int) -> bytes:
    """A stored subtree hash."""
    return NODES[level, index]


def root(size: int) -> bytes:
    """The root over the first `size` entries."""
    return root_of(size, read)


def picks(size: int, first: int, last: int) -> list[int]:
    """All positions of a small tree, the telling ones of a larger one."""
    if size <= EVERY:
        return list(range(first, last + 1))
    power = 1 << (size - 1).bit_length() - 1
    wanted = {first, first + 1, size // 3, power - 1, power, last - 1, last}
    return sorted(number for number in wanted if first <= number <= last)


def inclusion(index: int, size: int) -> Case:
    """A true inclusion proof."""
    path = inclusion_path(index, size, read)
    return {"index": index, "size": size, "leaf": read(0, index), "path": path, "root": root(size)}


def consistency(old: int, new: int) -> Case:
    """A true consistency proof."""
    path = consistency_path(old, new, read)
    return {"old": old, "new": new, "old_root": root(old), "new_root": root(new), "path": path}


def flipped(value: bytes) -> bytes:
    """The same hash with one bit turned."""
    return bytes([value[0] ^ 1]) + value[1:]


def bent_paths(path: Sequence[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """What can be wrong with a list of hashes."""
    yield "a hash too many", [*path, read(0, 0)]
    if path:
        yield "the last hash is missing", list(path[:-1])
        yield "one bit turned", [flipped(path[0]), *path[1:]]
        yield "a short hash", [path[0][:31], *path[1:]]
    if len(path) > 1:
        yield "two hashes swapped", [path[1], path[0], *path[2:]]


def bent_inclusions() -> Iterator[Case]:
    """Inclusion proofs that prove nothing."""
    for index, size in [(0, 1), (0, 2), (2, 3), (5, 7), (6, 7), (10, 16), (68, 70), (64, 70)]:
        good = inclusion(index, size)
        for why, path in bent_paths(good["path"]):
            yield {"why": why, **good, "path": path}
        yield {"why": "another leaf", **good, "leaf": flipped(good["leaf"])}
        yield {"why": "another root", **good, "root": flipped(good["root"])}
        yield {"why": "an index beyond the tree", **good, "index": size}
        yield {"why": "a negative index", **good, "index": -1}
        yield {"why": "a tree of nothing", **good, "size": 0}


def bent_consistencies() -> Iterator[Case]:
    """Consistency proofs that prove nothing."""
    for old, new in [(1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (8, 16), (33, 70), (64, 70), (70, 70)]:
        good = consistency(old, new)
        for why, path in bent_paths(good["path"]):
            yield {"why": why, **good, "path": path}
        yield {"why": "another old root", **good, "old_root": flipped(good["old_root"])}
        yield {"why": "another new root", **good, "new_root": flipped(good["new_root"])}
        yield {"why": "an old tree of nothing", **good, "old": 0}
        yield {"why": "an old tree larger than the new", **good, "old": new + 1}


def key(seed: int) -> Ed25519PrivateKey:
    """A key that everybody knows."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def vkey(seed: int, name: str = ORIGIN) -> str:
    """Its verifier key."""
    return verifier_for(name, key(seed).public_key().public_bytes_raw()).vkey


def signed(text: str, *seeds: int) -> str:
    """A note under keys."""
    return Note(text, tuple(sign(text, ORIGIN, key(seed)) for seed in seeds)).encoded()


def notes() -> Iterator[Case]:
    """Notes, the keys that are known, and which of them signed; null for a note that must be refused."""
    text = Checkpoint(ORIGIN, 42, root(42)).text()
    one, both = signed(text, 1), signed(text, 2, 1)
    line = one.rsplit("\n\n")[1]
    cut = line[:-6] + "\n"
    yield {"why": "one key", "note": one, "keys": [vkey(1)], "signers": [vkey(1)]}
    yield {"why": "two keys", "note": both, "keys": [vkey(1), vkey(2)], "signers": [vkey(2), vkey(1)]}
    yield {"why": "two signed, one is known", "note": both, "keys": [vkey(1)], "signers": [vkey(1)]}
    yield {"why": "nobody known signed", "note": one, "keys": [vkey(3)], "signers": []}
    yield {
        "why": "the size was changed",
        "note": one.replace("\n42\n", "\n43\n"),
        "keys": [vkey(1)],
        "signers": None,
    }
    yield {
        "why": "an unknown algorithm beside",
        "note": one + other_line(),
        "keys": [vkey(1)],
        "signers": [vkey(1)],
    }
    yield {
        "why": "another text, the same signature",
        "note": one.replace(ORIGIN, "other/log", 1),
        "keys": [vkey(1)],
        "signers": None,
    }
    yield {"why": "a cut signature", "note": f"{text}\n{cut}", "keys": [vkey(1)], "signers": None}
    yield {"why": "no signature", "note": f"{text}\n", "keys": [vkey(1)], "signers": None}
    yield {"why": "no blank line", "note": text + line, "keys": [vkey(1)], "signers": None}
    yield {"why": "no line break at the end", "note": one[:-1], "keys": [vkey(1)], "signers": None}
    yield {
        "why": "a hyphen for the dash",
        "note": one.replace("\u2014 ", "- "),
        "keys": [vkey(1)],
        "signers": None,
    }
    yield {"why": "a carriage return", "note": one.replace("\n", "\r\n"), "keys": [vkey(1)], "signers": None}


def other_line() -> str:
    """A signature line of an algorithm nobody here knows."""
    return f"\u2014 witness.example {b64(bytes([9, 9, 9, 9]) + bytes(range(72)))}\n"


def checkpoints() -> Iterator[Case]:
    """Texts that are checkpoints, with what they say, and texts that are none (null)."""
    value = b64(root(42))
    said = {"origin": ORIGIN, "size": 42, "root": value}
    yield {"text": f"{ORIGIN}\n42\n{value}\n", "says": said}
    yield {"text": f"{ORIGIN}\n42\n{value}\nan extension\n", "says": said}
    for text in [
        f"{ORIGIN}\n042\n{value}\n",
        f"{ORIGIN}\n-1\n{value}\n",
        f"{ORIGIN}\n42\n{value[:-4]}\n",
        f"{ORIGIN}\n42\n{value[:-2]}=\n",
        f"{ORIGIN}\n42\n",
        f"\n42\n{value}\n",
        f"{ORIGIN}\n42\n{value}",
    ]:
        yield {"text": text, "says": None}


def in_pool(value: Any, pool: dict[bytes, int]) -> Any:
    """The same with each hash as its place in the pool."""
    if isinstance(value, bytes):
        return pool.setdefault(value, len(pool))
    if isinstance(value, dict):
        return {name: in_pool(item, pool) for name, item in value.items()}
    return [in_pool(item, pool) for item in value] if isinstance(value, list) else value


def block(name: str, items: list[Any]) -> str:
    """One part of the file, one case a line."""
    lines = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    return f'"{name}":[\n' + ",\n".join(lines) + "\n]"


def golden_text() -> str:
    """The file; `hashes` are in base64, and elsewhere a hash is its place among them."""
    sizes = range(1, MOST + 1)
    pool: dict[bytes, int] = {}
    parts: dict[str, list[Case]] = {
        "inclusion": [inclusion(index, size) for size in sizes for index in picks(size, 0, size - 1)],
        "consistency": [consistency(old, size) for size in sizes for old in picks(size, 1, size)],
        "not_inclusion": list(bent_inclusions()),
        "not_consistency": list(bent_consistencies()),
        "notes": list(notes()),
        "checkpoints": list(checkpoints()),
    }
    blocks = [block(name, in_pool(cases, pool)) for name, cases in parts.items()]
    return "{" + ",\n".join([*blocks, block("hashes", [b64(value) for value in pool])]) + "}\n"


if __name__ == "__main__":
    PAGE.write_text(golden_text(), encoding="utf-8")
