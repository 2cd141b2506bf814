#!/usr/bin/env python3
"""Checks an evidence bundle or a log export of Inspect (蓝天巡查) without the server that made it.

    python verify.py bundle.zip --trust trust.json

Needs Python 3.11 and `cryptography`, nothing else. Whom to trust stands in trust.json, which must reach you on
another way than the bundle: no key inside a bundle is ever believed. For each claim the answer is PASS, FAIL or
NOT PROVEN. Exit code 0: everything passed. 1: something failed. 2: nothing failed, but something is not proven
because the trust file, or what it asks for, is missing.
"""

import argparse
import base64
import hashlib
import json
import re
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PASS, FAIL, NOT_PROVEN = "PASS", "FAIL", "NOT PROVEN"
Json = dict[str, Any]
Text = tuple[str, str]  # Chinese, English
Faults = Iterator[Text]

# ---------------------------------------------------------------------------------------------- the zip file

NAME = re.compile(r"((originals|bodies|payloads|proofs|timestamps|log)/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MAX_FILES, MAX_FILE, MAX_TOTAL, MAX_RATIO = 200_000, 256 << 20, 64 << 30, 300
CHUNK = 1 << 20


class Archive:
    """The zip under examination; nothing is ever unpacked to disk."""

    def __init__(self, path: str) -> None:
        self.zip = zipfile.ZipFile(path)
        self.infos = self.zip.infolist()
        self.names = {info.filename for info in self.infos}
        self.known: dict[str, tuple[str, int]] = {}

    def read(self, name: str) -> bytes:
        """The bytes of a file; ValueError when it is absent or too large to be looked at."""
        if name not in self.names:
            raise ValueError(f"{name} is missing")
        with self.zip.open(name) as file:
            data = file.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise ValueError(f"{name} is too large")
        return data

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of a file, read once and piece by piece."""
        if name not in self.known:
            digest, size = hashlib.sha256(), 0
            with self.zip.open(name) as file:
                while piece := file.read(CHUNK):
                    digest.update(piece)
                    size += len(piece)
            self.known[name] = digest.hexdigest(), size
        return self.known[name]

    def folder(self, name: str) -> list[str]:
        """The files of a folder."""
        return sorted(path for path in self.names if path.startswith(name + "/"))


def check_zip(archive: Archive) -> Faults:
    """Names that leave the folder, doubles, links, secrets, and bombs."""
    seen: set[str] = set()
    if len(archive.infos) > MAX_FILES or sum(info.file_size for info in archive.infos) > MAX_TOTAL:
        yield "文件过多或总量过大", "too many files, or too much altogether"
    if archive.infos and min(info.header_offset for info in archive.infos) != 0:
        yield "压缩包前有多余数据", "there are bytes in front of the zip"
    for info in archive.infos:
        name = info.filename
        if not NAME.fullmatch(name) or name != info.orig_filename:
            yield f"文件名不安全：{name!r}", f"unsafe file name {name!r}"
        if name.lower() in seen:
            yield f"文件名重复：{name}", f"the name {name} stands twice"
        seen.add(name.lower())
        kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where a zip tool notes no kind
        if kind not in {0, stat.S_IFREG} or info.flag_bits & 1:
            yield f"不是普通文件：{name}", f"{name} is a link, a folder or encrypted"
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            yield f"压缩方式不支持：{name}", f"{name} is packed in an unknown way"
        if info.file_size > MAX_FILE or info.file_size > 4096 + info.compress_size * MAX_RATIO:
            yield f"文件过大：{name}", f"{name} unpacks to {info.file_size} bytes, which is refused"


def check_manifest(archive: Archive, manifest: Json) -> Faults:
    """Every file is the one the manifest lists, and there is no other."""
    listed = manifest["files"]
    for name in sorted(archive.names - set(listed) - {"manifest.json"}):
        yield f"清单之外的文件：{name}", f"{name} is not in the manifest"
    for name, claim in sorted(listed.items()):
        if name not in archive.names:
            yield f"缺少文件：{name}", f"{name} is missing"
        elif archive.digest(name) != (claim["sha256"], claim["size"]):
            yield f"文件与清单不符：{name}", f"{name} is not the file the manifest lists"


# --------------------------------------------------------------------- canonical bytes, hashes, proofs, notes


def refuse(word: str) -> Any:
    """For numbers that have no single byte form."""
    raise ValueError(f"{word} is not an integer")


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value: sorted keys, no spaces, no floats."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parse_canonical(raw: bytes) -> Any:
    """Read canonical JSON; ValueError when the bytes are any other spelling of it."""
    value = json.loads(raw.decode(), parse_float=refuse, parse_constant=refuse)
    if canonical(value) != raw:
        raise ValueError("not canonical JSON")
    return value


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962, 2.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: whether the path leads from the leaf to the root."""
    if not 0 <= index < size or any(len(value) != 32 for value in path):
        return False
    position, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and value == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the first `old` entries are a prefix of the first `new`."""
    if not 0 < old <= new or any(len(value) != 32 for value in path):
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else path
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    if not hashes:
        return False
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def b64(text: str) -> bytes:
    """Strict base64."""
    return base64.b64decode(text, validate=True)


@dataclass
class Note:
    """A checkpoint as it stands in the bundle: the signed text, its three lines, and the signature lines."""

    raw: str
    text: str
    origin: str
    size: int
    root: bytes
    lines: list[tuple[str, bytes]]  # name, key id and signature


def parse_note(raw: bytes) -> Note:
    """Read a C2SP checkpoint; ValueError when it is none."""
    whole = raw.decode()
    text, separator, signatures = whole.rpartition("\n\n")
    head = text.split("\n")
    if not separator or not whole.endswith("\n") or len(head) < 3 or not head[1].isascii():
        raise ValueError("not a signed checkpoint")
    if not re.fullmatch("0|[1-9][0-9]{0,15}", head[1]) or len(b64(head[2])) != 32:
        raise ValueError("a checkpoint without size or root")
    lines = []
    for line in signatures.splitlines():
        dash, name, blob = line.split(" ")
        if dash != "\u2014":
            raise ValueError("not a signature line")
        lines.append((name, b64(blob)))
    return Note(whole, text + "\n", head[0], int(head[1]), b64(head[2]), lines)


@dataclass
class Key:
    """A verifier key of the trust file; `kind` is 1 for a log and 4 for a witness."""

    name: str
    kind: int
    id: bytes
    public: Ed25519PublicKey


def parse_key(vkey: str) -> Key:
    """Read `name+hex+base64`; ValueError when it contradicts itself."""
    name, hexadecimal, encoded = vkey.strip().split("+", 2)
    raw = b64(encoded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] not in {1, 4} or key_id.hex() != hexadecimal:
        raise ValueError(f"the trust file has a bad key for {name}")
    return Key(name, raw[0], key_id, Ed25519PublicKey.from_public_bytes(raw[1:]))


def signed_by(note: Note, key: Key) -> bool | None:
    """Whether the key signed the checkpoint; None when it does not stand there."""
    verdict = None
    for name, blob in note.lines:
        if (name, blob[:4]) != (key.name, key.id):
            continue
        signature, message = blob[4:], note.text.encode()
        if key.kind == 4:  # C2SP cosignature/v1: eight bytes of time, then the signature
            seconds, signature = int.from_bytes(blob[4:12], "big"), blob[12:]
            message = f"cosignature/v1\ntime {seconds}\n".encode() + message
        try:
            key.public.verify(signature, message)
        except InvalidSignature:
            return False
        verdict = True
    return verdict


# -------------------------------------------------------------------------------------------- what is claimed


@dataclass
class Claim:
    """One line of the answer."""

    code: str
    title: Text
    verdict: str = PASS
    faults: list[Text] = field(default_factory=list)


@dataclass
class Entry:
    """One log entry of the bundle."""

    index: int
    raw: bytes
    body: Json

    @property
    def facts(self) -> Json:
        """What the entry says in the open."""
        facts: Json = self.body["facts"]
        return facts


class Unproven(Exception):
    """Not wrong, but nobody said whom to trust."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = (zh, en)


@dataclass
class Case:
    """What the checks of a case bundle share."""

    archive: Archive
    manifest: Json
    note: Note
    trust: Json
    entries: dict[int, Entry] = field(default_factory=dict)

    @property
    def subjects(self) -> dict[str, list[Entry]]:
        """The entries of the case and of cases merged into it, each in the order of the log."""
        found: dict[str, list[Entry]] = {subject: [] for subject in self.manifest["subjects"]}
        for index in sorted(self.entries):
            found.get(self.entries[index].body["subject"], []).append(self.entries[index])
        return found

    @property
    def own(self) -> list[Entry]:
        """The entries of the case itself."""
        return self.subjects[self.manifest["subjects"][0]]

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The entries of some kinds, in the order of the log."""
        return [self.entries[i] for i in sorted(self.entries) if self.entries[i].body["kind"] in kinds]

    def payload(self, entry: Entry) -> Json | None:
        """What was disclosed of an entry; None when it was erased."""
        name = f"payloads/{entry.index}.json"
        if name not in self.archive.names:
            return None
        opened: Json = json.loads(self.archive.read(name))["payload"]
        return opened


SHAPE: dict[str, tuple[type, ...]] = {
    "v": (int,), "kind": (str,), "subject": (str,), "seq": (int,), "prev": (int, type(None)),
    "actor": (int, type(None)), "at": (int,), "facts": (dict,), "commit": (str,),
}  # fmt: skip


def parse_body(raw: bytes) -> Json:
    """Read the body of an entry; ValueError when it is not of version 1."""
    body = parse_canonical(raw)
    wrong = not isinstance(body, dict) or any(
        not isinstance(body.get(name, ...), kinds) for name, kinds in SHAPE.items()
    )
    if wrong or body["v"] != 1 or not re.fullmatch("[0-9a-f]{64}", body["commit"]):
        raise ValueError("not an entry of version 1")
    return dict(body)


def index_of(name: str) -> int:
    """The log index in a file name such as bodies/17.json."""
    digits = name.partition("/")[2].partition(".")[0]
    if not re.fullmatch("0|[1-9][0-9]{0,15}", digits):
        raise ValueError(f"{name} is not named by an index")
    return int(digits)


def check_entries(case: Case) -> Faults:
    """Each body is canonical and of a known shape, and belongs to this case."""
    for name in case.archive.folder("bodies"):
        try:
            raw = case.archive.read(name)
            entry = Entry(index_of(name), raw, parse_body(raw))
        except (ValueError, RecursionError):
            yield f"{name} 不是规范的日志条目", f"{name} is not a canonical log entry"
            continue
        case.entries[entry.index] = entry
        if entry.body["subject"] not in case.manifest["subjects"] and entry.body["kind"] != "log_key_rotated":
            yield f"{name} 属于其他案件", f"{name} belongs to something else"
    if not case.entries:
        yield "没有日志条目", "there are no log entries"


def check_inclusion(case: Case) -> Faults:
    """Each body is in the signed log, at its index."""
    for name in case.archive.folder("proofs"):
        if index_of(name) not in case.entries:
            yield f"{name} 没有对应条目", f"{name} proves an entry that is not here"
    for index, entry in sorted(case.entries.items()):
        name = f"proofs/{index}.tlog-proof"
        if name not in case.archive.names:
            yield f"条目 {index} 没有证明", f"entry {index} comes without a proof"
            continue
        head, _, note = case.archive.read(name).decode().partition("\n\n")
        version, position, *path = head.split("\n")
        if version != "c2sp.org/tlog-proof@v1" or position != f"index {index}" or note != case.note.raw:
            yield f"{name} 不是该检查点的证明", f"{name} is not a proof for this entry and checkpoint"
        elif not included(
            index, case.note.size, leaf_hash(entry.raw), [b64(p) for p in path], case.note.root
        ):
            yield (
                f"条目 {index} 不在已签名的日志中（内容或证明被改动）",
                f"entry {index} is not in the signed log: its body or its proof was changed",
            )


def check_signature(note: Note, manifest: Json, trust: Json) -> Faults:
    """A trusted key of this very log signed the checkpoint, at a size for which it was valid."""
    if manifest["origin"] != note.origin or manifest["checkpoint_size"] != note.size:
        yield "检查点与清单不符", "the checkpoint is not the one the manifest names"
    if not trust.get("logs"):
        raise Unproven("未提供可信日志公钥（--trust）", "no trusted log key was given (--trust)")
    keys = [key for log in trust["logs"] if log["origin"] == note.origin for key in log["keys"]]
    if not keys:
        yield f"日志 {note.origin} 不在信任文件中", f"the log {note.origin} is not in your trust file"
        return
    good = []
    for entry in keys:
        key, until = parse_key(entry["vkey"]), entry.get("until_size")
        in_time = entry.get("from_size", 0) <= note.size and (until is None or note.size <= until)
        verdict = signed_by(note, key) if key.kind == 1 and key.name == note.origin else None
        if verdict is False:
            yield (
                "检查点签名不正确（伪造或被改动）",
                "the signature under the checkpoint is forged or damaged",
            )
        good.append(verdict and in_time)
    if not any(good):
        yield (
            "没有在有效期内的可信密钥签名",
            "no trusted key that was valid at this size signed the checkpoint",
        )


def check_witnesses(archive: Archive, note: Note, trust: Json, needed: int) -> Faults:
    """As many independent witnesses as the trust file asks for saw the log, up to what matters here.

    They see a checkpoint some time after it was signed: the bundle holds the last one they saw (`witnessed`), and
    the proof that the bundle's own checkpoint only adds to it.
    """
    wanted, seen = trust["witnesses"], [note]
    if "witnessed" in archive.names:
        older = parse_note(archive.read("witnessed"))
        path = [b64(line) for line in archive.read("witnessed-consistency").decode().split()]
        if older.origin != note.origin or not consistent(older.size, note.size, older.root, note.root, path):
            yield "见证人看到的是另一份日志", "what the witnesses saw is not the beginning of this log"
        seen.append(older)
    keys, reached, most = [parse_key(vkey) for vkey in wanted["keys"]], 0, 0
    for checkpoint in seen:
        verdicts = [signed_by(checkpoint, key) for key in keys]
        if False in verdicts:
            yield "见证签名不正确", "the signature of a witness is forged or damaged"
        most = max(most, verdicts.count(True))
        if verdicts.count(True) >= wanted["quorum"]:
            reached = max(reached, checkpoint.size)
    if not reached:
        zh, en = f"只有 {most} 个可信见证，要求 {wanted['quorum']} 个", f"{most} trusted witnesses signed"
        raise Unproven(zh, f"{en}, {wanted['quorum']} are asked for")
    if reached < needed:
        raise Unproven(
            f"见证人只看到前 {reached} 条，本包需要 {needed} 条",
            f"the witnesses saw the first {reached} entries, this takes {needed}",
        )


def check_timestamps(archive: Archive) -> Faults:
    """A token, where there is one, speaks about this checkpoint; its own signature is openssl's work."""
    imprint = b"\x04\x20" + hashlib.sha256(archive.read("checkpoint")).digest()
    tokens = archive.folder("timestamps")
    for name in tokens:
        if imprint not in archive.read(name):
            yield f"{name} 不是该检查点的时间戳", f"{name} is not a timestamp of this checkpoint"
    command = f"openssl ts -verify -in {tokens[0] if tokens else 'TOKEN'} -data checkpoint -CAfile ROOTS"
    reason = ("请另行验证：", "check it with: ") if tokens else ("没有时间戳。", "there is no token. ")
    raise Unproven(reason[0] + command, reason[1] + command)


# ------------------------------------------------------------------------------------------- the case itself

ACTIONS = {
    "accept": ("accepted", "reported"), "reject": ("rejected", "reported"),
    "withdraw": ("rejected", "reported"), "merge": ("merged", "reported accepted"),
    "restore": ("reported", "rejected merged"), "assign": ("assigned", "accepted"),
    "involve": (None, "assigned rectifying returned"),
    "acknowledge": ("rectifying", "assigned"), "refuse": ("accepted", "assigned"),
    "recall": ("accepted", "assigned rectifying returned"), "arrive": (None, "rectifying returned"),
    "plan": (None, "rectifying returned"),
    "supplement": (None, "reported accepted assigned rectifying rectified returned verified suspended"),
    "submit": ("rectified", "rectifying returned"), "verify": ("verified", "rectified"),
    "return": ("returned", "rectified verified"), "close": ("closed", "verified"),
    "suspend": ("suspended", "rectifying returned"), "resume": ("rectifying", "suspended"),
    "void": ("rejected", "accepted assigned rectifying returned suspended"),
    "reopen": ("accepted", "closed"),
    "redraw": (None, "rectified"), "widen": (None, "rectified"),
    "look_back": (None, "closed"), "look_back_redraw": (None, "closed"),
}  # fmt: skip


def check_history(case: Case) -> Faults:
    """No entry of the case is left out up to the request for this bundle, which is one of them."""
    for subject, entries in case.subjects.items():
        last = None
        for seq, entry in enumerate(entries):
            if entry.body["seq"] != seq:
                yield (
                    f"{subject} 的第 {seq} 条记录缺失或顺序被改动",
                    f"entry number {seq} of {subject} is missing, or the order was changed",
                )
                break
            if entry.body["prev"] != last:
                yield f"条目 {entry.index} 的前驱不符", f"entry {entry.index} names another predecessor"
            last = entry.index
        if not entries or entries[0].body["kind"] != "case_reported":
            yield f"{subject} 没有上报记录", f"{subject} does not begin with a report"
    asked = [e for e in case.own if e.facts.get("bundle") == case.manifest["bundle"]]
    if not asked or asked[0].body["kind"] != "bundle_requested":
        yield (
            "日志中没有本证据包的申请，末尾可能被截去",
            "the request for this bundle is not in the log: its end may be cut off",
        )
        return
    for member in asked[0].facts["cases"]:
        if f"case:{member}" not in case.subjects:
            yield f"缺少并入的案件 {member}", f"the merged case {member} is left out"


def check_workflow(case: Case) -> Faults:
    """Each step was possible from where the case stood, and who checked was not who reported or worked."""
    for subject, entries in case.subjects.items():
        status = "reported"
        for entry in entries:
            action = entry.facts.get("action")
            if "to" not in entry.facts or action not in ACTIONS:
                continue
            target, sources = ACTIONS[action]
            if entry.facts["from"] != status or status not in sources.split():
                yield (
                    f"条目 {entry.index}：不能从 {status} 执行 {action}",
                    f"entry {entry.index}: {action} is not possible from {status} ({subject})",
                )
            if entry.facts["to"] != (target or status):
                yield f"条目 {entry.index} 状态不合法", f"entry {entry.index} leads to an illegal status"
            status = entry.facts["to"]
    yield from check_duties(case)


def check_duties(case: Case) -> Faults:
    """Whoever verified neither reported nor submitted, unless the log itself says that duties were joined."""
    merged = {e.body["subject"]: e.index for e in case.of_kind("case_merged")}
    joined = [e.index for e in case.of_kind("duties_not_separated")]
    reports, submits = case.of_kind("case_reported"), case.of_kind("rectification_submitted")
    for entry in case.of_kind("rectification_verified"):
        others = [r for r in reports if merged.get(r.body["subject"], r.index) < entry.index]
        others += [s for s in submits if s.index < entry.index][-1:]
        if entry.body["actor"] in [o.body["actor"] for o in others] and entry.index + 1 not in joined:
            yield (
                f"条目 {entry.index}：核查人与上报人或整改人为同一人",
                f"entry {entry.index}: who verified also reported or did the work",
            )


CALLS = {
    "verify": "rectification_submitted verifier_redraw_asked draw_widened",
    "look_back": "look_back_opened look_back_redraw_asked",
}
DRAWS = ("verifier_drawn", "look_back_drawn", "nobody_drawn")


def check_draws(case: Case) -> Faults:
    """Whoever was drawn by lot is drawn again, and nobody else judged the work."""
    for entry in case.of_kind(*DRAWS):
        facts, call = entry.facts, case.entries.get(entry.index - 1)
        about = call is not None and call.body["subject"] == entry.body["subject"]
        if call is None or not about or call.body["kind"] not in CALLS[facts["purpose"]].split():
            yield (
                f"条目 {entry.index}：前一条记录并未要求抽签",
                f"entry {entry.index}: the entry before it does not call for a draw",
            )
            continue
        seed = seed_of(entry, leaf_hash(call.raw))
        if seed.hex() != facts["seed"] or drawn_by(seed, facts["pool"]) != facts["drawn"]:
            yield (
                f"条目 {entry.index}：重新抽签结果不符，应另有其人或种子不同",
                f"entry {entry.index}: the draw does not match, somebody else comes out or the seed is another",
            )
    yield from check_who_came(case)


def seed_of(entry: Entry, leaf: bytes) -> bytes:
    """The seed of a draw: docs/draws.md, step 2."""
    asked = {name: entry.facts[name] for name in ("attempt", "pool", "purpose", "round")}
    asked |= {"case": entry.body["subject"].removeprefix("case:"), "leaf": leaf.hex()}
    return hashlib.sha256(b"inspect-draw@v1\n" + canonical(asked)).digest()


def drawn_by(seed: bytes, pool: list[int]) -> int | None:
    """Who comes out of the pool: docs/draws.md, steps 3 and 4. ValueError when it is not in order."""
    if pool != sorted(set(pool)):
        raise ValueError("the pool is not in order")
    fair = 2**64 - 2**64 % len(pool) if pool else 0
    for counter in range(len(pool) and 1_000):
        block = hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()
        for word in (int.from_bytes(block[start : start + 8], "big") for start in range(0, 32, 8)):
            if word < fair:
                return pool[word % len(pool)]
    return None


def check_who_came(case: Case) -> Faults:
    """Where a verifier was drawn for what was submitted, that person and nobody else gave the verdict."""
    for entries in case.subjects.values():
        drawn = None
        for entry in entries:
            kind, facts = entry.body["kind"], entry.facts
            judged = facts.get("action") in ("verify", "return") and facts["from"] == "rectified"
            if kind in ("rectification_submitted", *DRAWS) and facts.get("purpose") != "look_back":
                drawn = facts.get("drawn")
            elif judged and drawn not in (None, entry.body["actor"]):
                yield (
                    f"条目 {entry.index}：核查人不是抽中的人",
                    f"entry {entry.index}: who judged the work is not who was drawn",
                )


def check_photos(case: Case) -> Faults:
    """The files are the bytes whose hashes the log took when they arrived."""
    files = {name.partition("/")[2].partition(".")[0]: name for name in case.archive.folder("originals")}
    arrived: dict[str, Entry] = {}
    for entry in case.of_kind("photo_stored", "photo_quarantined"):
        arrived.setdefault(entry.facts["photo"], entry)  # a photo may be quarantined later
    logged = {e.facts["sha256"]: e.facts["size"] for e in arrived.values()}
    for sha256, size in sorted(logged.items()):
        if sha256 not in files:
            yield f"缺少原图 {sha256[:16]}…", f"the original {sha256[:16]}… is missing"
        elif case.archive.digest(files[sha256]) != (sha256, size):
            yield (
                f"原图 {sha256[:16]}… 与到达时不一致（被改动）",
                f"the original {sha256[:16]}… is not what arrived: it was changed",
            )
    for sha256 in sorted(set(files) - set(logged)):
        yield f"日志中没有原图 {files[sha256]}", f"the log knows nothing of {files[sha256]}"
    shown = json.loads(case.archive.read("case.json"))["case"]["photos"]
    hidden = set(arrived) - {photo["id"] for photo in shown}
    hidden |= announced_hashes(case) - {photo["sha256"] for photo in shown}
    for photo_id in sorted(hidden):
        yield f"case.json 中没有照片 {photo_id}", f"photo {photo_id} is left out of case.json"
    for photo in shown:
        found = arrived.get(photo["id"])
        if (photo["state"] == "awaited") is (found is not None):
            yield f"照片 {photo['id']} 状态与日志不符", f"the state of photo {photo['id']} is not the log's"
        elif found is not None and told_of(photo) != logged_of(photo, found, case.payload(found)):
            yield f"照片 {photo['id']} 与日志不符", f"photo {photo['id']} is told otherwise than in the log"


def announced_hashes(case: Case) -> set[str]:
    """Every photo that a report or somebody later said would come, by its hash."""
    reported = {sha256 for entry in case.of_kind("case_reported") for sha256 in entry.facts["photos"]}
    return reported | {entry.facts["sha256"] for entry in case.of_kind("photo_announced")}


def told_of(photo: Json) -> list[Any]:
    """What case.json says of a photo and the log knows too."""
    place = photo["position"] and [round(photo["position"][name] * 1e7) for name in ("lat", "lon")]
    told = [photo[name] for name in ("sha256", "size", "role", "source")]
    return [*told, millis(photo["captured_at"]), millis(photo["received_at"]), place]


def logged_of(photo: Json, entry: Entry, payload: Json | None) -> list[Any]:
    """The same from the log; what was erased is taken as it is told."""
    told = told_of(photo)
    facts = [entry.facts[name] for name in ("sha256", "size", "role")]
    if payload is None:
        return [*facts, told[3], told[4], entry.body["at"], told[6]]
    place = payload["position"] and [payload["position"][name] for name in ("lat_e7", "lon_e7")]
    return [*facts, payload["source"], payload["captured_at"], entry.body["at"], place]


def check_payloads(case: Case) -> Faults:
    """What is disclosed opens the commitment that the log has held since then."""
    for name in case.archive.folder("payloads"):
        entry, opened = case.entries.get(index_of(name)), parse_canonical(case.archive.read(name))
        commit = hashlib.sha256(bytes.fromhex(opened["salt"]) + canonical(opened["payload"])).hexdigest()
        if entry is None or entry.body["commit"] != commit:
            yield f"{name} 与日志中的承诺不符", f"{name} does not open its commitment: it was changed"


def check_case(case: Case) -> Faults:
    """case.json says what the log says."""
    shown = json.loads(case.archive.read("case.json"))["case"]
    for name, expected in expected_of(case).items():
        actual = shown
        for part in name.split("."):
            actual = actual[part] if actual is not None else None
        if actual != expected:
            yield (
                f"case.json 的 {name} 为 {actual!r}，日志为 {expected!r}",
                f"case.json says {name} = {actual!r}, the log says {expected!r}",
            )
    yield from compare_reports(case, shown)
    yield from compare_work(case, shown)


def expected_of(case: Case) -> Json:
    """The fields of case.json that follow from the log."""
    first = case.own[0]
    steps = [entry.facts for entry in case.own if "to" in entry.facts and "action" in entry.facts]
    expected: Json = {
        "id": first.body["subject"].removeprefix("case:"),
        "status": steps[-1]["to"] if steps else "reported",
        "version": ([e.facts["version"] for e in case.own if "version" in e.facts] or [1])[-1],
        "round": steps[-1]["round"] if steps else 0,
        "category.code": first.facts["category"],
        "reporter.id": first.body["actor"],
    }
    payload = case.payload(first)
    if payload is not None:
        expected |= {name: payload[name] for name in ("number", "note", "fields")}
    return expected


def millis(text: str | None) -> int | None:
    """Milliseconds since 1970 of an ISO time."""
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)


