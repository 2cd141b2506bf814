"""A small disk of its own, for tests that fill it: an ext4 file system in a file, on a loop device."""

import contextlib
import os
import shutil
from pathlib import Path

from tests.servers.daemon import ServerError, run

BALLAST = "ballast"
MEGABYTE = 1024 * 1024
LAST_BYTES = 4096


class Volume:
    """mount() puts it at `folder`, which is empty until then; fill() leaves no room, free() gives it back."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self.megabytes = folder, megabytes
        self.image = folder.with_name(f"{folder.name}.img")

    @staticmethod
    def possible() -> bool:
        """Whether this account may mount anything."""
        return os.geteuid() == 0 and Path("/dev/loop-control").exists()

    def mount(self) -> None:
        """Make it and mount it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.image.open("wb") as file:
            file.truncate(self.megabytes * MEGABYTE)
        run(["mkfs.ext4", "-q", "-F", "-m", "0", self.image])
        run(["mount", "-o", "loop", self.image, self.folder])

    def fill(self) -> None:
        """Take all room there is, down to the last block."""
        with (self.folder / BALLAST).open("ab", buffering=0) as file:
            for size in (self.room(), MEGABYTE, LAST_BYTES):
                with contextlib.suppress(OSError):
                    while True:
                        os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), size)
        if (left := self.room()) > LAST_BYTES:
            raise ServerError(f"{left} bytes are still free on {self.folder}")

    def room(self) -> int:
        """Bytes that are free."""
        return shutil.disk_usage(self.folder).free

    def free(self) -> None:
        """Take the ballast away."""
        (self.folder / BALLAST).unlink()

    def remove(self) -> None:
        """Unmount and delete it; nobody may have a file open on it."""
        if os.path.ismount(self.folder):
            run(["umount", self.folder])
        self.image.unlink(missing_ok=True)
