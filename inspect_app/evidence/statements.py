"""Taking note of capture statements: each is checked once, on receipt, and what came of it stays."""

from typing import Any

from sqlalchemy import insert

from inspect_app.accounts.device_keys import device_signed
from inspect_app.accounts.models import Device
from inspect_app.accounts.service.devices import find_device
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.evidence.capture import SignedStatement, StatementState, agrees, moment_of, read_statement
from inspect_app.evidence.catalogue import CATALOGUE
from inspect_app.evidence.findings import Found
from inspect_app.evidence.models import CaptureStatement, Finding, Photo
from inspect_app.evidence.trusted_time import Skew, measure, nonce_time


def note_statement(ctx: Context, photo: Photo, statement: SignedStatement, announced: dict[str, Any]) -> None:
    """Check a new photo's statement and keep it, whatever it is worth; doubts become findings."""
    device = find_device(statement.device_id, ctx.actor.id)
    said = read_statement(statement.content)
    state = judge(statement, said, device, announced)
    skew = skew_of(ctx, said) if state == StatementState.VERIFIED else None
    keep(photo, statement, device)
    photo.statement_state, photo.statement_sha256 = state, statement.sha256
    if skew is not None:
        photo.clock_skew_ms, photo.clock_proved = skew.skew_ms, skew.proved
    db.session.flush()
    write_findings(ctx, photo, state, skew)


def judge(
    statement: SignedStatement,
    said: dict[str, Any] | None,
    device: Device | None,
    announced: dict[str, Any],
) -> StatementState:
    """What the statement is worth."""
    if device is None:
        return StatementState.UNKNOWN_DEVICE
    if not device_signed(device.public_key, statement.content, statement.signature):
        return StatementState.BAD_SIGNATURE
    if device.revoked_at is not None:
        return StatementState.REVOKED_DEVICE
    if said is None or not agrees(said, announced):
        return StatementState.MISMATCH
    return StatementState.VERIFIED


def skew_of(ctx: Context, said: dict[str, Any] | None) -> Skew | None:
    """How far the phone's clock was off, as far as the statement shows."""
    moment = moment_of(said) if said is not None else None
    if moment is None or ctx.actor.id is None:
        return None
    nonce = moment.nonce
    secret = settings().secret()
    given = None if nonce is None else nonce_time(secret, ctx.actor.id, nonce, ctx.now)
    return measure(moment, given, ctx.now)


def keep(photo: Photo, statement: SignedStatement, device: Device | None) -> None:
    """Store the bytes, the signature and the device."""
    row = {
        "photo_id": photo.id,
        "content": statement.content,
        "signature": statement.signature,
        "device_id": device and device.id,
    }
    db.session.execute(insert(CaptureStatement).values(row))


def write_findings(ctx: Context, photo: Photo, state: StatementState, skew: Skew | None) -> None:
    """What a person should know of it."""
    found = []
    if state != StatementState.VERIFIED:
        found.append(Found("statement_not_verified", {"state": state.value}))
    if skew is not None and skew.is_large:
        found.append(Found("clock_skew", {"seconds": round(skew.at_least_ms / 1000), "proved": skew.proved}))
    common = {"photo_id": photo.id, "found_at": ctx.now}
    rows = [
        {**common, "code": one.code, "severity": CATALOGUE[one.code].severity, "detail": one.detail}
        for one in found
    ]
    if rows:
        db.session.execute(insert(Finding), rows)
        db.session.expire(photo, ["findings"])
