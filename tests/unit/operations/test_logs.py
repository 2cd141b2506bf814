"""The forms of a log line, and what is taken out of it."""

import json
import logging
import sys

import pytest

from config import Config
from inspect_app.core.logs import HIDDEN, JsonLines, Redactor, ShortLines, begin, formatter, note, redactor


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("inspect.test", logging.WARNING, "file.py", 7, message, arguments, None)
    made.__dict__.update(more)
    return made


def test_a_line_is_one_json_object_whatever_is_in_the_message() -> None:
    begin(request_id="r-1")
    note(case_id="c-1")
    line = JsonLines(Redactor()).format(record("two\nlines of %s", "扬尘", facts={"ms": 3}))
    begin()

    assert "\n" not in line
    told = json.loads(line)
    assert (told["message"], told["level"], told["logger"]) == (
        "two\nlines of 扬尘",
        "warning",
        "inspect.test",
    )
    assert (told["request_id"], told["case_id"], told["ms"]) == ("r-1", "c-1", 3)
    assert told["at"].endswith("Z")


def test_new_work_forgets_what_was_known_of_the_last() -> None:
    begin(case_id="c-1")
    begin(job="derive_photo")
    told = json.loads(JsonLines(Redactor()).format(record("x")))
    begin()

    assert (told["job"], "case_id" in told) == ("derive_photo", False)


def test_an_exception_stands_in_its_line_without_secrets() -> None:
    try:
        int("postgresql://inspect:pass-of-nine@db/inspect")
    except ValueError:
        line = JsonLines(Redactor()).format(record("it broke", exc_info=sys.exc_info()))

    assert "ValueError" in json.loads(line)["exception"]
    assert "pass-of-nine" not in line


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer MARK",
        "{'Cookie': '__Host-sid=MARK; theme=dark'}",
        'body {"password": "MARK"}',
        "s3_secret=MARK&x=1",
        "redis://:MARK@queue:6379/0",
        "X-Amz-Signature=MARK",
    ],
)
def test_ways_in_are_known_by_their_form(text: str) -> None:
    said = Redactor()(text.replace("MARK", "k3y-0f-n1ne-cups"))

    assert "k3y-0f-n1ne-cups" not in said
    assert HIDDEN in said


def test_the_settings_own_secrets_are_taken_out_word_for_word() -> None:
    config = Config(s3_secret="abcdefgh12", database_url="postgresql+psycopg://u:hidden-pass@h/d")

    said = redactor(config)("S3 said abcdefgh12, the database hidden-pass; case YH-2026-000123 is fine")

    assert said == f"S3 said {HIDDEN}, the database {HIDDEN}; case YH-2026-000123 is fine"


def test_the_setting_chooses_the_form() -> None:
    assert isinstance(formatter(Config(log_format="json")), JsonLines)
    assert isinstance(formatter(Config(log_format="text")), ShortLines)
