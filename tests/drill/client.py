"""The load: people with phones, in a process of its own that knows nothing but the address.

`python -m tests.drill.client` reads its orders as JSON from standard input and writes one JSON line for each
acknowledgement. Like a phone it sends again, with the same id and the same bytes, until it is told that what
it sent is kept; it ends on SIGTERM when everything in hand is acknowledged.
"""

import base64
import hashlib
import json
import signal
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from inspect_app.core.ids import uuid7
from tests.builders import API, announcement, jpeg, report_body

PEOPLE = 6
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream"}
PATIENCE_S, PAUSE_S = 20, 0.2
LATER = {429, 502, 503, 504, 507}
OVER = threading.Event()
SAYING = threading.Lock()


class OwnAddress(HTTPAdapter):
    """Requests from an address of loopback of one's own: nginx limits what comes from one address."""

    def __init__(self, number: int) -> None:
        self.source = f"127.0.1.{number + 1}"
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """As requests asks for it."""
        super().init_poolmanager(*args, source_address=(self.source, 0), **options)


@dataclass
class Phone:
    """One person: the inspector who reports, and the supervisor's key to accept."""

    address: str
    certificate: str
    inspector: str
    supervisor: str
    number: int

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.mount("https://", OwnAddress(self.number))

    def ask(self, cookie: str, method: str, path: str, **options: Any) -> requests.Response | None:
        """One request; None when no usable answer came."""
        # Each request opens a connection, as after every break of the network.
        told = {"Cookie": f"__Host-sid={cookie}", "Connection": "close"}
        headers = {**told, **options.pop("headers", {})}
        try:
            answer = self.session.request(
                method, self.address + API + path, headers=headers, verify=self.certificate,
                timeout=PATIENCE_S, **options,
            )  # fmt: skip
        except requests.RequestException:
            say("later", True, status="no answer", code="")
            return None
        if answer.status_code in LATER:
            say("later", True, status=answer.status_code, code=code_of(answer))
            return None
        return answer

    def insist(self, cookie: str, method: str, path: str, **options: Any) -> requests.Response:
        """The same request until there is an answer."""
        while (answer := self.ask(cookie, method, path, **options)) is None:
            time.sleep(PAUSE_S)
        return answer

    def work(self) -> None:
        """One case after the other, until it is over."""
        count = 0
        while not OVER.is_set():
            count += 1
            self.one_case(jpeg(self.number, (320, 240)) + f"{self.number} {count} {uuid.uuid4()}".encode())

    def one_case(self, content: bytes) -> None:
        """Report, photo, accept."""
        photo, report = announcement(content), str(uuid7())
        body = json.dumps(report_body(photos=[photo])).encode()
        filed = self.insist(
            self.inspector,
            "PUT",
            f"/reports/{report}",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        say("report", filed.status_code in {200, 201}, id=report, status=filed.status_code)
        self.send_photo(photo["id"], content)
        say("photo", True, id=photo["id"], sha256=hashlib.sha256(content).hexdigest(), case=report)
        key = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}
        done = self.insist(self.supervisor, "POST", f"/cases/{report}/actions/accept", json={}, headers=key)
        say("action", done.status_code == 200, id=report, status=done.status_code)

    def send_photo(self, photo_id: str, content: bytes) -> None:
        """By tus, resumed from where the server says it stands, until the receipt names our hash."""
        name = base64.b64encode(photo_id.encode()).decode()
        begin = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": f"photo_id {name}"}
        wanted = hashlib.sha256(content).hexdigest()
        while True:
            self.insist(self.inspector, "POST", "/uploads", headers=begin)
            head = self.insist(self.inspector, "HEAD", f"/uploads/{photo_id}", headers=TUS)
            offset = int(head.headers.get("Upload-Offset", 0))
            if offset < len(content):
                where = {**TUS, **OCTETS, "Upload-Offset": str(offset)}
                self.ask(
                    self.inspector, "PATCH", f"/uploads/{photo_id}", data=content[offset:], headers=where
                )
            seen = self.insist(self.inspector, "GET", f"/photos/{photo_id}")
            receipt = seen.json().get("receipt") if seen.ok else None
            if receipt and receipt["sha256"] == wanted:
                return
            time.sleep(PAUSE_S)


def code_of(answer: requests.Response) -> str:
    """The code of a problem; nothing where a proxy answered in its own words, or to HEAD, which has none."""
    if answer.content and answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return str(answer.json()["code"])
    return ""


def say(kind: str, good: bool, **facts: object) -> None:  # noqa: FBT001 - one word of a line
    """One acknowledgement, or a refusal that a phone should never see."""
    with SAYING:
        print(json.dumps({"kind": kind, "good": good, "at": time.monotonic(), **facts}), flush=True)


def tell_break(told: threading.ExceptHookArgs) -> None:
    """A person who ended by a mistake of this program would make the load look calm: it counts as a fault."""
    say("person", False, id=told.thread.name if told.thread else "", status=repr(told.exc_value))
    threading.__excepthook__(told)


def main() -> None:
    """Everybody works until SIGTERM."""
    threading.excepthook = tell_break
    orders = json.loads(sys.stdin.readline())
    signal.signal(signal.SIGTERM, lambda *_: OVER.set())
    people = [threading.Thread(target=Phone(**orders, number=number).work) for number in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()


if __name__ == "__main__":
    main()
