"""An independent client, cut off and left alone by dying servers on two nodes: every byte arrives."""

import io
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
from apiflask import APIFlask
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from config import Config
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import history
from tests.builders import API, City, jpeg
from tests.integration.conftest import SQLITE
from tests.integration.crash.conftest import MORTAL, cookie_of
from tests.integration.crash.phone import Phone
from tests.integration.crash.test_uploads import LAST, PIECE, PIECE_COMMITTED, WHOLE_COMMITTED
from tests.servers.live import LiveServer
from tests.servers.proxy import Proxy

SIZE, LEAST_CHUNK = 300_000, 40_000
POINTS = sorted({*LAST, *PIECE, *PIECE_COMMITTED, *WHOLE_COMMITTED})
MOST_ATTEMPTS = 80


@pytest.fixture
def nodes(config: Config, city: City, pair: str, tmp_path: Path) -> Iterator[list[LiveServer]]:
    """Two servers over one database and one store; with PostgreSQL and S3 they share no folder either."""
    other = config if pair == SQLITE else replace(config, instance=tmp_path / "elsewhere")
    with (
        LiveServer(config, tmp_path / "one", app=MORTAL) as one,
        LiveServer(other, tmp_path / "two", app=MORTAL) as two,
    ):
        yield [one, two]


@dataclass
class Road:
    """The way of one photo: each attempt meets another mishap, drawn from `dice`."""

    nodes: list[LiveServer]
    secret: str
    dice: random.Random
    deaths: int = 0
    cuts: int = 0

    def attempt(self, photo_id: str, content: bytes) -> None:
        """One attempt to get on, on some node; it may end anywhere."""
        node = self.dice.choice(self.nodes)
        mishap = self.dice.choice(["death", "cut", "cut", "pause"])
        headers = {"Cookie": f"sid={self.secret}"}
        if mishap == "death":
            headers["X-Crash"] = self.dice.choice(POINTS)
        with Proxy(node.port) as proxy:
            if mishap == "cut":
                proxy.cut_after = self.dice.randrange(1_000, LEAST_CHUNK)
            with suppress(TusCommunicationError, requests.RequestException):
                self.upload(proxy.url, headers, photo_id, content, stop=mishap == "pause")
            self.cuts += proxy.cuts
        self.revive(node)

    def upload(
        self, address: str, headers: dict[str, str], photo_id: str, content: bytes, *, stop: bool
    ) -> None:
        """What tuspy does: ask for the offset, send chunks with their checksums."""
        uploader = TusClient(f"{address}{API}/uploads", headers=headers).uploader(
            file_stream=io.BytesIO(content),
            url=f"{address}{API}/uploads/{photo_id}",
            chunk_size=self.dice.randrange(LEAST_CHUNK, 3 * LEAST_CHUNK),
            upload_checksum=self.dice.random() < 0.5,
            retries=0,
        )
        end = uploader.offset + uploader.chunk_size if stop else SIZE
        uploader.upload(stop_at=min(SIZE, end))

    def revive(self, node: LiveServer) -> None:
        """Start a node again that has died."""
        if not node.answers():
            node.wait_until_dead()
            node.start()
            self.deaths += 1


def test_tuspy_brings_every_byte_through_cuts_and_deaths_on_two_nodes(
    app: APIFlask, city: City, nodes: list[LiveServer]
) -> None:
    dice = random.Random(4)
    photos = [jpeg(n, (64, 48)) + dice.randbytes(SIZE - len(jpeg(n, (64, 48)))) for n in range(2)]
    phone = Phone(nodes[0], cookie_of(city, "inspector"))
    case_id, ids = phone.filed(*photos)
    road = Road(nodes, phone.secret, dice)

    for content, photo_id in zip(photos, ids, strict=True):
        done = 0
        for _ in range(MOST_ATTEMPTS):
            road.attempt(photo_id, content)
            before, done = done, phone.offset(photo_id)
            assert done >= before, "bytes that were acknowledged are asked for again"
            if done == SIZE:
                break
        for node in nodes:
            there = Phone(node, phone.secret)
            assert there.has_receipt(photo_id, content)
            assert there.original(photo_id) == content

    assert road.deaths
    assert road.cuts
    with app.app_context():
        assert check_log() == []
        kinds = [event.kind for event in history(f"case:{case_id}")]
    assert kinds.count("photo_stored") == len(photos)
