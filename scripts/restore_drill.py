"""`make restore-drill`: makes a city, backs it up while it works, restores it on an empty machine, compares.

Everything is real and thrown away at the end: two installations in a temporary folder, the second without a
database, an object or a key until the backup brings them. The transcript is what an operator would see.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
FLASK = Path(sys.executable).parent / "flask"
WORDS = "only for this drill, thrown away"


def main() -> int:
    """The whole drill; returns the exit status."""
    with tempfile.TemporaryDirectory(prefix="inspect-drill-") as name:
        folder = Path(name)
        passphrase = folder / "passphrase"
        passphrase.write_text(WORDS)
        source, target = folder / "source", folder / "empty"
        sealed = ("--passphrase-file", str(passphrase))
        for command in (("db", "upgrade"), ("storage", "init"), ("demo", "seed"), ("audit", "checkpoint")):
            flask(source, *command, quiet=True)
        print("A city stands. It is backed up while it works:\n")
        with writers(source):
            flask(source, "backup", "create", str(folder / "backups"), *sealed)
        print("\nThe machine is lost. An empty one begins:\n")
        started = perf_counter()
        flask(target, "backup", "restore", str(folder / "backups"), *sealed)
        seconds = perf_counter() - started
        print(f"\nRestored and verified in {seconds:.1f} s. And once more, by its own tools:\n")
        flask(target, "audit", "fsck")
        flask(target, "storage", "scrub", "--all")
        flask(target, "audit", "checkpoint", quiet=True)
        return compare(source, target, folder / "backups")


def flask(instance: Path, *arguments: str, quiet: bool = False) -> str:
    """Run an operator's command on an installation and show it; the drill ends when it fails."""
    shown = [arg if not arg.startswith("/") else Path(arg).name for arg in arguments]
    if not quiet:
        print(f"$ flask {' '.join(shown)}", flush=True)
    settings = {
        "INSTANCE": str(instance),
        "LOG_LEVEL": "ERROR",
        "LOG_FORMAT": "text",
        "DEMO_PASSWORD": WORDS,
    }
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}} | settings
    command = [str(FLASK), "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}flask {arguments[0]} failed: the drill did not succeed")
    if not quiet:
        print("".join(f"  {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
    return done.stdout


class writers:  # noqa: N801 - reads as a word in `with`
    """Something is written all the time while the block lasts."""

    def __init__(self, instance: Path) -> None:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._write, args=(instance,))

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _write(self, instance: Path) -> None:
        while not self.over.is_set():
            flask(instance, "storage", "scrub", "--sample", "1", quiet=True)


def compare(source: Path, target: Path, backups: Path) -> int:
    """What the old installation held at the moment of the backup is what the new one holds."""
    [manifest] = [json.loads(path.read_text()) for path in backups.glob("backups/*/manifest.json")]
    grown = int(flask(source, "audit", "head", quiet=True).split()[0])
    restored = int(flask(target, "audit", "head", quiet=True).split()[0])
    size = manifest["log_size"]
    print(f"\nEntries at the moment of the backup: {size}; the lost machine went on to {grown};")
    print(f"the restored one verified those {size} and wrote {restored - size} of its own.")
    same = {path.name for path in (source / "objects" / "ev").rglob("*") if path.is_file()}
    there = {path.name for path in (target / "objects" / "ev").rglob("*") if path.is_file()}
    verdict = "the same" if same == there else "NOT THE SAME"
    print(f"Originals: {len(same)} there, {len(there)} here, {verdict}.")
    return 0 if same == there and restored > size else 1


if __name__ == "__main__":
    sys.exit(main())
