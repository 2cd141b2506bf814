"""Words of notices in both languages, filled in: numbers, categories, times, never names of people. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from inspect_app.core.clock import from_millis

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_LINES = 10  # of a digest


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in a language; Chinese for a language that is not ours."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Message:
    """What is shown somewhere: a line, and a sentence below it."""

    title: str
    text: str


DIGEST_TITLE = Words("您有 {n} 条新通知", "You have {n} new notices")
DIGEST_REST = Words("…还有 {n} 条", "… and {n} more")


def fill(words: Words, values: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """The sentence with its values; a value that is missing reads as nothing."""
    shown = Shown({name: show(value, language, zone) for name, value in values.items()})
    return words.in_language(language).format_map(shown).strip()


class Shown(dict[str, str]):
    """Values as text; what is not there is empty."""

    def __missing__(self, _name: str) -> str:
        return ""


def show(value: object, language: str, zone: tzinfo) -> str:
    """A value as people read it: labels by language, `{"at": milliseconds}` as local time."""
    if isinstance(value, Mapping) and "at" in value:
        return moment(from_millis(int(value["at"])).astimezone(zone), language)
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("zh", ""))
    return str(value)


def moment(at: datetime, language: str) -> str:
    """A local time as in `11月25日 18:00`, `25 Nov 18:00`."""
    if language == "en":
        return f"{at.day} {at:%b %H:%M}"
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def digest(messages: list[Message], language: str) -> Message:
    """Several messages as one: how many, and the first lines of each."""
    lines = [f"· {message.title} {message.text}" for message in messages[:MOST_LINES]]
    if len(messages) > MOST_LINES:
        lines.append(DIGEST_REST.in_language(language).format(n=len(messages) - MOST_LINES))
    return Message(DIGEST_TITLE.in_language(language).format(n=len(messages)), "\n".join(lines))
