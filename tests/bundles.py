"""A case that was walked to its end and taken away as a bundle, and what somebody might do to the bundle."""

import hashlib
import io
import json
import subprocess
import sys
import uuid
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.canonical import canonical
from inspect_app.core.tasks import drain
from inspect_app.core.transaction import read_transaction
from inspect_app.review.bundles.trust import trust_file
from tests.builders import API, City, Json, announcement, days_ahead, jpeg
from tests.conftest import REPOSITORY

VERIFIER = REPOSITORY / "inspect_app" / "review" / "verifier" / "verify.py"
Files = dict[str, bytes]


def closed_case(city: City) -> str:
    """Bare soil, reported with two photos, one of which never arrives, and worked to its end."""
    photo, lost = announcement(jpeg(31)), announcement(jpeg(32), "close")
    photo["position"] = {
        "lat": 34.6543217,
        "lon": 112.4567891,
        "accuracy_m": 8.5,
        "fix_at": photo["captured_at"],
        "source": "device",
    }
    inspector, boss, worker = (city.hand(name) for name in ("inspector", "supervisor", "handler"))
    case_id = inspector.filed(photos=[photo, lost], note="塔吊旁裸土未覆盖 <b>“西侧”</b> \u2028 𠮷")
    assert inspector.upload(photo["id"], jpeg(31)).status_code == 204
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], due_at=days_ahead(3), instructions="覆盖")
    worker.does(case_id, "acknowledge")
    worker.after_photo(case_id, jpeg(33))
    worker.does(case_id, "submit", measures="已用防尘网覆盖")
    assert city.hand("verifier").does(case_id, "verify", note="现场属实")["status"] == "closed"
    return case_id


def ask(city: City, case_id: str, who: str = "auditor", key: str | None = None, **body: str) -> Json:
    """Ask for a bundle; the answer must be 202."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    body = {"reason": "行政复议 case 12", **body}
    answer = city.hand(who).client.post(f"{API}/cases/{case_id}/bundles", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    bundle: Json = answer.get_json()
    return bundle


def take_away(city: City, case_id: str, who: str = "auditor") -> bytes:
    """Ask, let the worker build, download."""
    bundle = ask(city, case_id, who)
    drain(city.app)
    answer = city.hand(who).get(f"/bundles/{bundle['id']}/file")
    assert answer.status_code == 200, answer.text
    return answer.data


def trust_of(app: APIFlask) -> Json:
    """What the operator hands to a verifier."""
    with app.app_context(), read_transaction():
        return trust_file()


def unpacked(raw: bytes) -> Files:
    """Every file of a zip."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(files: Files) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def relisted(files: Files) -> Files:
    """The same with a manifest that fits, as a careful forger would leave it."""
    manifest = json.loads(files["manifest.json"])
    rest = {name: data for name, data in files.items() if name != "manifest.json"}
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in rest.items()
    }
    return {**rest, "manifest.json": canonical(manifest)}


