"""A wall clock that can be set while a process runs: a small library in front of libc, built on the spot."""

import struct
from pathlib import Path

from tests.servers.daemon import run

SOURCE = Path(__file__).with_name("clock.c")


class WallClock:
    """Processes started with `env` read a clock that jump() moves, all of them together."""

    def __init__(self, folder: Path) -> None:
        self.library, self.offset = folder / "clock.so", folder / "clock.offset"
        run(["cc", "-O2", "-fPIC", "-shared", "-o", self.library, SOURCE])
        self.jump(0)

    @property
    def env(self) -> dict[str, str]:
        """What such a process needs in its environment."""
        return {"LD_PRELOAD": str(self.library), "CLOCK_OFFSET": str(self.offset)}

    def jump(self, seconds: int) -> None:
        """Let the clock be so many seconds off from now on."""
        if not self.offset.exists():
            self.offset.write_bytes(bytes(8))
        with self.offset.open("r+b") as file:
            file.write(struct.pack("=q", seconds))
