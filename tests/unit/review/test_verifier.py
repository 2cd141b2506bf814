"""The verifier stands alone: what it knows of the rest of the program is compared with it here."""

import ast
import json
import re
import sys

import pytest

from inspect_app.audit import merkle, proofs
from inspect_app.audit.canonical import canonical
from inspect_app.cases.draws.ticket import Ticket, draw_person, seed_of
from inspect_app.cases.workflow import CASE_WORKFLOW
from inspect_app.review.verifier import verify
from inspect_app.review.verifier.pages import script, served_page, single_page, verifier_program


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    imported = set()
    for node in ast.walk(ast.parse(verifier_program())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_knows_the_workflow_table() -> None:
    expected: dict[str, tuple[str | None, set[str]]] = {}
    for row in CASE_WORKFLOW:
        _, sources = expected.get(row.action, (None, set()))
        expected[row.action] = (row.target, sources | set(row.sources))

    known = {action: (target, set(sources.split())) for action, (target, sources) in verify.ACTIONS.items()}
    assert known == expected


def test_both_verifiers_say_the_same() -> None:
    page = script()

    for zh, en in verify.TITLES.values():
        assert f'["{zh}", "{en}"]' in page
    for zh, en in verify.NOT_PROVED:
        assert f'<li>{zh}<span class="en">{en}</span></li>' in served_page()
    for action, (target, sources) in verify.ACTIONS.items():
        assert f"{action}: [{json.dumps(target)}, {json.dumps(sources)}]" in page


def drawn_case(actor: int) -> verify.Case:
    """A submission, the draw of person 31 behind it, and a verdict, as docs/draws.md works it out."""
    subject = "case:01900000-0000-7000-8000-000000000001"
    submitted = {"kind": "rectification_submitted", "subject": subject, "actor": 7, "facts": {}}
    raw = canonical(submitted)
    ticket = Ticket("verify", subject.removeprefix("case:"), 0, 1, merkle.leaf_hash(raw).hex())
    pool = [4, 9, 12, 31]
    asked = {"purpose": "verify", "round": 0, "attempt": 1, "pool": pool, "seed": seed_of(ticket, pool).hex()}
    drawn = {"kind": "verifier_drawn", "actor": 7, "facts": asked | {"drawn": draw_person(ticket, pool)}}
    passed = {"kind": "rectification_verified", "actor": actor or drawn["facts"]["drawn"]}
    passed["facts"] = {"action": "verify", "from": "rectified"}
    bodies = [submitted, drawn | {"subject": subject}, passed | {"subject": subject}]
    case = verify.Case(None, {"subjects": [subject]}, None, {})  # type: ignore[arg-type]
    case.entries = {n: verify.Entry(n, canonical(body), body) for n, body in enumerate(bodies)}
    return case


def test_it_draws_again_and_sees_who_came() -> None:
    assert list(verify.check_draws(drawn_case(actor=0))) == []

    somebody_else = drawn_case(actor=5)
    assert [en for _, en in verify.check_draws(somebody_else)] == [
        "entry 2: who judged the work is not who was drawn"
    ]
    arranged = drawn_case(actor=0)
    arranged.entries[1].facts["pool"] = [4, 9, 12]
    assert ["does not match" in en for _, en in verify.check_draws(arranged)] == [True]
    uncalled = drawn_case(actor=0)
    uncalled.entries[0].body["kind"] = "case_supplemented"
    assert "does not call for a draw" in next(iter(verify.check_draws(uncalled)))[1]


def test_the_page_in_a_bundle_talks_to_nobody() -> None:
    page = single_page()

    assert "src=" not in page
    assert "default-src 'none'; script-src 'sha256-" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|eval)\(", page)


def grown(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """The subtrees that the log keeps."""
    nodes: dict[tuple[int, int], bytes] = {}
    for number, leaf in enumerate(leaves):
        fresh = merkle.new_nodes(number, leaf, lambda level, index: nodes[level, index])
        nodes.update({(level, index): value for level, index, value in fresh})
    return nodes


@pytest.mark.parametrize("size", range(1, 34))
def test_its_proofs_are_those_of_the_log(size: int) -> None:
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    nodes, stack = grown(leaves), []

    def read(level: int, index: int) -> bytes:
        return nodes[level, index]

    for leaf in leaves:
        verify.grow(stack, leaf)
    root = merkle.root_of(size, read)
    assert verify.fold(stack) == root
    for index, leaf in enumerate(leaves):
        path = proofs.inclusion_path(index, size, read)
        assert verify.included(index, size, leaf, path, root)
        assert not verify.included(index, size, leaf, [*path, root], root)
        assert not verify.included(index, size, bytes(32), path, root)
        old, older = index + 1, merkle.root_of(index + 1, read)
        path = proofs.consistency_path(old, size, read)
        assert verify.consistent(old, size, older, root, path)
        assert not verify.consistent(old, size, bytes(32), root, path)
        assert not verify.consistent(old, size, older, root, [*path, root])


@pytest.mark.parametrize(
    "raw",
    [b'{"a":1.0}', b'{"a":1e3}', b'{"a":NaN}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'{"a": 1}', b'"\\u00e9"'],
)
def test_a_second_spelling_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"canonical|integer"):
        verify.parse_canonical(raw)


def test_its_canonical_form_is_ours() -> None:
    value = {"𠮷": [1, None, True, '\u2028\x7f\n"\\'], "ﬀ": {"b": -5, "a": ""}}

    assert verify.canonical(value) == canonical(value)
    assert verify.parse_canonical(canonical(value)) == value
