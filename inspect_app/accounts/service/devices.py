"""Enrolling and revoking browsers that sign what they capture; both stand in the log."""

import hashlib

from sqlalchemy import func, select

from inspect_app.accounts.device_keys import canonical_key
from inspect_app.accounts.models import Device
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role

MOST_DEVICES = 50  # a browser that clears its storage every week enrolls again


def enroll(ctx: Context, *, public_key: bytes, name: str) -> Device:
    """Enroll a browser for the actor; the same key again gives the same device.

    Problems: `invalid_request`, `device_revoked`, `device_of_others` (409), `too_many_devices` (409).
    """
    try:
        key = canonical_key(public_key)
    except ValueError:
        raise field_problem("public_key", "Must be a P-256 public key (SPKI, base64).", "not_a_key") from None
    known = db.session.scalar(select(Device).where(Device.public_key == key))
    if known is not None:
        return own_living(ctx, known)
    refuse_too_many(ctx)
    device = Device(person_id=ctx.actor.id, name=name, public_key=key, enrolled_at=ctx.now)
    db.session.add(device)
    db.session.flush()
    public = {"device": device.id, "key_sha256": hashlib.sha256(key).hexdigest()}
    append(ctx, [Fact(f"person:{device.person_id}", "device_enrolled", public, {"name": name})])
    return device


def own_living(ctx: Context, device: Device) -> Device:
    """A key that is known already, if it may be used on."""
    if device.person_id != ctx.actor.id:
        raise Problem("device_of_others", "This key belongs to another account; make a new one.", 409)
    if device.revoked_at is not None:
        raise Problem("device_revoked", "This device was revoked; enroll it again with a new key.", 409)
    return device


def refuse_too_many(ctx: Context) -> None:
    """A person has at most MOST_DEVICES living devices."""
    mine = (Device.person_id == ctx.actor.id, Device.revoked_at.is_(None))
    if (db.session.scalar(select(func.count()).select_from(Device).where(*mine)) or 0) >= MOST_DEVICES:
        raise Problem("too_many_devices", f"You have {MOST_DEVICES} devices; revoke one first.", 409)


def revoke(ctx: Context, device_id: int) -> None:
    """End a device of one's own, or as secadmin anybody's; twice does no harm. 404 for others' devices."""
    device = db.session.get(Device, device_id, with_for_update=True)
    if device is None or (device.person_id != ctx.actor.id and Role.SECADMIN not in ctx.actor.roles):
        raise not_found()
    if device.revoked_at is None:
        device.revoked_at = ctx.now
        db.session.flush()
        append(ctx, [Fact(f"person:{device.person_id}", "device_revoked", {"device": device.id})])


def devices_of(person_id: int | None) -> list[Device]:
    """A person's devices, revoked ones too, the newest first."""
    query = select(Device).where(Device.person_id == person_id).order_by(Device.id.desc())
    return list(db.session.scalars(query))


def find_device(device_id: int, person_id: int | None) -> Device | None:
    """A person's device by its id."""
    query = select(Device).where(Device.id == device_id, Device.person_id == person_id)
    return db.session.scalar(query)
