"""What stands under deploy/ is valid, says what the program does, and works in front of a real server."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from config import Config
from inspect_app.audit.models import Event
from inspect_app.core.db import db
from tests.builders import API, City, jpeg
from tests.conftest import REPOSITORY
from tests.integration.crash.conftest import cookie_of
from tests.integration.crash.phone import Phone
from tests.servers.daemon import free_port, run
from tests.servers.live import LiveServer
from tests.servers.nginx import start_nginx

DEPLOY = REPOSITORY / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SETTINGS = {field.name.upper() for field in fields(Config)}
# Read by gunicorn's configuration and by the backup unit.
OTHERS = {"BIND", "WEB_PROCESSES", "WEB_THREADS", "BACKUP_PLACE", "PYTHONUNBUFFERED"}
OF_SERVERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
CHUNK = 1_000_000
# What a server that moves bytes says on its own.
OF_NGINX = {"Server", "Date", "Connection", "Accept-Ranges", "Last-Modified", "Strict-Transport-Security"}


def test_docker_compose_takes_the_compose_file() -> None:
    wanted = re.findall(r"\$\{(\w+):\?", (DEPLOY / "compose.yml").read_text())
    values = dict.fromkeys(wanted, "a value of 32 characters and a few")
    command = ["docker-compose", "-f", "compose.yml", "config"]
    told = run(command, env={"PATH": os.environ["PATH"], **values}, folder=DEPLOY)

    assert {"web1:", "web2:", "worker:", "database:", "queue:", "proxy:", "prepare:"} <= set(told.split())
    with pytest.raises(Exception, match="SECRET_KEY"):
        run(command, env={"PATH": os.environ["PATH"], **values, "SECRET_KEY": ""}, folder=DEPLOY)


def test_every_setting_that_is_handed_over_exists() -> None:
    compose = (DEPLOY / "compose.yml").read_text()
    asked = set(re.findall(r"^    ([A-Z][A-Z0-9_]+):", compose, re.MULTILINE))
    asked |= set(
        re.findall(r"^([A-Z][A-Z0-9_]+)=", (DEPLOY / "environment.example").read_text(), re.MULTILINE)
    )
    asked |= set(re.findall(r"\b([A-Z][A-Z0-9_]{3,})=", " ".join(unit.read_text() for unit in UNITS)))

    assert len(asked) > 12
    assert asked - SETTINGS - OTHERS - OF_SERVERS == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    """With an own /bin/true in the place of the programs, which are not installed here."""
    text = re.sub(r"/opt/inspect/\.venv/bin/\w+", "/bin/true", unit.read_text())
    text = re.sub(r"^(User|Group)=.*$", "", text, flags=re.MULTILINE).replace("/opt/inspect", str(tmp_path))
    for other in UNITS:
        (tmp_path / other.name).write_text(other.read_text())
    (tmp_path / unit.name).write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    about = [line for line in done.stderr.splitlines() if unit.name in line]
    assert about == []


def test_the_programs_of_the_units_exist() -> None:
    for unit in UNITS:
        for program in re.findall(r"/opt/inspect/(\.venv/bin/\w+)", unit.read_text()):
            assert (REPOSITORY / program).exists(), program
        for file in re.findall(r"(?:--config |file://)/opt/inspect/(\S+)", unit.read_text()):
            assert (REPOSITORY / file).exists(), file


def test_an_operators_command_gets_the_settings_of_the_services(tmp_path: Path) -> None:
    """A program that prints what it got stands in the place of flask."""
    (tmp_path / "deploy").mkdir()
    command = Path(shutil.copy(DEPLOY / "inspect", tmp_path / "deploy"))
    program = tmp_path / ".venv/bin/flask"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\npwd; umask; id -u; echo "$@"; env\n')
    program.chmod(0o755)
    address = "postgresql+psycopg://i:p@/inspect?host=a&host=b $HOME `id`"
    lines = [
        "# a comment",
        "",
        f"DATABASE_URL={address}",
        'LOG_ORIGIN="a b"',
        f"INSTANCE={tmp_path}",
        "S3_KEY=",
    ]
    settings = tmp_path / "environment"
    settings.write_text("\n".join(lines))
    link = tmp_path / "linked"
    link.symlink_to(command)

    told = run(
        [link, "db", "upgrade"], env={"PATH": os.environ["PATH"], "SETTINGS": str(settings)}
    ).splitlines()

    assert told[:4] == [str(tmp_path), "0077", str(os.getuid()), "--app wsgi db upgrade"]
    assert {f"DATABASE_URL={address}", "LOG_ORIGIN=a b", f"INSTANCE={tmp_path}", "S3_KEY="} <= set(told)


@dataclass
class Site:
    """An address that people type, the node behind it, and the certificate that they trust."""

    node: LiveServer
    address: str
    certificate: str

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request through nginx."""
        return requests.request(method, self.address + path, verify=self.certificate, timeout=60, **options)


class SecurePhone(Phone):
    """A phone on the other side of nginx; https wants another cookie."""

    def __init__(self, site: Site, secret: str) -> None:
        super().__init__(site.node, secret)
        self.site = site

    def call(self, method: str, path: str, *, crash: str | None = None, **options: Any) -> requests.Response:
        """One request through nginx."""
        assert crash is None
        headers = {"Cookie": f"__Host-sid={self.secret}", **options.pop("headers", {})}
        return self.site.ask(method, API + path, headers=headers, **options)


