"""Answers as JSON: instants in the one wire form, and readable whatever they quote."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from inspect_app.core.json_writer import json_bytes


class Pair(NamedTuple):
    """A tuple with names."""

    first: int
    second: str


NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
WRITTEN: list[tuple[Any, Any]] = [
    ({"zh": "扬尘", "none": None, "yes": True}, {"zh": "扬尘", "none": None, "yes": True}),
    (NINE, "2026-11-21T09:00:00.000Z"),  # orjson itself would leave the milliseconds out
    (NINE.astimezone(timezone(timedelta(hours=8))), "2026-11-21T09:00:00.000Z"),
    (NINE.replace(microsecond=120_000), "2026-11-21T09:00:00.120Z"),
    (date(2026, 11, 21), "2026-11-21"),
    (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    (Pair(1, "b"), [1, "b"]),
    ({1: "one", None: 2}, {"1": "one", "None": 2}),
    ({"half": "a\ud800b", "\udc00": ["\ud800"]}, {"half": "a?b", "?": ["?"]}),
    ([1 << 80, -(1 << 70), 1 << 63], [1 << 80, -(1 << 70), 1 << 63]),
    (34.65, 34.65),
]


@pytest.mark.parametrize(("value", "read"), WRITTEN)
def test_what_is_written_reads_as_what_was_meant(value: Any, read: Any) -> None:
    assert json.loads(json_bytes([value])) == [read]


def test_bytes_are_compact_and_not_escaped() -> None:
    assert json_bytes({"a": ["渣土", 1]}) == '{"a":["渣土",1]}'.encode()


def test_what_has_no_form_in_json_is_refused() -> None:
    for value in ({1, 2}, object(), {"deep": [b"bytes"]}):
        with pytest.raises(TypeError):
            json_bytes(value)
