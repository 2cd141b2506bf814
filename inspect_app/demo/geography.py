"""The map of the demo city: districts and streets grown from seeds, with borders bent by noise.

The city exists nowhere: its outline is a wobbly circle, its streets are Voronoi cells. WGS-84 degrees. Both
neighbours of a border are bent by the same field, so that streets leave no gaps and do not overlap.
"""

import math
import random
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

CENTRE = (31.02, 105.32)
RADIUS_DEG = 0.19
STRETCH = 1 / math.cos(math.radians(CENTRE[0]))
STEP_DEG = 0.004
SEED = 20260601


@dataclass(frozen=True)
class District:
    """A district and its streets; `code` is also the code of its unit."""

    code: str
    name: str
    angle: float
    streets: tuple[str, ...]


DISTRICTS = (
    District("DL", "东林区", 0, ("桃溪街道", "柳桥街道", "青石街道", "云台镇", "长亭镇")),
    District("BY", "北原区", 90, ("望川街道", "松坪街道", "白鹭镇", "石门镇", "大田乡")),
    District("XL", "西岭区", 180, ("竹影街道", "听泉街道", "古渡镇", "红岩镇", "乌龙乡")),
    District("NH", "南湖区", 270, ("荷塘街道", "月湾街道", "金沙镇", "双塔镇", "水磨乡")),
)


@dataclass(frozen=True)
class Area:
    """One polygon of the map."""

    code: str
    name: str
    parent: str | None
    shape: BaseGeometry

    def feature(self) -> dict[str, Any]:
        """The polygon as GeoJSON."""
        properties = {"code": self.code, "name": self.name, "parent": self.parent}
        return {"type": "Feature", "properties": properties, "geometry": mapping(self.shape)}


def street_code(district: District, index: int) -> str:
    """`DL-S1` is the first street of DL."""
    return f"{district.code}-S{index + 1}"


def streets() -> list[Area]:
    """Every street of the city."""
    chance = random.Random(SEED)  # noqa: S311 - a map, not a secret
    seeds = {place: (code, name, parent) for place, code, name, parent in seed_points(chance)}
    cells = shapely.voronoi_polygons(MultiPoint(list(seeds)), extend_to=outline(chance))
    edge, bend = outline(random.Random(SEED)), Bend(chance)  # noqa: S311 - a map, not a secret
    found = []
    for cell in cells.geoms:
        place = next(place for place in seeds if cell.contains(Point(place)))
        code, name, parent = seeds[place]
        found.append(Area(code, name, parent, bend.shape(cell.intersection(edge))))
    return sorted(found, key=lambda area: area.code)


def districts(of: list[Area]) -> list[Area]:
    """Each district as the union of its streets."""
    return [
        Area(one.code, one.name, None, shapely.union_all([a.shape for a in of if a.parent == one.code]))
        for one in DISTRICTS
    ]


def seed_points(chance: random.Random) -> list[tuple[tuple[float, float], str, str, str]]:
    """Where streets begin to grow: one near the centre, the others in two rows outwards."""
    points = []
    for district in DISTRICTS:
        for index, name in enumerate(district.streets):
            row, place = (
                (0.3, 0) if index == 0 else (0.58, index * 2 - 3) if index < 3 else (0.86, index * 2 - 7)
            )
            angle = math.radians(district.angle + place * 24 + chance.uniform(-5, 5))
            far = RADIUS_DEG * (row + chance.uniform(-0.04, 0.04))
            place_at = (CENTRE[1] + far * math.cos(angle) * STRETCH, CENTRE[0] + far * math.sin(angle))
            points.append((place_at, street_code(district, index), name, district.code))
    return points


def outline(chance: random.Random) -> Polygon:
    """The border of the city."""
    phases = [chance.uniform(0, math.tau) for _ in range(4)]
    points = []
    for step in range(180):
        angle = math.tau * step / 180
        wobble = sum(math.sin((n + 2) * angle + phase) / (n + 2) for n, phase in enumerate(phases))
        far = RADIUS_DEG * (1 + 0.16 * wobble)
        points.append((CENTRE[1] + far * math.cos(angle) * STRETCH, CENTRE[0] + far * math.sin(angle)))
    return Polygon(points)


class Bend:
    """A field that moves every point a little, smoothly: the same point always to the same place."""

    def __init__(self, chance: random.Random) -> None:
        self.waves = [
            (chance.uniform(25, 240), chance.uniform(25, 240), chance.uniform(0, math.tau)) for _ in range(14)
        ]

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape with many more corners, each moved."""
        corners = shapely.set_precision(shapely.segmentize(shape, STEP_DEG), 1e-7)
        return shapely.set_precision(shapely.transform(corners, self.points), 1e-7)

    def points(self, points: Any) -> Any:
        """Move an array of points."""
        return [[x + self.shift(x, y, 0), y + self.shift(x, y, 1)] for x, y in points]

    def shift(self, x: float, y: float, turn: int) -> float:
        """How far a point moves along one axis, degrees."""
        waves = self.waves[turn::2]
        return sum(0.3 / (a + b) * math.sin(x * a + y * b + phase) for a, b, phase in waves)


def collection(areas: list[Area]) -> dict[str, Any]:
    """The areas as a file for `flask places import`."""
    return {"type": "FeatureCollection", "features": [area.feature() for area in areas]}


def place_in(area: Area, chance: random.Random) -> tuple[float, float]:
    """A (lat, lon) well inside an area."""
    west, south, east, north = area.shape.bounds
    core = area.shape.buffer(-0.004)
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if core.contains(point):
            return round(point.y, 6), round(point.x, 6)


def station_lines(of: list[Area]) -> str:
    """A table of stations for `flask stations import`: one in the first street of each district."""
    first = [area for area in of if area.code.endswith("-S1")]
    places = [(area, area.shape.representative_point()) for area in first]
    lines = [
        f"{area.code[:2]}-A,{area.name}监测站,{'provincial' if n % 2 else 'national'},{at.y:.6f},{at.x:.6f}"
        for n, (area, at) in enumerate(places)
    ]
    return "\n".join(["code,name,level,lat,lon", *lines])
