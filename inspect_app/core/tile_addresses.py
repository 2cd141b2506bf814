"""Addresses of map tiles as an operator writes them: what is wrong with one, and which hosts it names.

A template is `https://host/{z}/{x}/{y}.png`; `{a-c}` or `{0-7}` in the host stands for several hosts. They
enter the content policy, so a template may hold nothing that ends a host or begins another directive.
"""

import re
from typing import Protocol
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost"}
SAFE = re.compile(r"[A-Za-z0-9\-._~:/?&=%{}@+*!$()\[\]]+")
SPREAD = re.compile(r"\{(?:([a-z])-([a-z])|(\d)-(\d))\}")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.\-]*[a-z0-9])?(?::\d{1,5})?")

# The four tile services of Tianditu that are used (WGS-84 to centimetres, spherical Mercator).
TIANDITU = "https://t{0-7}.tianditu.gov.cn/DataServer?T={LAYER}_w&x={x}&y={y}&l={z}&tk="
TIANDITU_LAYERS = ("vec", "cva", "img", "cia")
DEEPEST_ZOOM = 22


class MapSettings(Protocol):
    """What an operator says about base maps; `Config` has it."""

    @property
    def map_tiles_url(self) -> str: ...
    @property
    def map_tiles_datum(self) -> str: ...
    @property
    def map_tiles_attribution(self) -> str: ...
    @property
    def map_tiles_max_zoom(self) -> int: ...
    @property
    def tianditu_key(self) -> str: ...


def map_faults(settings: MapSettings) -> list[tuple[bool, str]]:
    """Which settings of base maps are wrong, each with its sentence."""
    url, key = settings.map_tiles_url, settings.tianditu_key
    wrong = address_faults(url) if url else []
    return [
        *((True, f"MAP_TILES_URL: {fault}") for fault in wrong),
        (bool(url) and not settings.map_tiles_attribution, "MAP_TILES_URL needs MAP_TILES_ATTRIBUTION"),
        (
            settings.map_tiles_datum not in {"wgs84", "gcj02"},
            "MAP_TILES_DATUM takes wgs84 or gcj02 (tiles in BD-09 have a projection of their own)",
        ),
        (
            not 1 <= settings.map_tiles_max_zoom <= DEEPEST_ZOOM,
            f"MAP_TILES_MAX_ZOOM is from 1 to {DEEPEST_ZOOM}",
        ),
        (bool(key) and not key.isalnum(), "TIANDITU_KEY is letters and digits"),
    ]


def tianditu_layers(key: str) -> dict[str, str]:
    """The address of each layer (vec, cva, img, cia); none without a key."""
    return {name: TIANDITU.replace("{LAYER}", name) + key for name in TIANDITU_LAYERS} if key else {}


def address_faults(template: str) -> list[str]:
    """What keeps a template from being used; empty for a good one."""
    missing = [name for name in ("{z}", "{x}", "{y}") if name not in template]
    if missing:
        return [f"the address lacks {', '.join(missing)}"]
    if not SAFE.fullmatch(template):
        return ["the address holds a character that no address has"]
    if is_own(template):
        return []
    parts = [urlsplit(one) for one in spread(template)]
    if any(one.scheme != "https" and (one.hostname or "") not in LOOPBACK for one in parts):
        return ["the address begins with https:// or, on this server itself, with one /"]
    if not all(HOST.fullmatch(one.netloc) for one in parts):
        return ["the address names no plain host"]
    return []


def is_own(template: str) -> bool:
    """Whether the tiles come from this very server."""
    return template.startswith("/") and not template.startswith("//")


def spread(template: str) -> list[str]:
    """The template once for each host that `{a-c}` or `{0-7}` stands for."""
    found = SPREAD.search(template)
    if found is None:
        return [template]
    first, last = (found[1], found[2]) if found[1] else (found[3], found[4])
    letters = [chr(code) for code in range(ord(first), ord(last) + 1)]
    return [template[: found.start()] + letter + template[found.end() :] for letter in letters]


def image_hosts(templates: list[str]) -> list[str]:
    """The origins that the templates ask, each once; none for tiles of this server."""
    found = (urlsplit(one) for template in templates if not is_own(template) for one in spread(template))
    return sorted({f"{one.scheme}://{one.netloc}" for one in found})
