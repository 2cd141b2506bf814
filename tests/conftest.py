"""What every test of the suite stands on."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
PAIRS = ("sqlite-files", "postgres-s3")
SAID = "said"  # the property of a test whose value is printed at the end of the run
# The same examples in every run, and none of them hurried: a failure once in a thousand runs helps nobody.
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
# Files with the longest tests. The keyboard makes the demo city early, so that few stand and wait for it.
LONGEST = ("test_real_input", "test_keyboard", "test_auditor", "test_map", "test_accessibility", "test_tour")


@pytest.fixture(scope="session")
def shared_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin first, so that at the end of the run no worker waits long for another."""
    items.sort(key=turn)


def turn(item: pytest.Item) -> int:
    """The place of a test's file in `LONGEST`; the others follow as they were found."""
    return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests ran on each pair, so that a pair left out is seen, and what tests want said."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    tests = (r for kind in ("passed", "failed", "error") for r in terminalreporter.getreports(kind))
    reports = [r for r in tests if isinstance(r, pytest.TestReport)]  # a file that cannot be read reports too
    for name in PAIRS:
        count = sum(f"[{name}" in r.nodeid or f"-{name}" in r.nodeid for r in reports if r.when == "call")
        terminalreporter.write_line(f"pair {name}: {count} tests")
    for words in [words for report in reports for key, words in report.user_properties if key == SAID]:
        terminalreporter.write_line(str(words))
