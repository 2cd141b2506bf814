"""A file of one-time tokens for the operator to hand out: readable by its owner only, never overwritten."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from inspect_app.accounts.service.people import NewPerson


@contextmanager
def token_file(path: Path) -> Iterator[TextIO]:
    """A new file with mode 0600, gone again when the work inside fails. FileExistsError when it exists."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_tokens(file: TextIO, made: list[NewPerson]) -> None:
    """One line a person, on the disk before the caller commits: a committed token is never lost."""
    writer = csv.writer(file)
    writer.writerow(["username", "name", "one_time_token"])
    writer.writerows([new.person.username, new.person.name, new.token] for new in made)
    file.flush()
    os.fsync(file.fileno())