def verified(raw: bytes, trust: Json | None, folder: Path) -> tuple[int, dict[str, Json]]:
    """Run verify.py in a process of its own: its exit code, and its claims by code."""
    bundle, trusted = folder / "bundle.zip", folder / "trust.json"
    bundle.write_bytes(raw)
    trusted.write_text(json.dumps(trust or {}), encoding="utf-8")
    command = [sys.executable, "-I", str(VERIFIER), str(bundle), "--json"]
    command += [] if trust is None else ["--trust", str(trusted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.stderr == "", done.stderr
    return done.returncode, {claim["code"]: claim for claim in json.loads(done.stdout)}


def failures(claims: dict[str, Json]) -> dict[str, str]:
    """The English sentences of every claim that failed."""
    return {
        code: "; ".join(en for _, en in claim["faults"])
        for code, claim in claims.items()
        if claim["verdict"] == "FAIL"
    }


# ------------------------------------------------------------------------ what somebody might do to a bundle


def only(files: Files, prefix: str, text: str = "") -> str:
    """The first file of a folder with a text in it."""
    return min(name for name, data in files.items() if name.startswith(prefix) and text.encode() in data)


def swap_photo(files: Files) -> Files:
    """Other bytes under the old name."""
    return relisted({**files, only(files, "originals/"): jpeg(99)})


def change_body(files: Files) -> Files:
    """Another person acted, says the body; still canonical."""
    name = only(files, "bodies/", "case_accepted")
    body = json.loads(files[name])
    return relisted({**files, name: canonical(body | {"actor": body["actor"] + 1})})


def change_proof(files: Files) -> Files:
    """Another hash in a proof."""
    name = only(files, "proofs/")
    head, note = files[name].decode().split("\n\n", 1)
    lines = head.split("\n")
    lines[2] = b64encode(bytes(32)).decode()
    return relisted({**files, name: "\n".join([*lines, "", note]).encode()})


def drop_entry(files: Files) -> Files:
    """One entry less: body, proof and payload."""
    index = only(files, "bodies/", "case_assigned").removeprefix("bodies/").removesuffix(".json")
    return relisted({name: data for name, data in files.items() if f"/{index}." not in name})


def cut_tail(files: Files) -> Files:
    """The last entry less: nobody asked for this bundle."""
    index = only(files, "bodies/", "bundle_requested").removeprefix("bodies/").removesuffix(".json")
    return relisted({name: data for name, data in files.items() if f"/{index}." not in name})


def change_payload(files: Files) -> Files:
    """Other words under the old salt, in the summary too."""
    name = only(files, "payloads/", "measures")
    opened = json.loads(files[name])
    opened["payload"]["measures"] = "什么也没做"
    shown = json.loads(files["case.json"])
    shown["case"]["rectifications"][0]["measures"] = "什么也没做"
    return relisted({**files, name: canonical(opened), "case.json": json.dumps(shown).encode()})


def change_status(files: Files) -> Files:
    """The summary says that the case was rejected."""
    shown = json.loads(files["case.json"])
    shown["case"]["status"] = "rejected"
    return relisted({**files, "case.json": json.dumps(shown).encode()})


def hide_photo(files: Files) -> Files:
    """The summary shows a photo less."""
    shown = json.loads(files["case.json"])
    del shown["case"]["photos"][0]
    return relisted({**files, "case.json": json.dumps(shown).encode()})


def move_in_time(files: Files) -> Files:
    """A photo was taken a day earlier, says the summary."""
    shown = json.loads(files["case.json"])
    stored = next(photo for photo in shown["case"]["photos"] if photo["state"] == "stored")
    stored["captured_at"] = "2026-01-01T00:00:00.000Z"
    return relisted({**files, "case.json": json.dumps(shown).encode()})


def rewrite_note(files: Files, change: Callable[[str], str]) -> Files:
    """Another checkpoint, in the proofs too."""
    old, new = files["checkpoint"].decode(), change(files["checkpoint"].decode())
    return {name: data.replace(old.encode(), new.encode()) for name, data in files.items()}


def other_origin(files: Files) -> Files:
    """The log of somebody else."""
    files = rewrite_note(files, lambda note: note.replace("inspect.local/log", "elsewhere.example/log"))
    manifest = json.loads(files["manifest.json"]) | {"origin": "elsewhere.example/log"}
    return relisted({**files, "manifest.json": canonical(manifest)})


def forge_signature(files: Files) -> Files:
    """The right name and key id, but a signature by another key."""

    def forge(note: str) -> str:
        text, line = note.split("\n\n")
        _, name, blob = line.strip().split(" ")
        key_id = b64decode(blob)[:4]
        signature = Ed25519PrivateKey.from_private_bytes(bytes(32)).sign((text + "\n").encode())
        return f"{text}\n\n\u2014 {name} {b64encode(key_id + signature).decode()}\n"

    return relisted(rewrite_note(files, forge))


def remove_file(files: Files) -> Files:
    """A file that the manifest lists is gone."""
    return {name: data for name, data in files.items() if name != "findings.json"}


def remove_original(files: Files) -> Files:
    """A photo is gone, from the manifest too."""
    gone = only(files, "originals/")
    return relisted({name: data for name, data in files.items() if name != gone})


def add_file(files: Files) -> Files:
    """A file that nobody listed."""
    return {**files, "originals/smuggled.jpg": jpeg(98)}


def slip_out(files: Files) -> Files:
    """A name that leaves the folder."""
    return relisted({**files, "../../etc/cron.d/x": b"* * * * *"})


def reorder(files: Files) -> Files:
    """Two entries exchange their places."""
    first, second = only(files, "bodies/", "case_accepted"), only(files, "bodies/", "case_assigned")
    return relisted({**files, first: files[second], second: files[first]})


def change_draw(files: Files) -> Files:
    """Somebody else was drawn, says the body."""
    name = only(files, "bodies/", "verifier_drawn")
    body = json.loads(files[name])
    body["facts"]["drawn"] += 1
    return relisted({**files, name: canonical(body)})


def other_cause(files: Files) -> Files:
    """The work was submitted a second later: the hash, and with it the lot, is another one."""
    name = only(files, "bodies/", "rectification_submitted")
    body = json.loads(files[name])
    return relisted({**files, name: canonical(body | {"at": body["at"] + 1_000})})


CORRUPTIONS: dict[str, tuple[Callable[[Files], Files], str, str]] = {
    "swap the bytes of a photo": (swap_photo, "photos", "is not what arrived: it was changed"),
    "change the body of an entry": (change_body, "inclusion", "its body or its proof was changed"),
    "change a hash of a proof": (change_proof, "inclusion", "its body or its proof was changed"),
    "drop an entry": (drop_entry, "history", "is missing, or the order was changed"),
    "cut the end off": (cut_tail, "history", "its end may be cut off"),
    "swap a payload": (change_payload, "payloads", "does not open its commitment"),
    "edit the status in case.json": (change_status, "case", "the log says 'closed'"),
    "hide a photo in case.json": (hide_photo, "photos", "is left out of case.json"),
    "move a photo in time": (move_in_time, "photos", "is told otherwise than in the log"),
    "name another log": (other_origin, "checkpoint", "is not in your trust file"),
    "forge the signature": (forge_signature, "checkpoint", "forged or damaged"),
    "remove a file": (remove_file, "manifest", "findings.json is missing"),
    "remove a photo": (remove_original, "photos", "is missing"),
    "add a file": (add_file, "manifest", "is not in the manifest"),
    "leave the folder": (slip_out, "zip", "unsafe file name"),
    "name somebody else in a draw": (change_draw, "draws", "the draw does not match"),
    "change what called for a draw": (other_cause, "draws", "the draw does not match"),
    "exchange two entries": (reorder, "inclusion", "its body or its proof was changed"),
}
