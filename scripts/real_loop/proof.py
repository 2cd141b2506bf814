"""Checks the outcome with nothing but what the server hands out: states, bytes and the log's root."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scripts.real_loop.drive import Driven
from scripts.real_loop.folder import Picture
from scripts.real_loop.person import Person, RefusedError

WAIT_SECONDS = 180.0
KEPT_UNSEEN = {"image/heic", "image/heif", "image/tiff"}  # real pictures that no browser shows
QUARANTINE_REASONS = {"not_viewable", "not_an_image", "truncated", "decode_failed"}
# Why a case waits for a person; inside a grid the duties are clear and it does not.
TRIAGE = {"no_position": "no_position", "outside": "outside_all_grids", "near": "near_grid"}


def wait_for_worker(reader: Person, driven: Driven) -> None:
    """Returns when every photo of the case is looked at: derived, or in quarantine."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        driven.case = reader.get(f"/cases/{driven.case['id']}")
        if all(photo["derived"] or photo["state"] == "quarantined" for photo in driven.case["photos"]):
            return
        time.sleep(0.2)
    driven.faults.append("photos not looked at in time")


def check(reader: Person, driven: Driven, pictures: dict[str, Picture]) -> None:
    """Waits for the worker, then adds to `driven.faults` whatever is not as it must be."""
    wait_for_worker(reader, driven)
    case, planned = driven.case, driven.planned
    wanted = (case["status"] == "closed", "status is " + case["status"])
    placed = (case["placement"]["state"] in planned.states, f"placement is {case['placement']['state']}")
    found = (case["grid"] or {}).get("code")
    grid = (planned.grid is None or found == planned.grid, f"grid is {found}, not {planned.grid}")
    whole = (set(driven.files) == {photo["id"] for photo in case["photos"]}, "photos are missing")
    possible = {found, *(one["code"] for one in case["placement"]["candidates"])}
    border = (planned.neighbours <= possible, f"grids {possible} do not cover {set(planned.neighbours)}")
    waited = (driven.triage == TRIAGE.get(case["placement"]["state"]), f"triage said {driven.triage}")
    driven.faults += [words for right, words in (wanted, placed, grid, border, whole, waited) if not right]
    for photo in case["photos"]:
        driven.faults += photo_faults(reader, photo, pictures[str(driven.files[photo["id"]])])


def photo_faults(reader: Person, photo: dict[str, Any], picture: Picture) -> list[str]:
    """The original must come back byte by byte; only what cannot be read may be in quarantine."""
    name, content = picture.path.name, picture.path.read_bytes()
    faults = []
    if reader.bytes_of(f"/photos/{photo['id']}/original") != content:
        faults.append(f"{name}: the original differs")
    if photo["receipt"] is None or photo["receipt"]["sha256"] != hashlib.sha256(content).hexdigest():
        faults.append(f"{name}: no receipt with its hash")
    if picture.readable and photo["state"] != "stored":
        faults.append(f"{name}: {photo['state']} {photo['quarantine_reason']}, though it can be read")
    if not picture.readable and photo["quarantine_reason"] not in QUARANTINE_REASONS:
        faults.append(f"{name}: {photo['state']} {photo['quarantine_reason']}, though it cannot be read")
    if picture.media_type in KEPT_UNSEEN and photo["quarantine_reason"] != "not_viewable":
        faults.append(f"{name}: {photo['quarantine_reason']}, not not_viewable")
    return faults + derivative_faults(reader, photo, name)


def derivative_faults(reader: Person, photo: dict[str, Any], name: str) -> list[str]:
    if not photo["derived"]:
        return []
    faults = []
    for kind in ("preview", "thumbnail"):
        try:
            if not reader.bytes_of(f"/photos/{photo['id']}/{kind}").startswith(b"\xff\xd8"):
                faults.append(f"{name}: the {kind} is no JPEG")
        except RefusedError as refusal:
            faults.append(f"{name}: no {kind} ({refusal.code})")
    return faults


def recompute_root(auditor: Person) -> tuple[int, str, str]:
    """Size of the log, the root its server states, and the root of the entries it hands out (RFC 6962)."""
    head = auditor.get("/log/head")
    with ThreadPoolExecutor(4) as readers:
        bodies = list(
            readers.map(lambda index: auditor.bytes_of(f"/log/entries/{index}"), range(head["size"]))
        )
    leaves = [hashlib.sha256(b"\0" + body).digest() for body in bodies]
    return head["size"], head["root"], tree_hash(leaves).hex()


def tree_hash(leaves: list[bytes]) -> bytes:
    """Merkle tree hash as in RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()
