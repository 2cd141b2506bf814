"""`make bench-app`: the phone app measured in a browser, on the demo city in a fresh instance."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.real_loop.installation import ROOT, fresh_installation
from scripts.tour.visitor import CHROMIUM


def main() -> int:
    """Exit status of the measuring: 1 when something misses its bar."""
    with tempfile.TemporaryDirectory(prefix="inspect-bench-") as name, fresh_installation(Path(name)) as here:
        here.env["DEMO_PASSWORD"] = password = "Bench4-only-for-this-run"  # noqa: S105 - lives for one run
        here.flask(["demo", "seed"])
        command = [
            "sh",
            "scripts/frontend.sh",
            "run",
            "--silent",
            "bench",
            "--",
            f"{here.url}/app/",
            password,
        ]
        env = {**os.environ, "CHROME_PATH": CHROMIUM}
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