@pytest.fixture
def proxied(city: City, config: Config, tmp_path: Path) -> Iterator[Site]:
    """A node behind a real nginx with the configuration of deploy/."""
    port = free_port()
    behind = replace(config, behind_proxy=1, downloads="nginx")
    node = LiveServer(behind, tmp_path / "node", processes=2)
    node.env["PUBLIC_URL"] = f"https://127.0.0.1:{port}"
    with node:
        nginx = start_nginx(tmp_path / "nginx", port, [node.port], config)
        yield Site(node, f"https://127.0.0.1:{port}", str(tmp_path / "nginx" / "certificate.pem"))
        nginx.stop()


def test_nginx_hands_photos_on_and_keeps_what_is_the_operators(
    city: City, proxied: Site, tmp_path: Path
) -> None:
    content = jpeg(81) + b"\0" * (3 * CHUNK)
    phone = SecurePhone(proxied, cookie_of(city, "inspector"))
    case_id, [photo_id] = phone.filed(content)
    assert phone.create(photo_id, len(content)).status_code == 201
    for start in range(0, len(content), CHUNK):
        assert phone.send(photo_id, start, content[start : start + CHUNK]).status_code == 204
    assert phone.has_receipt(photo_id, content)
    assert SecurePhone(proxied, cookie_of(city, "auditor")).original(photo_id) == content

    lie = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    answer = proxied.ask("GET", "/healthz", headers=lie)
    assert "Strict-Transport-Security" in answer.headers, "the scheme is what nginx saw"
    assert proxied.ask("GET", "/metrics").status_code == 404
    seen = (tmp_path / "nginx" / "access.log").read_text()
    assert case_id not in seen or '"path":"/api/v1/reports/' in seen
    assert "__Host-sid" not in seen


def test_nginx_sends_originals_as_the_program_does(city: City, proxied: Site, config: Config) -> None:
    content = jpeg(82) + b"\0" * CHUNK
    phone = SecurePhone(proxied, cookie_of(city, "inspector"))
    _, [photo_id] = phone.filed(content)
    assert phone.create(photo_id, len(content), content).status_code == 201
    auditor, path = SecurePhone(proxied, cookie_of(city, "auditor")), f"/photos/{photo_id}/original"
    by_program = city.hand("auditor").client.get(API + path)
    by_nginx = auditor.call("GET", path)

    assert by_nginx.content == by_program.data == content
    said, passed_on = dict(by_program.headers), dict(by_nginx.headers)
    assert {name for name, value in said.items() if passed_on.get(name) != value} == {"X-Request-Id"}
    assert passed_on.keys() - said.keys() <= OF_NGINX
    assert said["Content-Disposition"].startswith("attachment;")

    some = {"Range": "bytes=10-19"}
    parts = [
        auditor.call("GET", path, headers={**some, "If-Range": tag})
        for tag in (by_nginx.headers["ETag"], '"other"')
    ]
    assert [(part.status_code, part.content) for part in parts] == [(206, content[10:20]), (200, content)]
    assert auditor.call("HEAD", path).headers["Content-Length"] == str(len(content))
    with city.app.app_context():
        views = db.session.scalar(select(func.count()).where(Event.kind == "original_viewed"))
        db.session.remove()
    assert views == 5, "each look is in the log"

    stranger = SecurePhone(proxied, cookie_of(city, "handler"))
    assert stranger.call("GET", path).json()["code"] == "not_found"
    sha256 = hashlib.sha256(content).hexdigest()
    for hidden in (f"files/ev/{sha256[:2]}/{sha256}", f"store/{config.s3_bucket}/ev/{sha256[:2]}/{sha256}"):
        answer = proxied.ask(
            "GET", f"/_originals/{hidden}", headers={"X-Accel-Redirect": "/_originals/files/"}
        )
        assert answer.status_code == 404


def test_the_built_app_comes_packed_from_nginx_and_from_a_node(proxied: Site) -> None:
    """In each packing with a tag of its own, so that no cache mixes them up."""
    script = next((REPOSITORY / "static/pwa/dist/assets").glob("*.js"))
    endings = {"br": ".br", "gzip": ".gz", "identity": "", "gzip;q=0, br;q=0": "", "gzip, deflate, br": ".br"}
    for site in (proxied.address, proxied.node.url):
        tags = set()
        for accepted, ending in endings.items():
            answer = packed(f"{site}/app/assets/{script.name}", proxied.certificate, accepted)
            assert answer.raw.read() == script.with_name(script.name + ending).read_bytes(), (site, accepted)
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert "/javascript" in answer.headers["Content-Type"]
            assert "immutable" in answer.headers["Cache-Control"]
            tags.add(answer.headers["ETag"])
        assert len(tags) == 3
        assert packed(f"{site}/app/assets/none.js", proxied.certificate, "br").status_code == 404


def packed(address: str, certificate: str, accepted: str) -> requests.Response:
    """An answer whose bytes nobody has unpacked yet."""
    headers = {"Accept-Encoding": accepted}
    return requests.get(address, headers=headers, verify=certificate, stream=True, timeout=60)


def test_nginx_slows_down_who_guesses_passwords(proxied: Site) -> None:
    guess = {"username": "inspector", "password": "guess"}
    answers = [proxied.ask("POST", "/api/v1/session", json=guess).status_code for _ in range(25)]

    assert 429 in answers
    assert set(answers) <= {401, 429}
