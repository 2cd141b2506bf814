"""Bundles that others vouch for: a witness who saw the log, and a real time-stamping authority."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.cosignatures import cosign, witness_for
from inspect_app.audit.notes import parse_note
from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import utc_now
from tests.builders import API, City
from tests.bundles import closed_case, failures, packed, relisted, take_away, trust_of, unpacked, verified
from tests.servers.timestamping import Authority

WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = witness_for("discipline.example", WITNESS_KEY)


@pytest.fixture
def city(app: APIFlask, city: City) -> City:
    """The small city, whose log knows a witness."""
    config = app.extensions["inspect_settings"]
    app.extensions["inspect_settings"] = replace(config, log_witnesses=WITNESS.vkey)
    return city


@pytest.fixture
def authority(tmp_path: Path, city: City) -> Iterator[Authority]:
    """A time-stamping authority that the server asks."""
    authority = Authority(tmp_path / "authority").start()
    config = city.app.extensions["inspect_settings"]
    changed = replace(config, tsa_url=authority.url, tsa_cert=str(authority.root))
    city.app.extensions["inspect_settings"] = changed
    yield authority
    authority.stop()


def witness(city: City) -> int:
    """The witness cosigns the log as it is; returns its size."""
    now = utc_now()
    with city.app.app_context():
        checkpoint = publish_now(now)
        assert checkpoint is not None
        note, size = checkpoint.note, checkpoint.size
    line = cosign(parse_note(note).text, WITNESS.name, WITNESS_KEY, int(now.timestamp())).line()
    client = city.app.test_client()
    answer = client.post(f"{API}/log/cosignatures", data=note + line, content_type="text/plain")
    assert answer.status_code < 300, answer.text
    return size


def test_a_witness_who_saw_the_case_is_proof_and_one_who_saw_less_is_not(city: City, tmp_path: Path) -> None:
    witness(city)
    case_id = closed_case(city)
    trust = trust_of(city.app) | {"witnesses": {"keys": [WITNESS.vkey], "quorum": 1}}

    early = take_away(city, case_id)
    witness(city)
    late = take_away(city, case_id)

    code, claims = verified(early, trust, tmp_path)
    assert (code, claims["witnesses"]["verdict"]) == (2, "NOT PROVEN")
    assert "this takes" in claims["witnesses"]["faults"][0][1]
    assert verified(late, trust, tmp_path)[0] == 0
    older = unpacked(late) | {"witnessed-consistency": unpacked(early)["witnessed-consistency"]}
    claims = verified(packed(relisted(older)), trust, tmp_path)[1]
    assert "not the beginning of this log" in failures(claims)["witnesses"]


def test_a_bundle_carries_a_time_stamp_that_openssl_accepts(
    city: City, authority: Authority, tmp_path: Path
) -> None:
    files = unpacked(take_away(city, closed_case(city)))
    (token,) = (name for name in files if name.startswith("timestamps/"))
    for name in (token, "checkpoint"):
        (tmp_path / Path(name).name).write_bytes(files[name])

    check = ["ts", "-verify", "-in", str(tmp_path / Path(token).name), "-data", str(tmp_path / "checkpoint")]
    assert "Verification: OK" in authority.openssl(*check, "-CAfile", str(authority.root))
    code, claims = verified(packed(files), trust_of(city.app) | {"timestamps": True}, tmp_path)
    assert (code, claims["timestamp"]["verdict"]) == (2, "NOT PROVEN")
    assert f"-in {token} -data checkpoint" in claims["timestamp"]["faults"][0][1]


def test_an_authority_that_is_away_delays_no_bundle(city: City, authority: Authority, tmp_path: Path) -> None:
    authority.stop()

    raw = take_away(city, closed_case(city))

    assert verified(raw, trust_of(city.app), tmp_path)[0] == 0
    assert not any(name.startswith("timestamps/") for name in unpacked(raw))
