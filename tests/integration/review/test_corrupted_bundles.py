"""What somebody might do to a bundle or to the trust file: each is found, and told in the right sentence."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config import Config
from inspect_app.audit.cosignatures import cosign, witness_for
from inspect_app.audit.notes import verifier_for
from tests.builders import City, Json
from tests.bundles import (
    CORRUPTIONS,
    Files,
    closed_case,
    failures,
    packed,
    relisted,
    rewrite_note,
    take_away,
    trust_of,
    unpacked,
    verified,
)

STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def pair() -> str:
    """What is done to a zip does not depend on where it was made: one pair is enough."""
    return "sqlite-files"


@pytest.fixture
def config(config: Config) -> Config:
    """Settings that have every verifier drawn, so that there is a draw to tamper with."""
    return replace(config, verifier_draw="all")


@pytest.fixture
def good(app: APIFlask, city: City) -> tuple[Files, Json]:
    """A bundle that passes, and its trust file."""
    return unpacked(take_away(city, closed_case(city))), trust_of(app)


def test_each_corruption_fails_with_its_own_sentence(good: tuple[Files, Json], tmp_path: Path) -> None:
    files, trust = good

    assert verified(packed(files), trust, tmp_path)[0] == 0
    for name, (corrupt, claim, sentence) in CORRUPTIONS.items():
        code, claims = verified(packed(corrupt(dict(files))), trust, tmp_path)
        assert code == 1, name
        assert sentence in failures(claims).get(claim, ""), (name, failures(claims))


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return out.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("case.json")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"PK no zip", "not a zip file"),
        (lambda: zipped((link(), b"/etc/passwd")), "is a link"),
        (lambda: zipped(("case.json", b"1"), ("case.json", b"2")), "stands twice"),
        (lambda: zipped(("case.json", b"1"), ("CASE.json", b"2")), "stands twice"),
        (lambda: zipped(("case.json", bytes(50_000_000))), "which is refused"),
        (lambda: zipped(("/etc/passwd", b"1")), "unsafe file name"),
        (lambda: zipped(("originals\\..\\x", b"1")), "unsafe file name"),
        (lambda: b"#!/bin/sh\n" + zipped(("case.json", b"1")), "in front of the zip"),
    ],
)
def test_a_zip_that_is_not_safe_is_not_read(make: Callable[[], bytes], sentence: str, tmp_path: Path) -> None:
    code, claims = verified(make(), {}, tmp_path)

    assert code == 1
    assert list(claims) == ["zip"]
    assert sentence in failures(claims)["zip"]


def test_without_trust_nothing_is_proven_and_nothing_failed(good: tuple[Files, Json], tmp_path: Path) -> None:
    files, _ = good

    for trust in (None, {}, {"logs": []}):
        code, claims = verified(packed(files), trust, tmp_path)
        assert (code, failures(claims)) == (2, {})
        assert claims["checkpoint"]["verdict"] == "NOT PROVEN"


def changed(trust: Json, **change: Any) -> Json:
    key = trust["logs"][0]["keys"][0]
    return {"logs": [{"origin": trust["logs"][0]["origin"], "keys": [{**key, **change}]}]}


def test_a_changed_trust_file_trusts_nothing(good: tuple[Files, Json], tmp_path: Path) -> None:
    files, trust = good
    stranger = verifier_for("inspect.local/log", STRANGER.public_key().public_bytes_raw()).vkey
    cases = {
        "no trusted key": changed(trust, vkey=stranger),
        "bad key": changed(trust, vkey=trust["logs"][0]["keys"][0]["vkey"][:-4] + "AAA="),
        "no trusted key that was valid": changed(trust, until_size=1),
        "not in your trust file": {"logs": [{**trust["logs"][0], "origin": "other/log"}]},
        "cannot be read": {"logs": [{"origin": "inspect.local/log"}]},
    }

    for sentence, mutated in cases.items():
        code, claims = verified(packed(files), mutated, tmp_path)
        assert code == 1, sentence
        assert sentence in failures(claims)["checkpoint"], failures(claims)


def test_witnesses_count_only_when_the_trust_file_names_them(
    good: tuple[Files, Json], tmp_path: Path
) -> None:
    files, trust = good
    witness = witness_for("witness.example/w", STRANGER)
    asked = {**trust, "witnesses": {"keys": [witness.vkey], "quorum": 1}}
    text = files["checkpoint"].decode().split("\n\n")[0] + "\n"
    line = cosign(text, "witness.example/w", STRANGER, 1_800_000_000).line()
    seen = relisted(rewrite_note(files, lambda note: note + line))
    forged = relisted(rewrite_note(files, lambda note: note + line[:-8] + "AAAA" + line[-4:]))

    assert verified(packed(files), asked, tmp_path)[0] == 2
    assert verified(packed(seen), asked, tmp_path)[0] == 0
    assert "witness" in failures(verified(packed(forged), asked, tmp_path)[1])["witnesses"]
    assert "witnesses" not in verified(packed(seen), trust, tmp_path)[1]


def test_a_timestamp_must_be_of_this_checkpoint(good: tuple[Files, Json], tmp_path: Path) -> None:
    files, trust = good
    asked = {**trust, "timestamps": True}

    code, claims = verified(packed(files), asked, tmp_path)
    assert (code, claims["timestamp"]["verdict"]) == (2, "NOT PROVEN")
    foreign = relisted({**files, "timestamps/1.tsr": b"\x04\x20" + bytes(32)})
    assert (
        "not a timestamp of this checkpoint"
        in failures(verified(packed(foreign), asked, tmp_path)[1])["timestamp"]
    )