def compare_reports(case: Case, shown: Json) -> Faults:
    """Reports, their times and the place of the case."""
    logged = {e.facts["report"]: e for e in case.of_kind("case_reported")}
    if sorted(logged) != sorted(report["id"] for report in shown["reports"]):
        yield "case.json 的上报与日志不符", "case.json has other reports than the log"
        return
    for report in shown["reports"]:
        entry = logged[report["id"]]
        payload = case.payload(entry)
        same = report["reporter"]["id"] == entry.body["actor"] and report["log_index"] == entry.index
        same = same and millis(report["received_at"]) == entry.body["at"]
        if payload is not None:
            same = same and millis(report["captured_at"]) == payload["captured_at"]
        if not same:
            yield (
                f"上报 {report['id']} 与日志不符",
                f"report {report['id']} is told otherwise than in the log",
            )
    payload, place = case.payload(case.own[0]), shown["position"]
    if payload is not None:
        told = place and (round(place["lat"] * 1e7), round(place["lon"] * 1e7))
        if told != (None if payload["lat_e7"] is None else (payload["lat_e7"], payload["lon_e7"])):
            yield "case.json 的位置与日志不符", "case.json shows another place than the log"


def compare_work(case: Case, shown: Json) -> Faults:
    """Who submitted what, and who closed, when."""
    submits = [e for e in case.own if e.body["kind"] == "rectification_submitted"]
    told = [(w["submitted_by"]["id"], millis(w["submitted_at"])) for w in shown["rectifications"]]
    if told != [(e.body["actor"], e.body["at"]) for e in submits]:
        yield "case.json 的整改记录与日志不符", "case.json tells the rectifications otherwise than the log"
        return
    for entry, work in zip(submits, shown["rectifications"], strict=True):
        payload = case.payload(entry)
        if payload is not None and payload.get("measures") != work["measures"]:
            yield f"条目 {entry.index} 的整改措施不符", f"the measures of entry {entry.index} were changed"
    closes = [
        (None if e.facts.get("system") else e.body["actor"], e.body["at"])
        for e in case.own
        if e.body["kind"] == "case_closed"
    ]
    ends = [(c["closed_by"] and c["closed_by"]["id"], millis(c["closed_at"])) for c in shown["closures"]]
    if closes != ends:
        yield "case.json 的销号记录与日志不符", "case.json tells the closings otherwise than the log"


