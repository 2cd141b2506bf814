"""The Merkle tree against the recursive definition of RFC 6962, section 2.1."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.canonical import canonical
from inspect_app.audit.merkle import EMPTY_ROOT, frontier, leaf_hash, new_nodes, node_hash, root_of


def defined_root(bodies: list[bytes]) -> bytes:
    """MTH of RFC 6962 word for word: the oracle."""
    if not bodies:
        return hashlib.sha256(b"").digest()
    if len(bodies) == 1:
        return hashlib.sha256(b"\x00" + bodies[0]).digest()
    k = 1
    while k * 2 < len(bodies):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(bodies[:k]) + defined_root(bodies[k:])).digest()


def grown(bodies: list[bytes]) -> dict[tuple[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}
    for size, body in enumerate(bodies):
        for level, index, value in new_nodes(size, leaf_hash(body), lambda lv, ix: nodes[lv, ix]):
            assert (level, index) not in nodes
            nodes[level, index] = value
    return nodes


def test_the_root_of_every_size_up_to_130_follows_the_definition() -> None:
    bodies = [str(n).encode() for n in range(130)]
    nodes = grown(bodies)
    for size in range(131):
        assert root_of(size, lambda lv, ix: nodes[lv, ix]) == defined_root(bodies[:size])


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of(0, lambda *_: b"") == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_leaf_can_never_pass_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_the_frontier_covers_every_entry_once() -> None:
    for size in range(200):
        covered = [n for level, index in frontier(size) for n in range(index << level, (index + 1) << level)]
        assert covered == list(range(size))


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_any_list_of_bodies_gives_the_defined_root(bodies: list[bytes]) -> None:
    nodes = grown(bodies)
    assert root_of(len(bodies), lambda lv, ix: nodes[lv, ix]) == defined_root(bodies)


def test_canonical_json_has_sorted_keys_no_spaces_and_plain_utf8() -> None:
    assert canonical({"b": 1, "a": ["尘", None, True]}) == '{"a":["尘",null,true],"b":1}'.encode()


@pytest.mark.parametrize("value", [1.5, {"a": 0.0}, [float("nan")], {1: "a"}, b"bytes", {"a": {2}}])
def test_what_has_no_single_byte_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
