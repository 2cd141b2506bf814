"""Writes tests/golden/capture_statements.json: bytes and signatures that Python and phones agree on."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspect_app.audit.canonical import canonical

PAGE = Path(__file__).resolve().parents[1] / "tests" / "golden" / "capture_statements.json"
KEY = derive_private_key(0x1D5B0C0FFEE, SECP256R1())
PUBLIC = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

WHOLE: dict[str, Any] = {
    "v": 1,
    "photo": "01938f2e-7a10-7c3e-8f00-0123456789ab",
    "case": "01938f2e-7a10-7c3e-8f00-ba9876543210",
    "role": "wide",
    "sha256": "9f" * 32,
    "size": 3_145_728,
    "media_type": "image/jpeg",
    "source": "camera",
    "captured_at": 1_795_248_000_123,
    "stated_at": 1_795_248_001_456,
    "clock_offset_ms": -2_345,
    "elapsed_ms": 61_000,
    "nonce": "1795247938000.q0dXbWluZ3NvZnRlc3Rz",
    "fix": {"lat_e7": 346_500_001, "lon_e7": 1_124_500_000, "accuracy_dm": 125, "fix_at": 1_795_247_999_000},
    "app": "0.1.0",
    "checkpoint_size": 4_711,
}
BARE: dict[str, Any] = {
    **WHOLE,
    "fix": None,
    "elapsed_ms": None,
    "nonce": None,
    "clock_offset_ms": None,
    "checkpoint_size": None,
}
SOUTH_WEST = {"lat_e7": -1, "lon_e7": -1_799_999_999, "accuracy_dm": None, "fix_at": None}
ODD: dict[str, Any] = {
    **WHOLE,
    "fix": SOUTH_WEST,
    "app": '测试 "\\/\t\u2028\U0001f3d7\ufeff é <&> \x7f',
    "size": 9_007_199_254_740_991,
}


def signed(content: bytes) -> bytes:
    """The signature as r ‖ s, the same at each run (RFC 6979)."""
    r, s = decode_dss_signature(KEY.sign(content, ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(32) + s.to_bytes(32)


def b64(raw: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(raw).decode()


def golden_text() -> str:
    """The file."""
    cases = []
    for why, said in {"whole": WHOLE, "bare": BARE, "odd characters and numbers": ODD}.items():
        content = canonical(said)
        cases.append({"why": why, "said": said, "bytes": b64(content), "signature": b64(signed(content))})
    return json.dumps({"public_key": b64(PUBLIC), "statements": cases}, ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(golden_text(), encoding="utf-8")
