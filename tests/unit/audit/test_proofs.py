"""Proofs against the recursive definitions of RFC 6962, section 2.1, for every tree of up to 130 entries."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.merkle import leaf_hash, new_nodes, node_hash
from inspect_app.audit.proofs import (
    consistency_path,
    inclusion_path,
    verify_consistency,
    verify_inclusion,
)

MOST = 130
BODIES = [str(number).encode() for number in range(MOST)]
LEAVES = [leaf_hash(body) for body in BODIES]
NODES: dict[tuple[int, int], bytes] = {}
for _size, _leaf in enumerate(LEAVES):
    for _level, _index, _value in new_nodes(_size, _leaf, lambda level, index: NODES[level, index]):
        NODES[_level, _index] = _value


def read(level: int, index: int) -> bytes:
    return NODES[level, index]


def split(count: int) -> int:
    """The largest power of two below count."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


@cache
def mth(start: int, end: int) -> bytes:
    """MTH(D[start:end]) as the RFC defines it."""
    if end - start == 1:
        return LEAVES[start]
    k = split(end - start)
    return node_hash(mth(start, start + k), mth(start + k, end))


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end]) as the RFC defines it."""
    if end - start == 1:
        return []
    k = split(end - start)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, end)]
    return [*path(m - k, start + k, end), mth(start, start + k)]


def subproof(m: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:end], b) as the RFC defines it."""
    if m == end - start:
        return [] if whole else [mth(start, end)]
    k = split(end - start)
    if m <= k:
        return [*subproof(m, start, start + k, whole=whole), mth(start + k, end)]
    return [*subproof(m - k, start + k, end, whole=False), mth(start, start + k)]


def test_every_inclusion_proof_is_the_defined_one_and_verifies() -> None:
    for size in range(1, MOST + 1):
        root = mth(0, size)
        for index in range(size):
            proof = inclusion_path(index, size, read)
            assert proof == path(index, 0, size)
            assert verify_inclusion(index, size, LEAVES[index], proof, root)


def test_every_consistency_proof_is_the_defined_one_and_verifies() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency_path(old, new, read)
            assert proof == subproof(old, 0, new, whole=True)
            assert verify_consistency(old, new, mth(0, old), mth(0, new), proof)


def test_an_inclusion_proof_holds_for_no_other_place_size_leaf_or_root() -> None:
    for size in (1, 2, 3, 7, 8, 13, 64, 65, 100, 130):
        root = mth(0, size)
        for index in range(size):
            leaf, proof = LEAVES[index], inclusion_path(index, size, read)
            others = [
                (index + 1, size, leaf, proof, root),
                (index - 1, size, leaf, proof, root),
                (index, size, LEAVES[(index + 1) % MOST], proof, root),
                (index, size, leaf, proof, mth(0, size % MOST + 1)),
                (index, size, leaf, [*proof, leaf], root),
                (index, 0, leaf, proof, root),
                (index, size, leaf[:-1], proof, root),
                (index, size, leaf, proof, root[:-1]),
            ]
            others += [(index, size, leaf, proof[:n] + proof[n + 1 :], root) for n in range(len(proof))]
            others += [(index, size, leaf, broken(proof, n), root) for n in range(len(proof))]
            assert not any(verify_inclusion(*other) for other in others)


def test_a_consistency_proof_holds_for_no_other_trees() -> None:
    for new in (2, 3, 7, 8, 13, 64, 65, 100, 130):
        for old in range(1, new):
            first, second, proof = mth(0, old), mth(0, new), consistency_path(old, new, read)
            others = [
                (old, new, second, second, proof),
                (old, new, first, first, proof),
                (0, new, first, second, proof),
                (old, new, first, second, [*proof, first]),
                (old, new, first[:-1], second, proof),
                (new, old, second, first, proof),
            ]
            others += [(old, new, first, second, proof[:n] + proof[n + 1 :]) for n in range(len(proof))]
            others += [(old, new, first, second, broken(proof, n)) for n in range(len(proof))]
            assert not any(verify_consistency(*other) for other in others)


def broken(proof: list[bytes], place: int) -> list[bytes]:
    """The proof with one bit turned."""
    value = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    return [*proof[:place], value, *proof[place + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (5, 4)])
def test_what_is_not_in_the_tree_has_no_inclusion_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not among"):
        inclusion_path(index, size, read)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_sizes_that_cannot_be_compared_have_no_consistency_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        consistency_path(old, new, read)


def test_an_empty_old_tree_proves_nothing() -> None:
    assert not verify_consistency(0, 5, mth(0, 1), mth(0, 5), [])


@given(st.integers(1, MOST), st.integers(1, MOST), st.integers(0, MOST - 1), st.integers(0, MOST - 1))
def test_only_the_right_leaf_at_the_right_place_verifies(
    size: int, other: int, index: int, leaf: int
) -> None:
    index %= size
    proof = inclusion_path(index, size, read)
    right = verify_inclusion(index, other, LEAVES[leaf], proof, mth(0, other))
    assert right == (leaf == index and proof == (path(index, 0, other) if index < other else None))
