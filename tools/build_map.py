"""Makes ``static/vendor/world.json``, the shapes of the world map, out of the npm package ``world-atlas``.

    npm pack world-atlas@2.0.2
    python -m tools.build_map world-atlas-2.0.2.tgz

For maintainers, when the map is to change: running and testing the product need neither npm nor this file. The package
holds Natural Earth's countries as TopoJSON, keyed by their ISO numeric codes. What comes out is keyed in the same way
and knows nothing of the register: for each code one path, and a mark (the point farthest from its borders, and how
far), where a number or a dot can stand.

The traps. One code may stand at two features (Australia's does). Areas without a code (their status is disputed) and
Antarctica get no path of their own: the first are drawn as land, the second is left out. Borders are shared lines
("arcs"), made simpler one by one, so that neighbours keep fitting. A ring that crosses the cut of the map is split.
"""

import hashlib
import json
import math
import sys
import tarfile
from pathlib import Path
from typing import Any

from tools.rings import Point, Ring, area, crosses, mark, simplified, split

HOME = Path(__file__).resolve().parent.parent
OUT = HOME / "static" / "vendor" / "world.json"
PACKAGE = "world-atlas 2.0.2"
MEMBER = "package/countries-50m.json"
SHA256 = "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394"

WIDTH = 10_000
"""Units from edge to edge: tenths of a pixel on a map a thousand pixels wide."""
TOLERANCE = 3.5
SPECK = 6.0
"""Square units below which an island is left out, unless it is the largest piece of its state."""
MIDDLE = 11.0
"""The meridian in the middle: the cut then runs through the Bering Strait, and parts no State but far islands of it."""
LEFT_OUT = {"010"}
MISSING = {"798": (179.2, -8.52)}
"""States the package does not draw at this scale: Tuvalu, at Funafuti."""

_X = (1, 0.9986, 0.9954, 0.99, 0.9822, 0.973, 0.96, 0.9427, 0.9216, 0.8962)
_X += (0.8679, 0.835, 0.7986, 0.7597, 0.7186, 0.6732, 0.6213, 0.5722, 0.5322)
_Y = (0, 0.062, 0.124, 0.186, 0.248, 0.31, 0.372, 0.434, 0.4958, 0.5571)
_Y += (0.6176, 0.6769, 0.7346, 0.7903, 0.8435, 0.8936, 0.9394, 0.9761, 1)


def robinson(point: Point) -> Point:
    """Units from the middle of the map, y growing downwards; longitude is counted from the middle meridian."""
    longitude, latitude = point
    step = min(abs(latitude), 89.999) / 5
    row, part = int(step), step - int(step)
    radius = WIDTH / (2 * math.pi * 0.8487)
    x = 0.8487 * radius * _between(_X, row, part) * math.radians(longitude)
    return x, -math.copysign(1.3523 * radius * _between(_Y, row, part), latitude)


def _between(table: tuple[float, ...], row: int, part: float) -> float:
    """A smooth curve through the table's values (Catmull and Rom)."""
    before = table[row - 1] if row else 2 * table[0] - table[1] if table is _Y else table[1]
    here, there = table[row], table[row + 1]
    after = table[row + 2] if row + 2 < len(table) else 2 * there - here
    bend = 2 * before - 5 * here + 4 * there - after
    turn = 3 * (here - there) + after - before
    return here + part / 2 * (there - before + part * (bend + part * turn))


