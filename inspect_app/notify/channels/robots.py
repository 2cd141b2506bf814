"""Group robots of WeCom, DingTalk and Feishu: one POST each, to their own hosts and to nobody else.

All three answer 200 also when they did not take the message; what counts is the number inside the answer.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from inspect_app.core.clock import to_millis, utc_now
from inspect_app.notify.channels.parcel import Parcel
from inspect_app.notify.channels.push import no_redirects
from inspect_app.notify.retry import SENT, Outcome, Result

TIMEOUT_S = 15
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")


@dataclass(frozen=True)
class Secrets:
    """What a group's owner copies from the robot's page: the token, and the signing secret if any."""

    token: str
    signing: str = ""


@dataclass(frozen=True)
class Service:
    """How one vendor is spoken to; `busy` are the codes of its answers that mean later, not never."""

    address: str
    body: Callable[[str, Secrets, int], dict[str, Any]]
    query: Callable[[Secrets, int], dict[str, str]]
    code: str
    busy: frozenset[int]


def wecom_query(secrets: Secrets, _millis: int) -> dict[str, str]:
    """The key of the group."""
    return {"key": secrets.token}


def dingtalk_query(secrets: Secrets, millis: int) -> dict[str, str]:
    """The token, and the signature over time and secret."""
    if not secrets.signing:
        return {"access_token": secrets.token}
    signed = hmac.digest(secrets.signing.encode(), f"{millis}\n{secrets.signing}".encode(), hashlib.sha256)
    sign = base64.b64encode(signed).decode()
    return {"access_token": secrets.token, "timestamp": str(millis), "sign": sign}


def text_body(text: str, _secrets: Secrets, _millis: int) -> dict[str, Any]:
    """A text message as WeCom and DingTalk take it."""
    return {"msgtype": "text", "text": {"content": text}}


def feishu_body(text: str, secrets: Secrets, millis: int) -> dict[str, Any]:
    """A text message as Feishu takes it; its signature's key is time and secret, over nothing."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secrets.signing:
        seconds = str(millis // 1000)
        signed = hmac.digest(f"{seconds}\n{secrets.signing}".encode(), b"", hashlib.sha256)
        body |= {"timestamp": seconds, "sign": base64.b64encode(signed).decode()}
    return body


SERVICES: dict[str, Service] = {
    "wecom": Service(
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        text_body,
        wecom_query,
        "errcode",
        frozenset({-1, 45009}),
    ),
    "dingtalk": Service(
        "https://oapi.dingtalk.com/robot/send",
        text_body,
        dingtalk_query,
        "errcode",
        frozenset({-1, 130101, 410100}),
    ),
    "feishu": Service(
        "https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
        feishu_body,
        lambda _secrets, _millis: {},
        "code",
        frozenset({11232}),
    ),
}


def send_robot(service: str, secrets: Secrets, parcel: Parcel) -> Outcome:
    """Say one message in a group, in Chinese."""
    vendor, message, millis = SERVICES[service], parcel.message("zh"), to_millis(utc_now())
    text = f"{message.title}\n{message.text}\n{parcel.link}"
    try:
        with no_redirects() as session:
            response = session.post(
                vendor.address.format(token=secrets.token),
                params=vendor.query(secrets, millis),
                json=vendor.body(text, secrets, millis),
                timeout=TIMEOUT_S,
            )
    except requests.RequestException as error:
        return Outcome(Result.RETRY, type(error).__name__)
    return judged(vendor, response)


def judged(vendor: Service, response: requests.Response) -> Outcome:
    """What a vendor's answer means."""
    if response.status_code != 200:
        later = response.status_code == 429 or response.status_code >= 500
        return Outcome(Result.RETRY if later else Result.REFUSED, f"http_{response.status_code}")
    try:
        code = int(response.json().get(vendor.code, 0))
    except (ValueError, TypeError, AttributeError):
        return Outcome(Result.RETRY, "unreadable_answer")
    if code == 0:
        return SENT
    return Outcome(Result.RETRY if code in vendor.busy else Result.REFUSED, f"{vendor.code}_{code}")
