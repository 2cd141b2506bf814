"""How announced photos and positions look on the wire, and what is refused before any rule is asked."""

from typing import Any

from apiflask import Schema
from marshmallow import post_load, validate
from marshmallow.fields import UUID, AwareDateTime, Boolean, Float, Integer, List, Nested, String

from inspect_app.core.base64_field import Base64
from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.shapes import identifier
from inspect_app.evidence.annotations import MAX_MARKS
from inspect_app.evidence.capture import MAX_STATEMENT, SignedStatement, StatementState
from inspect_app.evidence.mark_schemas import MarkIn
from inspect_app.evidence.position import MAX_LATITUDE, MAX_LONGITUDE, SOURCES, Position, to_e7
from inspect_app.evidence.roles import PHOTO_ROLES
from inspect_app.evidence.service import Announcement

PHOTO_SOURCES = ("camera", "gallery", "in_app")
MAX_ACCURACY_M = 20_000_000.0  # half way round the earth: a phone that knows nothing
SHA256_HEX = validate.Regexp(r"\A[0-9a-f]{64}\Z", error="A SHA-256 is 64 lower-case hexadecimal digits.")
MEDIA_TYPE = validate.Regexp(r"\A[a-z]+/[a-z0-9.+-]{1,60}\Z", error="A media type looks like image/jpeg.")


class PositionIn(Schema):
    """A position in WGS-84 degrees; loads as `Position`."""

    lat = Float(required=True, allow_nan=False, validate=validate.Range(-MAX_LATITUDE, MAX_LATITUDE))
    lon = Float(required=True, allow_nan=False, validate=validate.Range(-MAX_LONGITUDE, MAX_LONGITUDE))
    accuracy_m = Float(load_default=None, allow_none=True, validate=validate.Range(0, MAX_ACCURACY_M))
    fix_at = AwareDateTime(format="iso", load_default=None, allow_none=True)
    source = String(load_default="device", validate=validate.OneOf(SOURCES))
    datum = String(load_default="wgs84", validate=validate.Equal("wgs84", error="Positions are WGS-84."))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Position:
        """The value the services work with."""
        accuracy, fix_at = data["accuracy_m"], data["fix_at"]
        lat_e7, lon_e7 = to_e7(data["lat"], MAX_LATITUDE), to_e7(data["lon"], MAX_LONGITUDE)
        assert lat_e7 is not None
        assert lon_e7 is not None
        return Position(
            lat_e7,
            lon_e7,
            None if accuracy is None else round(accuracy * 10),
            None if fix_at is None else whole_milliseconds(fix_at),
            data["source"],
        )


class StatementIn(Schema):
    """A capture statement with its signature, verified or not; loads as `SignedStatement`."""

    bytes_b64 = Base64(required=True, validate=validate.Length(1, MAX_STATEMENT))
    signature_b64 = Base64(required=True, validate=validate.Length(1, 128))
    device_id = identifier(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> SignedStatement:
        """The value the services work with."""
        return SignedStatement(data["bytes_b64"], data["signature_b64"], data["device_id"])


def announced(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of an `Announcement`: whole milliseconds, tenths of degrees."""
    heading = data["heading_deg"]
    return {
        **{name: value for name, value in data.items() if name != "heading_deg"},
        "captured_at": whole_milliseconds(data["captured_at"]),
        "heading_ddeg": None if heading is None else round(heading * 10) % 3600,
        "annotations": tuple(data["annotations"]),
    }


class PhotoAnnouncementIn(Schema):
    """One announced photo inside a report or an action; loads as `Announcement`."""

    id = UUID(required=True)
    sha256 = String(required=True, validate=SHA256_HEX)
    size = Integer(required=True, strict=True)
    role = String(required=True, validate=validate.OneOf(list(PHOTO_ROLES)))
    captured_at = AwareDateTime(required=True, format="iso")
    source = String(load_default="camera", validate=validate.OneOf(PHOTO_SOURCES))
    media_type = String(load_default="image/jpeg", validate=MEDIA_TYPE)
    position = Nested(PositionIn, load_default=None, allow_none=True)
    statement = Nested(StatementIn, load_default=None, allow_none=True)
    heading_deg = Float(
        load_default=None, allow_none=True, validate=validate.Range(0, 360, max_inclusive=False)
    )
    annotations = List(Nested(MarkIn), load_default=list, validate=validate.Length(max=MAX_MARKS))

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Announcement:
        """The value the services work with."""
        return Announcement(**announced(data))


class StatementOut(Schema):
    """What came of checking the phone's capture statement."""

    state = String(required=True, validate=validate.OneOf([state.value for state in StatementState]))
    sha256 = String(allow_none=True, required=True)


class ClockSkewOut(Schema):
    """The phone's clock minus the server's; `proved` when a nonce of ours and a monotonic count say so."""

    skew_ms = Integer(required=True)
    proved = Boolean(required=True)
