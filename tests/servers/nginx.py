"""A real nginx in front of test nodes, with the configuration that operators get."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from config import Config
from tests.servers.daemon import Daemon, free_port, listens, run

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = REPOSITORY / "deploy/nginx"
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
NODE = "    server 127.0.0.1:8000 max_fails=2 fail_timeout=5s;"
STORE = "127.0.0.1:7480"


def start_nginx(
    folder: Path, port: int, nodes: Sequence[int], config: Config, others: Mapping[str, str] | None = None
) -> Daemon:
    """Nginx with the files of deploy/nginx; ports, paths, nodes, store and `others` changed to ours."""
    folder.mkdir()
    make_certificate(folder)
    assets = (SHIPPED / "assets.conf").read_text()
    (folder / "assets.conf").write_text(changed(assets, {"/opt/inspect": str(REPOSITORY)}))
    shipped = "".join((SHIPPED / name).read_text() for name in ("nodes.conf", "inspect.conf"))
    ours = {
        "/etc/ssl/inspect": str(folder),
        "/etc/nginx/inspect.d/*.conf": str(folder / "assets.conf"),
        "/var/log/nginx/inspect.log": str(folder / "access.log"),
        NODE: "\n".join(NODE.replace("8000", str(node)) for node in nodes),
        STORE: urlsplit(config.s3_endpoint).netloc or STORE,
        "/var/lib/inspect": str(config.instance.absolute()),
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        **(others or {}),
    }
    site = re.sub(r"^    listen \[::\].*$", "", changed(shipped, ours), flags=re.MULTILINE)
    (folder / "nginx.conf").write_text(main_of(folder, site))
    program = shutil.which("nginx", path=f"/usr/sbin:{os.environ['PATH']}") or "nginx"
    daemon = Daemon([program, "-e", folder / "error.log", "-c", folder / "nginx.conf"], folder / "nginx.log")
    daemon.start()
    # It writes its pid when it has its ports; before that somebody else might answer there.
    daemon.wait_until(lambda: (folder / "pid").exists() and listens(port))
    return daemon


def make_certificate(folder: Path) -> None:
    """A certificate for loopback that signs itself."""
    tls = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    run(["openssl", "req", *tls, *named, *files])


def changed(text: str, changes: dict[str, str]) -> str:
    """A shipped file as an operator would change it; what is to be changed must stand there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def main_of(folder: Path, site: str) -> str:
    """What Debian's own nginx.conf says around a site, for a server that keeps to its folder."""
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{part}_temp_path {folder}/{part};" for part in parts)
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"load_module {BROTLI}; {user} daemon off; pid {folder}/pid; error_log {folder}/error.log;"
    return f"{main} events {{}} http {{ include /etc/nginx/mime.types; {temporary} {site} }}"
