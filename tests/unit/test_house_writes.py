"""Who may write what, read from the source: one writer of a status, one owner of a transaction, one clock."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY

PRODUCT = REPOSITORY / "inspect_app"
LONGEST_ROUTE = 10

# Who sets an attribute `status`, and why it is not the status of a case.
STATUS_WRITERS = {
    "inspect_app/cases/service.py act": "the one writer of a case's status",
    "inspect_app/core/errors.py __init__": "the HTTP status of a problem",
}
# Who asks a clock.
CLOCK_READERS = {
    "inspect_app/core/clock.py utc_now": "the one place",
    "inspect_app/evidence/spool.py sweep_spool": "the age of a file is told by the disk's own clock",
    "inspect_app/audit/witness_cli.py cosign_sight": "a witness is a program of its own, with its own clock",
}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product with its path from the root."""
    for file in sorted(PRODUCT.rglob("*.py")):
        yield str(file.relative_to(REPOSITORY)), ast.parse(file.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called, as far as it has one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def is_service(path: str) -> bool:
    """Whether a module holds services, by its name or its folder's."""
    return Path(path).stem == "service" or "service" in Path(path).parent.parts


def sets_status(node: ast.AST) -> bool:
    """An assignment to an attribute `status`, or a statement that updates the column."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    if any(
        isinstance(part, ast.Attribute) and part.attr == "status" for t in targets for part in ast.walk(t)
    ):
        return True
    if not isinstance(node, ast.Call):
        return False
    if ast.unparse(node.func) == "setattr":
        return "'status'" in ast.unparse(node)
    is_update = (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "values"
        and "update(Case)" in ast.unparse(node)
    )
    return is_update and any(word.arg == "status" for word in node.keywords)


def test_a_status_has_one_writer() -> None:
    writers = {
        f"{path} {function.name}"
        for path, tree in sources()
        for function in functions(tree)
        if any(sets_status(node) for node in ast.walk(function))
    }

    assert writers == set(STATUS_WRITERS)


def test_only_the_owner_of_a_transaction_commits_it() -> None:
    committers = {
        path
        for path, tree in sources()
        for _, name in calls(tree)
        if name.endswith((".commit", "session.begin", "session.begin_nested"))
    }

    assert committers == {"inspect_app/core/transaction.py", "inspect_app/core/sharing.py"}


def test_services_open_no_transaction() -> None:
    services = [path for path, _ in sources() if is_service(path)]
    openers = [
        path for path, tree in sources() if is_service(path) and "write_transaction" in ast.unparse(tree)
    ]

    assert len(services) > 8
    assert openers == []


def test_the_clock_is_read_in_one_place() -> None:
    readers = {
        f"{path} {function.name}"
        for path, tree in sources()
        for function in functions(tree)
        for node, name in calls(function)
        if name.rpartition(".")[2] in CLOCKS and name.split(".")[0] in {"datetime", "date", "dt", "time"}
    }

    assert readers == set(CLOCK_READERS)


def is_route(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark).startswith("blueprint.") for mark in function.decorator_list)


def body_lines(function: ast.FunctionDef) -> int:
    """The lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_routes_read_call_and_present() -> None:
    routes = [
        (path, function) for path, tree in sources() for function in functions(tree) if is_route(function)
    ]
    long = [f"{path} {route.name}" for path, route in routes if body_lines(route) > LONGEST_ROUTE]

    assert len(routes) > 40
    assert long == []


def marked(function: ast.FunctionDef, name: str) -> bool:
    return any(ast.unparse(mark).partition("(")[0] == name for mark in function.decorator_list)


def test_every_job_and_sweep_has_a_name_of_its_own() -> None:
    for mark in ("job", "sweep"):
        names = Counter(f.name for _, tree in sources() for f in functions(tree) if marked(f, mark))
        assert names, mark
        assert [name for name, count in names.items() if count > 1] == [], mark
