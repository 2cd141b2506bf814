"""The Merkle tree of RFC 6962 (section 2.1): leaf and node hashes, and the root of a growing tree.

Only perfect subtrees are kept, under (level, index): the node at (level, i) covers the entries
i·2^level … (i+1)·2^level − 1. The root of any size follows from the O(log n) nodes on its right edge.
"""

import hashlib
from collections.abc import Callable

EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 ‖ body)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def frontier(size: int) -> list[tuple[int, int]]:
    """The (level, index) of the perfect subtrees that make up a tree of `size`, from left to right."""
    nodes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append((level, start >> level))
            start += 1 << level
    return nodes


def root_of(size: int, read: NodeReader) -> bytes:
    """The root of the first `size` entries, from stored perfect subtrees."""
    parts = [read(level, index) for level, index in frontier(size)]
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def new_nodes(size: int, leaf: bytes, read: NodeReader) -> list[tuple[int, int, bytes]]:
    """The nodes (level, index, hash) that appear when a leaf is appended to a tree of `size` entries."""
    level, index, value = 0, size, leaf
    nodes = [(level, index, value)]
    while index & 1:
        value = node_hash(read(level, index - 1), value)
        level, index = level + 1, index >> 1
        nodes.append((level, index, value))
    return nodes
