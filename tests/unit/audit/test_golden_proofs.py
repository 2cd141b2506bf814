"""The golden file the phone is held to as well: what it calls proven is proven, and nothing else."""

import json
from typing import Any

import pytest

from inspect_app.audit.notes import NoteError, from_b64, parse_checkpoint, parse_note, parse_vkey
from inspect_app.audit.proofs import verify_consistency, verify_inclusion
from scripts.golden_proofs import PAGE, golden_text

GOLDEN = json.loads(PAGE.read_text(encoding="utf-8"))
HASHES = [from_b64(text) for text in GOLDEN["hashes"]]


def included(case: dict[str, Any]) -> bool:
    path = [HASHES[number] for number in case["path"]]
    return verify_inclusion(case["index"], case["size"], HASHES[case["leaf"]], path, HASHES[case["root"]])


def consistent(case: dict[str, Any]) -> bool:
    path = [HASHES[number] for number in case["path"]]
    roots = HASHES[case["old_root"]], HASHES[case["new_root"]]
    return verify_consistency(case["old"], case["new"], *roots, path)


def test_the_file_is_what_the_code_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == golden_text()


def test_good_proofs_hold_and_bent_ones_do_not() -> None:
    assert [case for case in GOLDEN["inclusion"] if not included(case)] == []
    assert [case for case in GOLDEN["consistency"] if not consistent(case)] == []
    assert [case for case in GOLDEN["not_inclusion"] if included(case)] == []
    assert [case for case in GOLDEN["not_consistency"] if consistent(case)] == []


@pytest.mark.parametrize("case", GOLDEN["notes"], ids=lambda case: case["why"])
def test_a_note_has_the_signers_it_claims(case: dict[str, Any]) -> None:
    keys = [parse_vkey(text) for text in case["keys"]]
    if case["signers"] is None:
        with pytest.raises(NoteError):
            parse_note(case["note"]).signers(keys)
    else:
        assert [key.vkey for key in parse_note(case["note"]).signers(keys)] == case["signers"]


@pytest.mark.parametrize("case", GOLDEN["checkpoints"], ids=lambda case: repr(case["text"]))
def test_a_checkpoint_says_one_thing_or_is_none(case: dict[str, Any]) -> None:
    if case["says"] is None:
        with pytest.raises(NoteError):
            parse_checkpoint(case["text"])
    else:
        found = parse_checkpoint(case["text"])
        said = case["says"]
        assert (found.origin, found.size, found.root) == (
            said["origin"],
            said["size"],
            from_b64(said["root"]),
        )
