"""Inclusion and consistency proofs of RFC 6962 (2.1.1, 2.1.2): made from stored subtrees, checked from
hashes alone.

Making: the path algorithms of RFC 6962, each subtree root computed from O(log n) stored nodes. Checking: the
iterative algorithms of RFC 9162 (2.1.3.2, 2.1.4.2), with the lengths checked before anything is hashed.
"""

from collections.abc import Sequence

from inspect_app.audit.merkle import NodeReader, node_hash

HASH_SIZE = 32
LONGEST_PROOF = 64


def largest_power_below(size: int) -> int:
    """The largest power of two smaller than `size` (> 1)."""
    return 1 << (size - 1).bit_length() - 1


def subtree_root(start: int, end: int, read: NodeReader) -> bytes:
    """The hash over the entries start … end-1, where start is a multiple of the power of two at or above
    the span.
    """
    span = end - start
    if span & (span - 1) == 0:
        level = span.bit_length() - 1
        return read(level, start >> level)
    middle = start + largest_power_below(span)
    return node_hash(subtree_root(start, middle, read), subtree_root(middle, end, read))


def inclusion_path(index: int, size: int, read: NodeReader) -> list[bytes]:
    """The hashes that lead from entry `index` to the root of the first `size` entries; ValueError out of
    range.
    """
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not among the first {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if index < middle:
            path.append(subtree_root(middle, end, read))
            end = middle
        else:
            path.append(subtree_root(start, middle, read))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, read: NodeReader) -> list[bytes]:
    """The hashes that show that the first `old` entries are a prefix of the first `new`; ValueError out of
    range.
    """
    if not 0 < old <= new:
        raise ValueError(f"sizes {old} and {new} cannot be compared")
    path: list[bytes] = []
    start, end, complete = 0, new, True
    while old != end:
        middle = start + largest_power_below(end - start)
        if old <= middle:
            path.append(subtree_root(middle, end, read))
            end = middle
        else:
            path.append(subtree_root(start, middle, read))
            start, complete = middle, False
    if not complete:
        path.append(subtree_root(start, end, read))
    return path[::-1]


def well_formed(hashes: Sequence[bytes]) -> bool:
    """Whether every hash has the right length and the proof is not absurdly long."""
    return len(hashes) <= LONGEST_PROOF and all(len(value) == HASH_SIZE for value in hashes)


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the entry with hash `leaf` is at `index` in the tree of `size` with
    `root`.
    """
    if not 0 <= index < size or not well_formed([leaf, root, *path]):
        return False
    position, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `old` entries is a prefix of the tree of `new` entries."""
    if not 0 < old <= new or not well_formed([old_root, new_root, *path]):
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
