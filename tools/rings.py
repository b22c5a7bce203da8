"""Closed lines on a plane: simpler, split at the map's edge, how large, and where inside them there is most room."""

import heapq
import math
from collections.abc import Callable

Point = tuple[float, float]
Ring = list[Point]
EDGE = 180.0
"""Degrees from the middle meridian to the edge of the map."""


def simplified(line: Ring, onto: Callable[[Point], Point], tolerance: float) -> Ring:
    """Without the points that lie nearer to the line than ``tolerance`` on the plane ``onto`` (Douglas and Peucker).

    A closed line keeps the point farthest from its beginning as well.
    """
    plane = [onto(point) for point in line]
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    if line[0] == line[-1] and len(line) > 3:
        far = max(range(len(line)), key=lambda number: math.dist(plane[0], plane[number]))
        keep.add(far)
        waiting = [(0, far), (far, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        worst, distance = 0, tolerance
        for number in range(first + 1, last):
            away = _from_segment(plane[number], plane[first], plane[last])
            if away > distance:
                worst, distance = number, away
        if worst:
            keep.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [line[number] for number in sorted(keep)]


def _from_segment(point: Point, start: Point, end: Point) -> float:
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    if dx or dy:
        along = ((point[0] - x) * dx + (point[1] - y) * dy) / (dx * dx + dy * dy)
        along = max(0.0, min(1.0, along))
        x, y = x + along * dx, y + along * dy
    return math.hypot(point[0] - x, point[1] - y)


def crosses(ring: Ring) -> bool:
    """Whether it reaches over the edge of the map."""
    return any(abs(x) > EDGE for x, _y in ring)


def split(rings: list[Ring]) -> list[list[Ring]]:
    """The pieces of a polygon on each side of the edges, all moved onto the map."""
    found = []
    for turn in (-1, 0, 1):
        moved = [[(x - 360 * turn, y) for x, y in ring] for ring in rings]
        part = [_beside(_beside(ring, 1), -1) for ring in moved]
        if part[0]:
            found.append([ring for ring in part if ring])
    return found


def _beside(ring: Ring, side: int) -> Ring:
    """What lies on the inner side of one edge (Sutherland and Hodgman)."""
    found: Ring = []
    for number, here in enumerate(ring):
        before = ring[number - 1]
        inside, was_inside = side * here[0] <= EDGE, side * before[0] <= EDGE
        if inside != was_inside:
            part = (side * EDGE - before[0]) / (here[0] - before[0])
            found.append((side * EDGE, before[1] + part * (here[1] - before[1])))
        if inside:
            found.append(here)
    return found


def area(ring: Ring) -> float:
    doubled = sum(ring[n - 1][0] * ring[n][1] - ring[n][0] * ring[n - 1][1] for n in range(len(ring)))
    return abs(doubled) / 2


def mark(polygons: list[list[Ring]]) -> tuple[float, float, float]:
    """The point of the largest piece that is farthest from its borders, and how far that is.

    Looks into ever smaller squares, most promising first, until none can be better by more than a unit.
    """
    polygon = max(polygons, key=lambda rings: area(rings[0]))
    xs, ys = [x for x, _y in polygon[0]], [y for _x, y in polygon[0]]
    size = max(min(max(xs) - min(xs), max(ys) - min(ys)) / 2, 0.5)
    best = (*_middle(polygon[0]), _room(_middle(polygon[0]), polygon))
    waiting: list[tuple[float, float, float, float]] = []

    def look(x: float, y: float, half: float) -> None:
        nonlocal best
        room = _room((x, y), polygon)
        if room > best[2]:
            best = (x, y, room)
        if room + half * math.sqrt(2) > best[2] + 1:
            heapq.heappush(waiting, (-(room + half * math.sqrt(2)), x, y, half))

    for across in range(math.ceil((max(xs) - min(xs)) / size / 2)):
        for down in range(math.ceil((max(ys) - min(ys)) / size / 2)):
            look(min(xs) + (2 * across + 1) * size, min(ys) + (2 * down + 1) * size, size)
    while waiting:
        most, x, y, half = heapq.heappop(waiting)
        if -most > best[2] + 1:
            for dx in (-half / 2, half / 2):
                for dy in (-half / 2, half / 2):
                    look(x + dx, y + dy, half / 2)
    return best


def _middle(ring: Ring) -> Point:
    return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)


def _room(point: Point, polygon: list[Ring]) -> float:
    """The distance to the nearest border; below zero outside."""
    inside, nearest = False, math.inf
    for ring in polygon:
        for number, here in enumerate(ring):
            before = ring[number - 1]
            if (here[1] > point[1]) != (before[1] > point[1]):
                at = before[0] + (point[1] - before[1]) / (here[1] - before[1]) * (here[0] - before[0])
                inside ^= point[0] < at
            nearest = min(nearest, _from_segment(point, before, here))
    return nearest if inside else -nearest
