"""Starts Inspect for one machine: database, demo city, web server and worker; `make run` calls it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from honcho.manager import Manager

from inspect_app.core.roles import ROLE_LABELS, Role
from inspect_app.demo.password import demo_password
from scripts.addresses import local_addresses
from scripts.certificates import Certificates, keep_certificates
from scripts.trust_page import fingerprint, print_code

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
STOPPED_BY_PERSON = {128 + signal.SIGINT, 128 + signal.SIGTERM}
PREPARATION = ("db upgrade", "storage init", "demo seed")


def main() -> int:
    """Returns the exit status of the first process that ended."""
    port = int(os.environ.get("PORT") or 8000)
    https = os.environ.get("HTTPS", "0") not in {"", "0"}
    refuse_taken_port(port, https=https)
    instance = Path(os.environ.get("INSTANCE") or ROOT / "instance").absolute()
    instance.mkdir(parents=True, exist_ok=True)
    env = settings(instance, port)
    certificates = None
    if https:
        certificates = keep_certificates(instance / "tls", local_addresses(), socket.gethostname())
        env |= https_settings(certificates, port)
    prepare(env)
    print_welcome(env, certificates, port)
    return serve(env, certificates, port)


def refuse_taken_port(port: int, *, https: bool) -> None:
    """Ends with a sentence for a person when another program holds a port that we need."""
    for number in (port, port + 1) if https else (port,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0" if https else "127.0.0.1", number))  # noqa: S104 - phones must reach it
            except OSError as error:
                sys.exit(
                    f"Port {number} cannot be used ({error.strerror}). Choose another: make run PORT=8080"
                )


def settings(instance: Path, port: int) -> dict[str, str]:
    """The environment of all processes; what the caller has set wins."""
    return {
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "DEMO": "1",
        "VERIFIER_DRAW": "small_polluters,bulk_coal,material_pile",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "text",
        **os.environ,
        "INSTANCE": str(instance),
        "DEMO_PASSWORD": demo_password(instance, os.environ.get("DEMO_PASSWORD")),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }


def https_settings(certificates: Certificates, port: int) -> dict[str, str]:
    """What changes when the local network may connect."""
    return {
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"https://{certificates.addresses[0]}:{port}",
        "BIND": f"0.0.0.0:{port}",
        "TLS_CERTIFICATE": str(certificates.certificate),
        "TLS_KEY": str(certificates.key),
    }


def prepare(env: dict[str, str]) -> None:
    """Migrates, makes folders or buckets, and the demo city unless it is there already."""
    command = [sys.executable, "-m", "scripts.commands"]
    done = subprocess.run(command, input="\n".join(PREPARATION), text=True, cwd=ROOT, env=env, check=False)
    if done.returncode != 0:
        sys.exit(f"The installation could not be prepared ({done.returncode}); nothing was started.")


def print_welcome(env: dict[str, str], certificates: Certificates | None, port: int) -> None:
    print(f"\n  Inspect 蓝天巡查   {env['PUBLIC_URL']}/app/\n")
    print(f"  Demo sign-ins, all with the password  {env['DEMO_PASSWORD']}")
    if os.environ.get("DEMO_PASSWORD") not in {None, "", env["DEMO_PASSWORD"]}:
        print("  (of the first start; DEMO_PASSWORD counts only when the city is made)")
    for role in Role:
        if role is not Role.SYSTEM:
            print(f"    {role:<11} {ROLE_LABELS[role]['zh']}  {ROLE_LABELS[role]['en']}")
    if certificates:
        print("\n  Phones in this network: scan, trust the certificate, then open the app.")
        print_code(f"http://{certificates.addresses[0]}:{port + 1}/")
        print(
            f"  The certificate's SHA-256 fingerprint:\n  {fingerprint(certificates.authority.read_bytes())}"
        )
    print(f"\n  Data: {env['INSTANCE']}   Stop: Ctrl-C\n", flush=True)


def serve(env: dict[str, str], certificates: Certificates | None, port: int) -> int:
    """Runs the processes of the Procfile until one ends or somebody presses Ctrl-C."""
    manager = Manager()
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        manager.add_process(name, f"exec {command}", env=env, cwd=str(ROOT))
    if certificates:
        page = {**env, "TRUST_PORT": str(port + 1), "AUTHORITY": str(certificates.authority)}
        manager.add_process("trust", f"exec {sys.executable} -m scripts.trust_page", env=page, cwd=str(ROOT))
    manager.loop()
    return 0 if manager.returncode in STOPPED_BY_PERSON else int(manager.returncode or 0)


if __name__ == "__main__":
    sys.exit(main())
