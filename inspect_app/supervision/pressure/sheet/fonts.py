"""The Chinese font of this machine: we ship none, Debian's packages fonts-noto-cjk and fonts-wqy-* do."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# File, and which font of a collection is the one for mainland China.
KNOWN = (
    ("NotoSerifCJK-Regular.ttc", 2),
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("wqy-zenhei.ttc", 0),
    ("wqy-microhei.ttc", 0),
)
INSTALL = "apt-get install fonts-noto-cjk"


@dataclass(frozen=True)
class Font:
    """A file, and the place in it when it is a collection."""

    path: Path
    index: int


def find_font(folders: Iterable[Path] = FOLDERS) -> Font | None:
    """The first known Chinese font; None when none is installed."""
    places = list(folders)
    for name, index in KNOWN:
        for folder in places:
            for path in sorted(folder.rglob(name)):
                return Font(path, index)
    return None