TOLERANCE_MS = 5 * 60_000  # requests overlap, and machines differ a little


def check_times(case: Case) -> Faults:
    """The server's times follow the order of the log."""
    latest = 0
    for index in sorted(case.entries):
        at = case.entries[index].body["at"]
        if at < latest - TOLERANCE_MS:
            late = (latest - at) // 1000
            yield (
                f"条目 {index} 的时间倒退 {late} 秒",
                f"at entry {index} the server's clock went back {late} s",
            )
        latest = max(latest, at)


# -------------------------------------------------------------------------------------------- the whole log


def check_log(archive: Archive, note: Note) -> Faults:
    """The root computed from every body is the signed one, and no subject's history has a gap."""
    stack: list[tuple[int, bytes]] = []
    histories: dict[str, tuple[int, int]] = {}
    size = 0
    for name in archive.folder("log"):
        for raw in archive.read(name).splitlines():
            try:
                body = parse_body(raw)
            except (ValueError, RecursionError):
                yield f"条目 {size} 不是规范的日志条目", f"entry {size} is not a canonical log entry"
                return
            seq, previous = histories.get(body["subject"], (-1, None))
            if (body["seq"], body["prev"]) != (seq + 1, previous):
                yield (
                    f"条目 {size}：{body['subject']} 的记录不连续",
                    f"entry {size}: the history of {body['subject']} has a gap",
                )
            histories[body["subject"]] = seq + 1, size
            grow(stack, leaf_hash(raw))
            size += 1
    if size != note.size:
        yield (
            f"共 {size} 条，检查点为 {note.size} 条",
            f"there are {size} entries, the checkpoint covers {note.size}",
        )
    elif fold(stack) != note.root:
        yield (
            "重新计算的根与检查点不符（有条目被改动）",
            "the recomputed root is not the signed one: an entry was changed",
        )


