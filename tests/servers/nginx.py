"""A real nginx in front of test nodes, with the configuration that operators get."""

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.servers.daemon import Daemon, listens, run

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NODE = "    server 127.0.0.1:8000 max_fails=2 fail_timeout=5s;"


def start_nginx(folder: Path, port: int, plain: int, nodes: Sequence[int]) -> Daemon:
    """Nginx with the two files of deploy/nginx, its ports, paths and nodes changed to ours."""
    folder.mkdir()
    tls = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    run(
        [
            "openssl",
            "req",
            *tls,
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "certificate.pem",
        ]
    )
    site = "".join((DEPLOY / "nginx" / name).read_text() for name in ("nodes.conf", "inspect.conf"))
    for old, new in (
        ("/etc/ssl/inspect", str(folder)),
        ("/var/log/nginx/inspect.log", str(folder / "access.log")),
        (NODE, "\n".join(NODE.replace("8000", str(node)) for node in nodes)),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
    ):
        assert old in site, old
        site = site.replace(old, new)
    site = re.sub(r"^    listen \[::\].*$", "", site, flags=re.MULTILINE)
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{part}_temp_path {folder}/{part};" for part in parts)
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    (folder / "nginx.conf").write_text(f"{main} http {{ {temporary} {site} }}")
    program = shutil.which("nginx", path=f"/usr/sbin:{os.environ['PATH']}") or "nginx"
    daemon = Daemon([program, "-e", folder / "error.log", "-c", folder / "nginx.conf"], folder / "nginx.log")
    daemon.start()
    daemon.wait_until(lambda: listens(port))
    return daemon
