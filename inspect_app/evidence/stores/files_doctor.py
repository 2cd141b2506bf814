"""The examination of a folder of originals: what a local disk does and, as plainly, what it does not."""

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from inspect_app.evidence.stores.base import original_key
from inspect_app.evidence.stores.examination import Claim, Verdict, holds
from inspect_app.evidence.stores.files import FileStore

LEAST_FREE = 1024**3


class Probed(FileStore):
    """The same folder. A probe is damaged on purpose: nobody is to be called for it."""

    def tell_damage(self, sha256: str) -> None:
        """Expected."""


class FilesDoctor:
    """Tries the claims on one folder."""

    def __init__(self, store: FileStore) -> None:
        self.store = Probed(store.root)

    def claims(self) -> list[Claim]:
        """Every claim, the needed ones first."""
        return [
            Claim("bytes come back as they went in", True, "nothing may be stored here", self.same_bytes),
            Claim(
                "an original put twice stays one unchanged file",
                True,
                "originals could change",
                self.put_twice,
            ),
            Claim(
                "a damaged original is replaced by the bytes that belong to its name",
                True,
                "damage would stay",
                self.damage_is_mended,
            ),
            Claim(
                "the folder takes a rename and its fsync", True, "a receipt would not be durable", self.rename
            ),
            Claim("at least 1 GiB is free", True, "photos will soon be refused with 507", self.room),
            Claim(
                "originals cannot be deleted by whoever runs the server",
                False,
                "files are not write-once; the log tells that one is gone, a backup must bring it back",
                self.write_once,
            ),
        ]

    def keep(self, body: bytes) -> tuple[str, Path]:
        """Put a probe as an original; its hash and where its file lies."""
        sha256 = hashlib.sha256(body).hexdigest()
        source = self.store.work / f"doctor-{secrets.token_hex(8)}"
        source.write_bytes(body)
        try:
            self.store.put_original(sha256, source, len(body))
        finally:
            source.unlink()
        return sha256, self.store.root / original_key(sha256)

    def same_bytes(self) -> Verdict:
        """Put and get."""
        body = secrets.token_bytes(100_000)
        sha256, file = self.keep(body)
        found = b"".join(self.store.open_original(sha256, None).chunks)
        file.unlink()
        return holds(found == body)

    def put_twice(self) -> Verdict:
        """The same bytes again."""
        body = secrets.token_bytes(1000)
        _, file = self.keep(body)
        before = file.stat().st_ino
        self.keep(body)
        same = file.stat().st_ino == before and file.read_bytes() == body
        file.unlink()
        return holds(same)

    def damage_is_mended(self) -> Verdict:
        """Damage the file, put the right bytes again."""
        body = secrets.token_bytes(1000)
        _, file = self.keep(body)
        file.chmod(0o600)
        file.write_bytes(b"damaged")
        self.keep(body)
        mended = file.read_bytes() == body
        file.unlink()
        return holds(mended)

    def rename(self) -> Verdict:
        """Write aside, fsync, rename, fsync the folder."""
        aside, name = (self.store.work / f"doctor-{secrets.token_hex(8)}" for _ in range(2))
        with aside.open("wb") as file:
            file.write(b"probe")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(name)
        folder = os.open(self.store.work, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        name.unlink()
        return Verdict.HOLDS

    def room(self) -> Verdict:
        """Space on the disk of the folder."""
        return holds(shutil.disk_usage(self.store.root).free >= LEAST_FREE)

    def write_once(self) -> Verdict:
        """Delete an original as the server's own account."""
        _, file = self.keep(secrets.token_bytes(1000))
        try:
            file.unlink()
        except PermissionError:
            return Verdict.HOLDS
        return Verdict.FAILS