def grow(stack: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add a leaf to the perfect subtrees on the right edge of the tree."""
    level, value = 0, leaf
    while stack and stack[-1][0] == level:
        value = node_hash(stack.pop()[1], value)
        level += 1
    stack.append((level, value))


def fold(stack: list[tuple[int, bytes]]) -> bytes:
    """The root over those subtrees."""
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        root = node_hash(left, root)
    return root


# ------------------------------------------------------------------------------------------------ the answer

TITLES: dict[str, Text] = {
    "zip": ("压缩包安全", "The zip is safe to read"),
    "manifest": ("文件齐全，与清单一致", "Every file is there and as listed"),
    "entries": ("日志条目格式规范", "Log entries are canonical"),
    "inclusion": ("每条记录都在已签名的日志中", "Every entry is in the signed log"),
    "checkpoint": ("检查点由可信密钥签名", "The checkpoint is signed by a trusted key"),
    "witnesses": ("独立见证人看到这些记录", "Independent witnesses saw these entries"),
    "timestamp": ("时间戳机构看到该检查点", "A timestamp authority saw the checkpoint"),
    "history": (
        "案件记录完整，直至申请本证据包",
        "The history is complete up to the request for this bundle",
    ),
    "workflow": ("办理步骤合法，职责分离", "Every step was allowed, duties were kept apart"),
    "draws": ("抽签可重新抽取，结果一致", "Each draw by lot comes out again as recorded"),
    "photos": ("照片与到达时逐字节一致", "Every photo is byte for byte what arrived"),
    "payloads": ("公开的内容与日志承诺一致", "What is disclosed is what was committed to"),
    "case": ("案件摘要与日志一致", "The summary says what the log says"),
    "times": ("服务器时间与日志顺序一致", "The server's times follow the log"),
    "log": ("整个日志可重新计算，无缺口", "The whole log recomputes, without a gap"),
}
NOT_PROVED: tuple[Text, ...] = (
    ("现场是否真实、照片是否摆拍或翻拍", "that the scene was real, and not staged or photographed from a screen"),
    ("照片到达服务器之前手机时间和定位是否准确", "that the phone's clock and place were honest before the photo arrived"),
    ("人员、单位、网格编号对应的姓名和名称（日志只记编号）", "the names behind the numbers of people, units and grids: the log keeps numbers"),
    ("服务器时钟是否准确（时间戳或见证人可以佐证）", "that the server's clock was right; timestamps and witnesses can tell"),
    ("申请本证据包之后发生的事", "anything that happened after this bundle was asked for"),
    ("没有另一份由同一密钥签名的日志（需要见证人）", "that the key signed no second, different log: this takes witnesses"),
    ("findings.json、report.html 和 workflow.md 仅供阅读", "findings.json, report.html and workflow.md are for reading only"),
)  # fmt: skip


def judge(code: str, check: Callable[[], Faults]) -> Claim:
    """Run one check; whatever cannot be read is a FAIL, never a crash."""
    claim = Claim(code, TITLES[code])
    try:
        for fault in check():
            claim.faults.append(fault)
        claim.verdict = FAIL if claim.faults else PASS
    except Unproven as error:
        claim.verdict = FAIL if claim.faults else NOT_PROVEN
        claim.faults.append(error.words)
    except Exception as error:  # noqa: BLE001 - the input is hostile: any failure to read it is a finding
        claim.verdict = FAIL
        claim.faults.append((f"无法读取：{error}", f"cannot be read: {error!r}"))
    return claim


def verify(path: str, trust: Json) -> list[Claim]:
    """Every claim of a bundle or an export."""
    try:
        archive = Archive(path)
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError) as error:
        return [Claim("zip", TITLES["zip"], FAIL, [("不是压缩包", f"not a zip file: {error}")])]
    claims = [judge("zip", lambda: check_zip(archive))]
    if claims[0].verdict != PASS:
        return claims
    try:
        manifest, note = (
            parse_canonical(archive.read("manifest.json")),
            parse_note(archive.read("checkpoint")),
        )
        if manifest["format"] != "inspect-bundle@v1":
            raise ValueError("unknown format")
    except Exception as error:  # noqa: BLE001 - as in judge
        fault = ("清单或检查点缺失或损坏", f"the manifest or the checkpoint is missing or damaged: {error}")
        return [*claims, Claim("manifest", TITLES["manifest"], FAIL, [fault])]
    claims.append(judge("manifest", lambda: check_manifest(archive, manifest)))
    claims.append(judge("checkpoint", lambda: check_signature(note, manifest, trust)))
    needed = note.size
    if manifest["kind"] == "log":
        claims.append(judge("log", lambda: check_log(archive, note)))
    else:
        case = Case(archive, manifest, note, trust)
        claims += [judge(code, partial(check, case)) for code, check in CASE_CHECKS.items()]
        needed = max((e.index + 1 for e in case.entries.values() if not is_handling(e)), default=note.size)
    if trust.get("witnesses"):
        claims.append(judge("witnesses", lambda: check_witnesses(archive, note, trust, needed)))
    if trust.get("timestamps"):
        claims.append(judge("timestamp", lambda: check_timestamps(archive)))
    return claims


def is_handling(entry: Entry) -> bool:
    """Whether an entry is about bundles and not about the case: no witness can have seen the latest of them."""
    return str(entry.body["kind"]).startswith("bundle_")


CASE_CHECKS: dict[str, Callable[[Case], Faults]] = {
    "entries": check_entries, "inclusion": check_inclusion, "history": check_history,
    "workflow": check_workflow, "draws": check_draws, "photos": check_photos, "payloads": check_payloads, "case": check_case,
    "times": check_times,
}  # fmt: skip


def exit_code(claims: list[Claim]) -> int:
    """0: all passed; 1: something failed; 2: something is not proven."""
    verdicts = {claim.verdict for claim in claims}
    return 1 if FAIL in verdicts else 2 if NOT_PROVEN in verdicts else 0


def told(claims: list[Claim]) -> Iterator[str]:
    """The answer in words."""
    for claim in claims:
        yield f"{claim.verdict:<10} {claim.title[0]} · {claim.title[1]}"
        for zh, en in claim.faults[:5]:
            yield f"           └ {zh} · {en}"
        if len(claim.faults) > 5:
            yield f"           └ … +{len(claim.faults) - 5}"
    yield "\n这些结果不能证明 · What is not proved:"
    yield from (f"  - {zh} · {en}" for zh, en in NOT_PROVED)
    words = (
        "全部通过 · Everything passed",
        "有不符之处 · Something FAILED",
        "有未能证明之处 · Something is NOT PROVEN",
    )
    yield f"\n{words[exit_code(claims)]}"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Checks a bundle or log export of Inspect 蓝天巡查.")
    parser.add_argument("bundle", help="the zip file")
    parser.add_argument("--trust", help="trust.json, received on another way than the bundle")
    parser.add_argument("--json", action="store_true", help="print the claims as JSON")
    options = parser.parse_args()
    trust: Json = {}
    if options.trust:
        with open(options.trust, encoding="utf-8") as file:  # noqa: PTH123 - a path as the shell gave it
            trust = json.load(file)
    claims = verify(options.bundle, trust)
    if options.json:
        lines = [json.dumps([vars(claim) for claim in claims], ensure_ascii=False, indent=1)]
    else:
        lines = list(told(claims))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write("\n".join(lines) + "\n")
    return exit_code(claims)


if __name__ == "__main__":
    sys.exit(main())
