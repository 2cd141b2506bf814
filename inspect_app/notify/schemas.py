"""The wire forms of notices, of their settings, of subscribed browsers and of group robots."""

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Email, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range, Regexp

from inspect_app.accounts.schemas import VISIBLE, UnitRef
from inspect_app.core.limits import BIGGEST_NUMBER
from inspect_app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from inspect_app.core.shapes import identifier, one_of
from inspect_app.notify.channels.robots import SERVICES
from inspect_app.notify.events import Group
from inspect_app.notify.preferences import CHANNELS, CHOOSABLE
from inspect_app.notify.words import LANGUAGES

STATES = ("waiting", "sent", "dropped", "failed")
TIME_OF_DAY = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", error="A time of day, as in 22:30.")
TOKEN = Regexp(r"^[A-Za-z0-9_-]{8,128}\Z", error="Only the token itself, 8 to 128 letters, digits, - and _.")
BASE64URL = Regexp(r"^[A-Za-z0-9_-]+\Z", error="Must be base64url.")


class LabelOut(Schema):
    zh = String(required=True)
    en = String(required=True)


class NoticeQuery(Schema):
    unread = Boolean(load_default=False)
    cursor = String(load_default=None, validate=Length(max=200))
    limit = Integer(load_default=DEFAULT_LIMIT, validate=Range(1, MAX_LIMIT))


class NoticeOut(Schema):
    """One event as one person hears of it."""

    id = Integer(required=True)
    event = String(required=True)
    group = one_of(Group)
    title = Nested(LabelOut, required=True)
    text = Nested(LabelOut, required=True)
    urgent = Boolean(required=True)
    case_id = String(allow_none=True, required=True)
    day = String(allow_none=True, required=True)
    document_id = String(allow_none=True, required=True)
    proposals = Boolean(required=True)
    at = String(required=True)
    read_at = String(allow_none=True, required=True)


class NoticeList(Schema):
    items = List(Nested(NoticeOut), required=True)
    next_cursor = String(allow_none=True, required=True)


class DeliveryOut(Schema):
    """How a notice fared outside the app; `channel` is push or mail."""

    channel = one_of(["push", "mail", "robot"])
    state = one_of(STATES)
    due_at = String(required=True)
    attempts = Integer(required=True)
    ended_at = String(allow_none=True, required=True)
    reason = String(allow_none=True, required=True)


class WholeNoticeOut(NoticeOut):
    deliveries = List(Nested(DeliveryOut), required=True)


class UnreadOut(Schema):
    count = Integer(metadata={"description": "At most 100"}, required=True)
    newest = Integer(allow_none=True, required=True)


class ReadUpTo(Schema):
    up_to = identifier(required=True)


class GroupChoice(Schema):
    push = Boolean(required=True)
    mail = Boolean(required=True)


class GroupOut(Schema):
    code = one_of(CHOOSABLE)
    label = Nested(LabelOut, required=True)
    push = Boolean(required=True)
    mail = Boolean(required=True)


class QuietHours(Schema):
    """Local times between which messages are held; urgent ones are not."""

    on = Boolean(required=True)
    start = String(required=True, validate=TIME_OF_DAY)
    end = String(required=True, validate=TIME_OF_DAY)


class SettingsIn(Schema):
    groups = Dict(
        keys=String(validate=OneOf([str(group) for group in CHOOSABLE])),
        values=Nested(GroupChoice),
        required=True,
    )
    quiet = Nested(QuietHours, required=True)
    mail = Email(required=True, allow_none=True, validate=Length(max=254))
    language = String(required=True, validate=OneOf(LANGUAGES))


class SettingsOut(Schema):
    groups = List(Nested(GroupOut), required=True)
    quiet = Nested(QuietHours, required=True)
    mail = String(allow_none=True, required=True)
    language = one_of(LANGUAGES)
    mail_offered = Boolean(
        metadata={"description": "Whether this installation sends mail at all"}, required=True
    )
    mail_domains = List(String(), required=True)


class TestIn(Schema):
    channel = String(required=True, validate=OneOf(CHANNELS))


class PushKeyOut(Schema):
    key = String(metadata={"description": "applicationServerKey, base64url"}, required=True)


class PushKeys(Schema):
    p256dh = String(required=True, validate=[Length(80, 100), BASE64URL])
    auth = String(required=True, validate=[Length(20, 30), BASE64URL])


class SubscriptionIn(Schema):
    """What `PushSubscription.toJSON()` gives, and the browser's name."""

    endpoint = String(required=True, validate=[Length(10, 1000), VISIBLE])
    keys = Nested(PushKeys, required=True)
    name = String(required=True, validate=[Length(1, 80), VISIBLE])


class SubscriptionOut(Schema):
    id = Integer(required=True)
    name = String(required=True)
    created_at = String(required=True)
    current = Boolean(metadata={"description": "Subscribed in the session that asks"}, required=True)


class SubscriptionList(Schema):
    items = List(Nested(SubscriptionOut), required=True)
    next_cursor = String(allow_none=True, required=True)


class RobotIn(Schema):
    """A group's robot; the secrets are kept sealed and never shown again."""

    unit_id = identifier(required=True)
    service = String(required=True, validate=OneOf(sorted(SERVICES)))
    name = String(required=True, validate=[Length(1, 60), VISIBLE])
    token = String(required=True, validate=TOKEN)
    signing_secret = String(load_default="", validate=[Length(max=128), Regexp(r"^[A-Za-z0-9_-]*\Z")])


class RobotQuery(Schema):
    unit = Integer(load_default=None, validate=Range(1, BIGGEST_NUMBER))


class RobotOut(Schema):
    id = Integer(required=True)
    unit = Nested(UnitRef, required=True)
    service = one_of(sorted(SERVICES))
    name = String(required=True)
    created_at = String(required=True)
    last = Nested(DeliveryOut, allow_none=True, required=True)


class RobotList(Schema):
    items = List(Nested(RobotOut), required=True)
    next_cursor = String(allow_none=True, required=True)
    services = List(String(), required=True)
