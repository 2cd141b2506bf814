"""The rules of `flask doctor` that need no machine: whose account, how much room."""

import pytest

from config import Config, ConfigError
from inspect_app.operations.doctor.check import Grade
from inspect_app.operations.doctor.machine import GIB, Room, account_check

ROOT, SOMEBODY = 0, 4_000_990


@pytest.mark.parametrize(
    ("own", "owner", "strict", "grade", "words"),
    [
        (SOMEBODY, SOMEBODY, True, Grade.GOOD, "4000990"),
        (ROOT, SOMEBODY, True, Grade.WARNING, "run it as 4000990"),
        (ROOT, ROOT, True, Grade.BAD, "everything runs as root"),
        (ROOT, ROOT, False, Grade.WARNING, "everything runs as root"),
    ],
)
def test_root_is_for_trials_only(own: int, owner: int, strict: bool, grade: Grade, words: str) -> None:  # noqa: FBT001
    check = account_check(own, owner, strict=strict)

    assert check.grade == grade
    assert words in check.seen


@pytest.mark.parametrize(
    ("free", "files", "grade", "words"),
    [
        (50 * GIB, 10**6, Grade.GOOD, "50.0 GiB free at INSTANCE"),
        (50 * GIB, None, Grade.GOOD, "50.0 GiB free at INSTANCE"),
        (4 * GIB, 10**6, Grade.WARNING, "4.0 GiB free at INSTANCE"),
        (GIB // 2, 10**6, Grade.BAD, "0.5 GiB free at INSTANCE"),
        (50 * GIB, 99_999, Grade.WARNING, "INSTANCE can hold 99999 more files"),
        (GIB // 2, 99_999, Grade.BAD, "0.5 GiB free at INSTANCE"),
        (50 * GIB, 10, Grade.BAD, "INSTANCE can hold 10 more files"),
    ],
)
def test_a_disk_runs_out_of_bytes_or_of_files(free: int, files: int | None, grade: Grade, words: str) -> None:
    room = Room("INSTANCE", free, files)

    assert (room.grade, str(room)) == (grade, words)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "postgres://db/inspect", r"DATABASE_URL begins with postgresql\+psycopg://"),
        ("JOBS_URL", "amqp://queue", "JOBS_URL begins with one of"),
        ("S3_ENDPOINT", "s3.example.org", "S3_ENDPOINT takes an http"),
    ],
)
def test_addresses_that_no_driver_understands_stop_the_start(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Config.from_env({name: value})
