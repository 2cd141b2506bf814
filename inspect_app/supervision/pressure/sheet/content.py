"""What a document says on paper: its head, its grounds in words, what is ordered, and where the log has it.

Pure; the paper is Chinese, as the offices that send it write. Times are shown in the zone given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from inspect_app.audit.notes import NoteError, parse_checkpoint, parse_note
from inspect_app.supervision.pressure.grounds import ground_words
from inspect_app.supervision.pressure.ladder import Rung

TITLES: dict[Rung, str] = {
    Rung.REMINDER: "提醒函",
    Rung.URGING: "督办单",
    Rung.CIRCULAR: "通报",
    Rung.INTERVIEW: "约谈通知书",
    Rung.LISTING: "挂牌督办通知书",
    Rung.SPECIAL_INSPECTION: "专项督察通知书",
}
NO_CHECKPOINT = "签发时日志尚无签名检查点"


@dataclass(frozen=True)
class NamedCase:
    """A case as the paper names it."""

    number: str
    category: str


@dataclass(frozen=True)
class Letter:
    """What is known of a document, with its names already read."""

    rung: Rung
    number: str
    issuing_unit: str
    unit: str
    addressee: str
    demand: str
    basis: tuple[Mapping[str, Any], ...]
    cases: Mapping[str, NamedCase]
    issued_by: str
    issued_at: datetime
    receive_due_at: datetime
    reply_due_at: datetime
    address: str
    log_index: int
    leaf_hash: str
    checkpoint: str | None


@dataclass(frozen=True)
class Sheet:
    """The paper, part by part; `record` are the lines beside the QR code of `address`."""

    heading: str
    title: str
    number: str
    to: str
    opening: str
    grounds: tuple[str, ...]
    demand: str
    terms: str
    signature: tuple[str, ...]
    record: tuple[str, ...]
    address: str
    issued_at: datetime


def sheet_of(letter: Letter, zone: tzinfo) -> Sheet:
    """The paper of a document."""
    receive, reply = moment(letter.receive_due_at, zone), moment(letter.reply_due_at, zone)
    return Sheet(
        heading=letter.issuing_unit,
        title=TITLES[letter.rung],
        number=letter.number,
        to=f"{letter.unit}（{letter.addressee}）：" if letter.addressee else f"{letter.unit}：",
        opening="经核，你单位承办的下列问题需要督促：",
        grounds=tuple(grounds_of(letter)),
        demand=letter.demand,
        terms=f"请于 {receive} 前签收，并于 {reply} 前书面回复整改情况。逾期将记入本文书。",
        signature=(letter.issuing_unit, f"签发人：{letter.issued_by}", moment(letter.issued_at, zone)),
        record=tuple(record_of(letter)),
        address=letter.address,
        issued_at=letter.issued_at,
    )


def grounds_of(letter: Letter) -> Iterable[str]:
    """The grounds that rules found, then the cases that no ground names."""
    named = {ground.get("case") for ground in letter.basis}
    for ground in letter.basis:
        yield ground_line(ground, letter.cases)
    for case_id, case in letter.cases.items():
        if case_id not in named:
            yield f"{case.number} {case.category}。"


def ground_line(ground: Mapping[str, Any], cases: Mapping[str, NamedCase]) -> str:
    """One ground in words, with its case if it has one."""
    words = ground_words(ground)["zh"]
    case = cases.get(ground.get("case") or "")
    return f"{case.number} {case.category}：{words}。" if case else f"{words}。"


def record_of(letter: Letter) -> Iterable[str]:
    """Where the log has the document, and how long the log was when it was issued."""
    yield f"扫码查看记录：{letter.address}"
    yield f"日志序号 {letter.log_index}"
    yield f"叶哈希 {letter.leaf_hash}"
    yield from checkpoint_lines(letter.checkpoint)


def checkpoint_lines(note: str | None) -> list[str]:
    """Name, size and root of the last signed checkpoint at the issue."""
    if note is None:
        return [NO_CHECKPOINT]
    try:
        checkpoint = parse_checkpoint(parse_note(note).text)
    except NoteError:
        return ["签发时的日志检查点无法读取"]
    return [f"签发时日志检查点：{checkpoint.origin}，{checkpoint.size} 条", f"根哈希 {checkpoint.root.hex()}"]


def moment(at: datetime, zone: tzinfo) -> str:
    """A local time as offices write it."""
    local = at.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
