"""The base maps an installation offers: configured tiles and Tianditu; none unless an operator says so."""

from dataclasses import dataclass
from typing import Any

from inspect_app.core.settings import settings

TIANDITU_MAX_ZOOM = 18


@dataclass(frozen=True)
class BaseMap:
    """Tile layers drawn over each other; `datum` is that of all of them (wgs84 or gcj02)."""

    id: str
    label: dict[str, str]
    urls: tuple[str, ...]
    datum: str
    attribution: str
    max_zoom: int

    def wire(self) -> dict[str, Any]:
        """The JSON of the API."""
        return {**vars(self), "urls": list(self.urls)}


def base_maps() -> list[BaseMap]:
    """What the settings offer, the first one shown first."""
    return [*custom_map(), *tianditu_maps()]


def custom_map() -> list[BaseMap]:
    """The tiles of MAP_TILES_URL."""
    config = settings()
    if not config.map_tiles_url:
        return []
    label = {"zh": config.map_tiles_name, "en": config.map_tiles_name}
    about = (config.map_tiles_datum, config.map_tiles_attribution, config.map_tiles_max_zoom)
    return [BaseMap("custom", label, (config.map_tiles_url,), *about)]


def tianditu_maps() -> list[BaseMap]:
    """Tianditu's street map and its pictures from above, each with its names."""
    urls = settings().tianditu_urls
    if not urls:
        return []
    about = ("wgs84", settings().tianditu_attribution, TIANDITU_MAX_ZOOM)
    streets, pictures = {"zh": "天地图", "en": "Tianditu"}, {"zh": "天地图影像", "en": "Tianditu imagery"}
    return [
        BaseMap("tianditu", streets, (urls["vec"], urls["cva"]), *about),
        BaseMap("tianditu-imagery", pictures, (urls["img"], urls["cia"]), *about),
    ]
