"""The rules of the house that no linter knows: sizes, names, and that every file says what it is for."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
SOURCES = ("inspect_app", "scripts", "bench", "deploy", "tests", "config.py", "wsgi.py")
# An auditor takes this file away alone: it must be whole in itself.
WHOLE_IN_ITSELF = {"inspect_app/review/verifier/verify.py"}
# Imports inside a function: each with the reason why it cannot stand at the head.
LATE_IMPORTS: set[str] = set()


def tracked(*paths: str) -> list[Path]:
    """Files under version control, and new ones that nobody told git to ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return [REPOSITORY / line for line in listed.splitlines() if (REPOSITORY / line).is_file()]


def modules() -> list[Path]:
    return [file for file in tracked(*SOURCES) if file.suffix == ".py"]


def named(files: list[Path]) -> list[str]:
    return sorted(str(file.relative_to(REPOSITORY)) for file in files)


def test_there_is_something_to_check() -> None:
    assert len(modules()) > 30


def test_no_source_file_is_longer_than_one_can_hold_in_mind() -> None:
    front_end = [file for file in tracked("static/pwa/src") if file.suffix in {".ts", ".vue"}]

    long = [file for file in modules() + front_end if len(file.read_text().splitlines()) > LONGEST_FILE]

    assert set(named(long)) <= WHOLE_IN_ITSELF


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{file.name}:{f.lineno} {f.name}"
        for file in modules()
        for f in functions(file)
        if length(f) > LONGEST_FUNCTION
    ]

    assert long == []


def test_files_are_named_after_what_they_hold() -> None:
    assert named([file for file in modules() if file.stem in VAGUE]) == []


def test_package_files_are_empty() -> None:
    assert (
        named([file for file in modules() if file.name == "__init__.py" and file.read_text().strip()]) == []
    )


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        f
        for f in modules()
        if f.name != "__init__.py" and ast.get_docstring(ast.parse(f.read_text())) is None
    ]

    assert named(silent) == []


def test_imports_stand_at_the_head_of_the_file() -> None:
    late = [
        f"{file.relative_to(REPOSITORY)}" for file in modules() for f in functions(file) if imports_inside(f)
    ]

    assert set(late) == LATE_IMPORTS


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert named([file for file in modules() if word in file.read_text()]) == []


def test_no_large_file_is_under_version_control() -> None:
    large = [file for file in tracked(".") if file.stat().st_size > 500_000]

    assert named(large) == []


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imports_inside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
