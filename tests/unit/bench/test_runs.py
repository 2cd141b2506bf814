"""A run of the bench keeps what it has measured when a part of it fails, and knows whose memory it counts."""

import json
import subprocess
import sys
from pathlib import Path

from bench.processes import kinds_of, peaks_mb
from bench.rows import Book, Row


def test_a_measurement_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    book = Book()
    with book.attempt("the first"):
        book.add(Row("a", "machine", 1, 1, 1.0, "/s"))
        raise OSError("no room")
    with book.attempt("the second"):
        book.add(Row("b", "machine", 1, 1, 2.0, "/s"))
    book.write(tmp_path / "results.json")
    kept = json.loads((tmp_path / "results.json").read_text())

    assert [row["name"] for row in kept["rows"]] == ["a", "b"]
    assert kept["failed"] == book.failed == ["the first: OSError: no room"]


def test_memory_is_counted_for_each_program_of_a_folder_and_those_below_it(tmp_path: Path) -> None:
    script = "import subprocess, sys; x = bytearray(90_000_000); subprocess.run(['cat']); print(len(x))"
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE)
    assert parent.stdin is not None
    kinds = {}
    while "cat" not in kinds:
        kinds = kinds_of(tmp_path)
    peaks = peaks_mb(kinds)
    parent.stdin.close()
    parent.wait()

    assert peaks.pop("cat") < 50
    assert [peak > 85 for peak in peaks.values()] == [True]
    assert peaks_mb({"gone": [parent.pid]}) == {}
