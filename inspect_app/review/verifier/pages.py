"""The verifiers as they are handed out: a program, a page of one file for a bundle, and the served page."""

import base64
import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SCRIPT_TAG = '<script src="/verify/verify.js"></script>'

READ_ME = """蓝天巡查 证据包 · Inspect evidence bundle

1. report.html   供阅读和打印的报告 · the report, for reading and printing
2. verify.html   用浏览器核验（断网可用）· checks this bundle in a browser, without a network
3. verify.py     用命令行核验 · checks it on the command line (Python 3.11 and the package `cryptography`):

       python verify.py bundle.zip --trust trust.json

信任文件 trust.json 必须由其他途径取得（例如由对方单位当面提供），证据包内的任何密钥均不被采信。
为避免核验程序本身被替换，请使用您自己保存的 verify.py 或 verify.html。
The trust file must reach you on another way, for example by hand: no key inside a bundle is believed.
Use your own copy of the verifier: the one in a bundle could have been exchanged together with it.

originals/    照片原件，文件名即 SHA-256 · untouched photos, named by their SHA-256
bodies/       日志条目原文 · the exact bytes of the log entries
payloads/     条目的公开内容与盐 · what the entries committed to, with the salt
proofs/       包含证明（C2SP tlog-proof）· inclusion proofs
checkpoint    已签名的检查点（C2SP tlog-checkpoint）· the signed checkpoint
case.json, findings.json, workflow.md, manifest.json
"""


@cache
def verifier_program() -> str:
    """`verify.py`."""
    return (FOLDER / "verify.py").read_text(encoding="utf-8")


@cache
def script() -> str:
    """`verify.js`, as the served page loads it."""
    return (FOLDER / "verify.js").read_text(encoding="utf-8")


@cache
def served_page() -> str:
    """`verify.html` with its script beside it: the app's content policy allows no script in a page."""
    return (FOLDER / "verify.html").read_text(encoding="utf-8")


@cache
def single_page() -> str:
    """`verify.html` with its script inside, and a content policy that lets it talk to nobody."""
    code = script()
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return served_page().replace(SCRIPT_TAG, f"{meta}\n<script>{code}</script>")


def read_me() -> str:
    """`README.txt`."""
    return READ_ME