class Atlas:
    """The package's file, with its shared lines made simple."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.features = raw["objects"]["countries"]["geometries"]
        self.exact = [self._arc(arc, raw["transform"]) for arc in raw["arcs"]]
        self.simple = [simplified(arc, robinson, TOLERANCE) for arc in self.exact]

    @staticmethod
    def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
        """Degrees from the middle meridian, without a jump within the line."""
        (a, b), (c, d) = transform["scale"], transform["translate"]
        x = y = 0
        found: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            found.append(near((x * a + c - MIDDLE, y * b + d), found[-1][0] if found else 0.0))
        return found

    def polygons(self, feature: dict[str, Any]) -> list[list[Ring]]:
        """Each a ring, and its holes; on the map's plane, and split where they cross its edge.

        A state so small that nothing is left of it when made simple keeps its exact shape.
        """
        shapes = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
        return self._flat(shapes, self.simple) or self._flat(shapes, self.exact)

    def _flat(self, shapes: list[list[list[int]]], arcs: list[Ring]) -> list[list[Ring]]:
        found: list[list[Ring]] = []
        for shape in shapes:
            rings = [self._ring(indexes, arcs) for indexes in shape]
            for part in split(rings) if any(crosses(ring) for ring in rings) else [rings]:
                flat = [[robinson(point) for point in ring] for ring in part]
                if len(flat[0]) > 2:
                    found.append([ring for ring in flat if len(ring) > 2])
        return found

    def _ring(self, indexes: list[int], arcs: list[Ring]) -> Ring:
        found: Ring = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            for point in arc[bool(found) :]:
                found.append(near(point, found[-1][0] if found else 0.0))
        return found[:-1]


def near(point: Point, longitude: float) -> Point:
    """The same place, counted so that it lies within half the globe of a longitude."""
    return point[0] + 360 * round((longitude - point[0]) / 360), point[1]


def path(polygons: list[list[Ring]], origin: Point) -> str:
    """One path in whole units; specks are left out, but for the largest piece."""
    largest = max(area(polygon[0]) for polygon in polygons)
    words = []
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            if area(ring) >= (SPECK if number or largest > SPECK else 0) and (drawn := _drawn(ring, origin)):
                words.append(drawn)
    return "".join(words)


def _drawn(ring: Ring, origin: Point) -> str:
    points = [(round(x - origin[0]), round(y - origin[1])) for x, y in ring]
    points = [point for number, point in enumerate(points) if point != points[number - 1]]
    if len(points) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(points, points[1:], strict=False)]
    line = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{line}z"


def build(raw: dict[str, Any]) -> dict[str, Any]:
    atlas = Atlas(raw)
    shapes: dict[str, list[list[Ring]]] = {}
    for feature in atlas.features:
        code = feature.get("id") or ""
        if code not in LEFT_OUT:
            shapes.setdefault(code, []).extend(atlas.polygons(feature))
    points = [point for polygons in shapes.values() for polygon in polygons for point in polygon[0]]
    left, top = min(x for x, _y in points) - 40, min(y for _x, y in points) - 20
    right, bottom = max(x for x, _y in points) + 40, max(y for _x, y in points) + 40
    marks = {code: mark(polygons) for code, polygons in shapes.items() if code}
    for code, place in MISSING.items():
        shapes[code], marks[code] = [], (*robinson(near((place[0] - MIDDLE, place[1]), 0.0)), 0.0)
    return {
        "about": f"Made by tools/build_map.py from {PACKAGE} (ISC licence; data of Natural Earth, public domain).",
        "box": [0, 0, round(right - left), round(bottom - top)],
        "land": path(shapes.pop(""), (left, top)),
        "shapes": {code: path(shapes[code], (left, top)) if shapes[code] else "" for code in sorted(shapes)},
        "marks": {code: [round(x - left), round(y - top), round(room)] for code, (x, y, room) in sorted(marks.items())},
        "frames": {code: frame(shapes[code], (left, top)) for code in sorted(shapes) if shapes[code]},
    }


def frame(polygons: list[list[Ring]], origin: Point) -> list[int]:
    """Left, top, right and bottom of a state's largest piece."""
    ring = max((polygon[0] for polygon in polygons), key=area)
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    low, high = (min(xs), min(ys)), (max(xs), max(ys))
    return [round(a - b) for a, b in zip((*low, *high), (*origin, *origin), strict=True)]


def read(package: Path) -> dict[str, Any]:
    """The countries out of the package, if they are the very ones this was made for."""
    with tarfile.open(package) as archive:
        file = archive.extractfile(MEMBER)
        content = file.read() if file else b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{package.name} does not hold the countries of {PACKAGE}.")
    found: dict[str, Any] = json.loads(content)
    return found


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    made = build(read(Path(sys.argv[1])))
    OUT.write_text(json.dumps(made, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.relative_to(HOME)}: {len(made['shapes'])} codes, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
